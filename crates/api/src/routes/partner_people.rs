//! A partner's people, for staff (contract `onboarding.md`, "Accounts").

use accounts::{Partner, PartnerHandle, PortalStatus};
use actix_web::{HttpRequest, HttpResponse, web};
use kernel::{Actor, EmailAddress, PartnerUuid, PortalUuid};
use uuid::Uuid;

use crate::Api;
use crate::blocking::blocking;
use crate::error::{Code, Refusal};
use crate::fields::{self, Faults, Fields};
use crate::reply::{Nothing, Worded, worded, worded_created};
use crate::staff_auth::{PartnersRead, PartnersWrite, StaffAuthorized};
use crate::strict_body::small_json;
use crate::views::{NewPortalBody, OnePortalView, PortalChangeBody, PortalListView, PortalView};

/// The accounts of a partner's people, oldest first.
#[utoipa::path(
    get, path = "/api/partners/{id}/accounts", operation_id = "list_portal_accounts", tag = "Partners",
    security(("staff" = [])),
    params(("id" = String, Path, description = "The partner's uuid", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    responses((status = 200, description = "Everybody", body = Worded<PortalListView>)),
)]
pub(crate) async fn portal_accounts(
    _caller: StaffAuthorized<PartnersRead>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let accounts = blocking(move || {
        let partner = existing(&api, &id)?;
        Ok::<_, Refusal>(api.people.portal.list(partner.id)?)
    })
    .await?;
    let views = accounts.iter();
    let accounts = views
        .map(|(account, email)| PortalView::of(account, email))
        .collect();
    worded(None, PortalListView { accounts })
}

/// Creates an account for one of a partner's people, and sends them a link to set a
/// password; they cannot sign in before, nor while the partner is not active.
#[utoipa::path(
    post, path = "/api/partners/{id}/accounts", tag = "Partners",
    security(("staff" = [])),
    params(("id" = String, Path, description = "The partner's uuid", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    request_body = NewPortalBody,
    responses((status = 201, description = "The account", body = Worded<OnePortalView>)),
)]
pub(crate) async fn create_portal_account(
    caller: StaffAuthorized<PartnersWrite>,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let bytes = small_json(&request, payload).await?;
    let object = fields::parse(&bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &["email"], &mut faults);
    let email = body.text("email", &mut faults, |text| {
        EmailAddress::parse(text).map_err(|_| "must be an e-mail address")
    });
    let email = faults.accept(email)?;
    let shown = email.clone();
    let account = blocking(move || {
        let partner = existing(&api, &id)?;
        let actor = Actor::Staff(caller.staff);
        Ok::<_, Refusal>(api.people.portal.create(partner.id, &email, actor)?)
    })
    .await?;
    let account = PortalView::of(&account, &shown);
    worded_created("Account created", OnePortalView { account })
}

/// Disables one of a partner's people, which ends their logins, or lets them in again.
#[utoipa::path(
    patch, path = "/api/partners/{id}/accounts/{userId}", tag = "Partners",
    security(("staff" = [])),
    params(
        ("id" = String, Path, description = "The partner's uuid", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11"),
        ("userId" = String, Path, description = "The account's uuid", example = "0c9a2e5f-8d61-4a50-9b1c-0f6f6f4f2d11"),
    ),
    request_body = PortalChangeBody,
    responses((status = 200, description = "The account", body = Worded<OnePortalView>)),
)]
pub(crate) async fn change_portal_account(
    caller: StaffAuthorized<PartnersWrite>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let bytes = small_json(&request, payload).await?;
    let object = fields::parse(&bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &["status"], &mut faults);
    let status = body.text("status", &mut faults, |text| {
        text.parse::<PortalStatus>()
            .map_err(|_| "must be active or disabled")
    });
    let status = faults.accept(status)?;
    let view = blocking(move || {
        let (partner, person) = named(&api, &path)?;
        let actor = Actor::Staff(caller.staff);
        let people = &api.people.portal;
        let changed = people.change_status(partner.id, person, status, actor)?;
        let account = changed.ok_or(Code::NotFound)?;
        let email = people.email_of(&account)?;
        Ok::<_, Refusal>(PortalView::of(&account, &email))
    });
    let account = view.await?;
    worded(Some("Account changed"), OnePortalView { account })
}

/// Sends one of a partner's people a new link to set a password; the one before no
/// longer counts. At most one a minute.
#[utoipa::path(
    post, path = "/api/partners/{id}/accounts/{userId}/set-password-link", tag = "Partners",
    security(("staff" = [])),
    params(
        ("id" = String, Path, description = "The partner's uuid", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11"),
        ("userId" = String, Path, description = "The account's uuid", example = "0c9a2e5f-8d61-4a50-9b1c-0f6f6f4f2d11"),
    ),
    responses((status = 200, description = "A link is on its way", body = Worded<Nothing>)),
)]
pub(crate) async fn send_password_link(
    _caller: StaffAuthorized<PartnersWrite>,
    path: web::Path<(String, String)>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    blocking(move || {
        let (partner, person) = named(&api, &path)?;
        Ok::<_, Refusal>(api.people.portal.send_link(partner.id, person)?)
    })
    .await?;
    worded(Some("Link sent"), Nothing {})
}

/// The partner of the path, unless it was deleted.
fn existing(api: &Api, id: &str) -> Result<Partner, Refusal> {
    let uuid = Uuid::try_parse(id).map_err(|_| Code::PartnerNotFound)?;
    let handle = PartnerHandle::Uuid(PartnerUuid::new(uuid));
    let found = api.credentials.manage.find(&handle)?;
    found.ok_or_else(|| Code::PartnerNotFound.into())
}

/// The partner and the person of the path, who may be nobody.
fn named(api: &Api, (id, person): &(String, String)) -> Result<(Partner, PortalUuid), Refusal> {
    let partner = existing(api, id)?;
    let person = Uuid::try_parse(person).map_err(|_| Code::NotFound)?;
    Ok((partner, PortalUuid::new(person)))
}
