//! Signing out.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{PortResult, TokenId};

/// A token counts for some seconds past its `exp`, and clocks differ.
const KEPT: TimeDelta = TimeDelta::minutes(1);

/// Where revoked tokens of people are kept, as long as they would count.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait RevokedTokens: Send + Sync {
    /// Revokes `token`, at once and for every instance; its row may be deleted after
    /// `keep_until`. Idempotent.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn revoke(&self, token: TokenId, keep_until: DateTime<Utc>) -> PortResult<()>;
}

/// Ends the login of a person.
#[derive(Clone)]
pub struct PersonSignOut {
    /// Where revoked tokens are kept.
    pub revoked: Arc<dyn RevokedTokens>,
}

impl PersonSignOut {
    /// Revokes `token`, which ends at `expires_at`.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn execute(&self, token: TokenId, expires_at: DateTime<Utc>) -> PortResult<()> {
        self.revoked.revoke(token, expires_at + KEPT)
    }
}
