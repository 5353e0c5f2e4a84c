//! Accepted invites, and what a candidate sees of itself.

use accounts::CandidateAccount;
use candidates::{AcceptedInvite, Hundredths, OwnEnrolment, OwnSession, OwnView};
use kernel::{EmailAddress, EnrolmentUuid};
use serde::Serialize;

use super::UtcMillis;
use crate::cursor;

/// What accepting an invite takes; it may be left out as a whole.
#[derive(utoipa::ToSchema)]
#[schema(as = AcceptInvite)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct AcceptInviteBody {
    /// The password to be set, 12 to 128 characters; only together with `token`.
    #[schema(
        required = false,
        example = "correct horse battery staple",
        min_length = 12,
        max_length = 128
    )]
    password: String,
    /// From the newest letter; only together with `password`.
    #[schema(
        required = false,
        example = "pit_live_0c9a2e8d614a509b1c0f6f6f4f2d11aa0c9a2e8d614a509b1c0f6f6f4f2d11aa"
    )]
    token: String,
}

/// An accepted invite.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AcceptedInvite)]
pub(crate) struct AcceptedInviteView {
    /// Whose.
    #[schema(example = "7c1d2b3a-4e5f-4a6b-8c7d-9e0f1a2b3c4d")]
    partner_candidate_id: String,
    /// Always `accepted`.
    #[schema(example = "accepted")]
    invite_status: &'static str,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    invite_accepted_at: UtcMillis,
    /// Whether a password was set with it.
    #[schema(example = true)]
    can_sign_in: bool,
}

impl AcceptedInviteView {
    /// What came of accepting the invite of `enrolment`.
    pub(crate) fn of(enrolment: EnrolmentUuid, accepted: AcceptedInvite) -> Self {
        Self {
            partner_candidate_id: enrolment.to_string(),
            invite_status: candidates::InviteStatus::Accepted.as_str(),
            invite_accepted_at: UtcMillis(accepted.at),
            can_sign_in: accepted.can_sign_in,
        }
    }
}

/// A candidate's own practice, across all partners.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OwnPractice)]
pub(crate) struct OwnPracticeView {
    /// Public identity.
    #[serde(rename = "_id")]
    #[schema(example = "0d9e5f0a-6b1f-4a3e-8f5e-2f6f6a0c9b1d")]
    id: String,
    /// The account's address.
    #[schema(example = "john@example.com")]
    email: String,
    /// Whoever enrolled the candidate, the newest first.
    partners: Vec<OwnEnrolmentView>,
    /// The candidate's sessions, the newest first.
    sessions: Vec<OwnSessionView>,
    /// Where the next page begins; null on the last.
    #[schema(required = true, example = "cwAAAAAAAAAq")]
    next_cursor: Option<String>,
}

impl OwnPracticeView {
    /// `view` of `account`, whose address is `email`.
    pub(crate) fn of(account: &CandidateAccount, email: &EmailAddress, view: &OwnView) -> Self {
        Self {
            id: account.uuid.to_string(),
            email: email.as_str().to_owned(),
            partners: view.enrolments.iter().map(OwnEnrolmentView::of).collect(),
            sessions: view.sessions.iter().map(OwnSessionView::of).collect(),
            next_cursor: view.next.map(cursor::write_own_session),
        }
    }
}

/// A candidate's relationship with one partner.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OwnEnrolment)]
pub(crate) struct OwnEnrolmentView {
    /// The relationship's id.
    #[schema(example = "7c1d2b3a-4e5f-4a6b-8c7d-9e0f1a2b3c4d")]
    partner_candidate_id: String,
    /// What the partner is called.
    #[schema(example = "Lead House")]
    partner_name: String,
    /// What the partner calls the batch; null for none.
    #[schema(required = true, example = "Batch A")]
    batch_name: Option<String>,
    /// As this partner wrote it.
    #[schema(example = "John")]
    firstname: String,
    /// As this partner wrote it.
    #[schema(example = "Doe")]
    lastname: String,
    /// Whether this partner marked the candidate as paid for.
    #[schema(example = false)]
    is_paid_for: bool,
    /// `pending` or `accepted`.
    #[schema(example = "accepted")]
    invite_status: &'static str,
    /// When it was accepted; null if it was not.
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    invite_accepted_at: Option<UtcMillis>,
}

impl OwnEnrolmentView {
    fn of(enrolment: &OwnEnrolment) -> Self {
        Self {
            partner_candidate_id: enrolment.uuid.to_string(),
            partner_name: enrolment.partner.clone(),
            batch_name: enrolment.batch.clone(),
            firstname: enrolment.first_name.as_str().to_owned(),
            lastname: enrolment.last_name.as_str().to_owned(),
            is_paid_for: enrolment.is_paid_for,
            invite_status: enrolment.invite.as_str(),
            invite_accepted_at: enrolment.accepted_at.map(UtcMillis),
        }
    }
}

/// One of a candidate's sessions.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OwnSession)]
pub(crate) struct OwnSessionView {
    /// The practice platform's id.
    #[schema(example = "session-42")]
    id: String,
    /// What was practised.
    exam: OwnExamView,
    /// `started`, `finished` or `abandoned`.
    #[schema(example = "finished")]
    status: &'static str,
    /// 0 to 100; null while there is none.
    #[schema(required = true, example = 83.5)]
    score: Option<f64>,
    /// The candidate's own rating, 0 to 5; null while there is none.
    #[schema(required = true, example = 4.5)]
    rating: Option<f64>,
    /// How long it took; null while nobody said.
    #[schema(required = true, example = 45)]
    minutes: Option<u32>,
    /// When it ended; null while it did not.
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    completed_at: Option<UtcMillis>,
}

/// An exam.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OwnExam)]
pub(crate) struct OwnExamView {
    /// Its name.
    #[schema(example = "IELTS Academic 1")]
    exam_name: String,
    /// Its type.
    #[schema(example = "IELTS")]
    exam_type: String,
}

impl OwnSessionView {
    fn of(session: &OwnSession) -> Self {
        let state = &session.state;
        let number = |hundredths: Hundredths| f64::from(hundredths.get()) / 100.0;
        Self {
            id: session.id.as_str().to_owned(),
            exam: OwnExamView {
                exam_name: state.exam_name.clone(),
                exam_type: state.exam_type.clone(),
            },
            status: state.status.as_str(),
            score: state.score.map(number),
            rating: state.rating.map(number),
            minutes: state.minutes,
            completed_at: state.completed_at.map(UtcMillis),
        }
    }
}
