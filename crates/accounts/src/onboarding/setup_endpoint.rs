//! The webhook endpoint that `webhookUrl` names.

use kernel::{EndpointUuid, Entropy, FieldVault, PortResult, Sealed};
use webhooks::{Endpoint, WebhookSecret};

/// What the endpoint of a partner's `webhookUrl` is made of, besides the address: that is
/// read and sealed where the endpoint is kept, in the transaction that looks at it.
#[derive(Debug, Clone)]
pub struct SetupEndpoint {
    /// Its public identity.
    pub uuid: EndpointUuid,
    /// What its webhooks are signed with, sealed at [`Endpoint::secret_field`].
    pub secret: Sealed,
}

impl SetupEndpoint {
    /// Draws one, and its secret.
    ///
    /// # Errors
    /// Those of the vault.
    pub fn draw(
        entropy: &dyn Entropy,
        vault: &dyn FieldVault,
    ) -> PortResult<(Self, WebhookSecret)> {
        let secret = WebhookSecret::draw(entropy);
        Ok((Self::with(&secret, entropy, vault)?, secret))
    }

    /// Draws one that is signed for with `secret`.
    ///
    /// # Errors
    /// Those of the vault.
    pub fn with(
        secret: &WebhookSecret,
        entropy: &dyn Entropy,
        vault: &dyn FieldVault,
    ) -> PortResult<Self> {
        let uuid = EndpointUuid::draw(entropy);
        let row = uuid.get();
        let secret = secret.sealed(vault, Endpoint::secret_field(row.as_bytes()))?;
        Ok(Self { uuid, secret })
    }
}
