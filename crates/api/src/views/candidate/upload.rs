//! What became of an uploaded file.

use candidates::{BadRow, Batch, Invite, InviteStatus, KeptRow, UploadedRow, Who};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::CandidateView;
use crate::views::UtcMillis;

/// What became of a file, row by row; written piece by piece, in this order.
#[derive(utoipa::ToSchema)]
#[schema(as = CandidateUpload)]
#[expect(dead_code, reason = "only documents the reply")]
pub(crate) struct UploadView {
    /// Whether nothing was to be written.
    #[schema(example = false)]
    dry_run: bool,
    /// Rows of the file besides its header and blank lines.
    #[schema(example = 3)]
    total_rows: u32,
    /// Rows that enrolled somebody, or would.
    #[schema(example = 2)]
    successful: u32,
    /// Rows that did not, or would not.
    #[schema(example = 1)]
    failed: u32,
    /// Those that did not, in the order of the file.
    errors: Vec<RowErrorView<'static>>,
    /// Those that did, in the order of the file.
    candidates: Vec<UploadedView<'static>>,
}

/// A row that enrols nobody.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = CandidateRowError)]
pub(crate) struct RowErrorView<'a> {
    /// The line on which it begins; the header is on line 1.
    #[schema(example = 4)]
    row: u32,
    /// What stands for the address, at most 254 characters of it.
    #[schema(example = "john@example.com")]
    email: &'a str,
    /// What is wrong with it, in words.
    #[schema(example = "Duplicate email in file (first on row 2)")]
    error: String,
}

impl<'a> RowErrorView<'a> {
    /// `bad`, as it is told.
    pub(crate) fn of(bad: &'a BadRow) -> Self {
        Self {
            row: bad.line,
            email: &bad.email,
            error: bad.fault.to_string(),
        }
    }
}

/// A row that enrolled somebody, or would.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = UploadedCandidate)]
pub(crate) enum UploadedView<'a> {
    /// The candidate.
    Kept(CandidateView),
    /// Of a dry run: who would be.
    Planned(PlannedView<'a>),
}

/// A row that would enrol somebody.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PlannedCandidate)]
pub(crate) struct PlannedView<'a> {
    /// The line on which it begins; the header is on line 1.
    #[schema(example = 2)]
    row: u32,
    /// First name.
    #[schema(example = "John")]
    firstname: &'a str,
    /// Last name.
    #[schema(example = "Doe")]
    lastname: &'a str,
    /// Where they read mail.
    #[schema(example = "john@example.com")]
    email: &'a str,
}

impl<'a> UploadedView<'a> {
    /// `row` of `who`, which went into `batch` at `at`.
    pub(crate) fn of(row: &UploadedRow, who: Who<'a>, batch: &Batch, at: DateTime<Utc>) -> Self {
        match row.kept {
            Some(kept) => Self::Kept(kept_now(who, kept, batch, at)),
            None => Self::Planned(PlannedView {
                row: row.line,
                firstname: who.first_name,
                lastname: who.last_name,
                email: who.email,
            }),
        }
    }
}

/// A candidate as every new one is: unpaid, the invite queued.
fn kept_now(who: Who<'_>, kept: KeptRow, batch: &Batch, at: DateTime<Utc>) -> CandidateView {
    CandidateView {
        id: kept.candidate.to_string(),
        firstname: who.first_name.to_owned(),
        lastname: who.last_name.to_owned(),
        email: who.email.to_owned(),
        batch_id: Some(batch.uuid.to_string()),
        batch_name: Some(batch.name.as_str().to_owned()),
        is_active: true,
        is_paid_for: false,
        invite_status: InviteStatus::Pending.as_str(),
        invite_sent_at: UtcMillis(at),
        invite_expires_at: UtcMillis(at + Invite::LIVES),
        invite_accepted_at: None,
        partner_candidate_id: kept.enrolment.to_string(),
        created_at: UtcMillis(at),
        updated_at: UtcMillis(at),
    }
}
