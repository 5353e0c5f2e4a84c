//! Step 5: going live.

use std::sync::Arc;

use kernel::{Clock, Entropy, FieldVault};
use notices::{Compose, Notice, Recipient};
use webhooks::WebhookSecret;

use super::{
    ActivateError, NewActivation, OnboardingRepository, OnboardingSession, OpenRecord,
    RecordReader, SetupEndpoint,
};
use crate::{ClientSecret, DraftPortalAccount, PartnerStatus, SecretHasher, SecretKind};

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
        let (endpoint, webhook_secret) = SetupEndpoint::draw(entropy, self.vault.as_ref())?;
        let to = PartnerStatus::Active.as_str();
        let notice = Notice::StatusChanged { to };
        let email = reader.email(&record.partner)?;
        let activation = NewActivation {
            partner: session.partner,
            unreviewed: self.review == ReviewRule::Automatic,
            secret: self.hasher.hash(&secret),
            api_key: self.hasher.hash(&api_key),
            endpoint,
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
