//! The outermost layer: names every request, writes every refusal, sets the
//! headers all replies share, and leaves one log line and its counts behind.
//! One layer rather than several, because the dedupe check passes through it.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, HeaderMap, HeaderValue, REFERRER_POLICY, SET_COOKIE, WWW_AUTHENTICATE,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, web};

use crate::Api;
use crate::auth::CallingPartner;
use crate::dashboard::is_dashboard;
use crate::error::{Code, Refusal};
use crate::error_reply::{BEARER, ErrorForm, error_reply};
use crate::limits::{CountedCall, write_headers};
use crate::meter::{MatchedRoute, Meter, UNMATCHED};
use crate::reply::ReplyCode;
use crate::request_id::{X_REQUEST_ID, request_id};
use crate::usage_book::{AnsweredCall, RouteNumbers, UsagePage};

/// The layer, as a function.
pub(crate) async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let id = match request.app_data::<web::Data<Api>>() {
        Some(api) => request_id(request.headers(), api.entropy.as_ref()),
        None => HeaderValue::from_static("unnamed"),
    };
    request.extensions_mut().insert(RequestName(id.clone()));
    let reply = next.call(request).await?.map_into_boxed_body();
    let mut reply = write_refusal(reply);
    write_headers(&mut reply);
    record(&reply, id.to_str().unwrap_or_default(), started);
    let headers = reply.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    headers.insert(X_REQUEST_ID.clone(), id);
    Ok(reply)
}

/// The request's id, for whoever writes a refusal.
#[derive(Clone)]
struct RequestName(HeaderValue);

/// The reply with its refusal, if it is one, written out.
pub(crate) fn write_refusal(reply: ServiceResponse) -> ServiceResponse {
    let Some(refusal) = refusal_of(&reply) else {
        return reply;
    };
    let name = reply.request().extensions().get::<RequestName>().cloned();
    let id = name.as_ref().and_then(|name| name.0.to_str().ok());
    let id = id.unwrap_or_default();
    if let Some(cause) = &refusal.cause {
        let code = refusal.code.number();
        tracing::error!(request_id = id, code, cause, "a request failed");
    }
    let form = reply.request().app_data::<ErrorForm>().copied();
    let mut written = error_reply(&refusal, id, form.unwrap_or_default());
    let code = ReplyCode(refusal.code.number());
    written.extensions_mut().insert(code);
    // A refusal may take a cookie away.
    for cookie in reply.headers().get_all(SET_COOKIE) {
        written.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    if is_dashboard(reply.request()).unwrap_or(false) {
        keep_browser_quiet(written.headers_mut());
    }
    reply.into_response(written)
}

/// A browser that is told of Basic asks for a name and a password by itself, in a window
/// of its own. The dashboard has a form for that.
fn keep_browser_quiet(headers: &mut HeaderMap) {
    if headers.contains_key(WWW_AUTHENTICATE) {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(BEARER));
    }
}

/// Why the request was refused; the framework's own refusals go by their status.
fn refusal_of(reply: &ServiceResponse) -> Option<Refusal> {
    let error = reply.response().error()?;
    if let Some(refusal) = error.as_error::<Refusal>() {
        return Some(refusal.clone());
    }
    let status = reply.status();
    let code = Code::ALL
        .iter()
        .copied()
        .find(|code| code.status() == status && *code != Code::LeadNotFound);
    Some(match code {
        Some(code) if status.is_client_error() => code.into(),
        _ => Refusal::caused(Code::Internal, error),
    })
}

/// The pattern of a page, which is no route of the table. Never the path itself: there
/// are as many as there are leads.
fn pattern(request: &HttpRequest) -> Arc<str> {
    request
        .match_pattern()
        .map_or_else(|| Arc::from(UNMATCHED), Arc::from)
}

fn record(reply: &ServiceResponse, id: &str, started: Instant) {
    let request = reply.request();
    let code = reply
        .response()
        .extensions()
        .get::<ReplyCode>()
        .map_or(0, |code| code.0);
    let took = started.elapsed();
    let route = request
        .app_data::<MatchedRoute>()
        .map_or_else(|| pattern(request), |route| Arc::clone(&route.0));
    let status = reply.status();
    if let Some(meter) = request.app_data::<Rc<Meter>>() {
        meter.answered(&route, request.method(), status, took);
    }
    let caller = request.extensions().get::<CallingPartner>().copied();
    if let Some(caller) = caller {
        let outcome = if code == 0 { status.as_u16() } else { code };
        count(request, caller, outcome, started + took);
    }
    tracing::info!(
        target: "api::access",
        method = request.method().as_str(),
        route = &*route,
        status = status.as_u16(),
        code,
        latency_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        request_id = id,
        partner_id = caller.map(|caller| caller.0),
        "answered"
    );
}

/// Counts the call of a partner, where it matched a route.
fn count(request: &HttpRequest, caller: CallingPartner, outcome: u16, at: Instant) {
    let number = request.app_data::<RouteNumbers>();
    let number = number.and_then(|numbers| numbers.of(request.method()));
    if let (Some(page), Some(route)) = (request.app_data::<Rc<UsagePage>>(), number) {
        let call = AnsweredCall {
            partner: caller.0,
            route,
            outcome,
            counted: request.extensions().contains::<CountedCall>(),
        };
        page.count(call, at);
    }
}
