//! Batches and candidates on the wire, as the candidates' guide has them.

mod upload;

use candidates::{CandidatePage, CountedBatch, OpenEnrolment};
use kernel::{PageNumber, PageSize};
use serde::Serialize;

use super::UtcMillis;
use crate::cursor;
pub(crate) use upload::{RowErrorView, UploadView, UploadedView};

/// A batch of candidates.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = CandidateBatch)]
pub(crate) struct BatchView {
    /// Its id.
    #[serde(rename = "_id")]
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    id: String,
    /// The same.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    batch_id: String,
    /// What the partner calls it.
    #[schema(example = "Batch A")]
    batch_name: String,
    /// Who is in it.
    #[schema(example = 50)]
    total_candidates: u64,
    /// Those who are marked as paid for.
    #[schema(example = 30)]
    candidates_paid: u64,
    /// Those who are not.
    #[schema(example = 20)]
    candidates_pending_payment: u64,
    /// Those whose invite was accepted.
    #[schema(example = 40)]
    invites_accepted: u64,
    /// Those whose invite was not.
    #[schema(example = 10)]
    invites_pending: u64,
    /// Since when it is there.
    #[serde(rename = "createdAt")]
    #[schema(value_type = String, format = DateTime)]
    created_at: UtcMillis,
    /// The same: batches do not change.
    #[serde(rename = "updatedAt")]
    #[schema(value_type = String, format = DateTime)]
    updated_at: UtcMillis,
}

impl BatchView {
    /// `counted`, as it is shown.
    pub(crate) fn of(counted: &CountedBatch) -> Self {
        let CountedBatch { batch, counts } = counted;
        Self {
            id: batch.uuid.to_string(),
            batch_id: batch.uuid.to_string(),
            batch_name: batch.name.as_str().to_owned(),
            total_candidates: counts.enrolled,
            candidates_paid: counts.paid,
            candidates_pending_payment: counts.pending_payment(),
            invites_accepted: counts.accepted,
            invites_pending: counts.pending_invites(),
            created_at: UtcMillis(batch.created_at),
            updated_at: UtcMillis(batch.created_at),
        }
    }
}

/// A candidate of the calling partner, in one batch or in none.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Candidate)]
pub(crate) struct CandidateView {
    /// The person's id: the same in every batch.
    #[serde(rename = "_id")]
    #[schema(example = "0d9e5f0a-6b1f-4a3e-8f5e-2f6f6a0c9b1d")]
    id: String,
    /// As the partner wrote it.
    #[schema(example = "John")]
    firstname: String,
    /// As the partner wrote it.
    #[schema(example = "Doe")]
    lastname: String,
    /// As the partner wrote it.
    #[schema(example = "john@example.com")]
    email: String,
    /// The batch; null for none.
    #[schema(required = true, example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    batch_id: Option<String>,
    /// What the partner calls the batch.
    #[schema(required = true, example = "Batch A")]
    batch_name: Option<String>,
    /// Whether the relationship is in force.
    #[schema(example = true)]
    is_active: bool,
    /// Whether the partner marked the candidate as paid for.
    #[schema(example = false)]
    is_paid_for: bool,
    /// `pending` or `accepted`; one that has expired is pending.
    #[schema(example = "pending")]
    invite_status: &'static str,
    /// When the newest invite was queued.
    #[schema(value_type = String, format = DateTime)]
    invite_sent_at: UtcMillis,
    /// Until when it may be accepted.
    #[schema(value_type = String, format = DateTime)]
    invite_expires_at: UtcMillis,
    /// When it was accepted; null if it was not.
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    invite_accepted_at: Option<UtcMillis>,
    /// The relationship's id.
    #[schema(example = "7c1d2b3a-4e5f-4a6b-8c7d-9e0f1a2b3c4d")]
    partner_candidate_id: String,
    /// Since when it is there.
    #[serde(rename = "createdAt")]
    #[schema(value_type = String, format = DateTime)]
    created_at: UtcMillis,
    /// When it changed last.
    #[serde(rename = "updatedAt")]
    #[schema(value_type = String, format = DateTime)]
    updated_at: UtcMillis,
}

impl CandidateView {
    /// `open`, as its partner sees it.
    pub(crate) fn of(open: &OpenEnrolment) -> Self {
        let OpenEnrolment { enrolment, email } = open;
        let batch = enrolment.batch.as_ref();
        let invite = enrolment.invite;
        Self {
            id: enrolment.candidate.to_string(),
            firstname: enrolment.first_name.as_str().to_owned(),
            lastname: enrolment.last_name.as_str().to_owned(),
            email: email.as_str().to_owned(),
            batch_id: batch.map(|(uuid, _)| uuid.to_string()),
            batch_name: batch.map(|(_, name)| name.as_str().to_owned()),
            is_active: enrolment.is_active,
            is_paid_for: enrolment.paid_at.is_some(),
            invite_status: invite.status.as_str(),
            invite_sent_at: UtcMillis(invite.sent_at),
            invite_expires_at: UtcMillis(invite.expires_at),
            invite_accepted_at: invite.accepted_at.map(UtcMillis),
            partner_candidate_id: enrolment.uuid.to_string(),
            created_at: UtcMillis(enrolment.created_at),
            updated_at: UtcMillis(enrolment.updated_at),
        }
    }

    /// All of `open`.
    pub(crate) fn all(open: &[OpenEnrolment]) -> Vec<Self> {
        open.iter().map(Self::of).collect()
    }
}

/// Where in a list a page is.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = CandidatePagination)]
pub(crate) struct PaginationView {
    /// The `page` that was asked for.
    #[schema(example = 1)]
    current_page: u32,
    /// Rows on a page.
    #[schema(example = 20)]
    per_page: u32,
    /// Pages there are; 0 of nothing.
    #[schema(example = 3)]
    total_pages: u64,
    /// Candidates the filter leaves; of a search by name no more than 10 000 are counted.
    #[schema(example = 50)]
    total: u64,
    /// Whether another page follows.
    has_next: bool,
    /// Whether another page comes before.
    has_previous: bool,
    /// Where to go on, as `cursor`; null at the end. However deep it is as quick as the
    /// first page.
    #[schema(required = true)]
    next_cursor: Option<String>,
}

/// A page of the calling partner's candidates.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = CandidateList)]
pub(crate) struct CandidateListView {
    /// The newest first.
    candidates: Vec<CandidateView>,
    /// Where it is.
    pagination: PaginationView,
    /// All candidates of the partner, whatever the filter.
    #[schema(example = 50)]
    total_candidates: u64,
    /// All batches of the partner.
    #[schema(example = 2)]
    total_batches: u64,
}

impl CandidateListView {
    /// `found`, which is the page `page` of pages of `size` rows; `by_cursor`: it goes on
    /// from another.
    pub(crate) fn of(
        found: &CandidatePage<OpenEnrolment>,
        page: PageNumber,
        size: PageSize,
        by_cursor: bool,
    ) -> Self {
        let last = found.rows.last().filter(|_| found.more);
        Self {
            candidates: CandidateView::all(&found.rows),
            pagination: PaginationView {
                current_page: page.get(),
                per_page: size.get(),
                total_pages: size.pages(found.total),
                total: found.total,
                has_next: found.more,
                has_previous: by_cursor || page != PageNumber::FIRST,
                next_cursor: last.map(|last| cursor::write_enrolment(last.enrolment.id)),
            },
            total_candidates: found.totals.candidates.enrolled,
            total_batches: found.totals.batches,
        }
    }
}

/// Who was marked as paid for.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = CandidatePaid)]
pub(crate) struct PaidView {
    /// The candidate, once for each batch.
    pub(crate) candidates: Vec<CandidateView>,
    /// Always true.
    #[schema(example = true)]
    pub(crate) is_paid_for: bool,
}
