//! Exchanging a refresh token for the next pair.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{PortFailure, TokenId};
use notices::{Compose, Notice, Recipient};
use std::sync::Arc;

use crate::token_pair::pair;
use crate::{
    Claims, ClientSecret, IssueError, Partner, PartnerStatus, Presented, RefreshVerdict, SignIn,
    SignInError, TokenError, TokenFamilies, TokenKind, TokenPair,
};

/// Why there is no next pair.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefreshError {
    /// The credentials do not hold.
    #[error(transparent)]
    Credentials(SignInError),
    /// An access token was presented (4115).
    #[error("not a refresh token")]
    WrongKind,
    /// Bad, expired, revoked, replaced, spent, or another partner's (4118).
    #[error("invalid refresh token")]
    Invalid,
    /// The token could not be made (4113).
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

impl From<SignInError> for RefreshError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Port(failure) => Self::Port(failure),
            SignInError::Issue(error) => Self::Issue(error),
            refused => Self::Credentials(refused),
        }
    }
}

/// Rotates a refresh token.
#[derive(Clone)]
pub struct RefreshSession {
    /// Proves the caller's credentials.
    pub sign_in: SignIn,
    /// Where families are kept.
    pub families: Arc<dyn TokenFamilies>,
    /// Composes what a partner is told when a token of its was stolen.
    pub letters: Compose,
}

impl RefreshSession {
    /// The next pair for `token`, presented with the credentials of the partner
    /// it belongs to.
    ///
    /// # Errors
    /// See [`RefreshError`].
    pub fn execute(
        &self,
        user: &str,
        secret: &ClientSecret,
        token: &str,
    ) -> Result<TokenPair, RefreshError> {
        let partner = self.sign_in.prove(user, secret)?;
        self.exchange(&partner, token)
    }

    /// The next pair for `token`, presented by `partner`, which [`SignIn::prove`]
    /// proved in the same request.
    ///
    /// # Errors
    /// See [`RefreshError`].
    pub fn exchange(&self, partner: &Partner, token: &str) -> Result<TokenPair, RefreshError> {
        let now = self.sign_in.clock.now();
        let claims = self.read(token, now)?;
        if claims.partner != partner.id || !partner.accepts_tokens_of(claims.issued_at) {
            return Err(RefreshError::Invalid);
        }
        self.rotate(claims, partner.issues_at(now))
    }

    /// The next pair for `token` alone, which must stem from
    /// [`SignIn::at_dashboard`]: a browser keeps no credentials. Whoever asks has made
    /// sure that our own pages do.
    ///
    /// # Errors
    /// See [`RefreshError`].
    pub fn renew(&self, token: &str) -> Result<TokenPair, RefreshError> {
        let now = self.sign_in.clock.now();
        let claims = self.read_of_dashboard(token, now)?;
        let directory = &self.sign_in.directory;
        let state = directory.session(claims.partner, claims.family, now)?;
        let partner = state.map(|state| state.partner);
        let Some(partner) = partner.filter(|found| found.status == PartnerStatus::Active) else {
            return Err(RefreshError::Credentials(SignInError::PartnerNotActive));
        };
        if !partner.accepts_tokens_of(claims.issued_at) {
            return Err(RefreshError::Invalid);
        }
        self.rotate(claims, partner.issues_at(now))
    }

    /// Ends the login that `token` stems from, which must be the dashboard's: its access
    /// and refresh tokens stop counting within 1 s.
    ///
    /// # Errors
    /// See [`RefreshError`].
    pub fn end(&self, token: &str) -> Result<(), RefreshError> {
        let now = self.sign_in.clock.now();
        let claims = self.read_of_dashboard(token, now)?;
        let keep_until = claims.expires_at;
        self.families
            .revoke(claims.partner, claims.family, keep_until, now)?;
        Ok(())
    }

    fn read_of_dashboard(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, RefreshError> {
        let claims = self.read(token, now)?;
        if claims.dashboard {
            Ok(claims)
        } else {
            Err(RefreshError::Invalid)
        }
    }

    fn read(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, RefreshError> {
        let claims = self
            .sign_in
            .issuer
            .verify(token, TokenKind::Refresh, now)
            .map_err(|error| match error {
                TokenError::WrongKind => RefreshError::WrongKind,
                TokenError::Expired | TokenError::Invalid => RefreshError::Invalid,
            })?;
        // No skew here: the family is over.
        if claims.expires_at <= now {
            return Err(RefreshError::Invalid);
        }
        Ok(claims)
    }

    fn rotate(&self, claims: Claims, issued_at: DateTime<Utc>) -> Result<TokenPair, RefreshError> {
        let successor = TokenId::draw(self.sign_in.entropy.as_ref());
        let generation = self.present(&claims, successor)?;
        let refresh = Claims {
            id: successor,
            generation,
            issued_at,
            ..claims
        };
        let access_id = TokenId::draw(self.sign_in.entropy.as_ref());
        let lives: TimeDelta = self.sign_in.lifetimes.access;
        Ok(pair(
            self.sign_in.issuer.as_ref(),
            &refresh,
            access_id,
            lives,
        )?)
    }

    fn present(&self, claims: &Claims, successor: TokenId) -> Result<u32, RefreshError> {
        let presented = Presented {
            family: claims.family,
            partner: claims.partner,
            token: claims.id,
            generation: claims.generation,
            family_ends_at: claims.expires_at,
        };
        let now = self.sign_in.clock.now();
        let whom = Recipient::Partner(claims.partner_uuid);
        let alarm = self
            .letters
            .letter(whom, &Notice::RefreshTokenReused, now)?;
        match self.families.present(&presented, successor, alarm, now)? {
            RefreshVerdict::Exchanged { generation } => Ok(generation),
            RefreshVerdict::Refused | RefreshVerdict::Reused => Err(RefreshError::Invalid),
        }
    }
}
