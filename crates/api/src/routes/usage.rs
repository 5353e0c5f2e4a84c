//! How much partners called, and may (contract `onboarding.md`, "Usage").

use std::num::NonZeroU32;
use std::ops::RangeInclusive;

use actix_web::{HttpRequest, HttpResponse, web};
use kernel::PartnerUuid;
use usage::{Allowance, OwnLimits};

use crate::Api;
use crate::auth::{Authorized, CallsRead};
use crate::blocking::{blocking, blocking_at_length};
use crate::error::{Code, Refusal};
use crate::fields::{self, Faults, Fields};
use crate::query::{Parameters, identity};
use crate::reply::{Envelope, success};
use crate::staff_auth::{LimitsWrite, StaffAuthorized, UsageRead};
use crate::strict_body::small_json;
use crate::usage_desk::own_limits;
use crate::usage_query::asked_days;
use crate::views::{LimitsBody, LimitsView, UsageOverviewView, UsageView};

/// The caller's own calls by day, route and outcome, what is used of the month's quota, and
/// how much it may call. Counts are at most about a second old. Days are the lender's.
#[utoipa::path(
    get, path = "/api/v1/partner/usage", operation_id = "own_usage", tag = "Session",
    security(("partner" = [])),
    params(
        ("from" = Option<chrono::NaiveDate>, Query, description = "First day, default 29 days before the last"),
        ("to" = Option<chrono::NaiveDate>, Query, description = "Last day, included, default today; at most 366 days in all"),
    ),
    responses((status = 200, description = "The calls", body = Envelope<UsageView>)),
)]
pub(crate) async fn own_usage(
    caller: Authorized<CallsRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let parameters = Parameters::parse(request.query_string(), &["from", "to"])?;
    let days = asked_days(&parameters, &api.usage.read)?;
    let (id, own) = {
        let partner = &caller.session.partner;
        (partner.id, own_limits(partner.calls))
    };
    let view = blocking(move || {
        let read = &api.usage.read;
        let report = read.of_partner(id, days)?;
        let quota = read.quota(id, own)?;
        let limits = read.defaults.with(own);
        Ok::<_, Refusal>(UsageView::of(report, &quota, limits, read))
    });
    success(view.await?)
}

/// All partners' calls by day, route and outcome, and the hundred partners with the most; or
/// those of one.
#[utoipa::path(
    get, path = "/api/v1/admin/usage", operation_id = "usage_overview", tag = "Staff",
    security(("staff" = [])),
    params(
        ("from" = Option<chrono::NaiveDate>, Query, description = "First day, default 29 days before the last"),
        ("to" = Option<chrono::NaiveDate>, Query, description = "Last day, included, default today; at most 366 days in all"),
        ("partner" = Option<String>, Query, description = "Of this partner alone, by its uuid"),
    ),
    responses((status = 200, description = "The calls", body = Envelope<UsageOverviewView>)),
)]
pub(crate) async fn usage_overview(
    _caller: StaffAuthorized<UsageRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let parameters = Parameters::parse(request.query_string(), &["from", "to", "partner"])?;
    let days = asked_days(&parameters, &api.usage.read)?;
    let partner = parameters.read("partner", |text| identity("partner", text).ok())?;
    let view = blocking_at_length(move || {
        let read = &api.usage.read;
        let (report, partners) = read.overview(partner.map(PartnerUuid::new), days)?;
        Ok::<_, Refusal>(UsageOverviewView::of(&report, partners, read))
    });
    success(view.await?)
}

/// How much a partner may call.
#[utoipa::path(
    get, path = "/api/v1/admin/partners/{partnerId}/limits", operation_id = "partner_limits", tag = "Staff",
    security(("staff" = [])),
    params(("partnerId" = String, Path, description = "The partner's uuid", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    responses((status = 200, description = "The limits", body = Envelope<LimitsView>)),
)]
pub(crate) async fn partner_limits(
    _caller: StaffAuthorized<UsageRead>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = PartnerUuid::new(identity("partnerId", &id)?);
    success(blocking(move || shown(&api, partner)).await?)
}

/// Sets how much a partner may call; counts within a second. All three are required, and
/// null takes the deployment's.
#[utoipa::path(
    put, path = "/api/v1/admin/partners/{partnerId}/limits", operation_id = "set_partner_limits", tag = "Staff",
    security(("staff" = [])),
    params(("partnerId" = String, Path, description = "The partner's uuid", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    request_body = LimitsBody,
    responses((status = 200, description = "The limits as they are now", body = Envelope<LimitsView>)),
)]
pub(crate) async fn set_partner_limits(
    caller: StaffAuthorized<LimitsWrite>,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = PartnerUuid::new(identity("partnerId", &id)?);
    let bytes = small_json(&request, payload).await?;
    let limits = read_limits(&bytes)?;
    let work = blocking(move || {
        if !api
            .usage
            .set_limits
            .execute(partner, limits, caller.staff)?
        {
            return Err(Code::NotFound.into());
        }
        shown(&api, partner)
    });
    success(work.await?)
}

fn shown(api: &Api, partner: PartnerUuid) -> Result<LimitsView, Refusal> {
    let read = &api.usage.read;
    let limits = read.limits(partner)?.ok_or(Code::NotFound)?;
    Ok(LimitsView::of(&limits, read.limited))
}

fn read_limits(bytes: &[u8]) -> Result<OwnLimits, Refusal> {
    const NAMES: [&str; 3] = ["per_second", "burst", "monthly_quota"];
    let object = fields::parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &NAMES, &mut faults);
    for name in NAMES.iter().filter(|name| !object.contains_key(**name)) {
        faults.add(
            (*name).to_owned(),
            "is required; null takes the deployment's",
        );
    }
    let mut number = |name, range: RangeInclusive<u64>| body.whole_number(name, &mut faults, range);
    let per_second = number("per_second", 1..=Allowance::MOST_PER_SECOND.into());
    let burst = number("burst", 1..=Allowance::MOST_BURST.into());
    let monthly_quota = number("monthly_quota", 0..=Allowance::MOST_QUOTA);
    faults.accept(Some(OwnLimits {
        per_second: per_second.and_then(positive),
        burst: burst.and_then(positive),
        monthly_quota,
    }))
}

/// A number within its range.
fn positive(number: u64) -> Option<NonZeroU32> {
    u32::try_from(number).ok().and_then(NonZeroU32::new)
}
