//! Who presents an access token.

use std::sync::Arc;

use kernel::{Clock, FamilyId, PortFailure};

use crate::{
    Claims, Partner, PartnerDirectory, PartnerStatus, SessionState, TokenError, TokenIssuer,
    TokenKind,
};

/// A partner, proven by a token that counts.
#[derive(Debug, Clone)]
pub struct PartnerSession {
    /// The partner as it is now.
    pub partner: Arc<Partner>,
    /// The login the token stems from.
    pub family: FamilyId,
}

/// Why a token does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthenticateError {
    /// 4115, 4117 or 4118.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The token is right, but its family was revoked, or all that its partner had when
    /// it was deleted (4118).
    #[error("revoked")]
    Revoked,
    /// The token is right, but its partner is not active or gone (4116).
    #[error("partner not active")]
    PartnerNotActive,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Proves a partner by an access token.
#[derive(Clone)]
pub struct AuthenticatePartner {
    /// Where sessions are looked up.
    pub directory: Arc<dyn PartnerDirectory>,
    /// Reads tokens.
    pub issuer: Arc<dyn TokenIssuer>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl AuthenticatePartner {
    /// Reads an access token; no I/O.
    ///
    /// # Errors
    /// [`AuthenticateError::Token`].
    pub fn read(&self, token: &str) -> Result<Claims, AuthenticateError> {
        Ok(self
            .issuer
            .verify(token, TokenKind::Access, self.clock.now())?)
    }

    /// The session of `claims`, from memory alone; `None` when it must be
    /// looked up with [`AuthenticatePartner::look_up`].
    ///
    /// # Errors
    /// See [`AuthenticateError`].
    pub fn remember(&self, claims: &Claims) -> Result<Option<PartnerSession>, AuthenticateError> {
        self.directory
            .remembered_session(claims.partner, claims.family, self.clock.now())
            .map(|state| admit(claims, state))
            .transpose()
    }

    /// The session of `claims`, looked up.
    ///
    /// # Errors
    /// See [`AuthenticateError`].
    pub fn look_up(&self, claims: &Claims) -> Result<PartnerSession, AuthenticateError> {
        self.directory
            .session(claims.partner, claims.family, self.clock.now())?
            .ok_or(AuthenticateError::PartnerNotActive)
            .and_then(|state| admit(claims, state))
    }
}

fn admit(claims: &Claims, state: SessionState) -> Result<PartnerSession, AuthenticateError> {
    if state.partner.status != PartnerStatus::Active {
        return Err(AuthenticateError::PartnerNotActive);
    }
    if state.revoked || !state.partner.accepts_tokens_of(claims.issued_at) {
        return Err(AuthenticateError::Revoked);
    }
    Ok(PartnerSession {
        partner: state.partner,
        family: claims.family,
    })
}
