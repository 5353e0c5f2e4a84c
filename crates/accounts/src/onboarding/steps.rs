//! Steps 2 to 4, and the state they lead to.

use std::sync::Arc;

use kernel::{Clock, DocumentUuid, Entropy, FieldVault, PortResult, TaxIdsDisagree, WebAddress};

use super::{
    ApiSetup, ApiStep, BusinessInfo, BusinessStep, DocumentKind, DocumentName, DocumentRecord,
    DocumentSource, KeptSource, OnboardingRepository, OnboardingSession, OpenRecord, PartnerRecord,
    RecordReader, StepError,
};
use crate::{PartnerStatus, Slug};

/// A document that lies at an address.
#[derive(Debug, Clone)]
pub struct NamedDocument {
    /// What it is about.
    pub kind: DocumentKind,
    /// What it is called.
    pub name: DocumentName,
    /// Where it lies; nobody fetches it.
    pub url: WebAddress,
}

/// Does the steps of partners that find their way in.
#[derive(Clone)]
pub struct OnboardingSteps {
    /// Where onboardings are kept.
    pub repository: Arc<dyn OnboardingRepository>,
    /// Protects personal data.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
}

impl From<TaxIdsDisagree> for StepError {
    fn from(_: TaxIdsDisagree) -> Self {
        Self::TaxIdsDisagree
    }
}

impl OnboardingSteps {
    /// The whole state, to go on with.
    ///
    /// # Errors
    /// [`StepError::Over`] or those of the ports.
    pub fn state(&self, session: OnboardingSession) -> Result<OpenRecord, StepError> {
        let record = self.repository.record(session.uuid)?;
        Ok(self.reader().open(record.ok_or(StepError::Over)?)?)
    }

    /// The partner with this slug, if it is active: for everybody.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn public(&self, slug: &Slug) -> PortResult<Option<PartnerRecord>> {
        let record = self.repository.record_of_slug(slug)?;
        Ok(record.filter(|record| record.partner.status == PartnerStatus::Active))
    }

    /// Step 2: `info` takes the place of what was said before, whole. A GSTIN brings the
    /// PAN it contains where there is none.
    ///
    /// # Errors
    /// See [`StepError`].
    pub fn business_info(
        &self,
        session: OnboardingSession,
        info: BusinessInfo,
    ) -> Result<OpenRecord, StepError> {
        let before = self.state(session)?.business;
        let info = BusinessInfo {
            tax: info.tax.completed()?,
            ..info
        };
        let record = self.repository.save_business(BusinessStep {
            partner: session.partner,
            changed: before.changed(&info),
            tax_changed: before.tax.changed(&info.tax),
            info: info.sealed(self.vault.as_ref(), session.partner)?,
            at: self.clock.now(),
        })?;
        Ok(self.reader().open(record)?)
    }

    /// Step 3: `setup` takes the place of what was said before, whole.
    ///
    /// # Errors
    /// See [`StepError`].
    pub fn api_setup(
        &self,
        session: OnboardingSession,
        setup: ApiSetup,
    ) -> Result<OpenRecord, StepError> {
        let before = self.repository.record(session.uuid)?;
        let before = before.ok_or(StepError::Over)?.api;
        let record = self.repository.save_api(ApiStep {
            partner: session.partner,
            changed: before.changed(&setup),
            setup,
            at: self.clock.now(),
        })?;
        Ok(self.reader().open(record)?)
    }

    /// Step 4: hands in what was attached, and `documents` besides. One that was named
    /// before, in the same words, is not named again.
    ///
    /// # Errors
    /// See [`StepError`].
    pub fn verify(
        &self,
        session: OnboardingSession,
        documents: &[NamedDocument],
    ) -> Result<OpenRecord, StepError> {
        let before = self.state(session)?;
        let mut records = Vec::new();
        for (at, document) in documents.iter().enumerate() {
            let earlier = documents.iter().take(at);
            if !is_named(&before, document) && !earlier.into_iter().any(|e| same(e, document)) {
                records.push(self.named(document)?);
            }
        }
        let now = self.clock.now();
        let record = self.repository.verify(session.partner, records, now)?;
        Ok(self.reader().open(record)?)
    }

    fn named(&self, document: &NamedDocument) -> PortResult<DocumentRecord> {
        let uuid = DocumentUuid::draw(self.entropy.as_ref());
        let row = uuid.get();
        let seal = |column, text: &str| {
            let field = DocumentRecord::field(column, row.as_bytes());
            self.vault.seal(field, text.as_bytes())
        };
        Ok(DocumentRecord {
            uuid,
            kind: document.kind,
            name: seal("name_sealed", document.name.as_str())?,
            source: KeptSource::Address(seal("url_sealed", document.url.as_str())?),
            uploaded_at: self.clock.now(),
        })
    }

    fn reader(&self) -> RecordReader {
        RecordReader {
            vault: Arc::clone(&self.vault),
        }
    }
}

fn same(one: &NamedDocument, other: &NamedDocument) -> bool {
    one.kind == other.kind && one.name == other.name && one.url == other.url
}

fn is_named(record: &OpenRecord, wanted: &NamedDocument) -> bool {
    record.documents.iter().any(|document| {
        document.kind == wanted.kind
            && document.name == wanted.name
            && matches!(&document.source, DocumentSource::Address(url) if *url == wanted.url)
    })
}
