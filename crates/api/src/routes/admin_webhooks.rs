//! All partners' webhooks, by the lender's staff.

use actix_web::{HttpRequest, HttpResponse, web};
use kernel::{Actor, EndpointUuid, PartnerUuid};
use webhooks::{EndpointQuery, SupervisedEndpoint, Whose};

use super::webhook_deliveries::delivery_of;
use super::webhooks::endpoint_of;
use crate::Api;
use crate::blocking::{blocking, blocking_at_length};
use crate::cursor;
use crate::error::{Code, Refusal};
use crate::reply::{Envelope, accepted, success};
use crate::staff_auth::{StaffAuthorized, WebhooksRead, WebhooksWrite};
use crate::strict_body::small_json;
use crate::views::{
    DeliveryStateWord, EndpointStatusWord, EndpointSwitchBody, EventKindWord, ReplayBody,
    ReplayedView, StartedView, SupervisedDeliveryListView, SupervisedDetailView,
    SupervisedListView, SupervisedView,
};
use crate::webhook_desk::{endpoint_query, read_replay, read_switch, staff_delivery_query};

/// Webhook endpoints of all partners, the newest first. Of addresses only the host is shown.
#[utoipa::path(
    get, path = "/api/v1/admin/webhooks", operation_id = "list_all_webhooks", tag = "Staff",
    security(("staff" = [])),
    params(
        ("partner" = Option<String>, Query, description = "Of this partner, by its id", example = "0d9e5f0a-6b1f-4a3e-8f5e-2f6f6a0c9b1d"),
        ("status" = inline(Option<EndpointStatusWord>), Query, description = "In this status"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the reply before"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Endpoints at a time, default 50"),
    ),
    responses((status = 200, description = "Some endpoints", body = Envelope<SupervisedListView>)),
)]
pub(crate) async fn all_endpoints(
    _caller: StaffAuthorized<WebhooksRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let query = endpoint_query(request.query_string())?;
    let (endpoints, next) = blocking(move || api.webhooks.oversee.page(&query)).await?;
    success(SupervisedListView {
        endpoints: endpoints.iter().map(SupervisedView::of).collect(),
        next_cursor: next.map(cursor::write_endpoint),
    })
}

/// Switches a webhook endpoint on or off. `active` also ends a pause.
#[utoipa::path(
    patch, path = "/api/v1/admin/webhooks/{endpointId}", operation_id = "switch_webhook", tag = "Staff",
    security(("staff" = [])),
    params(("endpointId" = String, Path, description = "The endpoint's id", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    request_body = EndpointSwitchBody,
    responses((status = 200, description = "The endpoint", body = Envelope<SupervisedView>)),
)]
pub(crate) async fn switch_endpoint(
    caller: StaffAuthorized<WebhooksWrite>,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let endpoint = endpoint_of(&id)?;
    let bytes = small_json(&request, payload).await?;
    let to = read_switch(&bytes)?;
    let work = blocking(move || {
        let oversee = &api.webhooks.oversee;
        let switched = oversee.switch(endpoint, to, Actor::Staff(caller.staff))?;
        let partner = switched.map(|open| open.endpoint.partner_uuid);
        match partner {
            Some(partner) => one(&api, partner, endpoint),
            None => Err(Code::EndpointNotFound.into()),
        }
    });
    success(SupervisedView::of(&work.await?))
}

/// Delivers every event since a time to a webhook endpoint again, as its partner could.
#[utoipa::path(
    post, path = "/api/v1/admin/webhooks/{endpointId}/replay", operation_id = "replay_webhooks_by_staff", tag = "Staff",
    security(("staff" = [])),
    params(("endpointId" = String, Path, description = "The endpoint's id", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    request_body = ReplayBody,
    responses((status = 202, description = "They are on their way", body = Envelope<ReplayedView>)),
)]
pub(crate) async fn replay_endpoint_by_staff(
    caller: StaffAuthorized<WebhooksWrite>,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let endpoint = endpoint_of(&id)?;
    let bytes = small_json(&request, payload).await?;
    let replay = read_replay(&bytes, endpoint, api.webhooks.oversee.clock.now())?;
    let work = blocking_at_length(move || {
        let oversee = &api.webhooks.oversee;
        let replayed = oversee.replay_since(replay, Actor::Staff(caller.staff));
        replayed.map_err(|error| Refusal::replaying(error, Code::EndpointNotFound))
    });
    let replayed = work.await?;
    accepted(ReplayedView { replayed })
}

/// Deliveries of all partners, the newest first.
#[utoipa::path(
    get, path = "/api/v1/admin/webhook-deliveries", operation_id = "list_all_webhook_deliveries", tag = "Staff",
    security(("staff" = [])),
    params(
        ("partner" = Option<String>, Query, description = "Of this partner, by its id", example = "0d9e5f0a-6b1f-4a3e-8f5e-2f6f6a0c9b1d"),
        ("endpoint" = Option<String>, Query, description = "To this endpoint, by its id", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11"),
        ("state" = inline(Option<DeliveryStateWord>), Query, description = "In this state"),
        ("event" = inline(Option<EventKindWord>), Query, description = "Of this type of event"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the reply before"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Deliveries at a time, default 50"),
    ),
    responses((status = 200, description = "Some deliveries", body = Envelope<SupervisedDeliveryListView>)),
)]
pub(crate) async fn all_deliveries(
    _caller: StaffAuthorized<WebhooksRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let query = staff_delivery_query(request.query_string())?;
    let page = blocking(move || api.webhooks.read.page(&query)).await?;
    success(SupervisedDeliveryListView::of(&page))
}

/// A delivery: what was sent, and every attempt.
#[utoipa::path(
    get, path = "/api/v1/admin/webhook-deliveries/{deliveryId}", operation_id = "get_any_webhook_delivery", tag = "Staff",
    security(("staff" = [])),
    params(("deliveryId" = String, Path, description = "The delivery's id", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    responses((status = 200, description = "The delivery", body = Envelope<SupervisedDetailView<'static>>)),
)]
pub(crate) async fn any_delivery(
    _caller: StaffAuthorized<WebhooksRead>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let delivery = delivery_of(&id)?;
    let found = blocking(move || api.webhooks.read.find(Whose::Everybody, delivery)).await?;
    let found = found.ok_or(Code::DeliveryNotFound)?;
    success(SupervisedDetailView::of(&found)?)
}

/// Delivers the event of a delivery to the same endpoint again, as its partner could.
#[utoipa::path(
    post, path = "/api/v1/admin/webhook-deliveries/{deliveryId}/replay", operation_id = "replay_webhook_delivery_by_staff", tag = "Staff",
    security(("staff" = [])),
    params(("deliveryId" = String, Path, description = "The delivery's id", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    responses((status = 202, description = "It is on its way", body = Envelope<StartedView>)),
)]
pub(crate) async fn replay_any_delivery(
    caller: StaffAuthorized<WebhooksWrite>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let delivery = delivery_of(&id)?;
    let work = blocking(move || {
        let oversee = &api.webhooks.oversee;
        let replayed = oversee.replay(delivery, Actor::Staff(caller.staff));
        replayed.map_err(|error| Refusal::replaying(error, Code::DeliveryNotFound))
    });
    let delivery_id = work.await?.to_string();
    accepted(StartedView { delivery_id })
}

/// The partner's endpoint with the partner's name; partners have few.
fn one(
    api: &Api,
    partner: PartnerUuid,
    endpoint: EndpointUuid,
) -> Result<SupervisedEndpoint, Refusal> {
    let query = EndpointQuery {
        partner: Some(partner),
        limit: 100,
        ..EndpointQuery::default()
    };
    let (endpoints, _) = api.webhooks.oversee.page(&query)?;
    let mut endpoints = endpoints.into_iter();
    let found = endpoints.find(|one| one.endpoint.endpoint.uuid == endpoint);
    found.ok_or_else(|| Code::EndpointNotFound.into())
}
