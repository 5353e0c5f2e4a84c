//! What a partner was told (contract `onboarding.md`, "Around it": "log with replay").

use actix_web::{HttpRequest, HttpResponse, web};
use kernel::{Actor, DeliveryUuid};
use webhooks::Whose;

use crate::Api;
use crate::auth::{Authorized, WebhooksManage};
use crate::blocking::blocking;
use crate::error::{Code, Refusal};
use crate::query::identity;
use crate::reply::{Envelope, accepted, success};
use crate::views::{
    DeliveryDetailView, DeliveryListView, DeliveryStateWord, EventKindWord, StartedView,
};
use crate::webhook_desk::own_delivery_query;

/// The caller's deliveries, the newest first: one for each event and endpoint, and for each
/// replay and test.
#[utoipa::path(
    get, path = "/api/v1/partner/webhook-deliveries", operation_id = "list_webhook_deliveries", tag = "Webhooks",
    security(("partner" = [])),
    params(
        ("endpoint" = Option<String>, Query, description = "To this endpoint, by its id", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11"),
        ("state" = inline(Option<DeliveryStateWord>), Query, description = "In this state"),
        ("event" = inline(Option<EventKindWord>), Query, description = "Of this type of event"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the reply before"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Deliveries at a time, default 50"),
    ),
    responses((status = 200, description = "Some deliveries", body = Envelope<DeliveryListView>)),
)]
pub(crate) async fn deliveries(
    caller: Authorized<WebhooksManage>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let query = own_delivery_query(request.query_string(), caller.session.partner.id)?;
    let page = blocking(move || api.webhooks.read.page(&query)).await?;
    success(DeliveryListView::of(&page))
}

/// One of the caller's deliveries: what was sent, and every attempt.
#[utoipa::path(
    get, path = "/api/v1/partner/webhook-deliveries/{deliveryId}", operation_id = "get_webhook_delivery", tag = "Webhooks",
    security(("partner" = [])),
    params(("deliveryId" = String, Path, description = "The delivery's id", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    responses((status = 200, description = "The delivery", body = Envelope<DeliveryDetailView<'static>>)),
)]
pub(crate) async fn delivery(
    caller: Authorized<WebhooksManage>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let delivery = delivery_of(&id)?;
    let whose = Whose::Partner(caller.session.partner.id);
    let found = blocking(move || api.webhooks.read.find(whose, delivery)).await?;
    let found = found.ok_or(Code::DeliveryNotFound)?;
    success(DeliveryDetailView::of(&found)?)
}

/// Delivers the event of a delivery to the same endpoint again, with the same `webhook-id`.
/// Follow the new delivery by its id: if the event waits for the endpoint already, it is the
/// delivery that waits. An endpoint that is not active is 4092 (`not_active`).
#[utoipa::path(
    post, path = "/api/v1/partner/webhook-deliveries/{deliveryId}/replay", operation_id = "replay_webhook_delivery", tag = "Webhooks",
    security(("partner" = [])),
    params(("deliveryId" = String, Path, description = "The delivery's id", example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
    responses((status = 202, description = "It is on its way", body = Envelope<StartedView>)),
)]
pub(crate) async fn replay_delivery(
    caller: Authorized<WebhooksManage>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let delivery = delivery_of(&id)?;
    let partner = caller.session.partner.id;
    let work = blocking(move || {
        let manage = &api.webhooks.manage;
        let replayed = manage.replay(partner, delivery, Actor::Partner(partner));
        replayed.map_err(|error| Refusal::replaying(error, Code::DeliveryNotFound))
    });
    let delivery_id = work.await?.to_string();
    accepted(StartedView { delivery_id })
}

/// The delivery `{deliveryId}`.
pub(super) fn delivery_of(segment: &str) -> Result<DeliveryUuid, Refusal> {
    identity("deliveryId", segment).map(DeliveryUuid::new)
}
