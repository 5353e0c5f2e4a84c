//! How partners find their way in.

mod activate;
mod document_rows;
mod documents;
mod read;
pub(crate) mod rows;
pub(crate) mod start;
pub(crate) mod steps;
mod under_way;

use std::collections::HashSet;
use std::sync::Arc;

use accounts::{
    ActivateError, ApiStep, BusinessStep, CreatePartnerError, DocumentRecord, FileName,
    NewActivation, NewOnboarding, OnboardingAccess, OnboardingRepository, PartnerRecord, Slug,
    StepError,
};
use chrono::{DateTime, Utc};
use kernel::{DocumentUuid, FieldVault, PartnerId, PartnerUuid, PortResult};

use crate::Store;

/// Onboardings in the database.
#[derive(Clone)]
pub struct DieselOnboarding {
    store: Store,
    vault: Arc<dyn FieldVault>,
}

impl DieselOnboarding {
    /// The onboardings of `store`; telephone numbers are sealed by `vault`.
    pub const fn new(store: Store, vault: Arc<dyn FieldVault>) -> Self {
        Self { store, vault }
    }
}

impl OnboardingRepository for DieselOnboarding {
    fn start(&self, new: NewOnboarding) -> Result<PartnerRecord, CreatePartnerError> {
        let vault = Arc::clone(&self.vault);
        self.store
            .write(move |conn| start::start(conn, vault.as_ref(), &new))
    }

    fn access(&self, partner: PartnerUuid) -> PortResult<Option<OnboardingAccess>> {
        self.store.read(|conn| read::access(conn, partner))
    }

    fn record(&self, partner: PartnerUuid) -> PortResult<Option<PartnerRecord>> {
        self.store.snapshot(|conn| read::record(conn, partner))
    }

    fn record_of_slug(&self, slug: &Slug) -> PortResult<Option<PartnerRecord>> {
        self.store.snapshot(|conn| read::record_of_slug(conn, slug))
    }

    fn save_business(&self, step: BusinessStep) -> Result<PartnerRecord, StepError> {
        self.store.write(move |conn| steps::business(conn, &step))
    }

    fn save_api(&self, step: ApiStep) -> Result<PartnerRecord, StepError> {
        self.store.write(move |conn| steps::api(conn, &step))
    }

    fn attach(
        &self,
        partner: PartnerId,
        document: DocumentRecord,
    ) -> Result<PartnerRecord, StepError> {
        self.store
            .write(move |conn| documents::attach(conn, partner, &document))
    }

    fn detach(
        &self,
        partner: PartnerId,
        document: DocumentUuid,
        at: DateTime<Utc>,
    ) -> Result<(PartnerRecord, Option<FileName>), StepError> {
        self.store
            .write(move |conn| documents::detach(conn, partner, document, at))
    }

    fn verify(
        &self,
        partner: PartnerId,
        documents: Vec<DocumentRecord>,
        at: DateTime<Utc>,
    ) -> Result<PartnerRecord, StepError> {
        self.store
            .write(move |conn| steps::verification(conn, partner, &documents, at))
    }

    fn activate(&self, activation: NewActivation) -> Result<PartnerRecord, ActivateError> {
        let activated = self
            .store
            .write(move |conn| activate::activate(conn, &activation));
        if activated.is_ok() {
            self.store.access_changed();
        }
        activated
    }

    fn files_in_use(&self, files: &[FileName]) -> PortResult<HashSet<FileName>> {
        self.store.read(|conn| documents::in_use(conn, files))
    }
}
