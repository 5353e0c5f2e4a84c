//! Successful replies: the envelope, and the code that goes into the log.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use serde::Serialize;

use crate::error::{Code, Refusal};

/// The `code` of a plain success.
pub(crate) const SUCCESS: u16 = 2000;

/// A success.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Envelope<T> {
    /// Always true.
    #[schema(example = true)]
    status: bool,
    /// Always 2000.
    #[schema(example = 2000)]
    code: u16,
    /// Always `Success`.
    #[schema(example = "Success")]
    message: &'static str,
    /// What was asked for.
    data: T,
}

/// A success that has nothing to add.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Done)]
pub(crate) struct Done {
    /// Always true.
    #[schema(example = true)]
    status: bool,
    /// Always 2000.
    #[schema(example = 2000)]
    code: u16,
    /// Always `Success`.
    #[schema(example = "Success")]
    message: &'static str,
}

/// The reply's `code`, for the access log.
#[derive(Clone, Copy)]
pub(crate) struct ReplyCode(pub(crate) u16);

/// `data` in its envelope.
pub(crate) fn success<T: Serialize>(data: T) -> Result<HttpResponse, Refusal> {
    plain(&Envelope {
        status: true,
        code: SUCCESS,
        message: "Success",
        data,
    })
}

/// `data`, which came into being, in its envelope: 201.
pub(crate) fn created<T: Serialize>(data: T) -> Result<HttpResponse, Refusal> {
    let mut reply = success(data)?;
    *reply.status_mut() = StatusCode::CREATED;
    Ok(reply)
}

/// `data` about something that is under way, in its envelope: 202.
pub(crate) fn accepted<T: Serialize>(data: T) -> Result<HttpResponse, Refusal> {
    let mut reply = success(data)?;
    *reply.status_mut() = StatusCode::ACCEPTED;
    Ok(reply)
}

/// The envelope without data.
pub(crate) fn done() -> Result<HttpResponse, Refusal> {
    plain(&Done {
        status: true,
        code: SUCCESS,
        message: "Success",
    })
}

/// A success on `/api/partners` (contract `onboarding.md`).
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Worded<T> {
    /// Always true.
    #[schema(example = true)]
    success: bool,
    /// What was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    message: Option<&'static str>,
    /// What was asked for.
    data: T,
}

/// `data` in the envelope of `/api/partners`, with what was done if anything was.
pub(crate) fn worded<T: Serialize>(
    message: Option<&'static str>,
    data: T,
) -> Result<HttpResponse, Refusal> {
    plain(&Worded {
        success: true,
        message,
        data,
    })
}

/// As [`worded`], of something that came into being: 201.
pub(crate) fn worded_created<T: Serialize>(
    message: &'static str,
    data: T,
) -> Result<HttpResponse, Refusal> {
    let mut reply = worded(Some(message), data)?;
    *reply.status_mut() = StatusCode::CREATED;
    Ok(reply)
}

/// A success of `/api/v1/auth` (the candidates' guide).
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Guided<T> {
    /// Always `success`.
    #[schema(example = "success")]
    status: &'static str,
    /// What was done.
    message: &'static str,
    /// What was asked for; empty where nothing was.
    data: T,
}

/// Nothing to tell.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Nothing {}

/// `data` in the guide's envelope.
pub(crate) fn guided<T: Serialize>(
    message: &'static str,
    data: T,
) -> Result<HttpResponse, Refusal> {
    plain(&Guided {
        status: "success",
        message,
        data,
    })
}

/// As [`guided`], of something that came into being: 201.
pub(crate) fn guided_created<T: Serialize>(
    message: &'static str,
    data: T,
) -> Result<HttpResponse, Refusal> {
    let mut reply = guided(message, data)?;
    *reply.status_mut() = StatusCode::CREATED;
    Ok(reply)
}

/// `body` without an envelope.
pub(crate) fn plain<T: Serialize>(body: &T) -> Result<HttpResponse, Refusal> {
    let body = serde_json::to_vec(body).map_err(|error| Refusal::caused(Code::Internal, &error))?;
    Ok(json_bytes(SUCCESS, body))
}

/// A JSON body that is already written, whose code is `code`.
pub(crate) fn json_bytes(code: u16, body: Vec<u8>) -> HttpResponse {
    let mut reply = HttpResponse::Ok()
        .content_type(ContentType::json())
        .body(body);
    reply.extensions_mut().insert(ReplyCode(code));
    reply
}
