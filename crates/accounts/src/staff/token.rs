//! Staff tokens (contract `candidates.md`: the guide's claims, and `jti`).

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{EmailAddress, StaffUuid, TokenId};

use super::StaffRole;
use crate::{IssueError, TokenError};

/// What a staff token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffClaims {
    /// Claim `jti`.
    pub id: TokenId,
    /// Claim `user_id`.
    pub staff: StaffUuid,
    /// Claim `email`.
    pub email: EmailAddress,
    /// Claim `account_type`, as of the login. What its holder may do now is
    /// for the store to say.
    pub role: StaffRole,
    /// Claim `gen`: the account's generation at the login; 0 where it is absent.
    pub generation: u32,
    /// Claim `iat`, whole seconds.
    pub issued_at: DateTime<Utc>,
    /// Claim `exp`, whole seconds.
    pub expires_at: DateTime<Utc>,
}

/// How long a staff token lives (contract `onboarding.md`, "Accounts").
pub(crate) const LIVES: TimeDelta = TimeDelta::hours(12);

/// Makes and reads staff tokens. They never pass for a partner's, nor a
/// partner's for one of them.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait StaffTokens: Send + Sync {
    /// Signs `claims` with the current secret.
    ///
    /// # Errors
    /// [`IssueError`].
    fn issue(&self, claims: &StaffClaims) -> Result<String, IssueError>;

    /// Reads a token signed with the current or the previous secret, allowing
    /// 10 s of clock skew on `exp`. Only HS256 is ever accepted.
    ///
    /// # Errors
    /// [`TokenError::Invalid`] or, for a genuine one, [`TokenError::Expired`].
    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<StaffClaims, TokenError>;
}
