//! Partners, as the lender's staff see them on `/api/partners`.

use accounts::{OpenRecord, PartnerRecord, RestoredPartner};
use kernel::{EmailAddress, PageNumber, PageSize, PortalUuid, RateBps};
use serde::Serialize;

use super::{
    ApiSetupView, BusinessView, DocumentView, IssuedTokenView, Paging, PartnerView, ReviewView,
    UtcSeconds,
};

/// A partner, as staff see it.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdministeredPartner)]
pub(crate) struct AdminPartnerView {
    #[serde(flatten)]
    partner: PartnerView,
    /// Its telephone number.
    #[schema(example = "+919876543210", required = true)]
    phone_number: Option<String>,
    /// What business it is.
    business_info: BusinessView,
    /// Where it is called.
    api_setup: ApiSetupView,
    /// Where the review stands.
    review: ReviewView,
    /// Whether it only practises.
    sandbox: bool,
    /// What it signs in with.
    #[schema(example = "pc_3f0c9a2e8d614a509b1c0f6f")]
    client_id: String,
    /// What share of a disbursal it earns, in basis points: its own, or the deployment's.
    #[schema(example = 200)]
    rate_bps: u16,
    /// Since when it is known.
    #[schema(value_type = String, format = DateTime)]
    created_at: UtcSeconds,
    /// When its record changed last.
    #[schema(value_type = String, format = DateTime)]
    updated_at: UtcSeconds,
    /// Names this state of the record, for a review of exactly this.
    #[schema(example = "1795286400000000")]
    version: String,
    /// Since when it is deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, required = false, nullable = false)]
    deleted_at: Option<UtcSeconds>,
    /// How many notes there are about it.
    #[schema(example = 2)]
    notes_count: u64,
    /// What it handed in, oldest first.
    documents: Vec<DocumentView>,
}

/// A partner, as lists have it.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ListedPartner)]
pub(crate) struct ListedPartnerView {
    #[serde(flatten)]
    partner: PartnerView,
    /// What the company is called.
    #[schema(example = "Lead House Private Limited", required = true)]
    company_name: Option<String>,
    /// Where the review stands; without the reason.
    review: ReviewView,
    /// Whether it only practises.
    sandbox: bool,
    /// What it signs in with.
    #[schema(example = "pc_3f0c9a2e8d614a509b1c0f6f")]
    client_id: String,
    /// Since when it is known.
    #[schema(value_type = String, format = DateTime)]
    created_at: UtcSeconds,
    /// When its record changed last.
    #[schema(value_type = String, format = DateTime)]
    updated_at: UtcSeconds,
    /// Since when it is deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, required = false, nullable = false)]
    deleted_at: Option<UtcSeconds>,
}

/// What a partner's own people see of it.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ManagedPartner)]
pub(crate) struct ManagedPartnerView {
    #[serde(flatten)]
    partner: PartnerView,
    /// Its telephone number.
    #[schema(example = "+919876543210", required = true)]
    phone_number: Option<String>,
    /// What business it is.
    business_info: BusinessView,
    /// Where it is called.
    api_setup: ApiSetupView,
    /// Where the review stands.
    review: ReviewView,
    /// Whether it only practises.
    sandbox: bool,
    /// What it signs in with.
    #[schema(example = "pc_3f0c9a2e8d614a509b1c0f6f")]
    client_id: String,
    /// Since when it is known.
    #[schema(value_type = String, format = DateTime)]
    created_at: UtcSeconds,
    /// What it handed in, oldest first.
    documents: Vec<DocumentView>,
}

/// A partner.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct AdminPartnerData {
    pub(crate) partner: AdminPartnerView,
}

/// A new partner and the token it goes on with.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CreatedByStaff)]
pub(crate) struct CreatedData {
    pub(crate) partner: AdminPartnerView,
    #[serde(flatten)]
    pub(crate) issued: IssuedTokenView,
}

/// A partner that is back.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RestoredPartner)]
pub(crate) struct RestoredData {
    pub(crate) partner: AdminPartnerView,
    /// The accounts of those of its people whose addresses others have by now.
    pub(crate) accounts_not_restored: Vec<String>,
}

/// A page of partners.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PartnerPage)]
pub(crate) struct PartnerPageView {
    /// The rows, in the order asked for.
    partners: Vec<ListedPartnerView>,
    /// Where they lie.
    pagination: Paging,
}

/// A partner's documents.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PartnerDocuments)]
pub(crate) struct DocumentsData {
    /// Oldest first.
    documents: Vec<DocumentView>,
}

impl AdminPartnerView {
    /// `open` on the wire, with `notes` about it; `rate` is the deployment's.
    pub(crate) fn of(open: &OpenRecord, notes: u64, rate: RateBps) -> Self {
        let record = &open.record;
        Self {
            partner: PartnerView::of(open),
            phone_number: open.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            business_info: BusinessView::of(&open.business),
            api_setup: ApiSetupView::of(&record.api),
            review: ReviewView::of(open),
            sandbox: record.partner.sandbox,
            client_id: record.partner.client_id.as_str().to_owned(),
            rate_bps: record.partner.rate.unwrap_or(rate).get(),
            created_at: UtcSeconds(record.partner.created_at),
            updated_at: UtcSeconds(record.updated_at),
            version: record.updated_at.timestamp_micros().to_string(),
            deleted_at: record.deleted_at.map(UtcSeconds),
            notes_count: notes,
            documents: open.documents.iter().map(DocumentView::of).collect(),
        }
    }
}

impl ManagedPartnerView {
    /// `open` on the wire.
    pub(crate) fn of(open: &OpenRecord) -> Self {
        let record = &open.record;
        Self {
            partner: PartnerView::of(open),
            phone_number: open.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            business_info: BusinessView::of(&open.business),
            api_setup: ApiSetupView::of(&record.api),
            review: ReviewView::of(open),
            sandbox: record.partner.sandbox,
            client_id: record.partner.client_id.as_str().to_owned(),
            created_at: UtcSeconds(record.partner.created_at),
            documents: open.documents.iter().map(DocumentView::of).collect(),
        }
    }
}

impl ListedPartnerView {
    fn of(record: &PartnerRecord, email: &EmailAddress) -> Self {
        let company = record.business.company_name.as_ref();
        Self {
            partner: PartnerView::with_email(record, email.as_str()),
            company_name: company.map(|name| name.as_str().to_owned()),
            review: ReviewView::without_reason(&record.onboarding),
            sandbox: record.partner.sandbox,
            client_id: record.partner.client_id.as_str().to_owned(),
            created_at: UtcSeconds(record.partner.created_at),
            updated_at: UtcSeconds(record.updated_at),
            deleted_at: record.deleted_at.map(UtcSeconds),
        }
    }
}

impl PartnerPageView {
    /// `rows` of `total` on the wire.
    pub(crate) fn of(
        rows: &[(PartnerRecord, EmailAddress)],
        page: PageNumber,
        size: PageSize,
        total: u64,
    ) -> Self {
        let rows = rows.iter();
        Self {
            partners: rows
                .map(|(record, email)| ListedPartnerView::of(record, email))
                .collect(),
            pagination: Paging::of(page, size, total),
        }
    }
}

impl RestoredData {
    /// `restored` on the wire; see [`AdminPartnerView::of`].
    pub(crate) fn of(restored: &RestoredPartner, notes: u64, rate: RateBps) -> Self {
        Self {
            partner: AdminPartnerView::of(&restored.record, notes, rate),
            accounts_not_restored: restored.missing.iter().map(PortalUuid::to_string).collect(),
        }
    }
}

impl DocumentsData {
    /// The documents of `open` on the wire.
    pub(crate) fn of(open: &OpenRecord) -> Self {
        Self {
            documents: open.documents.iter().map(DocumentView::of).collect(),
        }
    }
}
