//! The accounts of staff (contract `onboarding.md`, "Accounts").

use accounts::{StaffAccountChange, StaffRole, StaffStatus};
use actix_web::{HttpRequest, HttpResponse, web};
use kernel::{EmailAddress, StaffUuid};
use uuid::Uuid;

use crate::Api;
use crate::blocking::blocking;
use crate::error::Refusal;
use crate::fields::{self, Faults, Fields};
use crate::reply::{Envelope, created, success};
use crate::staff_auth::{StaffAuthorized, StaffManage};
use crate::strict_body::small_json;
use crate::views::{NewStaffBody, StaffChangeBody, StaffListView, StaffView};

/// What a role must be.
const ROLES: &str = "must be admin, operations, finance or auditor";

/// All of staff, oldest first.
#[utoipa::path(
    get, path = "/api/v1/admin/staff", operation_id = "list_staff", tag = "Staff",
    security(("staff" = [])),
    responses((status = 200, description = "Everybody", body = Envelope<StaffListView>)),
)]
pub(crate) async fn staff_list(
    _caller: StaffAuthorized<StaffManage>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let accounts = blocking(move || api.people.staff.list()).await?;
    let views = accounts.iter();
    success(StaffListView {
        staff: views
            .map(|(account, email)| StaffView::of(account, email))
            .collect(),
    })
}

/// Creates an account and sends its holder a link to set a password; nobody can sign in
/// before.
#[utoipa::path(
    post, path = "/api/v1/admin/staff", tag = "Staff",
    security(("staff" = [])),
    request_body = NewStaffBody,
    responses((status = 201, description = "The account", body = Envelope<StaffView>)),
)]
pub(crate) async fn create_staff(
    caller: StaffAuthorized<StaffManage>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let bytes = small_json(&request, payload).await?;
    let object = fields::parse(&bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &["email", "role"], &mut faults);
    let email = body.text("email", &mut faults, |text| {
        EmailAddress::parse(text).map_err(|_| "must be an e-mail address")
    });
    let role = body.text("role", &mut faults, |text| {
        text.parse::<StaffRole>().map_err(|_| ROLES)
    });
    let (email, role) = faults.accept(email.zip(role))?;
    let shown = email.clone();
    let work = blocking(move || api.people.staff.invite(&email, role, caller.staff));
    created(StaffView::of(&work.await?, &shown))
}

/// Changes role or status of an account. Nobody changes their own, and one active admin
/// is left. Disabling ends every login of the account.
#[utoipa::path(
    patch, path = "/api/v1/admin/staff/{staffId}", tag = "Staff",
    security(("staff" = [])),
    params(("staffId" = String, Path, description = "The account's public identity", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    request_body = StaffChangeBody,
    responses((status = 200, description = "The account", body = Envelope<StaffView>)),
)]
pub(crate) async fn change_staff(
    caller: StaffAuthorized<StaffManage>,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let staff = Uuid::try_parse(&id).map_err(|_| Refusal::parameter("staffId"))?;
    let bytes = small_json(&request, payload).await?;
    let change = read_change(&bytes)?;
    let (account, email) = blocking(move || {
        let staff = StaffUuid::new(staff);
        let account = api.people.staff.change(staff, change, caller.staff)?;
        let email = api.people.staff.email_of(&account)?;
        Ok::<_, Refusal>((account, email))
    })
    .await?;
    success(StaffView::of(&account, &email))
}

fn read_change(bytes: &[u8]) -> Result<StaffAccountChange, Refusal> {
    let object = fields::parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &["role", "status"], &mut faults);
    let role = body.text_if_any("role", &mut faults, |text| {
        text.parse::<StaffRole>().map_err(|_| ROLES)
    });
    let status = body.text_if_any("status", &mut faults, |text| {
        text.parse::<StaffStatus>()
            .map_err(|_| "must be active or disabled")
    });
    if !body.has("role") && !body.has("status") {
        faults.add("role".to_owned(), "or status is required");
    }
    faults.accept(Some(StaffAccountChange { role, status }))
}
