//! Bodies of partners' administration, every field judged.

use accounts::{
    ApiSetup, MOST_OVERLAP_HOURS, NoteText, NoteTextError, PartnerName, PartnerStatus, PhoneNumber,
    RecordPatch, ReviewReason, Slug, StaffsDraft,
};
use chrono::TimeDelta;
use kernel::{EmailAddress, RateBps, Reach};

use crate::error::{Code, Refusal};
use crate::fields::{Faults, Fields, parse};
use crate::onboarding::{BUSINESS_FIELDS, BusinessInfoFields, read_any_business_info};

/// Of how many hours an overlap is if nobody says.
const OVERLAP_HOURS: u64 = 24;

/// A new partner; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = NewPartner, rename_all = "camelCase")]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct CreateBody {
    /// 2 to 100 characters.
    #[schema(min_length = 2, max_length = 100, example = "Lead House")]
    name: String,
    /// Nobody else's.
    #[schema(example = "it@lead-house.example")]
    email: String,
    /// E.164.
    #[schema(example = "+919876543210")]
    phone_number: String,
    /// `technology`, `business`, `marketplace` or `enterprise`.
    #[schema(example = "technology")]
    partner_type: Option<String>,
    /// Nobody else's; one the name suggests otherwise.
    #[schema(example = "lead-house")]
    slug: Option<String>,
    /// As far as it is known; with the company's name the second step is done.
    business_info: Option<BusinessInfoFields>,
}

/// What is to change; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = PartnerChange, rename_all = "camelCase")]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct ChangeBody {
    /// 2 to 100 characters.
    #[schema(min_length = 2, max_length = 100, example = "Lead House")]
    name: Option<String>,
    /// Nobody else's.
    #[schema(example = "it@lead-house.example")]
    email: Option<String>,
    /// E.164; null empties it, as all that follow but the status.
    #[schema(example = "+919876543210")]
    phone_number: Option<String>,
    /// `technology`, `business`, `marketplace` or `enterprise`.
    #[schema(example = "technology")]
    partner_type: Option<String>,
    /// Of it, too, only what is there.
    business_info: Option<BusinessInfoFields>,
    /// https, with a public host and without a fragment.
    #[schema(example = "https://hooks.lead-house.example/in")]
    webhook_url: Option<String>,
    /// https, with a public host.
    #[schema(example = "https://www.lead-house.example/back")]
    callback_url: Option<String>,
    /// Its own payout rate in basis points; null takes the deployment's.
    #[schema(minimum = 0, maximum = 10_000, example = 200)]
    rate_bps: Option<i32>,
    /// `active`, `suspended` or `inactive`; of a pending partner `rejected`.
    #[schema(example = "suspended")]
    status: Option<String>,
}

/// A reviewer's decision; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = ReviewDecision)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct DecisionBody {
    /// Whether it may go live.
    #[schema(example = false)]
    approve: bool,
    /// Why, for the partner to read; a rejection needs one.
    #[schema(min_length = 1, max_length = 1000, example = "The permit has expired.")]
    reason: Option<String>,
}

/// A note; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = NewNote)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct NoteBody {
    /// 1 to 5000 characters.
    #[schema(
        min_length = 1,
        max_length = 5000,
        example = "Called; sends the permit."
    )]
    content: String,
}

/// How to rotate; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = StaffRotation, rename_all = "camelCase")]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct OverlapBody {
    /// Hours the secret before still counts, 24 unless it says otherwise.
    #[schema(minimum = 0, maximum = 720, example = 24)]
    overlap_hours: Option<i32>,
}

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

/// Reads a decision: whether it approves, and why.
pub(crate) fn read_decision(bytes: &[u8]) -> Result<(bool, Option<ReviewReason>), Refusal> {
    let object = parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &["approve", "reason"], &mut faults);
    let approve = body.flag("approve", &mut faults);
    let reason = body.text_if_any("reason", &mut faults, ReviewReason::parse);
    if approve == Some(false) && !body.has("reason") {
        faults.add("reason".to_owned(), "is required");
    }
    faults.accept(approve.map(|approve| (approve, reason)))
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
