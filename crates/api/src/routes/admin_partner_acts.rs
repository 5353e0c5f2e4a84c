//! What staff do with a partner besides changing its record.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use super::admin_partners::{notes_about, shown};
use crate::Api;
use crate::administration::{DecisionBody, OverlapBody, read_decision, read_overlap};
use crate::blocking::blocking;
use crate::error::Refusal;
use crate::onboarding::path_uuid;
use crate::reply::{Worded, worded};
use crate::staff_auth::{PartnersWrite, ReviewWrite, StaffAuthorized};
use crate::strict_body::small_json;
use crate::views::{AdminPartnerData, IssuedTokenView, RestoredData, RotatedByStaffView};

/// Nothing.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Nothing)]
pub(crate) struct NothingView {}

/// Deletes a partner: its slug and its addresses are free, and every token issued so far
/// never counts again. It can be restored.
#[utoipa::path(
    delete, path = "/api/partners/{id}", operation_id = "delete_partner", tag = "Partners",
    security(("staff" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    responses((status = 200, description = "Deleted", body = Worded<NothingView>)),
)]
pub(crate) async fn delete_partner(
    caller: StaffAuthorized<PartnersWrite>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = path_uuid(&request)?;
    blocking(move || api.administration.delete(partner, caller.staff)).await?;
    worded(Some("Partner deleted"), NothingView {})
}

/// Has a deleted partner back, with the secrets it had and without any token. If others
/// have its slug or address by now, it stays deleted; if they have those of its people,
/// these stay away and are named.
#[utoipa::path(
    post, path = "/api/partners/{id}/restore", operation_id = "restore_partner", tag = "Partners",
    security(("staff" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    responses((status = 200, description = "The partner", body = Worded<RestoredData>)),
)]
pub(crate) async fn restore_partner(
    caller: StaffAuthorized<PartnersWrite>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = path_uuid(&request)?;
    let rate = api.statements.policy.terms.rate;
    let data = blocking(move || {
        let restored = api.administration.restore(partner, caller.staff)?;
        let notes = notes_about(&api, partner)?;
        Ok::<_, Refusal>(RestoredData::of(&restored, notes, rate))
    });
    worded(Some("Partner restored"), data.await?)
}

/// Decides a review that waits, once. An approved partner activates itself; a rejected
/// one's onboarding is over.
#[utoipa::path(
    post, path = "/api/partners/{id}/review", operation_id = "review_partner", tag = "Partners",
    security(("staff" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    request_body = DecisionBody,
    responses((status = 200, description = "The partner", body = Worded<AdminPartnerData>)),
)]
pub(crate) async fn review_partner(
    caller: StaffAuthorized<ReviewWrite>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = path_uuid(&request)?;
    let answer = read_decision(&small_json(&request, payload).await?)?;
    let view = blocking(move || {
        let desk = &api.administration;
        let open = desk.decide(partner, &answer, caller.staff)?;
        shown(&api, &open)
    });
    let partner = view.await?;
    worded(Some("Review decided"), AdminPartnerData { partner })
}

/// Gives a partner a new client secret, shown this once. The secret before counts for the
/// overlap more; one before that ends at once. A second rotation within ten seconds is
/// refused, for it would end the secret in use.
#[utoipa::path(
    post, path = "/api/partners/{id}/credentials/rotate", operation_id = "rotate_for_partner", tag = "Partners",
    security(("staff" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    request_body(content = Option<OverlapBody>, description = "May be left out"),
    responses((status = 200, description = "The new secret", body = Worded<RotatedByStaffView>)),
)]
pub(crate) async fn rotate_for_partner(
    caller: StaffAuthorized<PartnersWrite>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = path_uuid(&request)?;
    let body = json_if_any(&request, payload).await?;
    let overlap = read_overlap(&body)?;
    let work = blocking(move || api.administration.rotate(partner, overlap, caller.staff));
    let rotated = work.await?;
    worded(
        Some("Credentials rotated"),
        RotatedByStaffView::of(&rotated),
    )
}

/// Gives a pending partner a new onboarding token, shown this once and sent to it. The one
/// before stops counting.
#[utoipa::path(
    post, path = "/api/partners/{id}/onboarding-token", operation_id = "renew_onboarding_token", tag = "Partners",
    security(("staff" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    responses((status = 200, description = "The token", body = Worded<IssuedTokenView>)),
)]
pub(crate) async fn renew_onboarding_token(
    caller: StaffAuthorized<PartnersWrite>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = path_uuid(&request)?;
    let issued = blocking(move || api.administration.renew_token(partner, caller.staff)).await?;
    worded(
        Some("Onboarding token renewed"),
        IssuedTokenView::of(&issued),
    )
}

/// A small JSON body; an empty object where there is none at all.
async fn json_if_any(request: &HttpRequest, payload: web::Payload) -> Result<web::Bytes, Refusal> {
    let body = crate::body::any(request, payload, crate::body::SMALL).await?;
    if body.trim_ascii().is_empty() {
        return Ok(web::Bytes::from_static(b"{}"));
    }
    if crate::body::has_type(request.headers(), crate::body::JSON) {
        Ok(body)
    } else {
        Err(crate::error::Code::UnsupportedMediaType.into())
    }
}
