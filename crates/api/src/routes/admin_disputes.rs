//! Partners' disputes, by the lender's staff.

use actix_web::{HttpRequest, HttpResponse, web};
use kernel::DisputeId;
use payouts::DisputeText;

use crate::Api;
use crate::blocking::blocking;
use crate::error::Refusal;
use crate::list_query::place;
use crate::query::{Parameters, key};
use crate::reply::{Envelope, success};
use crate::staff_auth::{DisputesWrite, StaffAuthorized, StatementsRead};
use crate::strict_body::{StrictBody, small_json};
use crate::views::{AnswerBody, DisputePage, OpenedDisputeView, Paging};

/// All partners' disputes, open ones first, newest first, a page at a time.
#[utoipa::path(
    get, path = "/api/v1/admin/disputes", operation_id = "list_disputes", tag = "Staff",
    security(("staff" = [])),
    params(
        ("page" = Option<u32>, Query, minimum = 1, description = "Page number, default 1"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "Rows on a page, default 50"),
    ),
    responses((status = 200, description = "A page", body = Envelope<DisputePage<'static>>)),
)]
pub(crate) async fn disputes(
    _caller: StaffAuthorized<StatementsRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let parameters = Parameters::parse(request.query_string(), &["page", "limit"])?;
    let (page, size) = place(&parameters)?;
    let (disputes, total) = blocking(move || api.payout_runs.disputes(page, size)).await?;
    success(DisputePage::of(&disputes, Paging::of(page, size, total)))
}

/// Answers an open dispute. Upholding it moves no money: the correction comes with
/// the lender's feed.
#[utoipa::path(
    post, path = "/api/v1/admin/disputes/{disputeId}/answer", tag = "Staff",
    security(("staff" = [])),
    params(("disputeId" = i64, Path, description = "The dispute's id", example = 2)),
    request_body = AnswerBody,
    responses((status = 200, description = "The dispute, answered", body = Envelope<OpenedDisputeView<'static>>)),
)]
pub(crate) async fn answer_dispute(
    caller: StaffAuthorized<DisputesWrite>,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let dispute = DisputeId::new(key("disputeId", &id)?);
    let bytes = small_json(&request, payload).await?;
    let mut body = StrictBody::parse(&bytes, &["upheld", "answer"])?;
    let (upheld, answer) = (body.flag("upheld"), body.text("answer", DisputeText::parse));
    let (upheld, answer) = body.accept(upheld.zip(answer))?;
    let work = blocking(move || {
        let by = caller.staff;
        api.payout_runs.answer(dispute, upheld, &answer, by)
    });
    success(OpenedDisputeView::of(&work.await?))
}
