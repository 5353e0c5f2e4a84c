//! Looking after a partner's people.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{
    Actor, Clock, EmailAddress, Entropy, FieldVault, IndexedField, PartnerId, PortFailure,
    PortResult, PortalUuid,
};
use notices::Recipient;

use super::{CreatePortalError, NewPortalAccount, PortalAccount, PortalAccounts, PortalStatus};
use crate::{DrawPasswordLink, Holder, LinkOutcome, PasswordLinks};

/// Drafts accounts of partners' people.
#[derive(Clone)]
pub struct DraftPortalAccount {
    /// Draws the link to the first password.
    pub links: DrawPasswordLink,
    /// Protects e-mail addresses.
    pub vault: Arc<dyn FieldVault>,
}

impl DraftPortalAccount {
    /// An account of `partner` for whoever reads mail at `email`, with the link by which
    /// they set a password.
    ///
    /// # Errors
    /// Those of the vault.
    pub fn draft(
        &self,
        partner: PartnerId,
        email: &EmailAddress,
        now: DateTime<Utc>,
    ) -> PortResult<NewPortalAccount> {
        let entropy: &dyn Entropy = self.links.letters.entropy.as_ref();
        let uuid = PortalUuid::draw(entropy);
        let field = uuid.get();
        Ok(NewPortalAccount {
            uuid,
            partner,
            email: self.vault.seal(
                PortalAccount::email_field(field.as_bytes()),
                email.as_str().as_bytes(),
            )?,
            email_index: self
                .vault
                .index(IndexedField::Email, email.canonical().as_bytes()),
            link: self.links.draw(Recipient::Portal(uuid), now)?,
            created_at: now,
        })
    }
}

/// Why nobody got a link.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InviteError {
    /// The partner has no such person, or they are disabled.
    #[error("no such account")]
    Unknown,
    /// They got one less than a minute ago.
    #[error("a link was sent a moment ago")]
    TooSoon,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Looks after the people of partners, for staff.
#[derive(Clone)]
pub struct ManagePortal {
    /// Where accounts are kept.
    pub accounts: Arc<dyn PortalAccounts>,
    /// Where links are kept.
    pub links: Arc<dyn PasswordLinks>,
    /// Drafts accounts.
    pub drafts: DraftPortalAccount,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl ManagePortal {
    /// Creates an account of `partner`, and sends its holder a link.
    ///
    /// # Errors
    /// See [`CreatePortalError`].
    pub fn create(
        &self,
        partner: PartnerId,
        email: &EmailAddress,
        actor: Actor,
    ) -> Result<PortalAccount, CreatePortalError> {
        let draft = self.drafts.draft(partner, email, self.clock.now())?;
        self.accounts.create(draft, actor)
    }

    /// The people of `partner`, oldest first, each with their address in clear.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn list(&self, partner: PartnerId) -> PortResult<Vec<(PortalAccount, EmailAddress)>> {
        let accounts = self.accounts.list(partner)?.into_iter();
        accounts
            .map(|account| {
                let email = self.email_of(&account)?;
                Ok((account, email))
            })
            .collect()
    }

    /// Changes the status of one of the people of `partner`; `None` when there is nobody.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn change_status(
        &self,
        partner: PartnerId,
        person: PortalUuid,
        to: PortalStatus,
        actor: Actor,
    ) -> PortResult<Option<PortalAccount>> {
        let now = self.clock.now();
        self.accounts.change_status(partner, person, to, actor, now)
    }

    /// Sends one of the people of `partner` a new link in place of the one before.
    ///
    /// # Errors
    /// See [`InviteError`].
    pub fn send_link(&self, partner: PartnerId, person: PortalUuid) -> Result<(), InviteError> {
        let found = self.accounts.find(partner, person)?;
        found.ok_or(InviteError::Unknown)?;
        let holder = Holder::Portal(person);
        let now = self.clock.now();
        let link = self.drafts.links.draw(holder.recipient(), now)?;
        match self.links.replace(holder, link)? {
            LinkOutcome::Kept => Ok(()),
            LinkOutcome::TooSoon => Err(InviteError::TooSoon),
            LinkOutcome::Refused => Err(InviteError::Unknown),
        }
    }

    /// The address of `account` in clear.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn email_of(&self, account: &PortalAccount) -> PortResult<EmailAddress> {
        let uuid = account.uuid.get();
        let field = PortalAccount::email_field(uuid.as_bytes());
        let plain = self.drafts.vault.open(field, &account.email)?;
        std::str::from_utf8(&plain)
            .ok()
            .and_then(|text| EmailAddress::parse(text).ok())
            .ok_or(PortFailure::corrupt("portal_accounts.email_sealed"))
    }
}
