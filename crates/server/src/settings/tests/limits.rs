use super::*;

#[test]
fn limits_are_the_documented_ones_unless_set() {
    let limits = Case::new().load().expect("settings").rules.limits;
    assert!(limits.enabled && limits.redis.is_none());
    let of = |rate: usage::Rate| (rate.per_second.get(), rate.burst.get());
    assert_eq!(of(limits.rates.partner), (100, 500));
    assert_eq!(of(limits.rates.address), (200, 1000));
    assert_eq!(of(limits.rates.sign_in), (1, 100));
    assert_eq!(limits.rates.monthly_quota, 10_000);
}

#[test]
fn every_limit_out_of_its_range_is_told() {
    let mut case = Case::new();
    for (key, value) in [
        ("PARTNER_PER_SECOND", "0"),
        ("PARTNER_BURST", "100001"),
        ("ADDRESS_PER_SECOND", "10001"),
        ("ADDRESS_BURST", "0"),
        ("SIGN_IN_PER_SECOND", "0"),
        ("SIGN_IN_BURST", "0"),
    ] {
        case = case.set(&format!("PARTNER_API__RATE_LIMIT__{key}"), value);
    }
    let refusal = case.refusal();
    for told in [
        "rate_limit.partner_per_second must be 1 to 10000",
        "rate_limit.partner_burst must be 1 to 100000",
        "rate_limit.address_per_second must be 1 to 10000",
        "rate_limit.address_burst must be 1 to 100000",
        "rate_limit.sign_in_per_second must be 1 to 10000",
        "rate_limit.sign_in_burst must be 1 to 100000",
    ] {
        assert!(refusal.contains(told), "{told}: {refusal}");
    }
}

#[test]
fn proxies_are_networks_and_write_one_of_two_headers() {
    let with = |networks: &str, header: &str| {
        Case::new()
            .set("PARTNER_API__SERVER__TRUSTED_PROXIES", networks)
            .set("PARTNER_API__SERVER__FORWARDED_HEADER", header)
    };
    assert!(with("10.0.0.0/8,::1", "forwarded").load().is_ok());
    assert!(with("", "x-forwarded-for").load().is_ok());
    let refusal = with("10.0.0.1, proxy.example", "forwarded").refusal();
    assert!(
        refusal.contains("server.trusted_proxies `proxy.example` must be an IP address"),
        "{refusal}"
    );
    let refusal = with("10.0.0.1", "X-Real-IP").refusal();
    assert!(
        refusal.contains("server.forwarded_header must be x-forwarded-for or forwarded"),
        "{refusal}"
    );
}

#[test]
fn the_password_of_redis_is_never_told() {
    let with = |url| Case::new().set("PARTNER_API__REDIS__URL", url);
    let loaded = with("redis://:hush-hush@127.0.0.1:6380/2").load();
    let loaded = loaded.expect("settings");
    assert!(loaded.rules.limits.redis.is_some());
    let told = format!("{:?} {:?}", loaded.rules, loaded.settings);
    let shown = Shown::new(&loaded.settings);
    assert!(!told.contains("hush") && !shown.to_json().to_string().contains("hush"));
    assert_eq!(shown.to_json()["redis.url"], "set");
    for bad in [
        "127.0.0.1:6379",
        "rediss://:hush-hush@127.0.0.1",
        "redis://:hush-hush@:x",
    ] {
        let refusal = with(bad).refusal();
        assert!(refusal.contains("redis.url must be redis://"), "{refusal}");
        assert!(!refusal.contains("hush"), "{refusal}");
    }
}
