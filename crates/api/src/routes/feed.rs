//! The lender's systems report users and loans (contract `lender-feed.md`).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use lender::{FeedAnswer, FeedResult, RawMessage};

use crate::Api;
use crate::auth::{Feed, ServiceAuthorized};
use crate::batch;
use crate::blocking::blocking;
use crate::body;
use crate::error::{Code, Refusal};
use crate::feed_body::{contradicts, lines, loan, user};
use crate::json::Object;
use crate::query::digits;
use crate::reply::{ReplyCode, SUCCESS};
use crate::views::{AnswerView, LoanMessage, UserMessage};

/// A user's whole state.
#[utoipa::path(
    put, path = "/api/v1/internal/users/{id}", tag = "Lender",
    security(("service" = [])),
    params(("id" = i64, Path, description = "The lender's id of the user", minimum = 1)),
    request_body = UserMessage,
    responses(
        (status = 200, description = "applied, unchanged or stale", body = AnswerView<'static>),
        (status = 422, description = "refused, with a reason per field", body = AnswerView<'static>),
    ),
)]
pub(crate) async fn put_user(
    _caller: ServiceAuthorized<Feed>,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    put(&id, &request, payload, api, user).await
}

/// A loan application's whole state.
#[utoipa::path(
    put, path = "/api/v1/internal/loan-applications/{id}", tag = "Lender",
    security(("service" = [])),
    params(("id" = i64, Path, description = "The lender's id of the application", minimum = 1)),
    request_body = LoanMessage,
    responses(
        (status = 200, description = "applied, unchanged or stale", body = AnswerView<'static>),
        (status = 422, description = "refused, with a reason per field", body = AnswerView<'static>),
    ),
)]
pub(crate) async fn put_loan_application(
    _caller: ServiceAuthorized<Feed>,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    put(&id, &request, payload, api, loan).await
}

/// Up to 10 000 messages, one on a line, each `{"type": "user"|"loan", "id", ..}`
/// with the fields of the single messages. Good lines are kept, whatever becomes
/// of the others; blank lines are skipped.
#[utoipa::path(
    post, path = "/api/v1/internal/events", operation_id = "post_events", tag = "Lender",
    security(("service" = [])),
    request_body(content = String, content_type = "application/x-ndjson", description = "NDJSON, at most 16 MiB"),
    responses((status = 200, description = "One result per line, in order, each as the single messages' result",
        content_type = "application/x-ndjson", body = String,
        example = json!("{\"id\":1,\"result\":\"applied\",\"errors\":[]}\n"))),
)]
pub(crate) async fn events(
    _caller: ServiceAuthorized<Feed>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let body = body::typed(&request, payload, body::LINES, body::BATCH).await?;
    let answers = batch::receive(&api, lines(&body)?).await?;
    let mut reply = HttpResponse::Ok()
        .content_type("application/x-ndjson")
        .body(batch::write(&answers)?);
    reply.extensions_mut().insert(ReplyCode(SUCCESS));
    Ok(reply)
}

async fn put(
    id: &str,
    request: &HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
    read: fn(&Object<'_>, Option<i64>) -> RawMessage,
) -> Result<HttpResponse, Refusal> {
    let id: i64 = digits(id)
        .and_then(|id| id.parse().ok())
        .filter(|id| *id > 0)
        .ok_or_else(|| Refusal::parameter("id"))?;
    let body = body::typed(request, payload, body::JSON, body::SMALL).await?;
    let object = body::object(&body)?;
    if contradicts(&object, id) {
        return reply(&batch::refused(Some(id), "id", "is not the path's"));
    }
    let message = read(&object, Some(id));
    let answer = blocking(move || {
        let nothing = || Refusal::caused(Code::Internal, &"a message got no answer");
        let answer = api.feed.execute(&[message]).pop().ok_or_else(nothing)?;
        answer.map_err(Refusal::from)
    });
    reply(&answer.await?)
}

fn reply(answer: &FeedAnswer) -> Result<HttpResponse, Refusal> {
    let body = serde_json::to_vec(&AnswerView::of(answer))
        .map_err(|error| Refusal::caused(Code::Internal, &error))?;
    let status = match answer.result {
        FeedResult::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        FeedResult::Applied | FeedResult::Unchanged | FeedResult::Stale => StatusCode::OK,
    };
    let mut reply = HttpResponseBuilder::new(status)
        .content_type("application/json")
        .body(body);
    reply.extensions_mut().insert(ReplyCode(SUCCESS));
    Ok(reply)
}
