//! Judging a report field by field.

use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{CandidateUuid, EmailAddress, Money};
use uuid::Uuid;

use crate::{Hundredths, SessionId, SessionState, SessionStatus};

/// A field's value as it came in. Null and absent are the same.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Given {
    /// Not given.
    #[default]
    Absent,
    /// A text.
    Text(String),
    /// A number, in its own spelling.
    Number(String),
    /// A boolean, array or object.
    Other,
}

/// Hides the value, which may be an address.
impl std::fmt::Debug for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Absent => "Absent",
            Self::Text(_) => "Text(redacted)",
            Self::Number(_) => "Number(redacted)",
            Self::Other => "Other",
        })
    }
}

/// A report with nothing judged.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are the contract's, by name")]
pub struct RawSession {
    pub id: Given,
    pub candidate_email: Given,
    pub candidate_id: Given,
    pub exam_name: Given,
    pub exam_type: Given,
    pub status: Given,
    pub score: Given,
    pub cost: Given,
    pub rating: Given,
    pub minutes: Given,
    pub completed_at: Given,
}

/// A field that cannot be accepted, and why, without repeating its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// The field's name in the contract.
    pub field: &'static str,
    /// What is wrong.
    pub reason: String,
}

/// Who practised, before the address is protected.
pub(super) struct Who {
    pub(super) email: Option<EmailAddress>,
    pub(super) candidate: Option<CandidateUuid>,
}

/// Judges one report at a time and collects everything that is wrong.
pub struct JudgeSession {
    now: DateTime<Utc>,
    faults: Vec<FieldFault>,
}

impl JudgeSession {
    /// The most a session may cost: ten crore rupees.
    pub const MOST_COST: Money = Money::from_paise(10_000_000_000);
    /// The most minutes a session may take.
    pub const MOST_MINUTES: u32 = 100_000;
    /// How far ahead of our clock a session may have ended.
    pub const MOST_AHEAD: TimeDelta = TimeDelta::minutes(1);

    pub(super) fn judge(
        raw: &RawSession,
        now: DateTime<Utc>,
    ) -> Result<(SessionId, Who, SessionState), Vec<FieldFault>> {
        let mut judge = Self {
            now,
            faults: Vec::new(),
        };
        let id = judge.required("id", &raw.id, parsed(SessionId::parse));
        let who = judge.who(raw);
        let state = judge.state(raw);
        match (id, state) {
            (Some(id), Some(state)) if judge.faults.is_empty() => Ok((id, who, state)),
            _ => Err(judge.faults),
        }
    }

    fn who(&mut self, raw: &RawSession) -> Who {
        if raw.candidate_email == Given::Absent && raw.candidate_id == Given::Absent {
            self.refuse("candidate_email", "or candidate_id is required");
        }
        Who {
            email: self.optional(
                "candidate_email",
                &raw.candidate_email,
                parsed(EmailAddress::parse),
            ),
            candidate: self.optional("candidate_id", &raw.candidate_id, |text| {
                let uuid = Uuid::try_parse(text).map_err(|_| "must be a uuid".to_owned())?;
                Ok(CandidateUuid::new(uuid))
            }),
        }
    }

    fn state(&mut self, raw: &RawSession) -> Option<SessionState> {
        let exam_name = self.required("exam_name", &raw.exam_name, |text| label(text, 200));
        let exam_type = self.required("exam_type", &raw.exam_type, |text| label(text, 100));
        let status = self.required("status", &raw.status, parsed(SessionStatus::from_str));
        let score = self.optional("score", &raw.score, |text| Hundredths::parse(text, 100));
        let cost = self.required("cost", &raw.cost, cost);
        let rating = self.optional("rating", &raw.rating, |text| Hundredths::parse(text, 5));
        let minutes = self.optional("minutes", &raw.minutes, minutes);
        let latest = self.now + Self::MOST_AHEAD;
        let completed_at =
            self.optional("completed_at", &raw.completed_at, |text| past(text, latest));
        if status == Some(SessionStatus::Finished) && raw.completed_at == Given::Absent {
            self.refuse("completed_at", "is required of a finished session");
        }
        Some(SessionState {
            exam_name: exam_name?,
            exam_type: exam_type?,
            status: status?,
            score,
            cost: cost?,
            rating,
            minutes,
            completed_at,
        })
    }

    fn required<T>(
        &mut self,
        field: &'static str,
        given: &Given,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        if *given == Given::Absent {
            self.refuse(field, "is required");
            return None;
        }
        self.optional(field, given, read)
    }

    fn optional<T>(
        &mut self,
        field: &'static str,
        given: &Given,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let read = match given {
            Given::Absent => return None,
            Given::Text(text) | Given::Number(text) => read(text),
            Given::Other => Err("must be a text or a number".to_owned()),
        };
        read.map_err(|reason| self.refuse(field, &reason)).ok()
    }

    fn refuse(&mut self, field: &'static str, reason: &str) {
        self.faults.push(FieldFault {
            field,
            reason: reason.to_owned(),
        });
    }
}

fn parsed<T, E: std::fmt::Display>(
    parse: impl Fn(&str) -> Result<T, E>,
) -> impl Fn(&str) -> Result<T, String> {
    move |text| parse(text).map_err(|error| error.to_string())
}

fn label(text: &str, most: usize) -> Result<String, String> {
    let label = text.trim();
    let sane = (1..=most).contains(&label.chars().count()) && !label.chars().any(char::is_control);
    if sane {
        Ok(label.to_owned())
    } else {
        Err(format!(
            "must have 1 to {most} characters and no control characters"
        ))
    }
}

fn cost(text: &str) -> Result<Money, String> {
    let cost = Money::parse_rupees(text).map_err(|error| error.to_string())?;
    if cost < Money::ZERO {
        return Err("must not be below 0".to_owned());
    }
    if cost > JudgeSession::MOST_COST {
        return Err(format!("must be at most {}", JudgeSession::MOST_COST));
    }
    Ok(cost)
}

fn minutes(text: &str) -> Result<u32, String> {
    let most = JudgeSession::MOST_MINUTES;
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let read = text.parse().ok().filter(|_| plain);
    read.filter(|minutes| *minutes <= most)
        .ok_or_else(|| format!("must be a whole number from 0 to {most}"))
}

/// An instant in whole microseconds, from 1970 to `latest`.
fn past(text: &str, latest: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    let instant = DateTime::parse_from_rfc3339(text)
        .map_err(|_| "must be a time as 2026-01-31T10:30:00Z (RFC 3339)".to_owned())?;
    let instant = DateTime::from_timestamp_micros(instant.timestamp_micros())
        .ok_or_else(|| "is out of range".to_owned())?;
    if instant < DateTime::UNIX_EPOCH {
        return Err("lies before 1970".to_owned());
    }
    if instant > latest {
        return Err("lies in the future".to_owned());
    }
    Ok(instant)
}

#[cfg(test)]
mod tests;
