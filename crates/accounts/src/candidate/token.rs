//! Tokens of candidates (contract `candidates.md`: the guide's claims, and `jti`).

use chrono::{DateTime, Utc};
use kernel::{CandidateUuid, EmailAddress, TokenId};

use crate::{IssueError, TokenError};

/// What such a token says; its `account_type` is always `candidate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateClaims {
    /// Claim `jti`.
    pub id: TokenId,
    /// Claim `user_id`.
    pub candidate: CandidateUuid,
    /// Claim `email`.
    pub email: EmailAddress,
    /// Claim `gen`: the account's generation at the login.
    pub generation: u32,
    /// Claim `iat`, whole seconds.
    pub issued_at: DateTime<Utc>,
    /// Claim `exp`, whole seconds.
    pub expires_at: DateTime<Utc>,
}

/// Makes and reads tokens of candidates. They never pass for anybody else's, nor anybody
/// else's for one of them.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait CandidateTokens: Send + Sync {
    /// Signs `claims` with the current secret.
    ///
    /// # Errors
    /// [`IssueError`].
    fn issue(&self, claims: &CandidateClaims) -> Result<String, IssueError>;

    /// Reads a token signed with the current or the previous secret, allowing
    /// 10 s of clock skew on `exp`. Only HS256 is ever accepted.
    ///
    /// # Errors
    /// [`TokenError::Invalid`] or, for a genuine one, [`TokenError::Expired`].
    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<CandidateClaims, TokenError>;
}
