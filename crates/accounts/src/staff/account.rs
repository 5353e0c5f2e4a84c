//! Staff accounts and the port to wherever they are kept.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use kernel::{
    Actor, BlindIndex, FieldRef, PortFailure, PortResult, Sealed, StaffId, StaffUuid, TokenId,
};

use super::{PasswordHash, StaffRole};
use crate::NewPasswordLink;

/// Whether an account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StaffStatus {
    /// May sign in; its tokens count.
    Active,
    /// May not, and its tokens do not.
    Disabled,
}

/// A word that is no staff status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a staff status")]
pub struct UnknownStaffStatus;

impl StaffStatus {
    /// Every status.
    pub const ALL: [Self; 2] = [Self::Active, Self::Disabled];

    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }
}

impl fmt::Display for StaffStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for StaffStatus {
    type Err = UnknownStaffStatus;

    fn from_str(word: &str) -> Result<Self, UnknownStaffStatus> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == word)
            .ok_or(UnknownStaffStatus)
    }
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffAccount {
    /// Key.
    pub id: StaffId,
    /// Public identity.
    pub uuid: StaffUuid,
    /// What it may do.
    pub role: StaffRole,
    /// Whether it may be used.
    pub status: StaffStatus,
    /// E-mail address, sealed at [`StaffAccount::email_field`].
    pub email: Sealed,
    /// Since when it is there.
    pub created_at: DateTime<Utc>,
}

impl StaffAccount {
    /// Where the e-mail address of the account `uuid` (its bytes) lies.
    pub const fn email_field(uuid: &[u8; 16]) -> FieldRef<'_> {
        FieldRef {
            table: "staff_accounts",
            column: "email_sealed",
            row: uuid,
        }
    }
}

/// A staff account to be created; active from the start.
#[derive(Debug, Clone)]
pub struct NewStaffAccount {
    /// Public identity.
    pub uuid: StaffUuid,
    /// What it may do.
    pub role: StaffRole,
    /// E-mail address, sealed at [`StaffAccount::email_field`].
    pub email: Sealed,
    /// Index of the e-mail address, nobody else's among staff and partners' people.
    pub email_index: BlindIndex,
    /// Hash of its password.
    pub password: PasswordHash,
    /// How its holder sets a password of their own; none where one was given or shown.
    pub link: Option<NewPasswordLink>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// An account with what it proves itself by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffCredentials {
    /// The account.
    pub account: StaffAccount,
    /// Hash of its password.
    pub password: PasswordHash,
    /// What its tokens must carry.
    pub generation: u32,
}

/// What decides whether a token still counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffStanding {
    /// The account as it is now.
    pub account: StaffAccount,
    /// What its tokens must carry.
    pub generation: u32,
    /// Whether the token was revoked.
    pub revoked: bool,
}

/// What is to change about an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaffAccountChange {
    /// Its role from now on; `None` leaves it.
    pub role: Option<StaffRole>,
    /// Its status from now on; `None` leaves it.
    pub status: Option<StaffStatus>,
}

/// Why an account was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeStaffError {
    /// There is no such account.
    #[error("no such staff account")]
    Unknown,
    /// Nobody changes their own account.
    #[error("it is the caller's own account")]
    Myself,
    /// Nobody would be left who may manage staff.
    #[error("it is the last active admin")]
    LastAdmin,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Why an account was not created.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CreateStaffError {
    /// Somebody else has this e-mail address, among staff or partners' people.
    #[error("a staff account with this e-mail address exists")]
    EmailTaken,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Where staff accounts are kept. A look-up always sees the latest commit: what
/// it tells decides who may do what.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait StaffAccounts: Send + Sync {
    /// Keeps an active account, with its link if it has one and its audit entry, in one
    /// transaction. An address belongs to one person, of staff or of one partner.
    ///
    /// # Errors
    /// See [`CreateStaffError`].
    fn create(
        &self,
        account: NewStaffAccount,
        actor: Actor,
    ) -> Result<StaffAccount, CreateStaffError>;

    /// The account with this e-mail address, whatever its status.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn find_by_email(&self, email: &BlindIndex) -> PortResult<Option<StaffCredentials>>;

    /// The account with this public identity, whatever its status.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn find(&self, uuid: StaffUuid) -> PortResult<Option<StaffAccount>>;

    /// How `staff` stands, and whether the token `token` was revoked: one read.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn standing(&self, staff: StaffUuid, token: TokenId) -> PortResult<Option<StaffStanding>>;

    /// Every account, oldest first.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn list(&self) -> PortResult<Vec<StaffAccount>>;

    /// Changes an account, with an audit entry for each thing that was another. Disabling
    /// ends its tokens and its link. At least one active admin is left: of simultaneous
    /// changes that would leave none, one is refused.
    ///
    /// # Errors
    /// See [`ChangeStaffError`].
    fn change(
        &self,
        staff: StaffUuid,
        change: StaffAccountChange,
        by: StaffId,
        now: DateTime<Utc>,
    ) -> Result<StaffAccount, ChangeStaffError>;
}
