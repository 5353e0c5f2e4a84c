//! Calls of the dashboard, which the same server serves, which has no keys and keeps its
//! refresh token in a cookie.
//!
//! A browser sends that cookie with whatever it sends here, whoever made it send that. So
//! nothing looks at the cookie before [`is_dashboard`] has said yes: no page of another
//! origin can make a browser send a header of its own without asking us first (there is
//! no CORS here, so the answer is no), and none can forge `Origin` or `Sec-Fetch-Site`.
//! This is the protection against forged requests; `SameSite=Strict` is only a second one.
//! It proves nothing about callers that are no browsers: those write what they like, and
//! have no cookie to abuse.

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::{HOST, HeaderMap, ORIGIN};

use crate::auth::api;
use crate::error::Refusal;

const DASHBOARD_REQUEST: &str = "X-Dashboard-Request";

/// What browsers say of where a request comes from; no script can set it.
const FETCH_SITE: &str = "Sec-Fetch-Site";

/// Whether a call comes from the dashboard (contract `envelope.md`):
/// `X-Dashboard-Request: true` and the server's own `Origin`, which is that of
/// `public_url`, or of the host that was asked. Browsers send no `Origin` with what only
/// reads from where the page came from; `Sec-Fetch-Site: same-origin` counts instead.
pub(crate) fn is_dashboard(request: &HttpRequest) -> Result<bool, Refusal> {
    let public_url = &api(request)?.options.public_url;
    Ok(counts(request.method(), request.headers(), public_url))
}

/// Whether the dashboard is reached by TLS, and so its cookie must never leave without:
/// `public_url` says so, or the page that calls.
pub(crate) fn is_reached_by_tls(request: &HttpRequest) -> Result<bool, Refusal> {
    let public_url = &api(request)?.options.public_url;
    let page = text(request.headers(), ORIGIN.as_str()).unwrap_or_default();
    Ok(is_https(public_url) || is_https(page))
}

fn is_https(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"))
}

fn counts(method: &Method, headers: &HeaderMap, public_url: &str) -> bool {
    if text(headers, DASHBOARD_REQUEST) != Some("true") {
        return false;
    }
    if headers.contains_key(ORIGIN) {
        return is_own_origin(headers, public_url);
    }
    let reads = matches!(*method, Method::GET | Method::HEAD);
    reads && text(headers, FETCH_SITE) == Some("same-origin")
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

    fn request(method: Method, headers: &[(&str, &str)]) -> HttpRequest {
        let mut request = TestRequest::default().method(method);
        for header in headers {
            request = request.insert_header(*header);
        }
        request.to_http_request()
    }

    fn is_counted(method: Method, headers: &[(&str, &str)]) -> bool {
        let request = request(method, headers);
        let public_url = "https://api.example.test/base";
        counts(request.method(), request.headers(), public_url)
    }

    const SAID: (&str, &str) = ("X-Dashboard-Request", "true");
    const OURS: (&str, &str) = ("Origin", "https://api.example.test");
    const HERE: (&str, &str) = ("Sec-Fetch-Site", "same-origin");

    #[test]
    fn a_call_counts_with_both_headers_and_a_read_without_an_origin() {
        for method in [Method::GET, Method::HEAD, Method::POST, Method::DELETE] {
            assert!(is_counted(method.clone(), &[SAID, OURS]), "{method}");
            assert!(is_counted(method.clone(), &[SAID, OURS, HERE]), "{method}");
            let reads = matches!(method, Method::GET | Method::HEAD);
            assert_eq!(is_counted(method.clone(), &[SAID, HERE]), reads, "{method}");
            assert!(!is_counted(method.clone(), &[SAID]), "{method}");
            assert!(!is_counted(method.clone(), &[OURS, HERE]), "{method}");
        }
    }

    #[test]
    fn what_another_page_sends_does_not_count() {
        let foreign = ("Origin", "https://evil.test");
        for headers in [
            &[SAID, foreign][..],
            // An origin that is there decides.
            &[SAID, foreign, HERE],
            &[SAID, ("Origin", "null"), HERE],
            &[SAID, ("Sec-Fetch-Site", "same-site")],
            &[SAID, ("Sec-Fetch-Site", "cross-site")],
            &[SAID, ("Sec-Fetch-Site", "none")],
            &[("X-Dashboard-Request", "1"), OURS],
            &[("X-Dashboard-Request", ""), HERE],
        ] {
            for method in [Method::GET, Method::POST] {
                assert!(!is_counted(method, headers), "{headers:?}");
            }
        }
    }

    #[test]
    fn tls_is_told_by_the_scheme() {
        for (url, expected) in [
            ("https://api.example.test", true),
            ("HTTPS://api.example.test", true),
            ("http://api.example.test", false),
            ("httpsx://api.example.test", false),
            ("http://https://", false),
            ("https", false),
            ("", false),
        ] {
            assert_eq!(is_https(url), expected, "{url}");
        }
    }

    fn judged(headers: &[(&str, &str)]) -> bool {
        let request = request(Method::POST, headers);
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
