//! Messages of the lender's feed as JSON: one by one or line by line (contract
//! `lender-feed.md`).

use lender::{FieldError, Raw, RawLoan, RawMessage, RawUser};

use crate::error::{Code, Refusal};
use crate::json::{JsonError, Object, Value};

/// The most lines a batch may have, blank ones aside.
pub(crate) const MOST_LINES: usize = 10_000;

/// A line of a batch.
pub(crate) enum Line {
    /// A message to be judged.
    Message(Box<RawMessage>),
    /// No message at all.
    Refused {
        /// The id it gave, if it is one.
        id: Option<i64>,
        /// Why.
        error: FieldError,
    },
}

/// The lines of a batch, blank ones skipped.
pub(crate) fn lines(body: &[u8]) -> Result<Vec<Line>, Refusal> {
    let lines: Vec<&[u8]> = body
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
        .collect();
    if lines.len() > MOST_LINES {
        return Err(Code::BodyTooLarge.into());
    }
    Ok(lines.into_iter().map(line).collect())
}

fn line(text: &[u8]) -> Line {
    let object = match Object::parse(text) {
        Ok(object) => object,
        Err(error) => return refused(None, "line", reason(&error)),
    };
    match object.get("type") {
        Some(Value::Text(word)) if word == "user" => Line::Message(Box::new(user(&object, None))),
        Some(Value::Text(word)) if word == "loan" => Line::Message(Box::new(loan(&object, None))),
        _ => refused(id_of(&object), "type", "must be \"user\" or \"loan\""),
    }
}

fn refused(id: Option<i64>, field: &'static str, reason: &str) -> Line {
    let reason = reason.to_owned();
    Line::Refused {
        id,
        error: FieldError { field, reason },
    }
}

fn reason(error: &JsonError) -> &'static str {
    match error {
        JsonError::NotAnObject => "is not a JSON object",
        JsonError::DuplicateKey(_) => "has a key twice",
    }
}

fn id_of(object: &Object<'_>) -> Option<i64> {
    match object.get("id")? {
        Value::Text(text) => text.parse().ok(),
        Value::Number(text) => text.parse().ok(),
        Value::Null | Value::Flag(_) | Value::Other => None,
    }
}

/// A user message; `id` is the path's where there is one.
pub(crate) fn user(body: &Object<'_>, id: Option<i64>) -> RawMessage {
    let raw = |field| raw(body, field);
    RawMessage::User(RawUser {
        id: id.map_or_else(|| raw("id"), number),
        mobile_number: raw("mobile_number"),
        pan_number: raw("pan_number"),
        first_name: raw("first_name"),
        last_name: raw("last_name"),
        email: raw("email"),
        status: raw("status"),
        hold_until: raw("hold_until"),
        registered_at: raw("registered_at"),
        utm_source: raw("utm_source"),
        utm_campaign: raw("utm_campaign"),
        occurred_at: raw("occurred_at"),
    })
}

/// A loan message; `id` is the path's where there is one.
pub(crate) fn loan(body: &Object<'_>, id: Option<i64>) -> RawMessage {
    let raw = |field| raw(body, field);
    RawMessage::Loan(RawLoan {
        id: id.map_or_else(|| raw("id"), number),
        user_id: raw("user_id"),
        application_number: raw("application_number"),
        status: raw("status"),
        loan_amount: raw("loan_amount"),
        created_at: raw("created_at"),
        disbursed_at: raw("disbursed_at"),
        disbursal_amount: raw("disbursal_amount"),
        occurred_at: raw("occurred_at"),
    })
}

/// Whether the body names another id than the path.
pub(crate) fn contradicts(body: &Object<'_>, id: i64) -> bool {
    match body.get("id") {
        None | Some(Value::Null) => false,
        Some(_) => id_of(body) != Some(id),
    }
}

fn number(id: i64) -> Raw {
    Raw::Number(id.to_string())
}

fn raw(body: &Object<'_>, field: &str) -> Raw {
    match body.get(field) {
        None | Some(Value::Null) => Raw::Absent,
        Some(Value::Text(text)) => Raw::Text(text.clone().into_owned()),
        Some(Value::Number(number)) => Raw::Number((*number).to_owned()),
        Some(Value::Flag(_) | Value::Other) => Raw::Other,
    }
}
