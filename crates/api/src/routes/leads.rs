//! What a partner sees of its own leads.

use actix_web::{HttpRequest, HttpResponse, web};
use kernel::LeadId;

use crate::Api;
use crate::auth::{Authorized, LeadsRead};
use crate::blocking::blocking;
use crate::error::{Code, Refusal};
use crate::list_query::list_request;
use crate::query::{Parameters, digits};
use crate::reply::{Envelope, success};
use crate::views::{LeadDetail, Page, StatsView};

/// The caller's leads, a page at a time.
#[utoipa::path(
    get, path = "/api/v1/partner/dashboard/leads", operation_id = "list_leads", tag = "Dashboard",
    security(("partner" = [])),
    params(
        ("page" = Option<u32>, Query, minimum = 1, description = "Page number, default 1"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "Rows on a page, default 50"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before, made for the same `sort`; takes the place of `page`"),
        super::export::Narrowing,
    ),
    responses((status = 200, description = "A page", body = Envelope<Page<'static>>)),
)]
pub(crate) async fn leads(
    caller: Authorized<LeadsRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = &caller.session.partner;
    let asked = list_request(request.query_string(), partner.id, api.vault.as_ref())?;
    let (page, size, uuid) = (asked.page, asked.query.size, partner.uuid);
    let found = blocking(move || api.read.page(uuid, &asked.query)).await?;
    success(Page::of(&found, page, size))
}

/// One lead of the caller.
#[utoipa::path(
    get, path = "/api/v1/partner/dashboard/lead/{leadId}", operation_id = "get_lead", tag = "Dashboard",
    security(("partner" = [])),
    params(("leadId" = i64, Path, description = "The lead's id", example = 1)),
    responses((status = 200, description = "The lead", body = Envelope<LeadDetail<'static>>)),
)]
pub(crate) async fn lead(
    caller: Authorized<LeadsRead>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let id = digits(&id)
        .and_then(|id| id.parse().ok())
        .map(LeadId::new)
        .ok_or_else(|| Refusal::parameter("leadId"))?;
    let (partner, uuid) = (caller.session.partner.id, caller.session.partner.uuid);
    let found = blocking(move || api.read.find(partner, uuid, id)).await?;
    let lead = found.ok_or(Code::LeadNotFound)?;
    success(LeadDetail::of(&lead, partner, uuid))
}

/// The most days that are counted one by one.
const MOST_DAYS: u32 = 366;

/// The caller's totals; every acknowledged write is in them.
#[utoipa::path(
    get, path = "/api/v1/partner/dashboard/stats", operation_id = "get_statistics", tag = "Dashboard",
    security(("partner" = [])),
    params(("days" = Option<u32>, Query, minimum = 1, maximum = 366, description = "Adds `by_day` for this many business days, today included")),
    responses((status = 200, description = "The totals", body = Envelope<StatsView>)),
)]
pub(crate) async fn stats(
    caller: Authorized<LeadsRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let days = Parameters::parse(request.query_string(), &["days"])?.number("days")?;
    if days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
        return Err(Refusal::parameter("days"));
    }
    let partner = caller.session.partner.id;
    let view = blocking(move || {
        let stats = api.read.stats(partner)?;
        let by_day = days
            .map(|days| api.read.by_day(partner, days))
            .transpose()?;
        Ok::<_, kernel::PortFailure>(StatsView::of(&stats, by_day))
    });
    success(view.await?)
}
