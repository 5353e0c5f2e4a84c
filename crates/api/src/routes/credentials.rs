//! A partner's own client secret (contract `partner-api.md`, "Lists": "Own credentials").

use std::sync::Arc;

use accounts::RotateError;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::Api;
use crate::auth::{Authorized, CredentialsRotate};
use crate::blocking::blocking;
use crate::body;
use crate::error::{Code, Refusal};
use crate::reply::{Envelope, success};
use crate::sealed::received;
use crate::views::{RotateBody, RotatedView};

/// Gives the caller a new client secret, shown this once. The secret before counts for the
/// overlap more; one before that ends at once. Logins go on.
#[utoipa::path(
    post, path = "/api/v1/partner/credentials/rotate", tag = "Session",
    security(("partner" = [])),
    request_body = RotateBody,
    responses((status = 200, description = "The new secret", body = Envelope<RotatedView>)),
)]
pub(crate) async fn rotate_credentials(
    caller: Authorized<CredentialsRotate>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let sent = received(&caller, &request, payload, body::SMALL).await?;
    sent.spend(&request, caller.sender.id).await?;
    let overlap = RotateBody::read(&sent.bytes)?.overlap_hours;
    let partner = Arc::clone(&caller.session.partner);
    let work = blocking(move || {
        let rotated = api.credentials.rotate(&partner, overlap);
        // Gone since its token was looked at.
        rotated.map_err(|error| match error {
            RotateError::Unknown => Code::PartnerInactive.into(),
            other => Refusal::from(other),
        })
    });
    let rotated = work.await?;
    success(RotatedView::of(&rotated))
}
