use super::*;

fn refused(text: &str, reach: Reach) -> WebAddressError {
    match WebAddress::target(text, reach) {
        Err(error) => error,
        Ok(address) => panic!("{text} is taken for {}", address.as_str()),
    }
}

#[test]
fn public_addresses_are_taken_in_the_standards_spelling() {
    for (text, spelt) in [
        (
            "https://hooks.lead-house.in/in",
            "https://hooks.lead-house.in/in",
        ),
        (
            "HTTPS://Hooks.Lead-House.IN",
            "https://hooks.lead-house.in/",
        ),
        (
            "https://lead-house.in:8443/?a=b",
            "https://lead-house.in:8443/?a=b",
        ),
        ("https://93.184.216.34/", "https://93.184.216.34/"),
        (
            "https://[2606:2800:220:1::1]/",
            "https://[2606:2800:220:1::1]/",
        ),
        ("https://bücher.de/", "https://xn--bcher-kva.de/"),
        (
            "https://localhost.lead-house.in/",
            "https://localhost.lead-house.in/",
        ),
        ("https://contest.in/", "https://contest.in/"),
    ] {
        let address = WebAddress::target(text, Reach::World).map(|a| a.as_str().to_owned());
        assert_eq!(address.as_deref(), Ok(spelt), "{text}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn literals_that_lead_inside_are_refused_in_every_spelling() {
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.0.0.1.",
        "0.0.0.0",
        "0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "0xa9fea9fe",
        "100.64.0.1",
        "100.127.255.255",
        "198.18.0.1",
        "192.0.2.1",
        "198.51.100.7",
        "203.0.113.9",
        "192.0.0.8",
        "192.88.99.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "[::]",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:93.184.216.34]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]",
        "[2002:7f00:1::]",
        "[2002:c0a8:101::1]",
        "[fe80::1]",
        "[fc00::1]",
        "[fd12:3456::1]",
        "[ff02::1]",
        "[2001:db8::1]",
        "[3fff::1]",
        "[2001::1]",
        "[2606:2800:220:1:0:5efe:a00:1]",
        "[100::1]",
        "[5f00::1]",
        "１２７.０.０.１",
    ] {
        let text = format!("https://{host}/");
        let error = refused(&text, Reach::World);
        assert_eq!(error, WebAddressError::NotPublic, "{text}");
    }
    for host in [
        "[64:ff9b::5db8:d822]",
        "[2002:5db8:d822::1]",
        "172.32.0.1",
        "100.128.0.1",
    ] {
        let text = format!("https://{host}/");
        assert!(WebAddress::target(&text, Reach::World).is_ok(), "{text}");
    }
}

#[test]
fn reserved_names_are_refused() {
    for host in [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "api.localhost",
        "printer.local",
        "db.internal",
        "metadata.google.internal",
        "x.invalid",
        "x.onion",
        "router.home.arpa",
        "intranet",
        "x.test",
        "test",
        "a.example",
        "example.com",
        "www.example.org",
        "nas.lan",
        "x.corp",
    ] {
        let text = format!("https://{host}/");
        assert_eq!(
            refused(&text, Reach::World),
            WebAddressError::NotPublic,
            "{text}"
        );
    }
}

#[test]
fn a_desk_reaches_itself_and_trials_and_nothing_else_inside() {
    for text in [
        "http://127.0.0.1:9000/hook",
        "http://localhost:9000/",
        "https://[::1]/",
        "http://a.test/",
        "http://hooks.lead-house.in/",
        "https://a.example/",
    ] {
        assert!(WebAddress::target(text, Reach::Desk).is_ok(), "{text}");
    }
    for text in [
        "http://10.0.0.1/",
        "http://169.254.169.254/",
        "http://db.internal/",
        "http://[fe80::1]/",
    ] {
        assert_eq!(
            refused(text, Reach::Desk),
            WebAddressError::NotPublic,
            "{text}"
        );
    }
    assert!(WebAddress::target("https://a.example/", Reach::Practice).is_ok());
    assert_eq!(
        refused("https://a.test/", Reach::Practice),
        WebAddressError::NotPublic
    );
    assert_eq!(
        refused("http://a.example/", Reach::Practice),
        WebAddressError::Insecure
    );
}

#[test]
fn forms_that_deceive_are_refused() {
    use WebAddressError as E;
    let long = format!("https://lead-house.in/{}", "x".repeat(2_000));
    for (text, error) in [
        ("", E::Form),
        ("lead-house.in", E::Form),
        ("//lead-house.in/", E::Form),
        ("https:lead-house.in", E::Form),
        ("https://", E::Form),
        ("ftp://lead-house.in/", E::Form),
        ("javascript:alert(1)", E::Form),
        ("file:///etc/passwd", E::Form),
        (" https://lead-house.in/", E::Form),
        ("https://lead-house.in/\n", E::Form),
        ("https://lead\t-house.in/", E::Form),
        ("https:\\\\lead-house.in\\", E::Form),
        ("https://lead-house.in:99999/", E::Form),
        ("https://[::1", E::Form),
        ("http://lead-house.in/", E::Insecure),
        ("https://a:b@lead-house.in/", E::UserInfo),
        ("https://lead-house.in@127.0.0.1/", E::UserInfo),
        ("https://lead-house.in/#x", E::Fragment),
        (&long, E::Length),
    ] {
        assert_eq!(refused(text, Reach::World), error, "{text}");
    }
    assert!(WebAddress::page("https://lead-house.in/#/back", Reach::World).is_ok());
}

#[test]
fn a_site_may_be_anywhere_but_is_of_the_web() {
    assert!(WebAddress::site("http://lead-house.in").is_ok());
    assert!(WebAddress::site("https://www.example.com/about").is_ok());
    for text in ["javascript:alert(1)", "data:text/html,x", "lead-house.in"] {
        assert_eq!(WebAddress::site(text), Err(WebAddressError::Form), "{text}");
    }
}

#[test]
fn a_host_is_told_without_anything_else() {
    for (text, host) in [
        ("https://hooks.example/a?token=t", "hooks.example"),
        ("https://HOOKS.example", "hooks.example"),
        ("http://127.0.0.1:8080/a:b@c", "127.0.0.1"),
        ("http://[::1]:8080/", "[::1]"),
        ("http://[::1]/", "[::1]"),
        (
            "https://hooks.example?a=https://other.example/",
            "hooks.example",
        ),
    ] {
        let address = WebAddress::target(text, Reach::Desk).unwrap();
        assert_eq!(address.host(), host, "{text}");
    }
}
