//! What webhooks are signed with.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::{Entropy, FieldRef, FieldVault, PortFailure, PortResult, Sealed};

/// What the webhooks to one endpoint are signed with: 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret([u8; 32]);

impl WebhookSecret {
    /// Draws a new one.
    pub fn draw(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    /// As a partner is shown it, once: `whsec_` and the bytes in base64 (Standard
    /// Webhooks, "Signature scheme").
    pub fn expose(&self) -> String {
        format!("whsec_{}", STANDARD.encode(self.0))
    }

    /// The key of the HMAC.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Sealed for `field`.
    ///
    /// # Errors
    /// Those of the vault.
    pub fn sealed(&self, vault: &dyn FieldVault, field: FieldRef<'_>) -> PortResult<Sealed> {
        vault.seal(field, &self.0)
    }

    /// What was sealed for `field`.
    ///
    /// # Errors
    /// Those of the vault; [`PortFailure::Corrupt`] where it is no secret.
    pub fn open(vault: &dyn FieldVault, field: FieldRef<'_>, sealed: &Sealed) -> PortResult<Self> {
        let bytes = vault.open(field, sealed)?;
        let bytes = <[u8; 32]>::try_from(bytes.as_slice());
        bytes
            .map(Self)
            .map_err(|_| PortFailure::corrupt(field.column))
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::SeededEntropy;

    #[test]
    fn a_webhook_secret_is_shown_as_standard_webhooks_print_it() {
        let secret = WebhookSecret::draw(&SeededEntropy::new(1));
        let shown = secret.expose();
        let encoded = shown.strip_prefix("whsec_").unwrap();
        assert_eq!(STANDARD.decode(encoded).unwrap(), secret.0);
        assert_eq!(format!("{secret:?}"), "WebhookSecret(redacted)");
    }
}
