//! Step 5: going live.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::{Clock, Entropy, FieldVault, PartnerId, PortResult, Sealed};
use notices::{Compose, Notice, Recipient};

use super::{
    ActivateError, NewActivation, OnboardingRepository, OnboardingSession, OpenRecord,
    PartnerRecord, RecordReader,
};
use crate::{ClientSecret, DraftPortalAccount, PartnerStatus, SecretHasher, SecretKind};

/// What a partner's webhooks are signed with: 256 random bits.
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
    /// Webhooks).
    pub fn expose(&self) -> String {
        format!("whsec_{}", STANDARD.encode(self.0))
    }

    fn sealed(&self, vault: &dyn FieldVault, partner: PartnerId) -> PortResult<Sealed> {
        let key = partner.get().to_be_bytes();
        let field = PartnerRecord::onboarding_field("webhook_secret_sealed", &key);
        vault.seal(field, &self.0)
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(redacted)")
    }
}

/// Whether somebody has to look at a partner before it goes live (`onboarding.review`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewRule {
    /// A reviewer has to approve.
    Manual,
    /// Nobody has to; not in production.
    Automatic,
}

/// A partner that went live, and what it signs in with, shown this once.
#[derive(Debug, Clone)]
pub struct ActivatedPartner {
    /// Its record.
    pub record: OpenRecord,
    /// Its client secret.
    pub secret: ClientSecret,
    /// Its API key.
    pub api_key: ClientSecret,
    /// What its webhooks are signed with.
    pub webhook_secret: WebhookSecret,
}

/// Lets partners go live.
#[derive(Clone)]
pub struct ActivatePartner {
    /// Where onboardings are kept.
    pub repository: Arc<dyn OnboardingRepository>,
    /// Hashes secrets.
    pub hasher: Arc<dyn SecretHasher>,
    /// Drafts the account of the partner's first person.
    pub people: DraftPortalAccount,
    /// Composes the letter to the partner.
    pub letters: Compose,
    /// Protects personal data.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws secrets.
    pub entropy: Arc<dyn Entropy>,
    /// Whether somebody has to approve.
    pub review: ReviewRule,
}

impl ActivatePartner {
    /// The partner is active from now on.
    ///
    /// # Errors
    /// See [`ActivateError`].
    pub fn execute(&self, session: OnboardingSession) -> Result<ActivatedPartner, ActivateError> {
        let reader = RecordReader {
            vault: Arc::clone(&self.vault),
        };
        let record = self.repository.record(session.uuid)?;
        let record = record.ok_or(ActivateError::Over)?;
        let now = self.clock.now();
        let entropy = self.entropy.as_ref();
        let kind = if record.partner.sandbox {
            SecretKind::Test
        } else {
            SecretKind::Live
        };
        let secret = ClientSecret::draw(kind, entropy);
        let api_key = ClientSecret::draw(SecretKind::ApiKey, entropy);
        let webhook_secret = WebhookSecret::draw(entropy);
        let to = PartnerStatus::Active.as_str();
        let notice = Notice::StatusChanged { to };
        let email = reader.email(&record.partner)?;
        let activation = NewActivation {
            partner: session.partner,
            unreviewed: self.review == ReviewRule::Automatic,
            secret: self.hasher.hash(&secret),
            api_key: self.hasher.hash(&api_key),
            webhook_secret: webhook_secret.sealed(self.vault.as_ref(), session.partner)?,
            person: self.people.draft(session.partner, &email, now)?,
            letter: self
                .letters
                .letter(Recipient::Partner(session.uuid), &notice, now)?,
            at: now,
        };
        let record = self.repository.activate(activation)?;
        Ok(ActivatedPartner {
            record: reader.open(record)?,
            secret,
            api_key,
            webhook_secret,
        })
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
