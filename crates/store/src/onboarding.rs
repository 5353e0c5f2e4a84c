//! How partners find their way in.

mod activate;
mod adopt;
mod document_rows;
mod documents;
mod read;
pub(crate) mod rows;
pub(crate) mod start;
pub(crate) mod steps;
mod under_way;

use std::collections::HashSet;

use accounts::{
    ActivateError, Adoption, ApiStep, BusinessStep, CreatePartnerError, DocumentRecord, FileName,
    NewActivation, NewOnboarding, OnboardingAccess, OnboardingRepository, PartnerRecord, Slug,
    StepError, Unadopted,
};
use chrono::{DateTime, Utc};
use kernel::{DocumentUuid, PartnerId, PartnerUuid, PortResult};
use webhooks::Post;

use crate::Store;
use crate::outbox::Outbox;

/// Onboardings in the database.
#[derive(Clone)]
pub struct DieselOnboarding {
    store: Store,
    outbox: Outbox,
}

impl DieselOnboarding {
    /// The onboardings of `store`. What partners are to be told is made ready by `post`,
    /// whose vault also seals what is sealed to a key that is not known before.
    pub const fn new(store: Store, post: Post) -> Self {
        let outbox = Outbox::of(post);
        Self { store, outbox }
    }
}

impl OnboardingRepository for DieselOnboarding {
    fn start(&self, new: NewOnboarding) -> Result<PartnerRecord, CreatePartnerError> {
        let outbox = self.outbox.clone();
        self.store
            .write(move |conn| start::start(conn, outbox.vault(), &new))
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
        let outbox = self.outbox.clone();
        let activated = self
            .store
            .write(move |conn| activate::activate(conn, &outbox, &activation));
        if activated.is_ok() {
            self.store.access_changed();
        }
        activated
    }

    fn unadopted(&self, after: Option<PartnerId>, most: u32) -> PortResult<Vec<Unadopted>> {
        self.store.read(|conn| adopt::unadopted(conn, after, most))
    }

    fn adopt(&self, adoption: Adoption) -> PortResult<bool> {
        let outbox = self.outbox.clone();
        self.store
            .write(move |conn| adopt::adopt(conn, outbox.vault(), &adoption))
    }

    fn files_in_use(&self, files: &[FileName]) -> PortResult<HashSet<FileName>> {
        self.store.read(|conn| documents::in_use(conn, files))
    }
}
