//! A partner's own credentials, as it sees and changes them itself (contract
//! `partner-api.md`, "Lists": "Own credentials").

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Actor, ClientSecretId, PartnerId, PortResult};

use crate::{ManagePartners, Partner, RotateError, RotatedSecret};

/// How long the secret before a rotation still counts: 0 to 168 hours. Whoever needs
/// longer asks the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap(TimeDelta);

/// It is longer than a partner may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a whole number from 0 to {}", Overlap::MOST_HOURS)]
pub struct OverlapError;

impl Overlap {
    /// A week.
    pub const MOST_HOURS: u16 = 168;

    /// That many hours.
    ///
    /// # Errors
    /// [`OverlapError`] above [`Overlap::MOST_HOURS`].
    pub fn hours(hours: u16) -> Result<Self, OverlapError> {
        if hours > Self::MOST_HOURS {
            return Err(OverlapError);
        }
        Ok(Self(TimeDelta::hours(i64::from(hours))))
    }

    /// The time.
    pub const fn time(self) -> TimeDelta {
        self.0
    }
}

/// What may be told of a client secret: nothing of the secret itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretRecord {
    /// Key.
    pub id: ClientSecretId,
    /// Since when it counts.
    pub created_at: DateTime<Utc>,
    /// When it ends; `None` while it is the newest.
    pub ends_at: Option<DateTime<Utc>>,
}

/// A partner looks after its own credentials.
#[derive(Clone)]
pub struct OwnCredentials {
    /// Does for it what it does for operators.
    pub manage: ManagePartners,
}

impl OwnCredentials {
    /// The secrets of `partner` that count now, newest first; at most two.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn live_secrets(&self, partner: PartnerId) -> PortResult<Vec<SecretRecord>> {
        let manage = &self.manage;
        manage.repository.live_secrets(partner, manage.clock.now())
    }

    /// Gives `partner` a new secret; the one before counts for `overlap` more, and one
    /// before that ends at once.
    ///
    /// # Errors
    /// See [`RotateError`]; never [`RotateError::TooSoon`].
    pub fn rotate(
        &self,
        partner: &Partner,
        overlap: Overlap,
    ) -> Result<RotatedSecret, RotateError> {
        let by = Actor::Partner(partner.id);
        self.manage
            .rotate_secret_of(partner, overlap.time(), None, by)
    }
}
