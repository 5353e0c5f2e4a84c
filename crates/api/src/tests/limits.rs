//! Limits on calls, over a limiter that decides as it is told to.

use std::sync::{Arc, Mutex};

use actix_web::test::TestRequest;
use chrono_tz::Asia;
use kernel::BusinessCalendar;
use usage::{Ask, Decision, Limit};

use super::world::{Reply, World, bearer, lead_of, rates};
use crate::limits::tests::{Told, granted, refused};
use crate::{CallLimits, TrustedProxies};

const CHECK: &str = "/api/v1/partner/lead-dedupe-check";
const STATS: &str = "/api/v1/partner/dashboard/stats";
const LOGIN: &str = "/api/v1/partner/login";
const LOGOUT: &str = "/api/v1/partner/logout";
const DASHBOARD: (&str, &str) = ("X-Dashboard-Request", "true");
const OURS: (&str, &str) = ("Origin", "https://api.example.test");

/// The world with `decide` in it, which answers at once or `later`.
pub(super) fn limited(
    world: World,
    decide: fn(&Ask) -> Decision,
    later: bool,
) -> (World, Arc<Told>) {
    let told = Arc::new(Told {
        asked: Mutex::default(),
        decide,
        later,
    });
    let clock = world.clock.clone();
    let limiter = Arc::clone(&told);
    let world = world.but(move |api| {
        let rates = rates();
        let calendar = BusinessCalendar::new(Asia::Kolkata);
        let proxies = TrustedProxies::default();
        api.limits = CallLimits::new(Some(limiter), rates, proxies, calendar, clock);
    });
    (world, told)
}

impl Told {
    /// What was asked since the last time, in short.
    fn take(&self) -> Vec<&'static str> {
        let asked = std::mem::take(&mut *self.asked.lock().expect("no panic"));
        let short = |ask| match ask {
            Ask::Address(..) => "address",
            Ask::SignIn(..) => "sign-in",
            Ask::Partner(_, _, None) => "rate",
            Ask::Partner(_, _, Some(_)) => "rate and quota",
        };
        asked.into_iter().map(short).collect()
    }
}

/// A request from somewhere.
fn from_outside(request: TestRequest) -> TestRequest {
    request.peer_addr(([192, 0, 2, 1], 40_000).into())
}

fn get(path: &str) -> TestRequest {
    from_outside(TestRequest::get().uri(path))
}

fn post(path: &str, body: &str) -> TestRequest {
    let json = ("content-type", "application/json");
    let request = TestRequest::post().uri(path).insert_header(json);
    from_outside(request.set_payload(body.to_owned()))
}

fn headers(reply: &Reply) -> [Option<&str>; 5] {
    [
        "ratelimit-limit",
        "ratelimit-remaining",
        "ratelimit-reset",
        "ratelimit-policy",
        "retry-after",
    ]
    .map(|name| reply.header(name))
}

pub(super) fn plenty(ask: &Ask) -> Decision {
    match ask {
        Ask::Address(..) | Ask::SignIn(..) => granted(Limit::Rate, 90),
        Ask::Partner(..) => granted(Limit::Rate, 80),
    }
}

/// Whoever is not limited, but by its address more than by itself.
fn crowded(ask: &Ask) -> Decision {
    match ask {
        Ask::Address(..) | Ask::SignIn(..) => granted(Limit::Rate, 7),
        Ask::Partner(..) => granted(Limit::Quota, 80),
    }
}

fn address_is_out(ask: &Ask) -> Decision {
    match ask {
        Ask::Address(..) | Ask::SignIn(..) => refused(Limit::Rate, 4),
        Ask::Partner(..) => granted(Limit::Rate, 80),
    }
}

fn partner_is_out(ask: &Ask) -> Decision {
    match ask {
        Ask::Partner(..) => refused(Limit::Rate, 2),
        _ => granted(Limit::Rate, 90),
    }
}

pub(super) fn month_is_out(ask: &Ask) -> Decision {
    match ask {
        Ask::Partner(_, _, Some(quota)) => refused(Limit::Quota, quota.resets_in),
        _ => granted(Limit::Rate, 90),
    }
}

#[actix_web::test]
async fn every_limited_reply_tells_of_the_limit_with_the_least_left() {
    for later in [false, true] {
        let (world, told) = limited(World::new(), plenty, later);
        let token = world.bearer().await;
        told.take();
        let reply = world.call(get(STATS).insert_header(token.clone())).await;
        assert_eq!(reply.status, 200);
        let policy = "100;w=1, 10000;w=2678400, 200;w=1";
        let expected = [Some("1000"), Some("80"), Some("3"), Some(policy), None];
        assert_eq!(headers(&reply), expected);
        assert_eq!(told.take(), ["address", "rate and quota"]);
        // Refusals of other kinds as well, and whoever did not prove itself.
        let reply = world.call(post(CHECK, "{}").insert_header(token)).await;
        assert_eq!(reply.refusal(), (400, 2003));
        assert_eq!(headers(&reply)[1], Some("80"));
        let reply = world.call(get(STATS)).await;
        assert_eq!(reply.refusal(), (401, 4114));
        assert_eq!(headers(&reply)[1], Some("90"));
        assert_eq!(headers(&reply)[3], Some("200;w=1"));
        // And whoever took the wrong method.
        let reply = world.call(post(STATS, "")).await;
        assert_eq!(headers(&reply)[1], Some("90"));
    }
    let (world, _) = limited(World::new(), crowded, false);
    let token = world.bearer().await;
    let reply = world.call(get(STATS).insert_header(token)).await;
    assert_eq!(headers(&reply)[1], Some("7"));
}

#[actix_web::test]
async fn a_crowded_address_is_refused_in_the_form_of_the_route_before_anything_is_read() {
    for later in [false, true] {
        let (world, told) = limited(World::new(), address_is_out, later);
        let reply = world.call(get(STATS)).await;
        assert_eq!(reply.refusal(), (429, 4290));
        assert_eq!(reply.json()["message"], "Too Many Requests");
        let [limit, remaining, reset, policy, retry] = headers(&reply);
        assert_eq!(
            (limit, remaining, reset),
            (Some("1000"), Some("0"), Some("9"))
        );
        assert_eq!((policy, retry), (Some("200;w=1"), Some("4")));
        assert_eq!(told.take(), ["address"]);

        let reply = world.call(post("/api/v1/auth/login", "{}")).await;
        assert_eq!(reply.status, 429);
        assert_eq!(reply.json()["status"], "error");
        assert_eq!(reply.json()["message"], "Too Many Requests");
        assert_eq!(headers(&reply)[3..], [Some("1;w=1"), Some("4")]);
        assert_eq!(told.take(), ["sign-in"]);

        let reply = world.call(get("/api/partners/slug/nobody")).await;
        assert_eq!(reply.status, 429);
        assert_eq!(reply.json()["code"], "RATE_LIMITED");
        assert_eq!(reply.json()["success"], false);
        assert_eq!(headers(&reply)[4], Some("4"));

        for open in ["/healthz", "/readyz", "/api-docs", "/api-docs/openapi.json"] {
            let reply = world.call(get(open)).await;
            assert_eq!(reply.status, 200, "{open}");
            assert_eq!(headers(&reply), [None; 5], "{open}");
        }
    }
}

#[actix_web::test]
async fn a_partner_that_calls_too_often_is_refused_once_it_is_known() {
    for later in [false, true] {
        let (world, told) = limited(World::new(), partner_is_out, later);
        let token = world.bearer().await;
        told.take();
        let reply = world
            .call(post(CHECK, &lead_of(1)).insert_header(token))
            .await;
        assert_eq!(reply.refusal(), (429, 4290));
        assert_eq!(headers(&reply)[1], Some("0"));
        assert_eq!(headers(&reply)[4], Some("2"));
        // Whoever is nobody is told that first.
        let nobody = bearer("nonsense");
        let reply = world.call(get(STATS).insert_header(nobody)).await;
        assert_eq!(reply.status, 401);
    }
}

#[actix_web::test]
async fn only_what_counts_is_asked_of_the_month() {
    let (world, told) = limited(World::new(), plenty, false);
    let login = from_outside(TestRequest::post().uri(LOGIN));
    let reply = world.call(login.insert_header(world.basic())).await;
    assert_eq!(told.take(), ["address"]);
    let token = bearer(reply.json()["data"]["access_token"].as_str().expect("one"));
    let by_dashboard = |request: TestRequest| {
        let request = request.insert_header(DASHBOARD).insert_header(OURS);
        request.insert_header(token.clone())
    };
    let by_hand = |request: TestRequest| request.insert_header(token.clone());
    for (request, asked) in [
        (by_hand(get(STATS)), "rate and quota"),
        (by_dashboard(get(STATS)), "rate"),
        // Half the headers are none.
        (
            by_hand(get(STATS)).insert_header(DASHBOARD),
            "rate and quota",
        ),
        // Leads come from partners' systems, whatever they say.
        (by_hand(post(CHECK, &lead_of(1))), "rate and quota"),
        (by_dashboard(post(CHECK, &lead_of(2))), "rate and quota"),
        (by_hand(post(LOGOUT, "")), "rate"),
    ] {
        assert_eq!(world.call(request).await.status, 200);
        assert_eq!(told.take(), ["address", asked]);
    }
}

#[actix_web::test]
async fn whoever_has_no_calls_left_still_looks_at_the_dashboard_and_leaves() {
    let (world, _) = limited(World::new(), month_is_out, false);
    let token = world.bearer().await;
    let reply = world.call(get(STATS).insert_header(token.clone())).await;
    assert_eq!(reply.refusal(), (429, 4290));
    let until: u64 = headers(&reply)[4].expect("a number").parse().expect("one");
    assert!(until > 86_400, "to the month's end: {until}");
    let looking = get(STATS).insert_header(DASHBOARD).insert_header(OURS);
    let looking = looking.insert_header(token.clone());
    assert_eq!(world.call(looking).await.status, 200);
    let leaving = post(LOGOUT, "").insert_header(token);
    assert_eq!(world.call(leaving).await.status, 200);
    world.bearer().await;
}

#[actix_web::test]
async fn without_limits_nothing_is_told_of_any() {
    let world = World::new();
    let token = world.bearer().await;
    let reply = world.call(get(STATS).insert_header(token)).await;
    assert_eq!((reply.status, headers(&reply)), (200, [None; 5]));
}
