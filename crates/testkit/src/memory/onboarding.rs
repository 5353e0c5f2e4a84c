//! Onboardings in memory.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use accounts::{
    ActivateError, ApiSetup, ApiStep, BusinessStep, CreatePartnerError, CreatePortalError,
    DocumentRecord, FileName, KeptBusinessInfo, KeptSource, NewActivation, NewOnboarding,
    Onboarding, OnboardingAccess, OnboardingRepository, OnboardingStep, OnboardingToken, Partner,
    PartnerHandle, PartnerRecord, PartnerRepository as _, PartnerStatus, PortalAccounts as _,
    Review, ReviewState, ReviewVerdict, Slug, StatusChange, StatusChangeError, StepError,
};
use audit::{Event, PartnerChange, PartnerEvent};
use chrono::{DateTime, Utc};
use kernel::{Actor, DocumentUuid, FieldVault as _, PartnerId, PartnerUuid, PortResult, Sealed};
use payouts::{NewTaxProfile, TaxProfiles};

use super::{InMemoryAudit, InMemoryPartners, InMemoryPeople, locked};
use crate::FakeVault;

/// Fake of [`OnboardingRepository`].
#[derive(Clone)]
pub struct InMemoryOnboarding {
    rows: Arc<Mutex<HashMap<PartnerId, Row>>>,
    partners: InMemoryPartners,
    people: InMemoryPeople,
    taxes: Arc<dyn TaxProfiles>,
    audit: InMemoryAudit,
}

#[derive(Clone)]
struct Row {
    token: Option<OnboardingToken>,
    phone: Option<Sealed>,
    onboarding: Onboarding,
    business: KeptBusinessInfo,
    api: ApiSetup,
    documents: Vec<DocumentRecord>,
    updated_at: DateTime<Utc>,
}

impl Row {
    /// Of a partner that begins at `at`.
    fn begun(at: DateTime<Utc>) -> Self {
        Self {
            token: None,
            phone: None,
            onboarding: Onboarding {
                started_at: at,
                business_info_at: None,
                api_setup_at: None,
                verification_at: None,
                activated_at: None,
                review: None,
            },
            business: KeptBusinessInfo::default(),
            api: ApiSetup::default(),
            documents: Vec::new(),
            updated_at: at,
        }
    }

    /// Of a partner that was made at once.
    fn of(partner: &Partner) -> Self {
        let at = partner.created_at;
        let mut row = Self::begun(at);
        if partner.status == PartnerStatus::Active {
            let onboarding = &mut row.onboarding;
            onboarding.business_info_at = Some(at);
            onboarding.api_setup_at = Some(at);
            onboarding.verification_at = Some(at);
            onboarding.activated_at = Some(at);
            onboarding.review = Some(approved(at));
        }
        row
    }
}

const fn approved(at: DateTime<Utc>) -> Review {
    Review {
        verdict: ReviewVerdict::Approved,
        reason: None,
        at,
        by: None,
    }
}

type Rows = HashMap<PartnerId, Row>;

impl InMemoryOnboarding {
    /// No onboarding but those of `partners`; people are kept in `people`, tax profiles in
    /// `taxes`, changes go to `audit`.
    pub fn new(
        partners: InMemoryPartners,
        people: InMemoryPeople,
        taxes: Arc<dyn TaxProfiles>,
        audit: InMemoryAudit,
    ) -> Self {
        Self {
            rows: Arc::default(),
            partners,
            people,
            taxes,
            audit,
        }
    }

    fn partner(&self, id: PartnerId) -> Option<Partner> {
        let partners = self.partners.list().ok()?;
        partners.into_iter().find(|partner| partner.id == id)
    }

    fn record_of(&self, rows: &Rows, partner: Partner) -> PortResult<PartnerRecord> {
        let row = rows.get(&partner.id).cloned();
        let mut row = row.unwrap_or_else(|| Row::of(&partner));
        row.business.tax = self.taxes.find(partner.id)?.unwrap_or_default();
        Ok(PartnerRecord {
            partner,
            phone: row.phone,
            onboarding: row.onboarding,
            business: row.business,
            api: row.api,
            documents: row.documents,
            updated_at: row.updated_at,
            deleted_at: None,
        })
    }

    /// Changes the row of a pending partner.
    fn step(
        &self,
        partner: PartnerId,
        change: impl FnOnce(&Self, &mut Row) -> Result<(), StepError>,
    ) -> Result<PartnerRecord, StepError> {
        let mut rows = locked(&self.rows);
        let found = self.partner(partner).ok_or(StepError::Over)?;
        if found.status != PartnerStatus::Pending {
            return Err(StepError::Over);
        }
        let row = rows.entry(partner).or_insert_with(|| Row::of(&found));
        let mut changed = row.clone();
        change(self, &mut changed)?;
        *row = changed;
        Ok(self.record_of(&rows, found)?)
    }

    fn note(&self, partner: PartnerId, what: PartnerChange, at: DateTime<Utc>) {
        let event = Event::Partner(PartnerEvent { partner, what });
        self.audit.record(at, Actor::Partner(partner), event);
    }

    fn changed(&self, partner: PartnerId, row: &mut Row, at: DateTime<Utc>) {
        row.updated_at = at;
        let review = row.onboarding.review.as_ref();
        if review.is_some_and(|review| review.verdict == ReviewVerdict::Approved) {
            row.onboarding.review = None;
            self.note(partner, PartnerChange::ReviewWithdrawn, at);
        }
    }

    fn done(
        &self,
        partner: PartnerId,
        step: OnboardingStep,
        fields: &[&'static str],
        at: DateTime<Utc>,
    ) {
        let what = PartnerChange::StepDone {
            step: step.as_str(),
            fields: fields.join(", "),
        };
        self.note(partner, what, at);
    }

    fn keep(&self, partner: PartnerId, row: &mut Row, document: DocumentRecord) {
        let what = PartnerChange::DocumentAttached {
            document: document.kind.as_str(),
            uuid: document.uuid.to_string(),
        };
        self.note(partner, what, document.uploaded_at);
        row.documents.push(document);
    }
}

impl OnboardingRepository for InMemoryOnboarding {
    fn start(&self, new: NewOnboarding) -> Result<PartnerRecord, CreatePartnerError> {
        let mut rows = locked(&self.rows);
        let at = new.partner.created_at;
        let next = i64::try_from(self.partners.list()?.len()).unwrap_or(i64::MAX);
        let itself = Actor::Partner(PartnerId::new(next.saturating_add(1)));
        let by = new.by.unwrap_or(itself);
        let partner = self.partners.create(new.partner, by)?;
        let key = partner.id.get().to_be_bytes();
        let field = PartnerRecord::onboarding_field("phone_sealed", &key);
        let seal = |phone: accounts::PhoneNumber| FakeVault.seal(field, phone.as_str().as_bytes());
        let row = Row {
            token: Some(new.token),
            phone: new.phone.map(seal).transpose()?,
            ..Row::begun(at)
        };
        rows.insert(partner.id, row);
        Ok(self.record_of(&rows, partner)?)
    }

    fn access(&self, partner: PartnerUuid) -> PortResult<Option<OnboardingAccess>> {
        let rows = locked(&self.rows);
        let found = self.partners.find(&PartnerHandle::Uuid(partner))?;
        Ok(found.map(|partner| OnboardingAccess {
            partner: partner.id,
            status: partner.status,
            token: rows.get(&partner.id).and_then(|row| row.token.clone()),
        }))
    }

    fn record(&self, partner: PartnerUuid) -> PortResult<Option<PartnerRecord>> {
        let rows = locked(&self.rows);
        let found = self.partners.find(&PartnerHandle::Uuid(partner))?;
        found.map(|found| self.record_of(&rows, found)).transpose()
    }

    fn record_of_slug(&self, slug: &Slug) -> PortResult<Option<PartnerRecord>> {
        let rows = locked(&self.rows);
        let found = self.partners.find(&PartnerHandle::Slug(slug.clone()))?;
        found.map(|found| self.record_of(&rows, found)).transpose()
    }

    fn save_business(&self, step: BusinessStep) -> Result<PartnerRecord, StepError> {
        self.step(step.partner, |this, row| {
            if !step.changed.is_empty() {
                if let Some(changed) = step.tax_changed {
                    let profile = NewTaxProfile {
                        profile: step.info.tax.clone(),
                        changed,
                        at: step.at,
                    };
                    let by = Actor::Partner(step.partner);
                    this.taxes.set(step.partner, profile, by)?;
                }
                row.business = step.info;
                this.changed(step.partner, row, step.at);
            }
            row.onboarding.business_info_at = Some(step.at);
            let fields = &step.changed;
            this.done(step.partner, OnboardingStep::BusinessInfo, fields, step.at);
            Ok(())
        })
    }

    fn save_api(&self, step: ApiStep) -> Result<PartnerRecord, StepError> {
        self.step(step.partner, |this, row| {
            if row.onboarding.business_info_at.is_none() {
                return Err(StepError::Incomplete);
            }
            if !step.changed.is_empty() {
                row.api = step.setup;
                this.changed(step.partner, row, step.at);
            }
            row.onboarding.api_setup_at = Some(step.at);
            let fields = &step.changed;
            this.done(step.partner, OnboardingStep::ApiSetup, fields, step.at);
            Ok(())
        })
    }

    fn attach(
        &self,
        partner: PartnerId,
        document: DocumentRecord,
    ) -> Result<PartnerRecord, StepError> {
        self.step(partner, |this, row| {
            if row.documents.len() >= StepError::MOST_DOCUMENTS {
                return Err(StepError::TooManyDocuments);
            }
            let at = document.uploaded_at;
            this.keep(partner, row, document);
            this.changed(partner, row, at);
            Ok(())
        })
    }

    fn detach(
        &self,
        partner: PartnerId,
        document: DocumentUuid,
        at: DateTime<Utc>,
    ) -> Result<(PartnerRecord, Option<FileName>), StepError> {
        let mut file = None;
        let record = self.step(partner, |this, row| {
            let mut documents = row.documents.iter();
            let nth = documents.position(|kept| kept.uuid == document);
            let gone = row.documents.remove(nth.ok_or(StepError::UnknownDocument)?);
            if row.documents.is_empty() {
                row.onboarding.verification_at = None;
            }
            let what = PartnerChange::DocumentRemoved {
                document: gone.kind.as_str(),
                uuid: document.to_string(),
            };
            this.note(partner, what, at);
            this.changed(partner, row, at);
            file = file_of(&gone);
            Ok(())
        })?;
        Ok((record, file))
    }

    fn verify(
        &self,
        partner: PartnerId,
        documents: Vec<DocumentRecord>,
        at: DateTime<Utc>,
    ) -> Result<PartnerRecord, StepError> {
        self.step(partner, |this, row| {
            let onboarding = &row.onboarding;
            if onboarding.business_info_at.is_none() || onboarding.api_setup_at.is_none() {
                return Err(StepError::Incomplete);
            }
            match row.documents.len() + documents.len() {
                0 => return Err(StepError::NoDocument),
                1..=StepError::MOST_DOCUMENTS => {}
                _ => return Err(StepError::TooManyDocuments),
            }
            let fields: &[_] = if documents.is_empty() {
                &[]
            } else {
                this.changed(partner, row, at);
                &["documents"]
            };
            for document in documents {
                this.keep(partner, row, document);
            }
            row.onboarding.verification_at = Some(at);
            this.done(partner, OnboardingStep::Verification, fields, at);
            Ok(())
        })
    }

    fn activate(&self, new: NewActivation) -> Result<PartnerRecord, ActivateError> {
        let mut rows = locked(&self.rows);
        let found = self.partner(new.partner).ok_or(ActivateError::Over)?;
        match found.status {
            PartnerStatus::Pending => {}
            PartnerStatus::Active => return Err(ActivateError::Active),
            _ => return Err(ActivateError::Over),
        }
        let row = rows.entry(new.partner).or_insert_with(|| Row::of(&found));
        if row.onboarding.current_step() != OnboardingStep::Activation {
            return Err(ActivateError::Incomplete);
        }
        match row.onboarding.review_state() {
            ReviewState::Decided(ReviewVerdict::Approved) => {}
            ReviewState::Waiting if new.unreviewed => {
                row.onboarding.review = Some(approved(new.at));
                let verdict = ReviewVerdict::Approved.as_str();
                let what = PartnerChange::ReviewDecided { verdict };
                let event = Event::Partner(PartnerEvent {
                    partner: new.partner,
                    what,
                });
                self.audit.record(new.at, Actor::System, event);
            }
            _ => return Err(ActivateError::ReviewPending),
        }
        row.onboarding.activated_at = Some(new.at);
        row.updated_at = new.at;
        self.note(new.partner, PartnerChange::Activated, new.at);
        self.go_live(&new)?;
        let partner = self.partner(new.partner).ok_or(ActivateError::Over)?;
        Ok(self.record_of(&rows, partner)?)
    }

    fn files_in_use(&self, files: &[FileName]) -> PortResult<HashSet<FileName>> {
        let rows = locked(&self.rows);
        let documents = rows.values().flat_map(|row| &row.documents);
        let known: HashSet<FileName> = documents.filter_map(file_of).collect();
        Ok(files
            .iter()
            .filter(|f| known.contains(f))
            .cloned()
            .collect())
    }
}

impl InMemoryOnboarding {
    fn go_live(&self, new: &NewActivation) -> Result<(), ActivateError> {
        let by = Actor::Partner(new.partner);
        let change = StatusChange {
            partner: new.partner,
            to: PartnerStatus::Active,
            letter: new.letter.clone(),
            by,
            at: new.at,
        };
        self.partners
            .change_status(change)
            .map_err(|error| match error {
                StatusChangeError::Port(failure) => failure.into(),
                _ => ActivateError::Over,
            })?;
        let secret = new.secret.clone();
        self.partners.give_secret(new.partner, secret, new.at);
        match self.people.create(new.person.clone(), by) {
            Ok(_) | Err(CreatePortalError::EmailTaken) => Ok(()),
            Err(CreatePortalError::UnknownPartner) => Err(ActivateError::Over),
            Err(CreatePortalError::Port(failure)) => Err(failure.into()),
        }
    }
}

fn file_of(document: &DocumentRecord) -> Option<FileName> {
    match &document.source {
        KeptSource::File { file, .. } => Some(file.clone()),
        KeptSource::Address(_) => None,
    }
}
