//! Whose address counts (contract onboarding.md: forwarded-for headers count only from
//! configured proxies).

use reqwest::Method;

use crate::backend::Backend;
use crate::client::{Reply, Server};
use crate::limits::number;
use crate::program::{Installation, Running};

const X: &str = "X-Forwarded-For";
const F: &str = "Forwarded";

/// A server at which every address may call thrice at once.
fn server(proxies: &str, header: &str) -> (Installation, Running) {
    let mut home = Installation::new(Backend::Sqlite);
    home.set("rate_limit.address_per_second", "1");
    home.set("rate_limit.address_burst", "50");
    home.set("server.trusted_proxies", proxies);
    home.set("server.forwarded_header", header);
    let running = home.start();
    (home, running)
}

/// How many calls are left to whoever sends these headers.
#[track_caller]
fn left(server: &Server, headers: &[(&str, &str)]) -> u64 {
    let mut request = server.request(Method::GET, "/api/v1/partner/profile");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    number(&Reply::of(request).unwrap(), "ratelimit-remaining")
}

/// Whether a caller with these headers is one that never called. Buckets fill by one a
/// second only.
#[track_caller]
fn is_new(server: &Server, headers: &[(&str, &str)]) -> bool {
    left(server, headers) == 49
}

#[test]
fn nobody_chooses_its_address_by_a_header() {
    let (_home, running) = server("", "x-forwarded-for");
    let server = &running.server;
    for _ in 0..20 {
        left(server, &[]);
    }
    for n in 0..10 {
        let made_up = format!("198.51.100.{n}");
        for headers in [
            [(X, made_up.as_str())],
            [("Forwarded", &format!("for={made_up}"))],
            [("X-Real-IP", &made_up)],
        ] {
            assert!(left(server, &headers) < 40, "{headers:?}");
        }
    }
}

#[test]
fn a_trusted_proxy_says_who_calls_and_nobody_behind_it_does() {
    let (_home, running) = server("127.0.0.0/8, 10.0.0.0/8", "x-forwarded-for");
    let server = &running.server;
    assert!(is_new(server, &[(X, "198.51.100.1")]));
    assert!(!is_new(server, &[(X, "198.51.100.1")]));
    assert!(is_new(server, &[(X, "198.51.100.2")]));
    // What the caller wrote itself stands to the left.
    for n in 0..5 {
        let said = format!("203.0.113.{n}, 198.51.100.1");
        assert!(!is_new(server, &[(X, &said)]), "{said}");
        // Two hops.
        let said = format!("203.0.113.{n}, 198.51.100.1, 10.0.0.{n}");
        assert!(!is_new(server, &[(X, &said)]), "{said}");
        // Several lines are one list.
        let lines = [(X, "203.0.113.77"), (X, "198.51.100.1")];
        assert!(!is_new(server, &lines));
    }
    // The other header is not the proxy's.
    assert!(
        is_new(server, &[("Forwarded", "for=198.51.100.1")]),
        "the proxy"
    );
    assert!(
        !is_new(server, &[("Forwarded", "for=198.51.100.99")]),
        "the proxy"
    );
    // Garbage ends the walk: it is the proxy that calls.
    for garbage in ["unknown", "198.51.100.1,", "198.51.100.1, x", "-", "1.2.3"] {
        assert!(!is_new(server, &[(X, garbage)]), "{garbage}");
    }
    // An IPv6 network is one caller.
    assert!(is_new(server, &[(X, "2001:db8:1:2::1")]));
    assert!(!is_new(server, &[(X, "2001:db8:1:2:ffff::1")]));
    assert!(!is_new(server, &[(X, "[2001:db8:1:2::9]:4711")]));
    assert!(is_new(server, &[(X, "2001:db8:1:3::1")]));
    // As is an address in either form.
    assert!(!is_new(server, &[(X, "::ffff:198.51.100.1")]));
}

#[test]
fn the_standard_header_is_read_where_proxies_write_it() {
    let (_home, running) = server("127.0.0.1", "forwarded");
    let server = &running.server;
    assert!(is_new(server, &[(F, "for=198.51.100.1;proto=https")]));
    assert!(!is_new(
        server,
        &[(F, "for=203.0.113.9, For=\"198.51.100.1:4711\"")]
    ));
    assert!(!is_new(
        server,
        &[(F, "for=\"203.0.113.9, for=198.51.100.1")]
    ));
    assert!(is_new(
        server,
        &[(F, "for=\"[2001:db8::1]:4711\";proto=http")]
    ));
    assert!(!is_new(server, &[(F, "proto=http;for=\"[2001:db8::2]\"")]));
    assert!(is_new(server, &[(X, "198.51.100.1")]), "the proxy itself");
    for garbage in [
        "for=unknown",
        "for=_hidden",
        "198.51.100.1",
        "for=2001:db8::1",
    ] {
        assert!(!is_new(server, &[(F, garbage)]), "{garbage}");
    }
}
