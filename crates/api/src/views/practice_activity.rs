//! What candidates did, and what partners were paid for it.

use candidates::{Activity, FieldFault, Hundredths, PracticePayout, SessionId, SessionOutcome};
use serde::Serialize;

use super::scalar::Decimal;
use super::{Rupees, UtcMillis};
use crate::cursor;

/// Some activities.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticeActivities)]
pub(crate) struct ActivitiesView<'a> {
    /// Always `success`.
    #[schema(example = "success")]
    status: &'static str,
    /// What was done.
    #[schema(example = "Activities fetched successfully")]
    message: &'static str,
    /// The newest first.
    data: Vec<ActivityView<'a>>,
    /// Where to go on, as `cursor`; null at the end.
    #[schema(required = true)]
    next_cursor: Option<String>,
}

/// A finished session.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticeActivity)]
struct ActivityView<'a> {
    /// The session's id.
    #[schema(example = "s-1042")]
    id: &'a str,
    /// Always `session_completed`.
    #[serde(rename = "type")]
    #[schema(example = "session_completed")]
    kind: &'static str,
    /// Who did what. The name is as the partner wrote it, when it enrolled them last.
    #[schema(example = "John Doe completed IELTS Mock 3")]
    description: String,
    /// When the session ended.
    #[schema(value_type = String, format = DateTime)]
    timestamp: UtcMillis,
    /// The session.
    metadata: SessionView<'a>,
}

/// A session.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticeSession)]
struct SessionView<'a> {
    /// What was practised.
    exam: ExamView<'a>,
    /// 0 to 100; null without one.
    #[schema(value_type = Option<f64>, required = true, example = 83.5)]
    score: Option<Decimal<Hundredths>>,
    /// How many minutes it took; null where that is not known.
    #[schema(required = true, example = 45)]
    duration: Option<u32>,
}

/// An exam.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticeExam)]
struct ExamView<'a> {
    /// Its name.
    #[schema(example = "IELTS Mock 3")]
    exam_name: &'a str,
    /// Its type.
    #[schema(example = "IELTS")]
    exam_type: &'a str,
}

impl<'a> ActivitiesView<'a> {
    /// `activities`, of which there are more unless they are fewer than `limit`.
    pub(crate) fn of(activities: &'a [Activity], limit: u32) -> Self {
        let full = u32::try_from(activities.len()).is_ok_and(|rows| rows >= limit);
        let last = activities.last().filter(|_| full);
        Self {
            status: "success",
            message: "Activities fetched successfully",
            data: activities.iter().map(activity).collect(),
            next_cursor: last.map(|last| cursor::write_activity(last.place)),
        }
    }
}

fn activity(activity: &Activity) -> ActivityView<'_> {
    ActivityView {
        id: activity.session.as_str(),
        kind: "session_completed",
        description: format!(
            "{} {} completed {}",
            activity.first_name.as_str(),
            activity.last_name.as_str(),
            activity.exam_name
        ),
        timestamp: UtcMillis(activity.place.completed_at),
        metadata: SessionView {
            exam: ExamView {
                exam_name: &activity.exam_name,
                exam_type: &activity.exam_type,
            },
            score: activity.score.map(Decimal),
            duration: activity.minutes,
        },
    }
}

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

/// What a partner was paid; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = NewPracticePayout)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct PracticePayoutBody {
    /// In rupees, above 0, at most two decimals and ten crore.
    #[schema(example = 10_000.00)]
    amount: f64,
    /// The bank's reference of the transfer: 6 to 40 letters, digits, hyphens and slashes;
    /// no two of one partner.
    #[schema(
        min_length = 6,
        max_length = 40,
        pattern = "^[A-Za-z0-9/-]+$",
        example = "HDFCR52026112100012345"
    )]
    reference: String,
}

/// A payout for practice.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticePayout)]
pub(crate) struct PracticePayoutView {
    /// Its id.
    #[schema(example = "3f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    id: String,
    /// Always `practice`.
    #[schema(example = "practice")]
    kind: &'static str,
    /// In rupees with two decimals.
    #[schema(value_type = f64, example = 10_000.00)]
    amount: Rupees,
    /// How the bank calls it, in capitals.
    #[schema(example = "HDFCR52026112100012345")]
    reference: String,
    /// Who booked it: the account's id.
    #[schema(example = 2)]
    recorded_by: i64,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    recorded_at: UtcMillis,
}

impl PracticePayoutView {
    pub(crate) fn of(payout: &PracticePayout) -> Self {
        Self {
            id: payout.uuid.to_string(),
            kind: "practice",
            amount: Rupees(payout.amount),
            reference: payout.reference.as_str().to_owned(),
            recorded_by: payout.by.get(),
            recorded_at: UtcMillis(payout.at),
        }
    }
}

/// Some payouts for practice.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticePayoutList)]
pub(crate) struct PracticePayoutListView {
    /// The newest first.
    payouts: Vec<PracticePayoutView>,
    /// Where to go on, as `cursor`; null at the end.
    #[schema(required = true)]
    next_cursor: Option<String>,
}

impl PracticePayoutListView {
    /// `payouts`, of which there are more unless they are fewer than `limit`.
    pub(crate) fn of(payouts: &[PracticePayout], limit: u32) -> Self {
        let full = u32::try_from(payouts.len()).is_ok_and(|rows| rows >= limit);
        let last = payouts.last().filter(|_| full);
        Self {
            payouts: payouts.iter().map(PracticePayoutView::of).collect(),
            next_cursor: last.map(|last| cursor::write_practice_payout(last.place)),
        }
    }
}
