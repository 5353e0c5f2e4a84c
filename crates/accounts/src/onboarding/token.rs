//! The token that opens an onboarding (contract `onboarding.md`, `onboardingToken`): shown
//! once, one a partner, for fourteen days.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Clock, Entropy, PartnerId, PartnerUuid, PortFailure};

use super::OnboardingRepository;
use crate::{ClientSecret, PartnerStatus, SecretHash, SecretHasher, SecretKind};

/// A token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnboardingToken {
    /// Keyed hash.
    pub hash: SecretHash,
    /// Until when it counts, exclusive.
    pub expires_at: DateTime<Utc>,
}

impl OnboardingToken {
    /// How long a token counts.
    pub const LIVES: TimeDelta = TimeDelta::days(14);

    /// A new one, in clear and as it is kept.
    pub fn draw(
        hasher: &dyn SecretHasher,
        entropy: &dyn Entropy,
        now: DateTime<Utc>,
    ) -> (ClientSecret, Self) {
        let token = ClientSecret::draw(SecretKind::Onboarding, entropy);
        let kept = Self {
            hash: hasher.hash(&token),
            expires_at: now + Self::LIVES,
        };
        (token, kept)
    }
}

/// What decides whether a token opens an onboarding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnboardingAccess {
    /// The partner's key.
    pub partner: PartnerId,
    /// Where it stands.
    pub status: PartnerStatus,
    /// Its token; `None` if it never had one.
    pub token: Option<OnboardingToken>,
}

/// A partner that found its way in so far, proven by its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnboardingSession {
    /// Key.
    pub partner: PartnerId,
    /// Public identity.
    pub uuid: PartnerUuid,
}

/// Why a token does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OnboardingTokenError {
    /// Missing, wrong, of another partner, expired; the partner is unknown, deleted or no
    /// longer finding its way in. Which of them is not told, neither in words nor by the
    /// time it takes.
    #[error("onboarding token missing, invalid or expired")]
    Refused,
    /// Right, and the partner went live meanwhile. Told only where somebody wants it to
    /// go live.
    #[error("the partner is active already")]
    Active,
    /// Right, and the partner was rejected: it may still read why, and nothing else.
    #[error("the partner was rejected")]
    Rejected(OnboardingSession),
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Proves a partner by its onboarding token.
#[derive(Clone)]
pub struct AuthenticateOnboarding {
    /// Where tokens are kept.
    pub repository: Arc<dyn OnboardingRepository>,
    /// Judges tokens.
    pub hasher: Arc<dyn SecretHasher>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl AuthenticateOnboarding {
    /// The onboarding of the partner `uuid`, if `token` opens it. Every call costs one
    /// look-up and one comparison.
    ///
    /// # Errors
    /// See [`OnboardingTokenError`].
    pub fn execute(
        &self,
        uuid: PartnerUuid,
        token: &ClientSecret,
    ) -> Result<OnboardingSession, OnboardingTokenError> {
        let now = self.clock.now();
        let access = self.repository.access(uuid)?;
        let kept = access.as_ref().and_then(|access| access.token.as_ref());
        let nobodys = SecretHash::new(Vec::new());
        let hash = kept.map_or(&nobodys, |kept| &kept.hash);
        let right = self.hasher.matches(token, hash);
        let live = kept.is_some_and(|kept| now < kept.expires_at);
        let access = access.filter(|_| right && live);
        let access = access.ok_or(OnboardingTokenError::Refused)?;
        let session = OnboardingSession {
            partner: access.partner,
            uuid,
        };
        match access.status {
            PartnerStatus::Pending => Ok(session),
            PartnerStatus::Active => Err(OnboardingTokenError::Active),
            PartnerStatus::Rejected => Err(OnboardingTokenError::Rejected(session)),
            PartnerStatus::Suspended | PartnerStatus::Inactive => {
                Err(OnboardingTokenError::Refused)
            }
        }
    }
}
