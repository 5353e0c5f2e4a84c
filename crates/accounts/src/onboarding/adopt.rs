//! Endpoints of partners that went live before there were any.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Clock, Entropy, FieldVault, PartnerId, PortResult, Sealed};
use webhooks::WebhookSecret;

use super::{OnboardingRepository, PartnerRecord, SetupEndpoint};

/// A partner whose webhook secret lies where activations left it once.
#[derive(Debug, Clone)]
pub struct Unadopted {
    /// Whose.
    pub partner: PartnerId,
    /// The secret, sealed at (`partner_onboardings`, `webhook_secret_sealed`, the partner's
    /// key as 8 big-endian bytes).
    pub secret: Sealed,
}

/// Such a partner gets its endpoint.
#[derive(Debug, Clone)]
pub struct Adoption {
    /// Who, and the secret as it was found.
    pub found: Unadopted,
    /// The endpoint, with the same secret.
    pub endpoint: SetupEndpoint,
    /// When.
    pub at: DateTime<Utc>,
}

/// Gives the partners that went live before there were endpoints the one of their
/// `webhookUrl`, with the secret they were shown. To be called when a server starts; doing it
/// again, or in several processes at once, does nothing.
#[derive(Clone)]
pub struct AdoptEndpoints {
    /// Where onboardings are kept.
    pub repository: Arc<dyn OnboardingRepository>,
    /// Opens and seals secrets.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
}

impl AdoptEndpoints {
    /// How many partners are looked for at once.
    const AT_ONCE: u32 = 100;

    /// Adopts all there are; how many. One whose secret cannot be read, for want of its key,
    /// is left for another time.
    ///
    /// # Errors
    /// [`kernel::PortFailure`]; whom it reached before stays adopted.
    pub fn execute(&self) -> PortResult<usize> {
        let (mut adopted, mut after) = (0, None);
        loop {
            let some = self.repository.unadopted(after, Self::AT_ONCE)?;
            let Some(last) = some.last() else {
                return Ok(adopted);
            };
            after = Some(last.partner);
            for found in some {
                adopted += usize::from(self.adopt(found)?);
            }
        }
    }

    fn adopt(&self, found: Unadopted) -> PortResult<bool> {
        let key = found.partner.get().to_be_bytes();
        let field = PartnerRecord::onboarding_field("webhook_secret_sealed", &key);
        let vault = self.vault.as_ref();
        let Ok(secret) = WebhookSecret::open(vault, field, &found.secret) else {
            return Ok(false);
        };
        let endpoint = SetupEndpoint::with(&secret, self.entropy.as_ref(), vault)?;
        let at = self.clock.now();
        self.repository.adopt(Adoption {
            found,
            endpoint,
            at,
        })
    }
}
