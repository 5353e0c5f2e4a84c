//! Who presents a staff token.

use std::sync::Arc;

use kernel::{Clock, PortFailure};

use super::{StaffAccount, StaffAccounts, StaffClaims, StaffStatus, StaffTokens};
use crate::TokenError;

/// A member of staff, proven by a token that counts.
#[derive(Debug, Clone)]
pub struct StaffSession {
    /// The account as it is now; its role, not the token's, says what it may do.
    pub account: StaffAccount,
}

/// Why a staff token does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticateStaffError {
    /// 4117 or 4118.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The token is right, but it was revoked, or is of another generation, or its
    /// account is disabled or gone (4118).
    #[error("staff account not active")]
    NotActive,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Proves a member of staff by a token.
#[derive(Clone)]
pub struct AuthenticateStaff {
    /// Where accounts are kept.
    pub accounts: Arc<dyn StaffAccounts>,
    /// Reads tokens.
    pub tokens: Arc<dyn StaffTokens>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl AuthenticateStaff {
    /// Reads a token; no I/O.
    ///
    /// # Errors
    /// [`AuthenticateStaffError::Token`].
    pub fn read(&self, token: &str) -> Result<StaffClaims, AuthenticateStaffError> {
        Ok(self.tokens.verify(token, self.clock.now())?)
    }

    /// The session of `claims`. The account is read anew each time, so that one
    /// that was disabled, signed out, or given another role, feels it at once.
    ///
    /// # Errors
    /// See [`AuthenticateStaffError`].
    pub fn look_up(&self, claims: &StaffClaims) -> Result<StaffSession, AuthenticateStaffError> {
        self.accounts
            .standing(claims.staff, claims.id)?
            .filter(|standing| {
                let counts = !standing.revoked && standing.generation == claims.generation;
                counts && standing.account.status == StaffStatus::Active
            })
            .map(|standing| StaffSession {
                account: standing.account,
            })
            .ok_or(AuthenticateStaffError::NotActive)
    }
}
