//! Limits on calls (contract onboarding.md, "Rate limits"): what is told, and what is kept.

use std::thread;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;

use crate::admin_client::Desk;
use crate::backend::Backend;
use crate::client::{Reply, Server, Session};
use crate::onboarding_client::sent;
use crate::people::person;
use crate::program::Installation;

both!(
    what_is_left_is_told_and_a_partner_that_calls_too_often_waits,
    staff_set_what_a_partner_may,
);

/// The number in a header.
#[track_caller]
pub(crate) fn number(reply: &Reply, header: &str) -> u64 {
    let text = reply.header(header);
    let parsed = text.parse();
    parsed.unwrap_or_else(|_| panic!("{header} is {text:?}: {} {}", reply.status, reply.text))
}

/// The reply must be 4290 and tell when it is worth trying again; for how many seconds.
#[track_caller]
pub(crate) fn wait_of(reply: &Reply) -> u64 {
    reply.is(4290);
    assert_eq!(number(reply, "ratelimit-remaining"), 0);
    let wait = number(reply, "retry-after");
    assert!(wait >= 1);
    wait
}

/// Calls until there are no more; how many went, and the refusal.
#[track_caller]
pub(crate) fn exhausted(session: &Session, at_most: usize) -> (usize, Reply) {
    for went in 0..=at_most {
        let reply = session.get("/profile");
        if reply.status == 429 {
            return (went, reply);
        }
        reply.is(2000);
    }
    panic!("more than {at_most} calls went");
}

#[track_caller]
fn tells_nothing(reply: &Reply) {
    let told = reply.headers.keys();
    let told: Vec<_> = told
        .filter(|name| name.as_str().starts_with("ratelimit") || *name == "retry-after")
        .collect();
    assert!(told.is_empty(), "{told:?}");
}

fn what_is_left_is_told_and_a_partner_that_calls_too_often_waits(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("rate_limit.partner_per_second", "1");
    home.set("rate_limit.partner_burst", "20");
    home.set("rate_limit.monthly_quota", "5000");
    let (one, two) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let (one, two) = (running.server.session(&one), running.server.session(&two));

    let first = one.share(&person(1).lead());
    first.is(2005);
    assert_eq!(number(&first, "ratelimit-limit"), 20);
    assert_eq!(number(&first, "ratelimit-remaining"), 19);
    assert_eq!(number(&first, "ratelimit-reset"), 1);
    let policy = first.header("ratelimit-policy");
    let parts: Vec<&str> = policy.split(", ").collect();
    assert_eq!(parts[0], "20;w=20");
    let month = parts[1].strip_prefix("5000;w=").expect(policy);
    assert!((28..=31).contains(&(month.parse::<u64>().unwrap() / 86_400)));
    assert_eq!(parts[2..], ["100000;w=10"]);
    assert_eq!(first.header("retry-after"), "");

    let begun = Instant::now();
    let (went, refused) = exhausted(&one, 60);
    let flowed_in = usize::try_from(begun.elapsed().as_secs()).unwrap() + 1;
    assert!((19..=19 + flowed_in).contains(&went), "{went}");
    let wait = wait_of(&refused);
    assert_eq!(wait, 1);
    assert_eq!(number(&refused, "ratelimit-limit"), 20);
    assert_eq!(refused.header("ratelimit-policy"), policy);
    assert!((20..=21).contains(&number(&refused, "ratelimit-reset")));
    // Nobody else waits.
    assert_eq!(number(&two.get("/profile"), "ratelimit-remaining"), 19);
    // What was told is true.
    thread::sleep(Duration::from_secs(wait));
    one.get("/profile").is(2000);
    // And a lead that was refused was not shared.
    let (_, _) = exhausted(&one, 5);
    wait_of(&one.share(&person(2).lead()));
    thread::sleep(Duration::from_secs(2));
    assert_eq!(one.total(), 1);
}

fn staff_set_what_a_partner_may(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let other = home.partner("Other House");
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "admin");
    let path = format!("/api/v1/admin/partners/{}/limits", partner.uuid);
    let set = |body| {
        let request = desk.server.request(Method::PUT, &path).json(&body);
        let request = request.bearer_auth(&desk.token);
        let reply = Reply::of(request).unwrap();
        assert_eq!(reply.status, 200, "{}", reply.text);
        // A partner is remembered for half a second.
        thread::sleep(Duration::from_secs(1));
    };
    let (one, two) = (
        running.server.session(&partner),
        running.server.session(&other),
    );
    assert_eq!(number(&one.get("/profile"), "ratelimit-limit"), 100_000);
    set(json!({"per_second": 1, "burst": 7, "monthly_quota": null}));
    let reply = one.get("/profile");
    assert_eq!(number(&reply, "ratelimit-limit"), 7);
    assert!(
        reply
            .header("ratelimit-policy")
            .starts_with("7;w=7, 1000000000;w=")
    );
    wait_of(&exhausted(&one, 30).1);
    assert_eq!(number(&two.get("/profile"), "ratelimit-limit"), 100_000);
    set(json!({"per_second": null, "burst": null, "monthly_quota": 40}));
    let (went, refused) = exhausted(&one, 60);
    assert!(went <= 40, "{went}");
    assert!(wait_of(&refused) > 60, "until the month ends");
    assert_eq!(number(&refused, "ratelimit-limit"), 40);
    set(json!({"per_second": null, "burst": null, "monthly_quota": null}));
    one.get("/profile").is(2000);
}

#[test]
fn addresses_are_limited_in_every_form_and_what_watches_the_service_is_not() {
    let mut home = Installation::new(Backend::Sqlite);
    home.set("rate_limit.address_per_second", "1");
    home.set("rate_limit.address_burst", "3");
    home.set("rate_limit.sign_in_per_second", "1");
    home.set("rate_limit.sign_in_burst", "2");
    let running = home.start();
    let server = &running.server;
    let coded = limited(server, 3, || server.get("/api/v1/partner/profile"));
    coded.is(4290);
    assert_eq!(coded.header("ratelimit-policy"), "3;w=3");
    let worded = limited(server, 3, || server.get("/api/partners/slug/nobody"));
    assert_eq!(worded.json()["code"], "RATE_LIMITED");
    assert_eq!(worded.json()["success"], false);
    // Signing in has a bucket of its own, and so it is full.
    let plain = limited(server, 2, || server.staff_login("a@b.example", "nonsense"));
    assert_eq!(plain.json()["status"], "error");
    assert_eq!(plain.header("ratelimit-policy"), "2;w=2");
    for path in [
        "/auth/login",
        "/api/v1/auth/password-reset",
        "/api/v1/auth/set-password",
        "/api/partners/onboarding/start",
        "/api/partners/auth",
    ] {
        let post = || Reply::of(server.request(Method::POST, path).json(&json!({}))).unwrap();
        let reply = limited(server, 2, post);
        assert_eq!(reply.header("ratelimit-policy"), "2;w=2", "{path}");
    }
    for path in [
        "/healthz",
        "/readyz",
        "/api-docs",
        "/api-docs/openapi.json",
        "/",
    ] {
        for _ in 0..8 {
            let reply = server.get(path);
            assert_ne!(reply.status, 429, "{path}");
            tells_nothing(&reply);
        }
    }
}

/// Calls until it is refused, which it must be after a few.
#[track_caller]
fn limited(_server: &Server, burst: usize, call: impl Fn() -> Reply) -> Reply {
    for _ in 0..burst * 4 {
        let reply = call();
        if reply.status == 429 {
            assert!(number(&reply, "retry-after") >= 1);
            assert_eq!(number(&reply, "ratelimit-remaining"), 0);
            return reply;
        }
        assert!(reply.status < 500, "{}", reply.text);
    }
    panic!("never refused");
}

#[test]
fn limits_can_be_lifted() {
    let mut home = Installation::new(Backend::Sqlite);
    for key in ["partner", "address", "sign_in"] {
        home.set(&format!("rate_limit.{key}_per_second"), "1");
        home.set(&format!("rate_limit.{key}_burst"), "1");
    }
    home.set("rate_limit.monthly_quota", "1");
    home.set("rate_limit.enabled", "false");
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    for n in 1..=10 {
        let reply = session.share(&person(n).lead());
        reply.is(2005);
        tells_nothing(&reply);
        let reply = running.server.staff_login("a@b.example", "nonsense");
        assert_eq!(reply.status, 401);
    }
}

#[test]
fn a_partner_s_people_and_its_api_key_are_limited_as_the_partner() {
    let mut home = Installation::new(Backend::Sqlite);
    home.set("rate_limit.monthly_quota", "3");
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let path = format!("/api/partners/{}/analytics", partner.uuid);
    let look = || {
        sent(
            running
                .server
                .request(Method::GET, &path)
                .bearer_auth(&session.access),
        )
    };
    for _ in 0..3 {
        assert_eq!(look().status, 200);
    }
    let refused = look();
    assert_eq!(refused.status, 429);
    assert_eq!(refused.json()["code"], "RATE_LIMITED");
    assert!(number(&refused, "retry-after") > 60 || month_is_about_to_end());
    // The dashboard's look does not count.
    let origin = format!("http://{}", running.server.address());
    let request = running
        .server
        .request(Method::GET, &path)
        .bearer_auth(&session.access);
    let request = crate::envelope_policy::of_dashboard(request, &origin);
    assert_eq!(Reply::of(request).unwrap().status, 200);
}

/// In the last minute of a month a long wait is not to be expected.
pub(crate) fn month_is_about_to_end() -> bool {
    crate::limits_quota::seconds_to_the_months_end() < 120
}
