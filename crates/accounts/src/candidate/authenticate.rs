//! Who presents a candidate's token.

use std::sync::Arc;

use kernel::{Clock, PortFailure};

use super::{
    CandidateAccount, CandidateAccounts, CandidateClaims, CandidateStatus, CandidateTokens,
};
use crate::TokenError;

/// A candidate, proven by a token that counts.
#[derive(Debug, Clone)]
pub struct CandidateSession {
    /// The account as it is now.
    pub account: CandidateAccount,
}

/// Why a candidate's token does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticateCandidateError {
    /// 4117 or 4118.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The token is right, but it was revoked, or is of another generation, or its
    /// account is disabled or gone (4118).
    #[error("account not active")]
    NotActive,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Proves a candidate by a token.
#[derive(Clone)]
pub struct AuthenticateCandidate {
    /// Where accounts are kept.
    pub accounts: Arc<dyn CandidateAccounts>,
    /// Reads tokens.
    pub tokens: Arc<dyn CandidateTokens>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl AuthenticateCandidate {
    /// Reads a token; no I/O.
    ///
    /// # Errors
    /// [`AuthenticateCandidateError::Token`].
    pub fn read(&self, token: &str) -> Result<CandidateClaims, AuthenticateCandidateError> {
        Ok(self.tokens.verify(token, self.clock.now())?)
    }

    /// The session of `claims`. The account is read anew each time, so that whoever
    /// signed out or set another password feels it at once.
    ///
    /// # Errors
    /// See [`AuthenticateCandidateError`].
    pub fn look_up(
        &self,
        claims: &CandidateClaims,
    ) -> Result<CandidateSession, AuthenticateCandidateError> {
        self.accounts
            .standing(claims.candidate, claims.id)?
            .filter(|standing| {
                let counts = !standing.revoked && standing.generation == claims.generation;
                counts && standing.account.status == CandidateStatus::Active
            })
            .map(|standing| CandidateSession {
                account: standing.account,
            })
            .ok_or(AuthenticateCandidateError::NotActive)
    }
}
