//! The practice platform reports sessions (contract `candidates.md`).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use candidates::{FieldFault, ReceiveSessionError, SessionId};

use crate::Api;
use crate::auth::{Feed, ServiceAuthorized};
use crate::blocking::blocking;
use crate::body;
use crate::error::{Code, Refusal};
use crate::practice_desk::{names_another, session};
use crate::reply::plain;
use crate::strict_body::small_json;
use crate::views::{SessionAnswerView, SessionBody};

/// A session's whole state. The same content again changes nothing.
#[utoipa::path(
    put, path = "/api/v1/internal/practice-sessions/{id}", tag = "Lender",
    security(("service" = [])),
    params(("id" = String, Path, description = "The practice platform's id of the session: 1 to 64 of letters, digits and . _ : -", example = "s-1042")),
    request_body = SessionBody,
    responses(
        (status = 200, description = "applied, unchanged or stale", body = SessionAnswerView<'static>),
        (status = 422, description = "refused, with a reason per field", body = SessionAnswerView<'static>),
    ),
)]
pub(crate) async fn put_practice_session(
    _caller: ServiceAuthorized<Feed>,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let id = SessionId::parse(&id).map_err(|_| Refusal::parameter("id"))?;
    let bytes = small_json(&request, payload).await?;
    let object = body::object(&bytes)?;
    if names_another(&object, &id) {
        return refused(&id, &[not_the_paths()]);
    }
    let raw = session(&object, &id);
    let judged = blocking(move || match api.practice.receive.execute(&raw) {
        Ok(outcome) => Ok(Ok(outcome)),
        Err(ReceiveSessionError::Refused(faults)) => Ok(Err(faults)),
        Err(ReceiveSessionError::UnknownCandidate) => Err(Code::CandidateNotFound.into()),
        Err(ReceiveSessionError::Port(failure)) => Err(Refusal::from(failure)),
    });
    match judged.await? {
        Ok(outcome) => plain(&SessionAnswerView::accepted(&id, outcome)),
        Err(faults) => refused(&id, &faults),
    }
}

fn not_the_paths() -> FieldFault {
    FieldFault {
        field: "id",
        reason: "is not the path's".to_owned(),
    }
}

fn refused(id: &SessionId, faults: &[FieldFault]) -> Result<HttpResponse, Refusal> {
    let mut reply = plain(&SessionAnswerView::refused(id, faults))?;
    *reply.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(reply)
}
