//! A partner's webhook endpoints (contract `onboarding.md`, "Around it": "Webhooks").

use actix_web::{HttpRequest, HttpResponse, web};
use kernel::{Actor, EndpointUuid};

use crate::Api;
use crate::auth::{Authorized, WebhooksManage};
use crate::blocking::{blocking, blocking_at_length};
use crate::body;
use crate::error::{Code, Refusal};
use crate::query::identity;
use crate::reply::{Done, Envelope, accepted, created, done, success};
use crate::sealed::received;
use crate::views::{
    EndpointChangeBody, EndpointListView, EndpointView, NewEndpointBody, ReplayBody, ReplayedView,
    SecretEndpointView, StartedView, WebhookRotationBody,
};
use crate::webhook_desk::{read_draft, read_own_overlap, read_patch, read_replay};

/// The caller's webhook endpoints, and what they can be told of.
#[utoipa::path(
    get, path = "/api/v1/partner/webhooks", operation_id = "list_webhooks", tag = "Webhooks",
    security(("partner" = [])),
    responses((status = 200, description = "The endpoints", body = Envelope<EndpointListView>)),
)]
pub(crate) async fn endpoints(
    caller: Authorized<WebhooksManage>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = caller.session.partner.id;
    let endpoints = blocking(move || api.webhooks.manage.list(partner)).await?;
    success(EndpointListView::of(&endpoints))
}

/// Creates a webhook endpoint: up to 10. Its secret is shown this once; check every webhook
/// with it, as Standard Webhooks (standardwebhooks.com) describe. Events are posted as JSON
/// and count as taken by an answer of 200 to 299 within 15 seconds; otherwise they come
/// again for three days.
#[utoipa::path(
    post, path = "/api/v1/partner/webhooks", operation_id = "create_webhook", tag = "Webhooks",
    security(("partner" = [])),
    request_body = NewEndpointBody,
    responses((status = 201, description = "The endpoint, with its secret", body = Envelope<SecretEndpointView>)),
)]
pub(crate) async fn create_endpoint(
    caller: Authorized<WebhooksManage>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let sent = received(&caller, &request, payload, body::SMALL).await?;
    sent.spend(&request, caller.sender.id).await?;
    let draft = read_draft(&sent.bytes, &api.webhooks.manage)?;
    let partner = caller.session.partner.id;
    let by = Actor::Partner(partner);
    let work = blocking(move || api.webhooks.manage.create(partner, draft, by));
    created(SecretEndpointView::of(&work.await?))
}

/// One of the caller's webhook endpoints.
#[utoipa::path(
    get, path = "/api/v1/partner/webhooks/{endpointId}", operation_id = "get_webhook", tag = "Webhooks",
    security(("partner" = [])),
    params(("endpointId" = String, Path, description = "The endpoint's id", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    responses((status = 200, description = "The endpoint", body = Envelope<EndpointView>)),
)]
pub(crate) async fn endpoint(
    caller: Authorized<WebhooksManage>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let endpoint = endpoint_of(&id)?;
    let partner = caller.session.partner.id;
    let found = blocking(move || api.webhooks.manage.get(partner, endpoint)).await?;
    success(EndpointView::of(&found.ok_or(Code::EndpointNotFound)?))
}

/// Changes a webhook endpoint; what is not named stays. The `webhookUrl` of the onboarding
/// changes with the endpoint that came of it.
#[utoipa::path(
    patch, path = "/api/v1/partner/webhooks/{endpointId}", operation_id = "change_webhook", tag = "Webhooks",
    security(("partner" = [])),
    params(("endpointId" = String, Path, description = "The endpoint's id", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    request_body = EndpointChangeBody,
    responses((status = 200, description = "The endpoint", body = Envelope<EndpointView>)),
)]
pub(crate) async fn change_endpoint(
    caller: Authorized<WebhooksManage>,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let endpoint = endpoint_of(&id)?;
    let sent = received(&caller, &request, payload, body::SMALL).await?;
    sent.spend(&request, caller.sender.id).await?;
    let patch = read_patch(&sent.bytes, &api.webhooks.manage)?;
    let partner = caller.session.partner.id;
    let by = Actor::Partner(partner);
    let work = blocking(move || api.webhooks.manage.change(partner, endpoint, patch, by));
    let changed = work.await?.ok_or(Code::EndpointNotFound)?;
    success(EndpointView::of(&changed))
}

/// Deletes a webhook endpoint; what waits for it is given up. Its deliveries can still be
/// looked at. Another call finds nothing: 4043.
#[utoipa::path(
    delete, path = "/api/v1/partner/webhooks/{endpointId}", operation_id = "delete_webhook", tag = "Webhooks",
    security(("partner" = [])),
    params(("endpointId" = String, Path, description = "The endpoint's id", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    responses((status = 200, description = "It is gone", body = Done)),
)]
pub(crate) async fn delete_endpoint(
    caller: Authorized<WebhooksManage>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let endpoint = endpoint_of(&id)?;
    let partner = caller.session.partner.id;
    let by = Actor::Partner(partner);
    let deleted = blocking(move || api.webhooks.manage.delete(partner, endpoint, by)).await?;
    if !deleted {
        return Err(Code::EndpointNotFound.into());
    }
    done()
}

/// Gives a webhook endpoint a new secret, shown this once. For the overlap webhooks carry two
/// signatures, one by each secret; a secret before the last ends at once. Of two calls at the
/// same time one may be refused with 4092 (`overtaken`).
#[utoipa::path(
    post, path = "/api/v1/partner/webhooks/{endpointId}/rotate-secret", operation_id = "rotate_webhook_secret", tag = "Webhooks",
    security(("partner" = [])),
    params(("endpointId" = String, Path, description = "The endpoint's id", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    request_body = WebhookRotationBody,
    responses((status = 200, description = "The endpoint, with its new secret", body = Envelope<SecretEndpointView>)),
)]
pub(crate) async fn rotate_endpoint_secret(
    caller: Authorized<WebhooksManage>,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let endpoint = endpoint_of(&id)?;
    let sent = received(&caller, &request, payload, body::SMALL).await?;
    sent.spend(&request, caller.sender.id).await?;
    let overlap = read_own_overlap(&sent.bytes)?;
    let partner = caller.session.partner.id;
    let by = Actor::Partner(partner);
    let work = blocking(move || api.webhooks.manage.rotate(partner, endpoint, overlap, by));
    success(SecretEndpointView::of(&work.await?))
}

/// Sends a webhook endpoint the event `webhook.test`, whatever it is told of otherwise, also
/// while it is paused or disabled. Follow the delivery by its id. The body may be empty.
#[utoipa::path(
    post, path = "/api/v1/partner/webhooks/{endpointId}/test", operation_id = "test_webhook", tag = "Webhooks",
    security(("partner" = [])),
    params(("endpointId" = String, Path, description = "The endpoint's id", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    responses((status = 202, description = "It is on its way", body = Envelope<StartedView>)),
)]
pub(crate) async fn test_endpoint(
    caller: Authorized<WebhooksManage>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let endpoint = endpoint_of(&id)?;
    let partner = caller.session.partner.id;
    let by = Actor::Partner(partner);
    let started = blocking(move || api.webhooks.manage.test(partner, endpoint, by)).await?;
    let delivery_id = started.ok_or(Code::EndpointNotFound)?.to_string();
    accepted(StartedView { delivery_id })
}

/// Delivers every event since a time to a webhook endpoint again, that it is told of, the
/// oldest first: 10 000 at most; call again with a later `since` for more. Events that wait
/// for it already are not doubled. One that is not active is 4092 (`not_active`).
#[utoipa::path(
    post, path = "/api/v1/partner/webhooks/{endpointId}/replay", operation_id = "replay_webhooks", tag = "Webhooks",
    security(("partner" = [])),
    params(("endpointId" = String, Path, description = "The endpoint's id", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    request_body = ReplayBody,
    responses((status = 202, description = "They are on their way", body = Envelope<ReplayedView>)),
)]
pub(crate) async fn replay_endpoint(
    caller: Authorized<WebhooksManage>,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let endpoint = endpoint_of(&id)?;
    let sent = received(&caller, &request, payload, body::SMALL).await?;
    sent.spend(&request, caller.sender.id).await?;
    let manage = &api.webhooks.manage;
    let replay = read_replay(&sent.bytes, endpoint, manage.clock.now())?;
    let partner = caller.session.partner.id;
    let work = blocking_at_length(move || {
        let manage = &api.webhooks.manage;
        let replayed = manage.replay_since(partner, replay, Actor::Partner(partner));
        replayed.map_err(|error| Refusal::replaying(error, Code::EndpointNotFound))
    });
    let replayed = work.await?;
    accepted(ReplayedView { replayed })
}

/// The endpoint `{endpointId}`.
pub(super) fn endpoint_of(segment: &str) -> Result<EndpointUuid, Refusal> {
    identity("endpointId", segment).map(EndpointUuid::new)
}
