//! Staff sign in with e-mail address and password.

use std::fmt;
use std::sync::Arc;

use kernel::{Clock, EmailAddress, Entropy, FieldVault, PortFailure, TokenId};

use super::token::LIVES;
use super::{
    PasswordHasher, StaffAccount, StaffAccounts, StaffClaims, StaffCredentials, StaffRole,
    StaffTokens,
};
use crate::IssueError;
use crate::sign_in::whole_seconds;

/// What a login answers.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedInStaff {
    /// Opens the staff's routes.
    pub token: String,
    /// Whose login it is, in the form callers see.
    pub user_id: String,
    /// The account's e-mail address in clear.
    pub email: EmailAddress,
    /// What the account may do.
    pub role: StaffRole,
    /// Seconds the token lives.
    pub expires_in: i64,
}

/// Hides the token and the address.
impl fmt::Debug for SignedInStaff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedInStaff")
            .field("user_id", &self.user_id)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// Why a person gets no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StaffSignInError {
    /// Unknown address, wrong password or disabled account; which of them is
    /// not told, neither in words nor by the time it takes.
    #[error("invalid e-mail address or password")]
    Refused,
    /// The token could not be made.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// What it takes to prove a member of staff by address and password, and to issue a
/// token; see [`crate::PersonSignIn`].
#[derive(Clone)]
pub struct StaffSignIn {
    /// Where accounts are kept.
    pub accounts: Arc<dyn StaffAccounts>,
    /// Judges passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Makes tokens.
    pub tokens: Arc<dyn StaffTokens>,
    /// Finds and opens e-mail addresses.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws token ids.
    pub entropy: Arc<dyn Entropy>,
}

impl StaffSignIn {
    /// A token for the account `found`, which was proven.
    pub(crate) fn issue(
        &self,
        found: &StaffCredentials,
    ) -> Result<SignedInStaff, StaffSignInError> {
        let account = &found.account;
        let issued_at = whole_seconds(self.clock.now());
        let claims = StaffClaims {
            id: TokenId::draw(self.entropy.as_ref()),
            staff: account.uuid,
            email: self.email_of(account)?,
            role: account.role,
            generation: found.generation,
            issued_at,
            expires_at: issued_at + LIVES,
        };
        Ok(SignedInStaff {
            token: self.tokens.issue(&claims)?,
            user_id: account.uuid.to_string(),
            email: claims.email,
            role: account.role,
            expires_in: LIVES.num_seconds(),
        })
    }

    fn email_of(&self, account: &StaffAccount) -> Result<EmailAddress, PortFailure> {
        let uuid = account.uuid.get();
        let field = StaffAccount::email_field(uuid.as_bytes());
        let plain = self.vault.open(field, &account.email)?;
        std::str::from_utf8(&plain)
            .ok()
            .and_then(|text| EmailAddress::parse(text).ok())
            .ok_or(PortFailure::corrupt("staff_accounts.email_sealed"))
    }
}
