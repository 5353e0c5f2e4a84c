//! What the routes of practice need.

use candidates::{
    ActivitiesAsk, Given, PayoutReference, PracticePayoutPlace, RawSession, ReadPractice,
    ReceivePracticeSession, RecordPracticePayout, SessionId,
};
use chrono::NaiveDate;
use kernel::Money;

use crate::cursor;
use crate::error::Refusal;
use crate::json::{Object, Value};
use crate::query::{Parameters, day};
use crate::strict_body::StrictBody;

/// The use cases of practice.
pub struct PracticeDesk {
    /// Shows partners what their candidates do.
    pub read: ReadPractice,
    /// Receives sessions.
    pub receive: ReceivePracticeSession,
    /// Books what partners are paid for it.
    pub payouts: RecordPracticePayout,
}

/// The most rows at a time.
const MOST: u32 = 100;

/// Reads which activities are asked for.
pub(crate) fn activities_ask(text: &str) -> Result<ActivitiesAsk, Refusal> {
    let parameters = Parameters::parse(text, &["limit", "cursor"])?;
    Ok(ActivitiesAsk {
        behind: parameters.read("cursor", cursor::read_activity)?,
        limit: limit(&parameters, 10)?,
    })
}

/// Reads which payouts are asked for, and how many.
pub(crate) fn payouts_ask(text: &str) -> Result<(Option<PracticePayoutPlace>, u32), Refusal> {
    let parameters = Parameters::parse(text, &["limit", "cursor"])?;
    let behind = parameters.read("cursor", cursor::read_practice_payout)?;
    Ok((behind, limit(&parameters, 50)?))
}

/// Reads which days are asked for.
pub(crate) fn days_ask(text: &str) -> Result<(Option<NaiveDate>, Option<NaiveDate>), Refusal> {
    let parameters = Parameters::parse(text, &["from", "to"])?;
    Ok((parameters.read("from", day)?, parameters.read("to", day)?))
}

fn limit(parameters: &Parameters, default: u32) -> Result<u32, Refusal> {
    let limit = parameters.number("limit")?.unwrap_or(default);
    let sane = (1..=MOST).contains(&limit);
    sane.then_some(limit)
        .ok_or_else(|| Refusal::parameter("limit"))
}

/// Reads what a partner was paid, and by which transfer.
pub(crate) fn read_practice_payout(bytes: &[u8]) -> Result<(Money, PayoutReference), Refusal> {
    let mut body = StrictBody::parse(bytes, &["amount", "reference"])?;
    let amount = body.number("amount", RecordPracticePayout::amount);
    let reference = body.text("reference", PayoutReference::parse);
    let payout = amount.zip(reference);
    body.accept(payout)
}

/// The report `body` of the session `id`. Fields that are unknown are ignored, as in the
/// lender's feed.
pub(crate) fn session(body: &Object<'_>, id: &SessionId) -> RawSession {
    let given = |field| given(body, field);
    RawSession {
        id: Given::Text(id.as_str().to_owned()),
        candidate_email: given("candidate_email"),
        candidate_id: given("candidate_id"),
        exam_name: given("exam_name"),
        exam_type: given("exam_type"),
        status: given("status"),
        score: given("score"),
        cost: given("cost"),
        rating: given("rating"),
        minutes: given("minutes"),
        completed_at: given("completed_at"),
    }
}

/// Whether the body names another session than the path.
pub(crate) fn names_another(body: &Object<'_>, id: &SessionId) -> bool {
    match given(body, "id") {
        Given::Absent => false,
        Given::Text(text) => text != id.as_str(),
        Given::Number(_) | Given::Other => true,
    }
}

fn given(body: &Object<'_>, field: &str) -> Given {
    match body.get(field) {
        None | Some(Value::Null) => Given::Absent,
        Some(Value::Text(text)) => Given::Text(text.clone().into_owned()),
        Some(Value::Number(number)) => Given::Number((*number).to_owned()),
        Some(Value::Flag(_) | Value::Other) => Given::Other,
    }
}
