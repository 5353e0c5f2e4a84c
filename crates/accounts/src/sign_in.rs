//! Signing in with client id (or slug) and secret.

use std::sync::Arc;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use kernel::{Clock, Entropy, FamilyId, PortFailure, TokenId};

use crate::token_pair::pair;
use crate::{
    Claims, ClientSecret, IssueError, Lifetimes, Partner, PartnerAccess, PartnerDirectory,
    PartnerHandle, PartnerStatus, SecretHash, SecretHasher, TokenIssuer, TokenKind, TokenPair,
};

/// Why there are no tokens.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// Unknown client or wrong secret (4111); which of them is not told.
    #[error("invalid credentials")]
    InvalidCredentials,
    /// Right credentials of a partner that is not active (4116).
    #[error("partner not active")]
    PartnerNotActive,
    /// The token could not be made (4113).
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Proves a partner by its credentials and issues the first pair. Writes
/// nothing.
#[derive(Clone)]
pub struct SignIn {
    /// Where partners are looked up.
    pub directory: Arc<dyn PartnerDirectory>,
    /// Judges secrets.
    pub hasher: Arc<dyn SecretHasher>,
    /// Makes tokens.
    pub issuer: Arc<dyn TokenIssuer>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// How long tokens live.
    pub lifetimes: Lifetimes,
}

/// As many secrets of a partner can be live at once: two during a rotation.
const LIVE_SECRETS: usize = 2;

impl SignIn {
    /// A first pair for `user` (client id or slug) and `secret`, from memory
    /// alone; `None` when memory does not suffice for a yes.
    ///
    /// # Errors
    /// See [`SignInError`]; never [`SignInError::InvalidCredentials`].
    pub fn from_memory(
        &self,
        user: &str,
        secret: &ClientSecret,
    ) -> Result<Option<TokenPair>, SignInError> {
        let now = self.clock.now();
        let Some(access) = handle(user).and_then(|h| self.directory.remembered_access(&h, now))
        else {
            return Ok(None);
        };
        if !proves(self.hasher.as_ref(), secret, Some(&access), now)
            || access.partner.status != PartnerStatus::Active
        {
            return Ok(None);
        }
        self.first_pair(&access.partner, now, false).map(Some)
    }

    /// A first pair for `user` (client id or slug) and `secret`. Unknown users
    /// and wrong secrets cost the same: one look-up and two comparisons.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub fn execute(&self, user: &str, secret: &ClientSecret) -> Result<TokenPair, SignInError> {
        let partner = self.prove(user, secret)?;
        self.first_pair(&partner, self.clock.now(), false)
    }

    /// As [`SignIn::execute`] for the dashboard, which forgets the credentials: the
    /// refresh token of this login, and of no other, is enough for
    /// [`crate::RefreshSession::renew`].
    ///
    /// # Errors
    /// See [`SignInError`].
    pub fn at_dashboard(
        &self,
        user: &str,
        secret: &ClientSecret,
    ) -> Result<TokenPair, SignInError> {
        let partner = self.prove(user, secret)?;
        self.first_pair(&partner, self.clock.now(), true)
    }

    /// The active partner whose credentials these are, looked up anew.
    ///
    /// # Errors
    /// See [`SignInError`]; never [`SignInError::Issue`].
    pub fn prove(&self, user: &str, secret: &ClientSecret) -> Result<Partner, SignInError> {
        let now = self.clock.now();
        let access = match handle(user) {
            Some(handle) => self.directory.access(&handle, now)?,
            None => None,
        };
        if !proves(self.hasher.as_ref(), secret, access.as_deref(), now) {
            return Err(SignInError::InvalidCredentials);
        }
        match access {
            Some(access) if access.partner.status == PartnerStatus::Active => {
                Ok(access.partner.clone())
            }
            Some(_) => Err(SignInError::PartnerNotActive),
            None => Err(SignInError::InvalidCredentials),
        }
    }

    fn first_pair(
        &self,
        partner: &Partner,
        now: DateTime<Utc>,
        dashboard: bool,
    ) -> Result<TokenPair, SignInError> {
        let issued_at = partner.issues_at(now);
        let refresh = Claims {
            kind: TokenKind::Refresh,
            id: TokenId::draw(self.entropy.as_ref()),
            family: FamilyId::draw(self.entropy.as_ref()),
            generation: 0,
            partner: partner.id,
            partner_uuid: partner.uuid,
            client_id: partner.client_id.clone(),
            dashboard,
            issued_at,
            expires_at: issued_at + self.lifetimes.refresh,
        };
        Ok(pair(
            self.issuer.as_ref(),
            &refresh,
            TokenId::draw(self.entropy.as_ref()),
            self.lifetimes.access,
        )?)
    }
}

/// Whether `secret` is one of the live ones. It is always compared with
/// [`LIVE_SECRETS`] hashes, so that an unknown client, a known one, and one
/// in the middle of a rotation cost the same.
pub(crate) fn proves(
    hasher: &dyn SecretHasher,
    secret: &ClientSecret,
    access: Option<&PartnerAccess>,
    now: DateTime<Utc>,
) -> bool {
    let nobodys = SecretHash::new(Vec::new());
    let kept = access.map_or_else(Vec::new, |access| {
        let live = access.secrets.iter().filter(|kept| kept.is_live(now));
        live.map(|kept| &kept.hash).collect()
    });
    let mut found = false;
    for hash in &kept {
        found |= hasher.matches(secret, hash);
    }
    for _ in kept.len()..LIVE_SECRETS {
        // The answer does not matter, the time it takes does.
        let _ = hasher.matches(secret, &nobodys);
    }
    found
}

pub(crate) fn whole_seconds(now: DateTime<Utc>) -> DateTime<Utc> {
    now.duration_trunc(TimeDelta::seconds(1)).unwrap_or(now)
}

/// The Basic user name is a client id or a slug, never a uuid.
fn handle(user: &str) -> Option<PartnerHandle> {
    match PartnerHandle::parse(user)? {
        PartnerHandle::Uuid(_) => None,
        handle => Some(handle),
    }
}
