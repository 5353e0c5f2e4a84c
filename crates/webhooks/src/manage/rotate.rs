//! New secrets for endpoints.

use chrono::{DateTime, Utc};
use kernel::{Actor, EndpointUuid, Overlap, PartnerId, PortFailure, PortResult, Sealed};

use super::ManageEndpoints;
use crate::{Endpoint, EndpointWithSecret, Event, SecretRotation};

/// Why an endpoint got no new secret.
#[derive(Debug, thiserror::Error)]
pub enum RotateEndpointError {
    /// The partner has no such endpoint.
    #[error("there is no such endpoint")]
    Unknown,
    /// Somebody else rotated it at the same time.
    #[error("the secret was rotated by somebody else just now")]
    Overtaken,
    /// The repository or the vault failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

impl ManageEndpoints {
    /// Gives one a new secret; the one before signs as well for `overlap` more, one before
    /// that no longer.
    ///
    /// # Errors
    /// See [`RotateEndpointError`].
    pub fn rotate(
        &self,
        partner: PartnerId,
        endpoint: EndpointUuid,
        overlap: Overlap,
        by: Actor,
    ) -> Result<EndpointWithSecret, RotateEndpointError> {
        let at = self.clock.now();
        let found = self.endpoints.find(Some(partner), endpoint)?;
        let found = found.ok_or(RotateEndpointError::Unknown)?;
        let ends_at = at + overlap.time();
        let event = Event::webhook_secret_rotated(endpoint, ends_at);
        let (secret, sealed) = self.draw(endpoint)?;
        let rotated = self.endpoints.rotate(SecretRotation {
            endpoint,
            partner,
            secret: sealed,
            previous: self.previous(&found, ends_at, at)?,
            expected: found.secret,
            event: self.post.event(partner, &event, at)?,
            by,
            at,
        })?;
        let rotated = rotated.ok_or(RotateEndpointError::Overtaken)?;
        let endpoint = self.open(rotated, at)?;
        Ok(EndpointWithSecret { endpoint, secret })
    }

    /// The secret of `endpoint`, sealed anew for where the one before lies.
    fn previous(
        &self,
        endpoint: &Endpoint,
        ends_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> PortResult<Option<(Sealed, DateTime<Utc>)>> {
        if ends_at <= now {
            return Ok(None);
        }
        let vault = self.post.vault.as_ref();
        let row = endpoint.uuid.get();
        let (secret, _) = endpoint.open_secrets(vault, now)?;
        let sealed = secret.sealed(vault, Endpoint::previous_field(row.as_bytes()))?;
        Ok(Some((sealed, ends_at)))
    }
}
