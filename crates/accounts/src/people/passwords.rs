//! Setting a password by a link, and asking for one.

use std::sync::Arc;

use kernel::{Clock, EmailAddress, FieldVault, IndexedField, PortFailure, PortResult};
use notices::Notice;

use super::{DrawPasswordLink, PasswordLinks};
use crate::{ClientSecret, Password, PasswordHasher, SecretKind};

/// Why no password was set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetPasswordError {
    /// The link's token is wrong, expired or used, or its account may not be used; which
    /// of them is not told.
    #[error("the link does not count")]
    Refused,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Sets a password by a link.
#[derive(Clone)]
pub struct SetPassword {
    /// Where links are kept.
    pub links: Arc<dyn PasswordLinks>,
    /// Hashes and draws links.
    pub draw: DrawPasswordLink,
    /// Hashes passwords.
    pub passwords: Arc<dyn PasswordHasher>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl SetPassword {
    /// Sets `password` for whoever the link with `token` was sent to; all older tokens of
    /// the account end. A token that does not count costs no hash of a password: it has
    /// 256 random bits, and how long it takes tells nothing of them.
    ///
    /// # Errors
    /// See [`SetPasswordError`].
    pub fn execute(
        &self,
        token: &ClientSecret,
        password: &Password,
    ) -> Result<(), SetPasswordError> {
        if !token
            .expose()
            .starts_with(SecretKind::PasswordLink.prefix())
        {
            return Err(SetPasswordError::Refused);
        }
        let hashes = self.draw.hasher.hashes(token);
        let now = self.clock.now();
        let holder = self.links.holder(&hashes, now)?;
        let holder = holder.ok_or(SetPasswordError::Refused)?;
        let password = self.passwords.hash(password)?;
        let notice = Notice::PasswordSet;
        let letter = self.draw.letters.letter(holder.recipient(), &notice, now)?;
        if self.links.redeem(&hashes, password, letter, now)? {
            Ok(())
        } else {
            Err(SetPasswordError::Refused)
        }
    }
}

/// Sends whoever forgot their password a link.
#[derive(Clone)]
pub struct RequestPasswordReset {
    /// Where links are kept.
    pub links: Arc<dyn PasswordLinks>,
    /// Draws links.
    pub draw: DrawPasswordLink,
    /// Finds addresses.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl RequestPasswordReset {
    /// Sends a link to `email` if an account with this address may have one and got none
    /// within the last minute. Nothing tells the caller whether it did.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn execute(&self, email: &EmailAddress) -> PortResult<()> {
        let canonical = email.canonical();
        let index = self.vault.index(IndexedField::Email, canonical.as_bytes());
        let Some(holder) = self.links.holder_of_address(&index)? else {
            return Ok(());
        };
        let link = self.draw.draw(holder.recipient(), self.clock.now())?;
        self.links.replace(holder, link).map(drop)
    }
}
