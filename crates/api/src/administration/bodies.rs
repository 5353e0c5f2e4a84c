//! Bodies of partners' administration, every field judged.

use accounts::{
    ApiSetup, MOST_OVERLAP_HOURS, NoteText, NoteTextError, PartnerName, PartnerStatus, PhoneNumber,
    RecordPatch, ReviewAnswer, ReviewReason, Slug, StaffsDraft,
};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{EmailAddress, RateBps, Reach};

use crate::error::{Code, Refusal};
use crate::fields::{Faults, Fields, parse};
use crate::onboarding::{BUSINESS_FIELDS, read_any_business_info};
use crate::query::digits;

/// Of how many hours an overlap is if nobody says.
const OVERLAP_HOURS: u64 = 24;

/// Reads a new partner.
pub(crate) fn read_create(bytes: &[u8]) -> Result<StaffsDraft, Refusal> {
    const FIELDS: &[&str] = &[
        "name",
        "email",
        "phoneNumber",
        "partnerType",
        "slug",
        "businessInfo",
    ];
    let object = parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, FIELDS, &mut faults);
    let name = body.text("name", &mut faults, PartnerName::parse);
    let email = body.text("email", &mut faults, EmailAddress::parse);
    let phone = body.text("phoneNumber", &mut faults, PhoneNumber::parse);
    let kind = body.text_if_any("partnerType", &mut faults, str::parse);
    let slug = body.text_if_any("slug", &mut faults, Slug::parse);
    let business = read_any_business_info(&body, &mut faults).unwrap_or_default();
    let draft = || {
        Some(StaffsDraft {
            name: name?,
            email: email?,
            phone: phone?,
            kind,
            slug,
            business,
        })
    };
    let draft = draft();
    faults.accept(draft)
}

/// Reads what is to change; addresses may lead as far as `reach`.
pub(crate) fn read_change(bytes: &[u8], reach: Reach) -> Result<RecordPatch, Refusal> {
    const FIELDS: &[&str] = &[
        "name",
        "email",
        "phoneNumber",
        "partnerType",
        "businessInfo",
        "webhookUrl",
        "callbackUrl",
        "rateBps",
        "status",
    ];
    let object = parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, FIELDS, &mut faults);
    for name in ["name", "email", "status", "businessInfo"] {
        if body.is_null(name) {
            faults.add(name.to_owned(), "must not be null");
        }
    }
    let mut patch = RecordPatch {
        name: body.text_if_any("name", &mut faults, PartnerName::parse),
        email: body.text_if_any("email", &mut faults, EmailAddress::parse),
        business: read_any_business_info(&body, &mut faults),
        emptied: emptied_of_business(&body, &mut faults),
        status: body.text_if_any("status", &mut faults, str::parse::<PartnerStatus>),
        ..RecordPatch::default()
    };
    read_what_may_be_emptied(&body, reach, &mut patch, &mut faults);
    faults.accept(Some(patch))
}

/// Reads the fields that null empties.
fn read_what_may_be_emptied(
    body: &Fields<'_>,
    reach: Reach,
    patch: &mut RecordPatch,
    faults: &mut Faults,
) {
    let phone = body.text_if_any("phoneNumber", faults, PhoneNumber::parse);
    let kind = body.text_if_any("partnerType", faults, str::parse);
    let rate = rate(body, faults);
    let webhook = |text: &str| ApiSetup::webhook(text, reach);
    let webhook = body.text_if_any("webhookUrl", faults, webhook);
    let callback = |text: &str| ApiSetup::callback(text, reach);
    let callback = body.text_if_any("callbackUrl", faults, callback);
    let there = |name| body.has(name) || body.is_null(name);
    patch.phone = there("phoneNumber").then_some(phone);
    patch.kind = there("partnerType").then_some(kind);
    patch.rate = there("rateBps").then_some(rate);
    patch.webhook = there("webhookUrl").then_some(webhook);
    patch.callback = there("callbackUrl").then_some(callback);
}

fn rate(body: &Fields<'_>, faults: &mut Faults) -> Option<RateBps> {
    let number = body.whole_number("rateBps", faults, 0..=10_000)?;
    u16::try_from(number)
        .ok()
        .and_then(|bps| RateBps::new(bps).ok())
}

/// The fields of `businessInfo` that are to be emptied; the company keeps a name.
fn emptied_of_business(body: &Fields<'_>, faults: &mut Faults) -> Vec<&'static str> {
    let Some(info) = body.inner("businessInfo", BUSINESS_FIELDS, &mut Faults::default()) else {
        return Vec::new();
    };
    if info.is_null("companyName") {
        faults.add("businessInfo.companyName".to_owned(), "must not be null");
    }
    let null = BUSINESS_FIELDS.iter().filter(|name| info.is_null(name));
    null.copied().collect()
}

/// Reads a decision.
pub(crate) fn read_decision(bytes: &[u8]) -> Result<ReviewAnswer, Refusal> {
    let object = parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &["approve", "reason", "version"], &mut faults);
    let approve = body.flag("approve", &mut faults);
    let reason = body.text_if_any("reason", &mut faults, ReviewReason::parse);
    if approve == Some(false) && !body.has("reason") {
        faults.add("reason".to_owned(), "is required");
    }
    let seen = body.text_if_any("version", &mut faults, version);
    faults.accept(approve.map(|approve| ReviewAnswer {
        approve,
        reason,
        seen,
    }))
}

/// When a record was changed, from the name of its version.
fn version(text: &str) -> Result<DateTime<Utc>, &'static str> {
    digits(text)
        .and_then(|micros| micros.parse().ok())
        .and_then(DateTime::from_timestamp_micros)
        .ok_or("must be a version as the partner's record names it")
}

/// Reads a note. One that says nothing has a code of its own.
pub(crate) fn read_note(bytes: &[u8]) -> Result<NoteText, Refusal> {
    let object = parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &["content"], &mut faults);
    let mut blank = !body.has("content");
    let text = body.text_if_any("content", &mut faults, |text| {
        let read = NoteText::parse(text);
        blank |= read == Err(NoteTextError::Blank);
        read
    });
    if blank {
        return Err(Code::MissingNoteContent.into());
    }
    faults.accept(text)
}

/// Reads how long the secret before a rotation still counts.
pub(crate) fn read_overlap(bytes: &[u8]) -> Result<TimeDelta, Refusal> {
    let object = parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &["overlapHours"], &mut faults);
    let most = u64::from(MOST_OVERLAP_HOURS);
    let hours = body.whole_number("overlapHours", &mut faults, 0..=most);
    let hours = i64::try_from(hours.unwrap_or(OVERLAP_HOURS)).ok();
    faults.accept(hours.map(TimeDelta::hours))
}

#[cfg(test)]
mod tests;
