//! Creating a staff account.

use std::sync::Arc;

use kernel::{Actor, Clock, EmailAddress, Entropy, FieldVault, IndexedField, StaffUuid};

use super::{
    CreateStaffError, NewStaffAccount, Password, PasswordHasher, StaffAccount, StaffAccounts,
    StaffRole,
};

/// What is said of a new member of staff.
#[derive(Debug, Clone)]
pub struct StaffDraft {
    /// E-mail address, to sign in with.
    pub email: EmailAddress,
    /// What they may do.
    pub role: StaffRole,
    /// Their password; `None` draws one.
    pub password: Option<Password>,
}

/// A new account.
#[derive(Debug, Clone)]
pub struct CreatedStaff {
    /// The account.
    pub account: StaffAccount,
    /// The password that was drawn, shown this once; `None` when one was given.
    pub drawn: Option<Password>,
}

/// Creates staff accounts.
#[derive(Clone)]
pub struct CreateStaff {
    /// Where accounts are kept.
    pub accounts: Arc<dyn StaffAccounts>,
    /// Hashes passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Protects e-mail addresses.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws ids and passwords.
    pub entropy: Arc<dyn Entropy>,
}

impl CreateStaff {
    /// Creates an active account.
    ///
    /// # Errors
    /// See [`CreateStaffError`].
    pub fn execute(
        &self,
        draft: StaffDraft,
        actor: Actor,
    ) -> Result<CreatedStaff, CreateStaffError> {
        let entropy = self.entropy.as_ref();
        let uuid = StaffUuid::draw(entropy);
        let (password, was_drawn) = match draft.password {
            Some(given) => (given, false),
            None => (Password::draw(entropy), true),
        };
        let account = NewStaffAccount {
            uuid,
            role: draft.role,
            email: self.vault.seal(
                StaffAccount::email_field(uuid.get().as_bytes()),
                draft.email.as_str().as_bytes(),
            )?,
            email_index: self
                .vault
                .index(IndexedField::Email, draft.email.canonical().as_bytes()),
            password: self.hasher.hash(&password)?,
            link: None,
            created_at: self.clock.now(),
        };
        let account = self.accounts.create(account, actor)?;
        Ok(CreatedStaff {
            account,
            drawn: was_drawn.then_some(password),
        })
    }
}
