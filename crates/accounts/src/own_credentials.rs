//! A partner's own credentials, as it sees and changes them itself (contract
//! `partner-api.md`, "Lists": "Own credentials").

use chrono::{DateTime, Utc};
use kernel::{Actor, ClientSecretId, Overlap, PartnerId, PortResult};

use crate::{ManagePartners, Partner, RotateError, RotatedSecret};

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
