//! Partners, by the lender's staff (contract `onboarding.md`).

use accounts::OpenRecord;
use actix_web::{HttpRequest, HttpResponse, web};
use kernel::{PageNumber, PageSize, PartnerUuid};

use crate::Api;
use crate::administration::{ChangeBody, CreateBody, partner_query, read_change, read_create};
use crate::blocking::blocking;
use crate::error::{Code, Refusal};
use crate::onboarding::path_uuid;
use crate::reply::{Worded, worded, worded_created};
use crate::staff_auth::{PartnersRead, PartnersWrite, StaffAuthorized};
use crate::strict_body::small_json;
use crate::views::{
    AdminPartnerData, AdminPartnerView, CreatedData, IssuedTokenView, PartnerPageView,
};

/// Creates a pending partner, which goes on with the token shown here this once, and sent
/// to it.
#[utoipa::path(
    post, path = "/api/partners", tag = "Partners",
    security(("staff" = [])),
    request_body = CreateBody,
    responses((status = 201, description = "The partner and its token", body = Worded<CreatedData>)),
)]
pub(crate) async fn create_partner(
    caller: StaffAuthorized<PartnersWrite>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let draft = read_create(&small_json(&request, payload).await?)?;
    let rate = api.statements.policy.terms.rate;
    let work = blocking(move || api.administration.create(draft, caller.staff));
    let (open, issued) = work.await?;
    let data = CreatedData {
        partner: AdminPartnerView::of(&open, 0, rate),
        issued: IssuedTokenView::of(&issued),
    };
    worded_created("Partner created", data)
}

/// Partners, a page at a time.
#[utoipa::path(
    get, path = "/api/partners", operation_id = "list_partners", tag = "Partners",
    security(("staff" = [])),
    params(
        ("status" = Option<String>, Query, description = "`pending`, `active`, `suspended`, `inactive` or `rejected`"),
        ("onboardingCompleted" = Option<bool>, Query, description = "Whether they went live"),
        ("search" = Option<String>, Query, description = "A part of name, slug or company name, whatever the case; or one e-mail address"),
        ("partnerType" = Option<String>, Query, description = "`technology`, `business`, `marketplace` or `enterprise`"),
        ("review" = Option<String>, Query, description = "`waiting`, `approved` or `rejected`"),
        ("deleted" = Option<bool>, Query, description = "`true` lists the deleted ones and no others"),
        ("page" = Option<u32>, Query, minimum = 1, description = "Page number, default 1"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Rows on a page, default 20"),
        ("sortBy" = Option<String>, Query, description = "`createdAt` (default), `name`, `status`, `slug` or `updatedAt`"),
        ("sortOrder" = Option<String>, Query, description = "`asc` or `desc` (default)"),
    ),
    responses((status = 200, description = "A page", body = Worded<PartnerPageView>)),
)]
pub(crate) async fn partners(
    _caller: StaffAuthorized<PartnersRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let query = partner_query(request.query_string(), api.vault.as_ref())?;
    let (page, size) = (query.page, query.size);
    let (rows, total) = blocking(move || api.administration.page(&query)).await?;
    worded(None, PartnerPageView::of(&rows, page, size, total))
}

/// A partner, deleted or not.
#[utoipa::path(
    get, path = "/api/partners/{id}", operation_id = "get_partner", tag = "Partners",
    security(("staff" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    responses((status = 200, description = "The partner", body = Worded<AdminPartnerData>)),
)]
pub(crate) async fn partner(
    _caller: StaffAuthorized<PartnersRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = path_uuid(&request)?;
    let view = blocking(move || {
        let open = api.administration.show(partner)?;
        shown(&api, &open.ok_or(Code::PartnerNotFound)?)
    });
    let partner = view.await?;
    worded(None, AdminPartnerData { partner })
}

/// Changes what is there, all at once. What reviewers approved stays approved.
#[utoipa::path(
    put, path = "/api/partners/{id}", operation_id = "change_partner", tag = "Partners",
    security(("staff" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    request_body = ChangeBody,
    responses((status = 200, description = "The partner", body = Worded<AdminPartnerData>)),
)]
pub(crate) async fn change_partner(
    caller: StaffAuthorized<PartnersWrite>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = path_uuid(&request)?;
    let body = small_json(&request, payload).await?;
    let patch = read_change(&body, api.onboarding.reach)?;
    let view = blocking(move || {
        let open = api.administration.change(partner, &patch, caller.staff)?;
        shown(&api, &open)
    });
    let partner = view.await?;
    worded(Some("Partner changed"), AdminPartnerData { partner })
}

/// `open` with what else staff see of it.
pub(super) fn shown(api: &Api, open: &OpenRecord) -> Result<AdminPartnerView, Refusal> {
    let notes = notes_about(api, open.record.partner.uuid)?;
    let rate = api.statements.policy.terms.rate;
    Ok(AdminPartnerView::of(open, notes, rate))
}

/// How many notes there are about `partner`; about a deleted one they are not counted.
pub(super) fn notes_about(api: &Api, partner: PartnerUuid) -> Result<u64, Refusal> {
    let one = PageSize::new(1).unwrap_or(PageSize::DEFAULT);
    let notes = api.administration.notes(partner, PageNumber::FIRST, one)?;
    Ok(notes.map_or(0, |(_, total)| total))
}
