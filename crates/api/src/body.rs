//! Request bodies: what kind, how large, how long they may take.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt as _;

use crate::error::{Code, Refusal};
use crate::json::{JsonError, Object};

/// The most a lead, a login or one message of the feed may be, in bytes.
pub(crate) const SMALL: Limit = Limit {
    bytes: 64 * 1024,
    patience: Duration::from_secs(10),
};

/// The most an envelope may be (contract `envelope.md`), before any RSA.
pub(crate) const ENVELOPE: Limit = Limit {
    bytes: 256 * 1024,
    patience: Duration::from_secs(10),
};

/// The most a batch of the feed may be.
pub(crate) const BATCH: Limit = Limit {
    bytes: 16 * 1024 * 1024,
    patience: Duration::from_mins(1),
};

/// How much a body may be and how long its sender may take.
#[derive(Clone, Copy)]
pub(crate) struct Limit {
    bytes: usize,
    patience: Duration,
}

impl Limit {
    /// The most bytes.
    pub(crate) const fn bytes(self) -> usize {
        self.bytes
    }

    /// Refuses a body of `length` bytes if that is too long.
    pub(crate) fn holds(self, length: usize) -> Result<(), Refusal> {
        within(length, self.bytes)
    }
}

/// The types a JSON body may have.
pub(crate) const JSON: &[&str] = &["application/json"];

/// The types a batch of lines may have.
pub(crate) const LINES: &[&str] = &[
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/json",
];

/// The body of a request, of one of `types`.
pub(crate) async fn typed(
    request: &HttpRequest,
    payload: Payload,
    types: &[&str],
    limit: Limit,
) -> Result<Bytes, Refusal> {
    if !has_type(request.headers(), types) {
        return Err(Code::UnsupportedMediaType.into());
    }
    any(request, payload, limit).await
}

/// The body of a request, whatever its type; never compressed.
pub(crate) async fn any(
    request: &HttpRequest,
    payload: Payload,
    limit: Limit,
) -> Result<Bytes, Refusal> {
    if request.headers().contains_key(CONTENT_ENCODING) {
        return Err(Code::UnsupportedMediaType.into());
    }
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| usize::try_from(length).map_or(true, |l| l > limit.bytes)) {
        return Err(Code::BodyTooLarge.into());
    }
    tokio::time::timeout(limit.patience, collect(payload, limit.bytes))
        .await
        .unwrap_or_else(|_| Err(Refusal::body("body")))
}

/// Whether the request says it has a body of one of `types`; parameters such as
/// `charset` do not matter.
pub(crate) fn has_type(headers: &HeaderMap, types: &[&str]) -> bool {
    let Some(given) = headers.get(CONTENT_TYPE).and_then(|t| t.to_str().ok()) else {
        return false;
    };
    let essence = given.split(';').next().unwrap_or_default().trim();
    types
        .iter()
        .any(|wanted| essence.eq_ignore_ascii_case(wanted))
}

async fn collect(mut payload: Payload, most: usize) -> Result<Bytes, Refusal> {
    // A body that came in one piece, as small ones do, is not copied.
    let first = next(&mut payload).await?.unwrap_or_default();
    within(first.len(), most)?;
    let Some(second) = next(&mut payload).await? else {
        return Ok(first);
    };
    let mut body = BytesMut::from(first.as_ref());
    let mut piece = Some(second);
    while let Some(bytes) = piece {
        within(body.len().saturating_add(bytes.len()), most)?;
        body.extend_from_slice(&bytes);
        piece = next(&mut payload).await?;
    }
    Ok(body.freeze())
}

async fn next(payload: &mut Payload) -> Result<Option<Bytes>, Refusal> {
    // A sender that breaks off mid-body sent no JSON object.
    payload
        .next()
        .await
        .transpose()
        .map_err(|_| Refusal::body("body"))
}

fn within(length: usize, most: usize) -> Result<(), Refusal> {
    if length > most {
        return Err(Code::BodyTooLarge.into());
    }
    Ok(())
}

/// The one object a body must be.
pub(crate) fn object(body: &[u8]) -> Result<Object<'_>, Refusal> {
    Object::parse(body).map_err(|error| match error {
        JsonError::NotAnObject => Refusal::body("body"),
        JsonError::DuplicateKey(key) => Refusal::body(&key),
    })
}
