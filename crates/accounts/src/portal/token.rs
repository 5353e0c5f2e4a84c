//! Tokens of partners' people (contract `candidates.md`: the guide's claims, and `jti`).

use chrono::{DateTime, Utc};
use kernel::{EmailAddress, PortalUuid, TokenId};

use crate::{IssueError, TokenError};

/// What such a token says; its `account_type` is always `partner`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalClaims {
    /// Claim `jti`.
    pub id: TokenId,
    /// Claim `user_id`.
    pub person: PortalUuid,
    /// Claim `email`.
    pub email: EmailAddress,
    /// Claim `gen`: the account's generation at the login.
    pub generation: u32,
    /// Claim `iat`, whole seconds.
    pub issued_at: DateTime<Utc>,
    /// Claim `exp`, whole seconds.
    pub expires_at: DateTime<Utc>,
}

/// Makes and reads tokens of partners' people. They never pass for a partner's own or
/// for one of staff, nor those for one of them.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait PortalTokens: Send + Sync {
    /// Signs `claims` with the current secret.
    ///
    /// # Errors
    /// [`IssueError`].
    fn issue(&self, claims: &PortalClaims) -> Result<String, IssueError>;

    /// Reads a token signed with the current or the previous secret, allowing
    /// 10 s of clock skew on `exp`. Only HS256 is ever accepted.
    ///
    /// # Errors
    /// [`TokenError::Invalid`] or, for a genuine one, [`TokenError::Expired`].
    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<PortalClaims, TokenError>;
}
