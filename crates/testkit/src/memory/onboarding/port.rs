//! [`OnboardingRepository`] over the rows.

use std::collections::HashSet;

use accounts::{
    ActivateError, Adoption, ApiStep, BusinessStep, CreatePartnerError, DocumentRecord, FileName,
    NewActivation, NewOnboarding, OnboardingAccess, OnboardingRepository, OnboardingStep,
    PartnerHandle, PartnerRecord, PartnerRepository as _, PartnerStatus, ReviewState,
    ReviewVerdict, Slug, StepError, Unadopted,
};
use audit::{Event, PartnerChange, PartnerEvent};
use chrono::{DateTime, Utc};
use kernel::{Actor, DocumentUuid, FieldVault as _, PartnerId, PartnerUuid, PortResult};
use payouts::NewTaxProfile;

use super::row::{Row, approved};
use super::{InMemoryOnboarding, file_of};
use crate::FakeVault;
use crate::memory::locked;

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

    fn unadopted(&self, _: Option<PartnerId>, _: u32) -> PortResult<Vec<Unadopted>> {
        // Nobody went live before there were endpoints.
        Ok(Vec::new())
    }

    fn adopt(&self, _: Adoption) -> PortResult<bool> {
        Ok(false)
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
