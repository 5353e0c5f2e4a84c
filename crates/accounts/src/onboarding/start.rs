//! Step 1: who it is.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{
    Actor, Clock, EmailAddress, Entropy, FieldRef, FieldVault, IndexedField, PartnerUuid,
    PortResult,
};

use super::{
    NewOnboarding, OnboardingRepository, OnboardingToken, OpenRecord, PartnerRecord, PhoneNumber,
    RecordReader,
};
use crate::{
    ClientId, ClientSecret, CreatePartnerError, NewPartner, PartnerName, PartnerStatus,
    PartnerType, SecretHasher, Slug,
};

/// What a new partner says of itself, or staff of it.
#[derive(Debug, Clone)]
pub struct OnboardingDraft {
    /// Name; suggests the slug.
    pub name: PartnerName,
    /// E-mail address.
    pub email: EmailAddress,
    /// Telephone number; the partner itself must give one.
    pub phone: Option<PhoneNumber>,
    /// What kind of business it is.
    pub kind: Option<PartnerType>,
}

/// A partner that has begun.
#[derive(Debug, Clone)]
pub struct StartedOnboarding {
    /// Its record.
    pub record: OpenRecord,
    /// Opens its onboarding; shown this once.
    pub token: ClientSecret,
}

/// Lets partners begin.
#[derive(Clone)]
pub struct StartOnboarding {
    /// Where onboardings are kept.
    pub repository: Arc<dyn OnboardingRepository>,
    /// Hashes tokens.
    pub hasher: Arc<dyn SecretHasher>,
    /// Protects personal data.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws ids and tokens.
    pub entropy: Arc<dyn Entropy>,
}

impl StartOnboarding {
    /// How often a slug is looked for.
    const TRIES: u32 = 8;

    /// Creates a pending partner by `by`, or by itself where there is nobody.
    ///
    /// # Errors
    /// See [`CreatePartnerError`]; never [`CreatePartnerError::SlugTaken`], for the slug
    /// may vary.
    pub fn execute(
        &self,
        draft: OnboardingDraft,
        by: Option<Actor>,
    ) -> Result<StartedOnboarding, CreatePartnerError> {
        let now = self.clock.now();
        let entropy = self.entropy.as_ref();
        let (token, kept) = OnboardingToken::draw(self.hasher.as_ref(), entropy, now);
        let (phone, partner) = (draft.phone.clone(), self.partner(draft, now)?);
        let record = self.started(&NewOnboarding {
            partner,
            phone,
            token: kept,
            by,
        })?;
        let reader = RecordReader {
            vault: Arc::clone(&self.vault),
        };
        Ok(StartedOnboarding {
            record: reader.open(record)?,
            token,
        })
    }

    fn partner(&self, draft: OnboardingDraft, now: DateTime<Utc>) -> PortResult<NewPartner> {
        let entropy = self.entropy.as_ref();
        let uuid = PartnerUuid::draw(entropy);
        let row = uuid.get();
        let email = FieldRef {
            table: "partners",
            column: "email_sealed",
            row: row.as_bytes(),
        };
        let address = &draft.email;
        Ok(NewPartner {
            uuid,
            slug: Slug::suggested_by(&draft.name),
            slug_may_vary: true,
            client_id: ClientId::draw(entropy),
            email: self.vault.seal(email, address.as_str().as_bytes())?,
            email_index: self
                .vault
                .index(IndexedField::Email, address.canonical().as_bytes()),
            name: draft.name,
            status: PartnerStatus::Pending,
            sandbox: false,
            rate: None,
            kind: draft.kind,
            secret: None,
            created_at: now,
        })
    }

    /// Whoever takes the slug that was free a moment ago makes it begin anew.
    fn started(&self, new: &NewOnboarding) -> Result<PartnerRecord, CreatePartnerError> {
        let mut tries = 1;
        loop {
            match self.repository.start(new.clone()) {
                Err(CreatePartnerError::SlugTaken) if tries < Self::TRIES => tries += 1,
                result => return result,
            }
        }
    }
}
