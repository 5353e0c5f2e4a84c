//! How the service does, for the lender's staff.

use actix_web::{HttpResponse, web};

use crate::Api;
use crate::blocking::blocking;
use crate::error::Refusal;
use crate::reply::{Envelope, success};
use crate::staff_auth::{HealthRead, StaffAuthorized};
use crate::views::HealthView;

/// How the service does, part by part. Every role may see it.
#[utoipa::path(
    get, path = "/api/v1/admin/health", tag = "Staff",
    security(("staff" = [])),
    responses((status = 200, description = "How it does", body = Envelope<HealthView>)),
)]
pub(crate) async fn service_health(
    _caller: StaffAuthorized<HealthRead>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let health = blocking(move || Ok::<_, Refusal>(api.overview.look())).await?;
    success(HealthView::of(health))
}
