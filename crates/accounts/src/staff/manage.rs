//! Looking after the accounts of staff.

use std::sync::Arc;

use kernel::{
    Actor, Clock, EmailAddress, FieldVault, IndexedField, PortFailure, PortResult, StaffId,
    StaffUuid,
};
use notices::Recipient;

use super::{
    ChangeStaffError, CreateStaffError, NewStaffAccount, Password, PasswordHasher, StaffAccount,
    StaffAccountChange, StaffAccounts, StaffRole,
};
use crate::DrawPasswordLink;

/// Looks after the accounts of staff, for staff.
#[derive(Clone)]
pub struct ManageStaff {
    /// Where accounts are kept.
    pub accounts: Arc<dyn StaffAccounts>,
    /// Draws links to first passwords.
    pub links: DrawPasswordLink,
    /// Hashes passwords.
    pub passwords: Arc<dyn PasswordHasher>,
    /// Protects e-mail addresses.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl ManageStaff {
    /// Creates an active account and sends its holder a link. Until it is used the
    /// password is one that was drawn and that nobody has seen.
    ///
    /// # Errors
    /// See [`CreateStaffError`].
    pub fn invite(
        &self,
        email: &EmailAddress,
        role: StaffRole,
        by: StaffId,
    ) -> Result<StaffAccount, CreateStaffError> {
        let now = self.clock.now();
        let entropy = self.links.letters.entropy.as_ref();
        let uuid = StaffUuid::draw(entropy);
        let row = uuid.get();
        let account = NewStaffAccount {
            uuid,
            role,
            email: self.vault.seal(
                StaffAccount::email_field(row.as_bytes()),
                email.as_str().as_bytes(),
            )?,
            email_index: self
                .vault
                .index(IndexedField::Email, email.canonical().as_bytes()),
            password: self.passwords.hash(&Password::draw(entropy))?,
            link: Some(self.links.draw(Recipient::Staff(uuid), now)?),
            created_at: now,
        };
        self.accounts.create(account, Actor::Staff(by))
    }

    /// Every account, oldest first, each with its address in clear.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn list(&self) -> PortResult<Vec<(StaffAccount, EmailAddress)>> {
        let accounts = self.accounts.list()?.into_iter();
        accounts
            .map(|account| {
                let email = self.email_of(&account)?;
                Ok((account, email))
            })
            .collect()
    }

    /// Changes role or status of an account that is not the caller's own.
    ///
    /// # Errors
    /// See [`ChangeStaffError`].
    pub fn change(
        &self,
        staff: StaffUuid,
        change: StaffAccountChange,
        by: StaffId,
    ) -> Result<StaffAccount, ChangeStaffError> {
        self.accounts.change(staff, change, by, self.clock.now())
    }

    /// The address of `account` in clear.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn email_of(&self, account: &StaffAccount) -> PortResult<EmailAddress> {
        let uuid = account.uuid.get();
        let field = StaffAccount::email_field(uuid.as_bytes());
        let plain = self.vault.open(field, &account.email)?;
        std::str::from_utf8(&plain)
            .ok()
            .and_then(|text| EmailAddress::parse(text).ok())
            .ok_or(PortFailure::corrupt("staff_accounts.email_sealed"))
    }
}
