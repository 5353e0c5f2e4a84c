//! Calls of the dashboard, which the same server serves and which has no keys.

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, HeaderMap, ORIGIN};

use crate::auth::api;
use crate::error::Refusal;

const DASHBOARD_REQUEST: &str = "X-Dashboard-Request";

/// Whether a call comes from the dashboard (contract `envelope.md`):
/// `X-Dashboard-Request: true` and the server's own `Origin`, which is that of
/// `public_url`, or of the host that was asked.
pub(crate) fn is_dashboard(request: &HttpRequest) -> Result<bool, Refusal> {
    let said = text(request.headers(), DASHBOARD_REQUEST).is_some_and(|said| said == "true");
    Ok(said && is_own_origin(request.headers(), &api(request)?.options.public_url))
}

fn is_own_origin(headers: &HeaderMap, public_url: &str) -> bool {
    text(headers, ORIGIN.as_str()).is_some_and(|origin| {
        origin.eq_ignore_ascii_case(origin_of(public_url)) || is_host(origin, headers)
    })
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Scheme, host and port of an address.
fn origin_of(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url
        .get(host..)
        .and_then(|rest| rest.find(['/', '?', '#']))
        .map_or(url.len(), |at| host + at);
    url.get(..end).unwrap_or(url)
}

/// Whether `origin` is where the request was sent to, under either scheme: behind a
/// proxy the server does not see which it was.
fn is_host(origin: &str, headers: &HeaderMap) -> bool {
    let authority = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"));
    match (authority, text(headers, HOST.as_str())) {
        (Some(authority), Some(host)) => authority.eq_ignore_ascii_case(host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn judged(headers: &[(&str, &str)]) -> bool {
        let mut request = TestRequest::default();
        for header in headers {
            request = request.insert_header(*header);
        }
        let request = request.to_http_request();
        is_own_origin(request.headers(), "https://api.example.test/base")
    }

    #[test]
    fn the_configured_origin_and_the_host_that_was_asked_are_ours() {
        assert!(judged(&[("origin", "https://api.example.test")]));
        let direct = [
            ("origin", "http://10.0.0.7:3000"),
            ("host", "10.0.0.7:3000"),
        ];
        assert!(judged(&direct));
    }

    #[test]
    fn other_origins_are_not_ours() {
        assert!(!judged(&[]));
        assert!(!judged(&[("host", "api.example.test")]));
        for origin in [
            "null",
            "",
            "https://api.example.test.evil.test",
            "https://api.example.test:444",
            "http://api.example.test",
            "https://api.example.test/base",
            "api.example.test",
        ] {
            assert!(!judged(&[("origin", origin)]), "{origin}");
        }
        assert!(!judged(&[
            ("origin", "http://evil.test"),
            ("host", "api.example.test")
        ]));
        assert!(!judged(&[
            ("origin", "ftp://api.test"),
            ("host", "api.test")
        ]));
    }
}
