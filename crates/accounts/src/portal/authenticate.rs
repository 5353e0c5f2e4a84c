//! Who presents a token of a partner's people.

use std::sync::Arc;

use kernel::{Clock, PortFailure};

use super::{
    PortalAccount, PortalAccounts, PortalClaims, PortalStanding, PortalStatus, PortalTokens,
};
use crate::{Partner, PartnerStatus, TokenError};

/// One of a partner's people, proven by a token that counts.
#[derive(Debug, Clone)]
pub struct PortalSession {
    /// The account as it is now.
    pub account: PortalAccount,
    /// Its partner as it is now.
    pub partner: Partner,
}

/// Why such a token does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticatePortalError {
    /// 4117 or 4118.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The token is right, but it was revoked, or is of another generation, or its
    /// account is disabled or gone (4118).
    #[error("account not active")]
    NotActive,
    /// The token and its account are right, but the partner is not active (4116).
    #[error("partner not active")]
    PartnerNotActive,
    /// The same, because its onboarding is not done yet (4116; 4032 where candidates are).
    #[error("partner not onboarded")]
    PartnerPending,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Proves one of a partner's people by a token.
#[derive(Clone)]
pub struct AuthenticatePortal {
    /// Where accounts are kept.
    pub accounts: Arc<dyn PortalAccounts>,
    /// Reads tokens.
    pub tokens: Arc<dyn PortalTokens>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl AuthenticatePortal {
    /// Reads a token; no I/O.
    ///
    /// # Errors
    /// [`AuthenticatePortalError::Token`].
    pub fn read(&self, token: &str) -> Result<PortalClaims, AuthenticatePortalError> {
        Ok(self.tokens.verify(token, self.clock.now())?)
    }

    /// The session of `claims`. Account and partner are read anew each time, so that
    /// whoever was disabled, signed out or suspended feels it at once.
    ///
    /// # Errors
    /// See [`AuthenticatePortalError`].
    pub fn look_up(&self, claims: &PortalClaims) -> Result<PortalSession, AuthenticatePortalError> {
        self.accounts
            .standing(claims.person, claims.id)?
            .ok_or(AuthenticatePortalError::NotActive)
            .and_then(|standing| admit(claims, standing))
    }
}

fn admit(
    claims: &PortalClaims,
    standing: PortalStanding,
) -> Result<PortalSession, AuthenticatePortalError> {
    let PortalStanding {
        account,
        partner,
        generation,
        revoked,
    } = standing;
    let counts = !revoked && generation == claims.generation;
    if !counts || account.status != PortalStatus::Active {
        return Err(AuthenticatePortalError::NotActive);
    }
    match partner.status {
        PartnerStatus::Active => Ok(PortalSession { account, partner }),
        PartnerStatus::Pending => Err(AuthenticatePortalError::PartnerPending),
        PartnerStatus::Suspended | PartnerStatus::Inactive | PartnerStatus::Rejected => {
            Err(AuthenticatePortalError::PartnerNotActive)
        }
    }
}
