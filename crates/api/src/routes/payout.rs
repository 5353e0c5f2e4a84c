//! What a lead earns (contract `lender-feed.md`, "Payout").

use actix_web::{HttpResponse, web};
use kernel::LeadId;

use crate::Api;
use crate::auth::{Authorized, PayoutsRead};
use crate::blocking::blocking;
use crate::error::{Code, Refusal};
use crate::query::key;
use crate::reply::{Envelope, success};
use crate::views::PayoutView;

/// A lead's payout, explained: what it is computed from, how many days are left,
/// and every ledger line.
#[utoipa::path(
    get, path = "/api/v1/partner/dashboard/lead/{leadId}/payout", operation_id = "explain_payout", tag = "Payouts",
    security(("partner" = [])),
    params(("leadId" = i64, Path, description = "The lead's id", example = 1)),
    responses((status = 200, description = "The payout", body = Envelope<PayoutView<'static>>)),
)]
pub(crate) async fn lead_payout(
    caller: Authorized<PayoutsRead>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let lead = LeadId::new(key("leadId", &id)?);
    let partner = caller.session.partner.id;
    let found = blocking(move || api.statements.explain(partner, lead)).await?;
    let explained = found.ok_or(Code::LeadNotFound)?;
    success(PayoutView::of(&explained))
}
