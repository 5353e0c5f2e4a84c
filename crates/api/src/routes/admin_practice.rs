//! What partners are paid for practice, by the lender's staff (contract `candidates.md`).

use actix_web::{HttpRequest, HttpResponse, web};
use candidates::RecordPayoutError;
use kernel::PartnerUuid;

use crate::Api;
use crate::blocking::blocking;
use crate::error::{Code, Refusal};
use crate::practice_desk::{payouts_ask, read_practice_payout};
use crate::query::identity;
use crate::reply::{Envelope, created, success};
use crate::staff_auth::{PayoutRunsRead, PayoutRunsWrite, StaffAuthorized};
use crate::strict_body::small_json;
use crate::views::{PracticePayoutBody, PracticePayoutListView, PracticePayoutView};

/// Books what a partner was paid for practice. It is never changed.
#[utoipa::path(
    post, path = "/api/v1/admin/partners/{id}/practice-payouts", operation_id = "record_practice_payout", tag = "Staff",
    security(("staff" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    request_body = PracticePayoutBody,
    responses((status = 201, description = "The payout", body = Envelope<PracticePayoutView>)),
)]
pub(crate) async fn record_practice_payout(
    caller: StaffAuthorized<PayoutRunsWrite>,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = PartnerUuid::new(identity("id", &id)?);
    let (amount, reference) = read_practice_payout(&small_json(&request, payload).await?)?;
    let by = caller.staff;
    let work = blocking(move || api.practice.payouts.execute(partner, amount, reference, by));
    created(PracticePayoutView::of(&work.await?))
}

/// What a partner was paid for practice, the newest first.
#[utoipa::path(
    get, path = "/api/v1/admin/partners/{id}/practice-payouts", operation_id = "list_practice_payouts", tag = "Staff",
    security(("staff" = [])),
    params(
        ("id" = String, Path, description = "The partner's uuid"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many at most, default 50"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the reply before"),
    ),
    responses((status = 200, description = "Some payouts", body = Envelope<PracticePayoutListView>)),
)]
pub(crate) async fn practice_payouts(
    _caller: StaffAuthorized<PayoutRunsRead>,
    id: web::Path<String>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = PartnerUuid::new(identity("id", &id)?);
    let (behind, limit) = payouts_ask(request.query_string())?;
    let found = blocking(move || api.practice.payouts.list(partner, behind, limit)).await?;
    let payouts = found.ok_or(Code::PartnerNotFound)?;
    success(PracticePayoutListView::of(&payouts, limit))
}

impl From<RecordPayoutError> for Refusal {
    fn from(error: RecordPayoutError) -> Self {
        match error {
            RecordPayoutError::UnknownPartner => Code::PartnerNotFound.into(),
            RecordPayoutError::ReferenceTaken => Self::conflict("reference_taken"),
            RecordPayoutError::Port(failure) => failure.into(),
        }
    }
}
