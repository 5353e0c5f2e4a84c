//! Accounts of partners' people, and the port to wherever they are kept.

use chrono::{DateTime, Utc};
use kernel::{
    Actor, BlindIndex, FieldRef, PartnerId, PortFailure, PortResult, PortalId, PortalUuid, Sealed,
    TokenId, words,
};

use crate::{NewPasswordLink, Partner, PartnerStatus, PasswordHash};

words! {
    /// Whether an account may be used.
    PortalStatus {
        /// May sign in while its partner is active.
        Active = "active",
        /// May not, and its tokens do not count.
        Disabled = "disabled",
    }
}

/// The account of one of a partner's people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalAccount {
    /// Key.
    pub id: PortalId,
    /// Public identity.
    pub uuid: PortalUuid,
    /// Whose it is.
    pub partner: PartnerId,
    /// Whether it may be used.
    pub status: PortalStatus,
    /// E-mail address, sealed at [`PortalAccount::email_field`].
    pub email: Sealed,
    /// Whether a password was ever set; nobody signs in before.
    pub has_password: bool,
    /// Since when it is there.
    pub created_at: DateTime<Utc>,
}

impl PortalAccount {
    /// Where the e-mail address of the account `uuid` (its bytes) lies.
    pub const fn email_field(uuid: &[u8; 16]) -> FieldRef<'_> {
        FieldRef {
            table: "portal_accounts",
            column: "email_sealed",
            row: uuid,
        }
    }
}

/// An account to be created: active, and without a password until its link is used.
#[derive(Debug, Clone)]
pub struct NewPortalAccount {
    /// Public identity.
    pub uuid: PortalUuid,
    /// Whose it is.
    pub partner: PartnerId,
    /// E-mail address, sealed at [`PortalAccount::email_field`].
    pub email: Sealed,
    /// Index of the e-mail address, nobody else's among staff and partners' people.
    pub email_index: BlindIndex,
    /// How its holder sets the first password.
    pub link: NewPasswordLink,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// An account with what it proves itself by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalCredentials {
    /// The account.
    pub account: PortalAccount,
    /// Hash of its password; `None` before the first.
    pub password: Option<PasswordHash>,
    /// What its tokens must carry.
    pub generation: u32,
    /// How its partner stands, which is not deleted.
    pub partner: PartnerStatus,
}

/// What decides whether a token still counts.
#[derive(Debug, Clone)]
pub struct PortalStanding {
    /// The account as it is now.
    pub account: PortalAccount,
    /// Its partner as it is now.
    pub partner: Partner,
    /// What its tokens must carry.
    pub generation: u32,
    /// Whether the token was revoked.
    pub revoked: bool,
}

/// Why an account was not created.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CreatePortalError {
    /// Somebody else has this e-mail address, among staff or partners' people.
    #[error("an account with this e-mail address exists")]
    EmailTaken,
    /// There is no such partner.
    #[error("no such partner")]
    UnknownPartner,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Where the accounts of partners' people are kept. Those of deleted partners are not
/// there. A look-up always sees the latest commit: what it tells decides who may do what.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait PortalAccounts: Send + Sync {
    /// Keeps an active account with its link, letter and audit entry, in one
    /// transaction. An address belongs to one person, of staff or of one partner; of
    /// simultaneous equal creations one succeeds.
    ///
    /// # Errors
    /// See [`CreatePortalError`].
    fn create(
        &self,
        account: NewPortalAccount,
        actor: Actor,
    ) -> Result<PortalAccount, CreatePortalError>;

    /// The people of `partner`, oldest first.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn list(&self, partner: PartnerId) -> PortResult<Vec<PortalAccount>>;

    /// One of the people of `partner`.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn find(&self, partner: PartnerId, person: PortalUuid) -> PortResult<Option<PortalAccount>>;

    /// The account with this e-mail address, whatever its status.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn find_by_email(&self, email: &BlindIndex) -> PortResult<Option<PortalCredentials>>;

    /// How `person` stands, and whether the token `token` was revoked: one read.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn standing(&self, person: PortalUuid, token: TokenId) -> PortResult<Option<PortalStanding>>;

    /// Changes the status, with an audit entry if it was another. Disabling ends the
    /// account's tokens and its link. `None` when the partner has no such person.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn change_status(
        &self,
        partner: PartnerId,
        person: PortalUuid,
        to: PortalStatus,
        actor: Actor,
        now: DateTime<Utc>,
    ) -> PortResult<Option<PortalAccount>>;
}
