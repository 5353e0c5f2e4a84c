//! Reports of sessions and what becomes of them.

use candidates::{FieldFault, SessionId, SessionOutcome};
use serde::Serialize;

/// What became of a report.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticeSessionAnswer)]
pub(crate) struct SessionAnswerView<'a> {
    /// The session's id.
    #[schema(example = "s-1042")]
    id: &'a str,
    /// `applied`, `unchanged`, `stale` or `refused`.
    #[schema(example = "applied")]
    result: &'static str,
    /// Why it was refused; else empty.
    errors: Vec<FaultView<'a>>,
}

/// A field that cannot be accepted.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticeFieldError)]
struct FaultView<'a> {
    /// The field.
    #[schema(example = "score")]
    field: &'static str,
    /// What is wrong.
    #[schema(example = "must be 0 to 100")]
    reason: &'a str,
}

impl<'a> SessionAnswerView<'a> {
    pub(crate) fn accepted(id: &'a SessionId, outcome: SessionOutcome) -> Self {
        Self {
            id: id.as_str(),
            result: outcome.as_str(),
            errors: Vec::new(),
        }
    }

    pub(crate) fn refused(id: &'a SessionId, faults: &'a [FieldFault]) -> Self {
        let errors = faults.iter().map(|fault| FaultView {
            field: fault.field,
            reason: &fault.reason,
        });
        Self {
            id: id.as_str(),
            result: "refused",
            errors: errors.collect(),
        }
    }
}

/// A session as the practice platform reports it; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = NewPracticeSession)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct SessionBody {
    /// The candidate's address, in any case. It or `candidate_id`; both must be the same
    /// person's.
    #[schema(required = false, example = "john@example.com")]
    candidate_email: Option<String>,
    /// The candidate's id, `_id` in lists.
    #[schema(required = false, example = "0d9e5f0a-6b1f-4a3e-8f5e-2f6f6a0c9b1d")]
    candidate_id: Option<String>,
    /// 1 to 200 characters.
    #[schema(example = "IELTS Mock 3")]
    exam_name: String,
    /// 1 to 100 characters.
    #[schema(example = "IELTS")]
    exam_type: String,
    /// `started`, `finished` or `abandoned`. What is over does not begin again.
    #[schema(example = "finished")]
    status: String,
    /// 0 to 100, at most two decimals.
    #[schema(required = false, example = 83.5)]
    score: Option<f64>,
    /// In rupees, at most two decimals and ten crore.
    #[schema(example = 499.00)]
    cost: f64,
    /// 0 to 5, at most two decimals.
    #[schema(required = false, example = 4.5)]
    rating: Option<f64>,
    /// How long it took.
    #[schema(required = false, example = 45)]
    minutes: Option<u32>,
    /// When it ended; required of a finished session, at most a minute ahead.
    #[schema(required = false, example = "2026-11-22T10:30:00Z")]
    completed_at: Option<String>,
}
