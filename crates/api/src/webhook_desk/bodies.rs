//! Bodies about webhooks, every field judged.

use chrono::{DateTime, Utc};
use kernel::{EndpointUuid, Overlap};
use webhooks::{
    EndpointDescription, EndpointDraft, EndpointPatch, EndpointSwitch, EventFilter,
    ManageEndpoints, ReplaySince,
};

use crate::error::Refusal;
use crate::fields::{Faults, Fields, instant, parse};

/// Of how many hours an overlap is if nobody says.
const OVERLAP_HOURS: u64 = 24;

/// What a status must be.
const SWITCH: &str = "must be active or disabled";

/// Reads a new endpoint.
pub(crate) fn read_draft(bytes: &[u8], manage: &ManageEndpoints) -> Result<EndpointDraft, Refusal> {
    let object = parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &["url", "description", "events"], &mut faults);
    let url = body.text("url", &mut faults, |text| manage.judge_url(text));
    let description = body.text_if_any("description", &mut faults, EndpointDescription::parse);
    let events = events(&body, &mut faults);
    faults.accept(url.map(|url| EndpointDraft {
        url,
        description: description.flatten(),
        events: events.unwrap_or(EventFilter::Every),
    }))
}

/// Reads what a partner changes of an endpoint.
pub(crate) fn read_patch(bytes: &[u8], manage: &ManageEndpoints) -> Result<EndpointPatch, Refusal> {
    const FIELDS: &[&str] = &["url", "description", "events", "status"];
    let object = parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, FIELDS, &mut faults);
    for name in ["url", "events", "status"] {
        if body.is_null(name) {
            faults.add(name.to_owned(), "must not be null");
        }
    }
    if object.is_empty() {
        let why = "or one of description, events and status is required";
        faults.add("url".to_owned(), why);
    }
    let described = body.has("description") || body.is_null("description");
    let description = body.text_if_any("description", &mut faults, EndpointDescription::parse);
    let patch = EndpointPatch {
        url: body.text_if_any("url", &mut faults, |text| manage.judge_url(text)),
        description: described.then_some(description.flatten()),
        events: events(&body, &mut faults),
        status: body.text_if_any("status", &mut faults, switch),
    };
    faults.accept(Some(patch))
}

/// Reads what staff make of an endpoint.
pub(crate) fn read_switch(bytes: &[u8]) -> Result<EndpointSwitch, Refusal> {
    let object = parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &["status"], &mut faults);
    let status = body.text("status", &mut faults, switch);
    faults.accept(status)
}

/// Reads how long the secret before a rotation signs as well.
pub(crate) fn read_own_overlap(bytes: &[u8]) -> Result<Overlap, Refusal> {
    let object = parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &["overlap_hours"], &mut faults);
    let most = u64::from(Overlap::MOST_HOURS);
    let hours = body.whole_number("overlap_hours", &mut faults, 0..=most);
    let hours = u16::try_from(hours.unwrap_or(OVERLAP_HOURS)).ok();
    faults.accept(hours.and_then(|hours| Overlap::hours(hours).ok()))
}

/// Reads what is to be delivered to `endpoint` again; `now` bounds it.
pub(crate) fn read_replay(
    bytes: &[u8],
    endpoint: EndpointUuid,
    now: DateTime<Utc>,
) -> Result<ReplaySince, Refusal> {
    let object = parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &["since", "missed_only"], &mut faults);
    let since = body.text("since", &mut faults, |text| match instant(text)? {
        since if since > now => Err("must not be in the future"),
        since => Ok(since),
    });
    let missed_only =
        body.has("missed_only") && body.flag("missed_only", &mut faults) == Some(true);
    faults.accept(since.map(|since| ReplaySince {
        endpoint,
        since,
        missed_only,
    }))
}

fn switch(word: &str) -> Result<EndpointSwitch, &'static str> {
    word.parse().map_err(|_| SWITCH)
}

fn events(body: &Fields<'_>, faults: &mut Faults) -> Option<EventFilter> {
    let words = body.texts_if_any("events", faults)?;
    let filter = EventFilter::parse(&words);
    filter
        .map_err(|error| faults.add("events".to_owned(), &error.to_string()))
        .ok()
}

#[cfg(test)]
mod tests;
