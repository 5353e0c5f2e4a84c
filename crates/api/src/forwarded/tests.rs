use actix_web::test::TestRequest;

use super::*;

fn proxies(header: ForwardedHeader, networks: &[&str]) -> TrustedProxies {
    let mut proxies = TrustedProxies::writing(header);
    for network in networks {
        proxies.trust(network).expect(network);
    }
    proxies
}

fn caller(proxies: &TrustedProxies, peer: &str, headers: &[(&'static str, &str)]) -> String {
    let peer: IpAddr = peer.parse().expect("an address");
    let mut request = TestRequest::default().peer_addr((peer, 40_000).into());
    for header in headers {
        request = request.append_header(*header);
    }
    let caller = proxies.caller(&request.to_http_request());
    caller.expect("somebody is connected").to_string()
}

const X: &str = "x-forwarded-for";
const F: &str = "forwarded";

#[test]
fn without_proxies_no_header_counts() {
    let nobody = TrustedProxies::default();
    for headers in [
        &[(X, "198.51.100.1")][..],
        &[(F, "for=198.51.100.1")],
        &[
            ("x-real-ip", "198.51.100.1"),
            ("cf-connecting-ip", "198.51.100.1"),
        ],
    ] {
        assert_eq!(caller(&nobody, "192.0.2.1", headers), "192.0.2.1");
    }
}

#[test]
fn only_a_trusted_proxy_is_believed_and_only_in_its_header() {
    let ours = proxies(ForwardedHeader::XForwardedFor, &["10.0.0.0/8"]);
    let said = [(X, "198.51.100.1")];
    assert_eq!(caller(&ours, "10.0.0.7", &said), "198.51.100.1");
    assert_eq!(caller(&ours, "::ffff:10.0.0.7", &said), "198.51.100.1");
    assert_eq!(caller(&ours, "11.0.0.7", &said), "11.0.0.7");
    for other in [(F, "for=198.51.100.1"), ("x-real-ip", "198.51.100.1")] {
        assert_eq!(caller(&ours, "10.0.0.7", &[other]), "10.0.0.7");
    }
    let by_rfc = proxies(ForwardedHeader::Forwarded, &["10.0.0.0/8"]);
    assert_eq!(caller(&by_rfc, "10.0.0.7", &said), "10.0.0.7");
}

#[test]
fn the_walk_ends_at_the_first_that_is_not_ours() {
    let ours = proxies(
        ForwardedHeader::XForwardedFor,
        &["10.0.0.0/8", "2001:db8:f::/48"],
    );
    for (said, expected) in [
        // What somebody outside made up stands to the left of what our proxy saw.
        ("203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("203.0.113.9, 198.51.100.1, 10.1.1.1", "198.51.100.1"),
        ("198.51.100.1, 2001:db8:f::2, 10.1.1.1", "198.51.100.1"),
        ("10.3.3.3, 10.2.2.2", "10.3.3.3"),
        // Garbage ends it where it stands.
        ("198.51.100.1, unknown", "10.0.0.7"),
        ("198.51.100.1, unknown, 10.1.1.1", "10.1.1.1"),
        ("198.51.100.1,", "10.0.0.7"),
        ("", "10.0.0.7"),
        ("198.51.100", "10.0.0.7"),
        ("198.51.100.1 198.51.100.2", "10.0.0.7"),
        ("0x7f.1", "10.0.0.7"),
        ("999.1.1.1", "10.0.0.7"),
        // Ports are allowed, and both ways to write an IPv6 address.
        ("198.51.100.1:4711", "198.51.100.1"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
    ] {
        assert_eq!(caller(&ours, "10.0.0.7", &[(X, said)]), expected, "{said}");
    }
    // Several lines are one list.
    let lines = [(X, "203.0.113.9"), (X, "198.51.100.1"), (X, "10.1.1.1")];
    assert_eq!(caller(&ours, "10.0.0.7", &lines), "198.51.100.1");
}

#[test]
fn the_standard_header_is_read_with_quotes_ports_and_other_parameters() {
    let ours = proxies(ForwardedHeader::Forwarded, &["10.0.0.0/8"]);
    for (said, expected) in [
        ("for=198.51.100.1", "198.51.100.1"),
        ("For=198.51.100.1;proto=https;by=10.0.0.7", "198.51.100.1"),
        ("proto=https; for=\"198.51.100.1:4711\"", "198.51.100.1"),
        ("for=\"[2001:db8::1]:4711\"", "2001:db8::1"),
        ("for=\"[2001:db8::1]\"", "2001:db8::1"),
        (
            "for=203.0.113.9, for=198.51.100.1, for=10.1.1.1",
            "198.51.100.1",
        ),
        // A quote that is never closed swallows nothing our proxy wrote.
        ("for=\"203.0.113.9, for=198.51.100.1", "198.51.100.1"),
        ("for=\"a,b\", for=198.51.100.1", "198.51.100.1"),
        ("for=\"10.1.1.1, for=10.2.2.2", "10.2.2.2"),
        // What tells no address ends the walk.
        ("for=unknown", "10.0.0.7"),
        ("for=_hidden", "10.0.0.7"),
        ("for=\"_a,b\"", "10.0.0.7"),
        ("for=2001:db8::1", "10.0.0.7"),
        ("for=\"2001:db8::1\"", "10.0.0.7"),
        ("for=198.51.100.1:4711", "10.0.0.7"),
        ("for=198.51.100.1;for=198.51.100.2", "10.0.0.7"),
        ("proto=https", "10.0.0.7"),
        ("198.51.100.1", "10.0.0.7"),
        ("for=\"198.51.100.1\\\"\"", "10.0.0.7"),
    ] {
        assert_eq!(caller(&ours, "10.0.0.7", &[(F, said)]), expected, "{said}");
    }
}

#[test]
fn networks_are_addresses_or_prefixes() {
    let mut proxies = TrustedProxies::default();
    for good in [
        "10.0.0.1",
        "10.0.0.0/8",
        "10.1.2.3/8",
        "::1",
        "2001:db8::/32",
    ] {
        assert_eq!(proxies.trust(good), Ok(()), "{good}");
    }
    for bad in ["", "10.0.0.0/33", "localhost", "10.0.0", "*", "::1/129"] {
        assert_eq!(proxies.trust(bad), Err(NetworkError), "{bad}");
    }
}

proptest::proptest! {
    /// Whatever is said, the caller is whom our proxy saw.
    #[test]
    fn nothing_said_from_outside_moves_the_caller(made_up in "[ -~]{0,60}") {
        for (header, name, seen) in [
            (ForwardedHeader::XForwardedFor, X, "198.51.100.1"),
            (ForwardedHeader::Forwarded, F, "for=198.51.100.1"),
        ] {
            let ours = proxies(header, &["10.0.0.0/8"]);
            let said = format!("{made_up}, {seen}");
            proptest::prop_assert_eq!(caller(&ours, "10.0.0.7", &[(name, &said)]), "198.51.100.1");
            let said = [(name, made_up.as_str()), (name, seen)];
            proptest::prop_assert_eq!(caller(&ours, "10.0.0.7", &said), "198.51.100.1");
        }
    }
}
