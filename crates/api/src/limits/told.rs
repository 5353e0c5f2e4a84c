//! What the caller is told of its limits, in the form of
//! draft-ietf-httpapi-ratelimit-headers-06.

use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::{HttpMessage as _, HttpRequest};
use usage::Decision;

static LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
static REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
static RESET: HeaderName = HeaderName::from_static("ratelimit-reset");
static POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// What was decided about a request so far; kept with it.
struct Told {
    decision: Decision,
    /// Every limit it was judged by.
    policy: HeaderValue,
}

/// Notes a decision. Of several the tightest is told, with the policy that came last.
pub(super) fn tell(request: &HttpRequest, decision: Decision, policy: HeaderValue) {
    let mut extensions = request.extensions_mut();
    if let Some(told) = extensions.get_mut::<Told>() {
        told.decision = decision.or_tighter(told.decision);
        told.policy = policy;
        return;
    }
    extensions.insert(Told { decision, policy });
}

/// Writes what was decided about its request into `reply`.
pub(crate) fn write_headers(reply: &mut ServiceResponse) {
    let Some(Told { decision, policy }) = reply.request().extensions_mut().remove() else {
        return;
    };
    let refused = !decision.allowed && reply.status() == StatusCode::TOO_MANY_REQUESTS;
    let headers = reply.headers_mut();
    headers.insert(LIMIT.clone(), decision.limit.into());
    headers.insert(REMAINING.clone(), decision.remaining.into());
    headers.insert(RESET.clone(), decision.reset.into());
    headers.insert(POLICY.clone(), policy);
    if refused {
        headers.insert(RETRY_AFTER, decision.retry_after.max(1).into());
    }
}
