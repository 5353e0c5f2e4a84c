//! What changes among a partner's leads, as it changes.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};

use crate::Api;
use crate::auth::{Authorized, LeadsRead};
use crate::blocking::blocking;
use crate::error::{Code, Refusal};
use crate::live::{body::body, events};
use crate::reply::{ReplyCode, SUCCESS};

/// The caller's leads and totals as they change, as server-sent events: `stats` at once
/// and at most once a second after changes, with the data of `/dashboard/stats`; `lead`
/// with a lead that was shared or changed, as a row of `/dashboard/leads`; `reload` where
/// too much changed to be told one by one. Lists are read after the first event, or what
/// is shared in between is missed. The stream ends with its access token. Events are
/// never encrypted: a partner that must encrypt gets them in its dashboard only (4125).
#[utoipa::path(
    get, path = "/api/v1/partner/dashboard/stream", operation_id = "stream_changes", tag = "Dashboard",
    security(("partner" = [])),
    responses((status = 200, description = "Events until the token runs out, the session or the server ends",
        content_type = "text/event-stream", body = String,
        example = "retry: 2000\n\nevent: stats\ndata: {\"total_leads\":1000}\n\nevent: lead\ndata: {\"id\":1}\n\nevent: reload\ndata: {}\n\n")),
)]
pub(crate) async fn stream(
    caller: Authorized<LeadsRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    if caller.sender.must_encrypt() {
        return Err(Code::EncryptionRequired.into());
    }
    let partner = Arc::clone(&caller.session.partner);
    let entered = blocking(move || {
        let place = api.live.enter(&partner)?;
        // After that, so that nothing falls in between.
        let first = events::opening(&api.read.stats(partner.id)?)?;
        Ok::<_, Refusal>((place, first))
    });
    let (place, first) = entered.await?;
    let mut reply = HttpResponse::Ok()
        .content_type("text/event-stream")
        // Proxies are not to collect what comes (nginx).
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(body(place, request, first));
    reply.extensions_mut().insert(ReplyCode(SUCCESS));
    Ok(reply)
}
