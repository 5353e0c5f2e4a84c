//! When the service rests (contract `onboarding.md`, "Around it").

use accounts::{MaintenanceSpan, MaintenanceText};
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use kernel::MaintenanceUuid;

use crate::Api;
use crate::blocking::{blocking, blocking_at_length};
use crate::error::Refusal;
use crate::fields::{self, Faults, Fields, instant};
use crate::query::identity;
use crate::reply::{Envelope, created, success};
use crate::staff_auth::{HealthRead, MaintenanceWrite, StaffAuthorized};
use crate::strict_body::small_json;
use crate::views::{MaintenanceBody, MaintenanceListView, MaintenanceView, UpcomingView};

/// Announces maintenance. Every active partner gets the event `maintenance.scheduled` with
/// status `scheduled` and an e-mail, and pages show a banner from 14 days before. The same
/// announcement again is 4092 (`announced`).
#[utoipa::path(
    post, path = "/api/v1/admin/maintenance", tag = "Staff",
    security(("staff" = [])),
    request_body = MaintenanceBody,
    responses((status = 201, description = "The announcement", body = Envelope<MaintenanceView>)),
)]
pub(crate) async fn announce_maintenance(
    caller: StaffAuthorized<MaintenanceWrite>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let bytes = small_json(&request, payload).await?;
    let desk = api.clone();
    let (span, text) = read(&bytes, desk.maintenance.announce.clock.now())?;
    let work = blocking_at_length(move || {
        let announce = &desk.maintenance.announce;
        announce.announce(span, text, caller.staff)
    });
    let announced = work.await?;
    api.maintenance.forget();
    created(MaintenanceView::of(&announced))
}

/// What was announced, the newest first, cancelled and past ones included: the newest 200.
#[utoipa::path(
    get, path = "/api/v1/admin/maintenance", operation_id = "list_maintenance", tag = "Staff",
    security(("staff" = [])),
    responses((status = 200, description = "The announcements", body = Envelope<MaintenanceListView>)),
)]
pub(crate) async fn maintenance_list(
    _caller: StaffAuthorized<HealthRead>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let windows = blocking(move || api.maintenance.announce.list()).await?;
    success(MaintenanceListView::of(&windows))
}

/// Cancels a maintenance that is not over. Every active partner gets
/// `maintenance.scheduled` once more with status `cancelled`, and an e-mail; the banner goes.
/// One that is cancelled or over is 4092 (`cancelled`, `over`).
#[utoipa::path(
    delete, path = "/api/v1/admin/maintenance/{maintenanceId}", tag = "Staff",
    security(("staff" = [])),
    params(("maintenanceId" = String, Path, description = "The announcement's id", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    responses((status = 200, description = "The announcement, cancelled", body = Envelope<MaintenanceView>)),
)]
pub(crate) async fn cancel_maintenance(
    caller: StaffAuthorized<MaintenanceWrite>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let maintenance = MaintenanceUuid::new(identity("maintenanceId", &id)?);
    let desk = api.clone();
    let work = blocking_at_length(move || {
        let announce = &desk.maintenance.announce;
        announce.cancel(maintenance, caller.staff)
    });
    let cancelled = work.await?;
    api.maintenance.forget();
    success(MaintenanceView::of(&cancelled))
}

/// Maintenance that runs or begins within 14 days, for banners; public. May be up to ten
/// seconds old.
#[utoipa::path(
    get, path = "/api/v1/maintenance", operation_id = "upcoming_maintenance", tag = "Operations",
    responses((status = 200, description = "What is announced", body = Envelope<UpcomingView>)),
)]
pub(crate) async fn upcoming_maintenance(api: web::Data<Api>) -> Result<HttpResponse, Refusal> {
    let windows = if let Some(windows) = api.maintenance.remembered() {
        windows
    } else {
        let desk = api.clone();
        let looked = blocking(move || desk.maintenance.look()).await;
        looked.or_else(|refusal| api.maintenance.last().ok_or(refusal))?
    };
    let mut reply = success(UpcomingView::of(&windows))?;
    let cached = HeaderValue::from_static("public, max-age=5");
    reply.headers_mut().insert(CACHE_CONTROL, cached);
    Ok(reply)
}

fn read(bytes: &[u8], now: DateTime<Utc>) -> Result<(MaintenanceSpan, MaintenanceText), Refusal> {
    let object = fields::parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &["from", "to", "text"], &mut faults);
    let from = body.text("from", &mut faults, instant);
    let to = body.text("to", &mut faults, instant);
    let text = body.text("text", &mut faults, MaintenanceText::parse);
    let span = from.zip(to).and_then(|(from, to)| {
        let judged = MaintenanceSpan::judge(from, to, now);
        judged
            .map_err(|error| {
                let field = if error.is_about_from() { "from" } else { "to" };
                faults.add(field.to_owned(), &error.to_string());
            })
            .ok()
    });
    faults.accept(span.zip(text))
}
