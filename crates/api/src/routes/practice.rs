//! What the calling partner's candidates practise (contract `candidates.md`).

use actix_web::{HttpRequest, HttpResponse, web};
use candidates::DaysError;

use crate::Api;
use crate::auth::PracticeRead;
use crate::blocking::blocking;
use crate::error::Refusal;
use crate::partner_account::PartnerAccount;
use crate::practice_desk::{activities_ask, days_ask};
use crate::reply::{Guided, guided, plain};
use crate::views::{ActivitiesView, MetricsView, PlotView};

/// What the dashboard says, as of now.
#[utoipa::path(
    get, path = "/api/v1/dashboard", operation_id = "get_practice_dashboard", tag = "Candidates",
    security(("partner" = []), ("portal" = [])),
    responses((status = 200, description = "All metrics", body = MetricsView)),
)]
pub(crate) async fn dashboard(
    caller: PartnerAccount<PracticeRead>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = caller.id();
    let metrics = blocking(move || api.practice.read.metrics(partner)).await?;
    plain(&MetricsView::of(metrics))
}

/// The newest finished sessions.
#[utoipa::path(
    get, path = "/api/v1/dashboard/activities", operation_id = "list_practice_activities", tag = "Candidates",
    security(("partner" = []), ("portal" = [])),
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many at most, default 10"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the reply before"),
    ),
    responses((status = 200, description = "Some sessions", body = ActivitiesView<'static>)),
)]
pub(crate) async fn activities(
    caller: PartnerAccount<PracticeRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let ask = activities_ask(request.query_string())?;
    let partner = caller.id();
    let found = blocking(move || api.practice.read.activities(partner, ask)).await?;
    plain(&ActivitiesView::of(&found, ask.limit))
}

/// Finished sessions by day, in the partner's time zone.
#[utoipa::path(
    get, path = "/api/v1/dashboard/practice", operation_id = "get_practice_days", tag = "Candidates",
    security(("partner" = []), ("portal" = [])),
    params(
        ("from" = Option<String>, Query, description = "The first day; thirty days unless given", example = "2026-10-24"),
        ("to" = Option<String>, Query, description = "The last day, today unless given; at most 366 in all", example = "2026-11-22"),
    ),
    responses((status = 200, description = "Every day", body = Guided<PlotView>)),
)]
pub(crate) async fn practice_days(
    caller: PartnerAccount<PracticeRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let (from, to) = days_ask(request.query_string())?;
    let partner = caller.id();
    let plot = blocking(move || api.practice.read.by_day(partner, from, to)).await?;
    guided("Practice fetched successfully", PlotView::of(&plot))
}

impl From<DaysError> for Refusal {
    fn from(error: DaysError) -> Self {
        match error {
            DaysError::NoRange => Self::parameter("from"),
            DaysError::Port(failure) => failure.into(),
        }
    }
}
