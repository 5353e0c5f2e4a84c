//! Disputes as partners and staff see them.

use payouts::{Dispute, OpenedDispute};
use serde::Serialize;

use super::{DisputeStatusWord, Paging, UtcMillis};

/// Why a line is wrong; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = NewDispute)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct DisputeBody {
    /// 1 to 1000 characters.
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "The loan was of 60 000 rupees."
    )]
    reason: String,
}

/// An answer; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = DisputeAnswer)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct AnswerBody {
    /// Whether the partner is right.
    #[schema(example = true)]
    upheld: bool,
    /// What is answered, 1 to 1000 characters.
    #[schema(
        min_length = 1,
        max_length = 1000,
        example = "Corrected by a line of the next statement."
    )]
    answer: String,
}

/// A dispute.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Dispute)]
pub(crate) struct DisputeView {
    /// Its id.
    #[schema(example = 2)]
    dispute_id: i64,
    /// The statement.
    #[schema(example = 5)]
    statement_id: i64,
    /// The line.
    #[schema(example = 7)]
    line_id: i64,
    /// Where it stands.
    #[schema(value_type = DisputeStatusWord, inline, example = "open")]
    status: &'static str,
    /// When it was opened.
    #[schema(value_type = String, format = DateTime)]
    opened_at: UtcMillis,
}

/// A dispute in full, for its partner.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OwnDispute)]
pub(crate) struct OwnDisputeView<'a> {
    #[serde(flatten)]
    dispute: DisputeView,
    /// What was written.
    reason: &'a str,
    /// What it was answered.
    #[schema(required = true)]
    answer: Option<&'a str>,
    /// When.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    answered_at: Option<UtcMillis>,
}

/// A dispute in full, for staff.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OpenedDispute)]
pub(crate) struct OpenedDisputeView<'a> {
    #[serde(flatten)]
    dispute: DisputeView,
    /// Whose it is.
    #[schema(example = 1)]
    partner_id: i64,
    /// What the partner wrote.
    reason: &'a str,
    /// What it was answered.
    #[schema(required = true)]
    answer: Option<&'a str>,
    /// The staff member who answered.
    #[schema(required = true)]
    answered_by: Option<i64>,
    /// When.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    answered_at: Option<UtcMillis>,
}

/// A page of disputes.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DisputePage<'a> {
    /// The rows: open ones first, newest first.
    disputes: Vec<OpenedDisputeView<'a>>,
    /// Where they lie.
    pagination: Paging,
}

impl DisputeView {
    pub(crate) fn of(dispute: &Dispute) -> Self {
        Self {
            dispute_id: dispute.id.get(),
            statement_id: dispute.statement.get(),
            line_id: dispute.line.get(),
            status: dispute.status.as_str(),
            opened_at: UtcMillis(dispute.opened_at),
        }
    }
}

impl<'a> OwnDisputeView<'a> {
    pub(crate) fn of(opened: &'a OpenedDispute) -> Self {
        let answered = opened.dispute.answered;
        Self {
            dispute: DisputeView::of(&opened.dispute),
            reason: &opened.reason,
            answer: opened.answer.as_deref(),
            answered_at: answered.map(|(_, at)| UtcMillis(at)),
        }
    }
}

impl<'a> OpenedDisputeView<'a> {
    pub(crate) fn of(opened: &'a OpenedDispute) -> Self {
        let answered = opened.dispute.answered;
        Self {
            dispute: DisputeView::of(&opened.dispute),
            partner_id: opened.dispute.partner.get(),
            reason: &opened.reason,
            answer: opened.answer.as_deref(),
            answered_by: answered.map(|(staff, _)| staff.get()),
            answered_at: answered.map(|(_, at)| UtcMillis(at)),
        }
    }
}

impl<'a> DisputePage<'a> {
    pub(crate) fn of(disputes: &'a [OpenedDispute], pagination: Paging) -> Self {
        Self {
            disputes: disputes.iter().map(OpenedDisputeView::of).collect(),
            pagination,
        }
    }
}
