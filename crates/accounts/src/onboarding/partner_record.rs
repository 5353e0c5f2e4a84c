//! All that is known of a partner, and how it is opened.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{EmailAddress, FieldRef, FieldVault, PortFailure, PortResult, Sealed};

use super::{
    ApiSetup, BusinessInfo, Document, DocumentRecord, KeptBusinessInfo, Onboarding, PhoneNumber,
};
use crate::Partner;

/// All that is known of a partner, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerRecord {
    /// The partner itself.
    pub partner: Partner,
    /// Its telephone number, sealed at [`PartnerRecord::onboarding_field`] with
    /// `phone_sealed`.
    pub phone: Option<Sealed>,
    /// How far its onboarding is.
    pub onboarding: Onboarding,
    /// What business it is.
    pub business: KeptBusinessInfo,
    /// Where it is called.
    pub api: ApiSetup,
    /// What it handed in, oldest first.
    pub documents: Vec<DocumentRecord>,
    /// When its record (not its onboarding) changed last.
    pub updated_at: DateTime<Utc>,
    /// Since when it is deleted.
    pub deleted_at: Option<DateTime<Utc>>,
}

/// The same with what was sealed in clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRecord {
    /// As it is kept.
    pub record: PartnerRecord,
    /// E-mail address.
    pub email: EmailAddress,
    /// Telephone number.
    pub phone: Option<PhoneNumber>,
    /// What business it is.
    pub business: BusinessInfo,
    /// What it handed in, oldest first.
    pub documents: Vec<Document>,
    /// Why the review ended as it did; may be personal.
    pub review_reason: Option<String>,
}

impl PartnerRecord {
    /// Where a sealed value of the onboarding of the partner `key` (8 big-endian bytes)
    /// lies.
    pub const fn onboarding_field<'a>(column: &'static str, key: &'a [u8; 8]) -> FieldRef<'a> {
        FieldRef {
            table: "partner_onboardings",
            column,
            row: key,
        }
    }
}

/// Opens records.
#[derive(Clone)]
pub struct RecordReader {
    /// Opens what is sealed.
    pub vault: Arc<dyn FieldVault>,
}

impl RecordReader {
    /// `record` with everything in clear.
    ///
    /// # Errors
    /// Those of the vault; [`PortFailure::Corrupt`] when what was sealed is none.
    pub fn open(&self, record: PartnerRecord) -> PortResult<OpenRecord> {
        let vault = self.vault.as_ref();
        let documents = record.documents.iter();
        let documents = documents.map(|document| document.opened(vault));
        Ok(OpenRecord {
            email: self.email(&record.partner)?,
            phone: self.phone(&record)?,
            business: record.business.opened(vault, record.partner.id)?,
            documents: documents.collect::<PortResult<_>>()?,
            review_reason: self.review_reason(&record)?,
            record,
        })
    }

    /// The e-mail address of `partner`.
    ///
    /// # Errors
    /// As [`RecordReader::open`].
    pub fn email(&self, partner: &Partner) -> PortResult<EmailAddress> {
        let row = partner.uuid.get();
        let field = FieldRef {
            table: "partners",
            column: "email_sealed",
            row: row.as_bytes(),
        };
        let corrupt = PortFailure::corrupt("partners.email_sealed");
        let plain = self.vault.open(field, &partner.email)?;
        let text = String::from_utf8(plain).ok();
        let address = text.and_then(|text| EmailAddress::parse(&text).ok());
        address.ok_or(corrupt)
    }

    fn phone(&self, record: &PartnerRecord) -> PortResult<Option<PhoneNumber>> {
        let text = self.text(record, "phone_sealed", record.phone.as_ref())?;
        let corrupt = PortFailure::corrupt("partner_onboardings.phone_sealed");
        text.map(|text| PhoneNumber::parse(&text).map_err(|_| corrupt))
            .transpose()
    }

    fn review_reason(&self, record: &PartnerRecord) -> PortResult<Option<String>> {
        let review = record.onboarding.review.as_ref();
        let reason = review.and_then(|review| review.reason.as_ref());
        self.text(record, "review_reason_sealed", reason)
    }

    fn text(
        &self,
        record: &PartnerRecord,
        column: &'static str,
        sealed: Option<&Sealed>,
    ) -> PortResult<Option<String>> {
        let key = record.partner.id.get().to_be_bytes();
        let open = |sealed| {
            let field = PartnerRecord::onboarding_field(column, &key);
            let plain = self.vault.open(field, sealed)?;
            String::from_utf8(plain).map_err(|_| PortFailure::corrupt("partner_onboardings"))
        };
        sealed.map(open).transpose()
    }
}
