//! For those who run the service (contract `cli-and-config.md`, "Operations").

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use crate::auth::bearer;
use crate::blocking::blocking;
use crate::error::{Code, Detail, Refusal};
use crate::reply::plain;
use crate::{Api, RenderMetrics};

/// How the process is.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Condition {
    /// `ok` or `ready`.
    #[schema(example = "ok")]
    status: &'static str,
}

/// The process lives.
#[utoipa::path(
    get, path = "/healthz", tag = "Operations",
    responses((status = 200, description = "It does", body = Condition)),
)]
pub(crate) async fn healthz() -> Result<HttpResponse, Refusal> {
    plain(&Condition { status: "ok" })
}

/// The process is fit to serve; fails first when it is about to end.
#[utoipa::path(
    get, path = "/readyz", tag = "Operations",
    responses((status = 200, description = "It is", body = Condition)),
)]
pub(crate) async fn readyz(api: web::Data<Api>) -> Result<HttpResponse, Refusal> {
    let unfit = |parts| Refusal::with(Code::Unavailable, Detail::Failing(parts));
    blocking(move || api.health.ready().map_err(unfit)).await?;
    plain(&Condition { status: "ready" })
}

/// The Prometheus text format, version 0.0.4.
const PROMETHEUS: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Metrics for Prometheus. Exists only where a token for it is configured;
/// otherwise metrics have a port of their own.
#[utoipa::path(
    get, path = "/metrics", tag = "Operations",
    security(("metrics" = [])),
    responses((status = 200, description = "All metrics", content_type = "text/plain", body = String)),
)]
pub(crate) async fn metrics(
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let token = api.metrics.token.as_ref().ok_or(Code::NotFound)?;
    if !same(token.as_bytes(), bearer(request.headers())?.as_bytes()) {
        return Err(Code::InvalidToken.into());
    }
    Ok(exposition(api.metrics.render.as_ref()))
}

/// The reply both ports give.
pub(crate) fn exposition(render: &RenderMetrics) -> HttpResponse {
    HttpResponse::Ok().content_type(PROMETHEUS).body(render())
}

/// Compares in a time that depends on the lengths alone.
fn same(left: &[u8], right: &[u8]) -> bool {
    let differences = left
        .iter()
        .zip(right)
        .fold(0_u8, |found, (left, right)| found | (left ^ right));
    left.len() == right.len() && std::hint::black_box(differences) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_equal_tokens_are_the_same() {
        assert!(same(b"token", b"token"));
        for other in [&b"tokem"[..], b"toke", b"tokens", b""] {
            assert!(!same(b"token", other));
        }
    }
}
