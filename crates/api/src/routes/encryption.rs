//! Keys of encrypted traffic (contract `envelope.md`, "Keys").

use actix_web::{HttpRequest, HttpResponse, web};

use crate::Api;
use crate::auth::{Authorized, KeysManage};
use crate::blocking::blocking;
use crate::body;
use crate::error::{Code, Refusal};
use crate::reply::{Envelope, created, success};
use crate::sealed::received;
use crate::strict_body::StrictBody;
use crate::views::{EncryptionView, EnrolBody, EnrolledView, NonceView, PlatformKeysView};

/// The platform's public key: encrypt to it, and check the signatures of answers
/// with it. During a rotation `previous` lists keys that still open.
#[utoipa::path(
    get, path = "/api/v1/partner/encryption/public-key", tag = "Encryption",
    responses((status = 200, description = "The key", body = Envelope<PlatformKeysView>)),
)]
pub(crate) async fn public_key(api: web::Data<Api>) -> Result<HttpResponse, Refusal> {
    let keys = PlatformKeysView::of(api.envelopes.public_keys()).ok_or(Code::NotFound)?;
    success(keys)
}

/// A nonce to sign with the key to be enrolled; good for ten minutes, once.
#[utoipa::path(
    get, path = "/api/v1/partner/encryption/nonce", tag = "Encryption",
    security(("partner" = [])),
    responses((status = 200, description = "The nonce", body = Envelope<NonceView>)),
)]
pub(crate) async fn nonce(
    caller: Authorized<KeysManage>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    success(NonceView::of(&api.enrol.nonce(caller.sender.id)))
}

/// The caller's encryption: its policy, the form it may use, its keys.
#[utoipa::path(
    get, path = "/api/v1/partner/encryption/keys", operation_id = "list_keys", tag = "Encryption",
    security(("partner" = [])),
    responses((status = 200, description = "Keys, newest first, retired ones included", body = Envelope<EncryptionView>)),
)]
pub(crate) async fn keys(
    caller: Authorized<KeysManage>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = caller.sender.id;
    let encryption = blocking(move || api.enrol.encryption(partner)).await?;
    success(EncryptionView::of(&encryption))
}

/// Enrols a key of the caller. Two may be live; a third retires all but the newest
/// of them. A key that is live already stays as it is; a retired one never comes back.
#[utoipa::path(
    post, path = "/api/v1/partner/encryption/keys", operation_id = "enrol_key", tag = "Encryption",
    security(("partner" = [])),
    request_body = EnrolBody,
    responses((status = 201, description = "The key is live", body = Envelope<EnrolledView>)),
)]
pub(crate) async fn enrol_key(
    caller: Authorized<KeysManage>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let sent = received(&caller, &request, payload, body::SMALL).await?;
    sent.spend(&request, caller.sender.id).await?;
    let body = EnrolBody::read(StrictBody::parse(&sent.bytes, EnrolBody::FIELDS)?)?;
    let partner = caller.sender.id;
    let enrolled = blocking(move || {
        let enrol = &api.enrol;
        enrol.by_partner(partner, &body.public_key, &body.nonce, &body.signature)
    });
    created(EnrolledView::of(&enrolled.await?))
}
