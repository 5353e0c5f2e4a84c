//! What candidates did.

use candidates::{Activity, Hundredths};
use serde::Serialize;

use super::UtcMillis;
use super::scalar::Decimal;
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
