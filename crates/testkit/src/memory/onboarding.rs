//! Onboardings in memory.

mod port;
mod row;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use accounts::{
    ActivateError, CreatePortalError, DocumentRecord, FileName, KeptSource, NewActivation,
    OnboardingStep, Partner, PartnerRecord, PartnerRepository as _, PartnerStatus,
    PortalAccounts as _, ReviewVerdict, StatusChange, StatusChangeError, StepError,
};
use audit::{Event, PartnerChange, PartnerEvent};
use chrono::{DateTime, Utc};
use kernel::{Actor, PartnerId, PortResult};
use payouts::TaxProfiles;

use self::row::Row;
use super::{InMemoryAudit, InMemoryPartners, InMemoryPeople, locked};

/// Fake of [`accounts::OnboardingRepository`].
#[derive(Clone)]
pub struct InMemoryOnboarding {
    rows: Arc<Mutex<HashMap<PartnerId, Row>>>,
    partners: InMemoryPartners,
    people: InMemoryPeople,
    taxes: Arc<dyn TaxProfiles>,
    audit: InMemoryAudit,
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
