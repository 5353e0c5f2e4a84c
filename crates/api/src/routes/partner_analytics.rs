//! What staff and a partner itself may see of it.

use accounts::OpenRecord;
use actix_web::{HttpRequest, HttpResponse, web};
use kernel::{PageNumber, PageSize};
use leads::{LeadFilter, LeadQuery, LeadSort, Position};
use serde::Serialize;

use crate::Api;
use crate::administration::person_of;
use crate::blocking::blocking;
use crate::error::{Code, Refusal};
use crate::onboarding::path_uuid;
use crate::partner_or_staff::PartnerOrStaff;
use crate::reply::{Worded, worded};
use crate::staff_auth::PartnersRead;
use crate::usage_desk::own_limits;
use crate::views::{AnalyticsData, Figures, ManagedPartnerView};

/// Over how many business days the recent leads are counted.
const RECENT_DAYS: u32 = 30;

/// A partner, without what is for staff alone.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ManagedPartnerData)]
pub(crate) struct ManagedData {
    partner: ManagedPartnerView,
}

/// What came of a partner: to staff, and to itself.
#[utoipa::path(
    get, path = "/api/partners/{id}/analytics", operation_id = "partner_analytics", tag = "Partners",
    security(("staff" = []), ("partner" = []), ("apiKey" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    responses((status = 200, description = "The figures", body = Worded<AnalyticsData>)),
)]
pub(crate) async fn partner_analytics(
    caller: PartnerOrStaff<PartnersRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = path_uuid(&request)?;
    if !caller.caller.sees(partner) {
        return Err(Code::PartnerNotFound.into());
    }
    let figures = blocking(move || {
        let open = api.administration.show(partner)?;
        let open = open.filter(|open| open.record.deleted_at.is_none());
        figures(&api, open.ok_or(Code::PartnerNotFound)?)
    });
    worded(None, AnalyticsData::of(&figures.await?))
}

/// The partner one of whose people has this account: to staff, and to itself.
#[utoipa::path(
    get, path = "/api/partners/manage/{userId}", operation_id = "managed_partner", tag = "Partners",
    security(("staff" = []), ("partner" = []), ("apiKey" = [])),
    params(("userId" = String, Path, description = "The account's uuid")),
    responses((status = 200, description = "The partner", body = Worded<ManagedData>)),
)]
pub(crate) async fn managed_partner(
    caller: PartnerOrStaff<PartnersRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let person = person_of(&request)?;
    let found = blocking(move || {
        let partner = api.administration.partner_of(person)?;
        let partner = partner.filter(|partner| caller.caller.sees(*partner));
        let open = api
            .administration
            .show(partner.ok_or(Code::PartnerNotFound)?)?;
        open.ok_or_else(|| Refusal::from(Code::PartnerNotFound))
    });
    let partner = ManagedPartnerView::of(&found.await?);
    worded(None, ManagedData { partner })
}

/// From what is kept up anyway; the newest lead is the first of its list.
fn figures(api: &Api, open: OpenRecord) -> Result<Figures, Refusal> {
    let partner = &open.record.partner;
    let newest = LeadQuery {
        partner: partner.id,
        filter: LeadFilter::default(),
        sort: LeadSort::default(),
        position: Position::Page(PageNumber::FIRST),
        size: PageSize::new(1).unwrap_or(PageSize::DEFAULT),
    };
    let (newest, _) = api.read.rows(partner.uuid, &newest)?;
    let days = api.usage.read.days(None, None);
    let days = days.map_err(|error| Refusal::caused(Code::Internal, &error))?;
    let recent = api.usage.read.of_partner(partner.id, days)?;
    Ok(Figures {
        stats: api.read.stats(partner.id)?,
        days: api.read.by_day(partner.id, RECENT_DAYS)?,
        payouts: api.administration.payouts(partner.id)?,
        last_lead_at: newest.first().map(|lead| lead.record.shared_at),
        onboarding: open.record.onboarding,
        calls: recent.calls(),
        quota: api
            .usage
            .read
            .quota(partner.id, own_limits(partner.calls))?,
    })
}
