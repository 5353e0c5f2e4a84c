//! The parameters of the audit log.

use std::num::NonZeroU32;

use audit::{ActionFilter, ActorFilter, ActorKind, LogQuery};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{BusinessCalendar, PartnerUuid, ServiceTokenId, StaffUuid};
use uuid::Uuid;

use crate::cursor;
use crate::error::Refusal;
use crate::query::{Parameters, day, key};

/// Parameters that narrow; the export takes these alone.
const NARROWING: [&str; 6] = ["from", "to", "actor", "actor_id", "action", "partner"];

/// Parameters that say where a page lies.
const PLACING: [&str; 2] = ["limit", "cursor"];

/// How many entries a page has where nobody says so, and at most.
const ROWS: u32 = 50;
const MOST_ROWS: u32 = 200;

/// Reads the parameters of a page: the query, and how many entries.
pub(crate) fn page_query(
    text: &str,
    calendar: BusinessCalendar,
) -> Result<(LogQuery, u32), Refusal> {
    let known: Vec<&str> = NARROWING.into_iter().chain(PLACING).collect();
    let parameters = Parameters::parse(text, &known)?;
    let most = parameters.read("limit", |text| {
        let limit: NonZeroU32 = text.parse().ok()?;
        Some(limit.get()).filter(|limit| *limit <= MOST_ROWS && !text.starts_with('+'))
    })?;
    let query = LogQuery {
        after: parameters.read("cursor", cursor::read_entry)?,
        ..narrowed(&parameters, calendar)?
    };
    Ok((query, most.unwrap_or(ROWS)))
}

/// Reads the parameters of an export.
pub(crate) fn export_query(text: &str, calendar: BusinessCalendar) -> Result<LogQuery, Refusal> {
    narrowed(&Parameters::parse(text, &NARROWING)?, calendar)
}

fn narrowed(parameters: &Parameters, calendar: BusinessCalendar) -> Result<LogQuery, Refusal> {
    let from = parameters.read("from", |text| match day(text) {
        Some(day) => Some(calendar.start_of(day)),
        None => instant(text),
    })?;
    // A day is meant whole, and an instant with everything at it.
    let until = parameters.read("to", |text| match day(text) {
        Some(day) => Some(calendar.end_of(day)),
        None => instant(text)?.checked_add_signed(TimeDelta::microseconds(1)),
    })?;
    if let (Some(from), Some(until)) = (from, until)
        && from >= until
    {
        return Err(Refusal::parameter("from"));
    }
    let uuid = |text: &str| Uuid::try_parse(text).ok();
    Ok(LogQuery {
        from,
        until,
        actor: actor(parameters)?,
        action: parameters.read("action", action)?,
        partner: parameters.read("partner", uuid)?.map(PartnerUuid::new),
        after: None,
    })
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    let read = DateTime::parse_from_rfc3339(text).ok()?;
    Some(read.with_timezone(&Utc))
}

/// An id says nothing without the kind of whoever has it.
fn actor(parameters: &Parameters) -> Result<Option<ActorFilter>, Refusal> {
    let kind = parameters.read("actor", |text| text.parse::<ActorKind>().ok())?;
    let Some(id) = parameters.get("actor_id") else {
        return Ok(kind.map(ActorFilter::Kind));
    };
    let wrong = || Refusal::parameter("actor_id");
    let uuid = || Uuid::try_parse(id).map_err(|_| wrong());
    match kind {
        Some(ActorKind::Partner) => Ok(Some(ActorFilter::Partner(PartnerUuid::new(uuid()?)))),
        Some(ActorKind::Staff) => Ok(Some(ActorFilter::Staff(StaffUuid::new(uuid()?)))),
        Some(ActorKind::Service) => {
            let token = ServiceTokenId::new(key("actor_id", id)?);
            Ok(Some(ActorFilter::Service(token)))
        }
        Some(ActorKind::System | ActorKind::Operator) | None => Err(wrong()),
    }
}

/// `subject.verb`, or the beginning of some, which ends with a dot.
fn action(text: &str) -> Option<ActionFilter> {
    let sane = !text.is_empty()
        && text.len() <= 100
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_'));
    let filter = if text.ends_with('.') {
        ActionFilter::Under(text.to_owned())
    } else {
        ActionFilter::Exactly(text.to_owned())
    };
    sane.then_some(filter)
}

#[cfg(test)]
mod tests;
