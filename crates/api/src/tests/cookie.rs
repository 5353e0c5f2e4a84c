//! Sessions of the dashboard: the refresh token in a cookie.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::Method;
use actix_web::test::TestRequest;
use chrono::TimeDelta;

use super::world::{Reply, World, basic, bearer};

const LOGIN: &str = "/api/v1/partner/login";
const REFRESH: &str = "/api/v1/partner/refresh-token";
const LOGOUT: &str = "/api/v1/partner/logout";
const STATS: &str = "/api/v1/partner/dashboard/stats";

/// A POST as the pages send it.
fn post(path: &str) -> TestRequest {
    TestRequest::post()
        .uri(path)
        .insert_header(("X-Dashboard-Request", "true"))
        .insert_header(("Origin", "https://api.example.test"))
}

fn with(request: TestRequest, token: &str) -> TestRequest {
    request.insert_header(("Cookie", format!("theme=dark; partner_refresh={token}")))
}

fn set_cookie(reply: &Reply) -> Option<Cookie<'_>> {
    let cookies: Vec<_> = reply.headers.get_all("set-cookie").collect();
    assert!(cookies.len() < 2, "{cookies:?}");
    let text = cookies.first()?.to_str().expect("ASCII");
    Some(Cookie::parse(text).expect("a cookie"))
}

/// The token of a cookie that has all it must have.
#[track_caller]
fn kept(reply: &Reply) -> String {
    let cookie = set_cookie(reply).expect("a cookie");
    assert_eq!(cookie.name(), "partner_refresh");
    assert_eq!(cookie.http_only(), Some(true));
    assert_eq!(cookie.same_site(), Some(SameSite::Strict));
    assert_eq!(cookie.secure(), Some(true));
    assert_eq!(cookie.path(), Some("/api/v1/partner"));
    assert_eq!(cookie.domain(), None);
    cookie.value().to_owned()
}

#[track_caller]
fn is_taken_away(reply: &Reply) {
    assert_eq!(kept(reply), "");
    let cookie = set_cookie(reply).expect("a cookie");
    assert_eq!(cookie.max_age().map(Duration::whole_seconds), Some(0));
}

fn access(reply: &Reply) -> (&'static str, String) {
    let data = &reply.json()["data"];
    assert!(data.get("refresh_token").is_none(), "{data}");
    bearer(data["access_token"].as_str().expect("a token"))
}

async fn login(world: &World) -> Reply {
    let reply = world.call(post(LOGIN).insert_header(world.basic())).await;
    assert_eq!(reply.status, 200);
    reply
}

async fn renew(world: &World, token: &str) -> Reply {
    world.call(with(post(REFRESH), token)).await
}

#[actix_web::test]
async fn a_login_puts_the_refresh_token_into_the_cookie_alone() {
    let world = World::new();
    let reply = login(&world).await;
    let (_, access) = access(&reply);
    let access = access.trim_start_matches("Bearer ");
    assert_eq!(
        reply.text(),
        format!(
            r#"{{"status":true,"code":2000,"message":"Success","data":{{"access_token":"{access}","token_type":"Bearer","expires_in":900}}}}"#
        )
    );
    assert!(!kept(&reply).is_empty());
    let age = set_cookie(&reply).and_then(|cookie| cookie.max_age());
    assert_eq!(age.map(Duration::whole_days), Some(30));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
}

#[actix_web::test]
async fn the_cookie_is_exchanged_for_the_next_and_lives_no_longer() {
    let world = World::new();
    let first = kept(&login(&world).await);
    world.clock.advance(TimeDelta::days(29));
    let next = renew(&world, &first).await;
    let bearer = access(&next);
    assert_eq!(world.get(&bearer, STATS).await.status, 200);
    assert_ne!(kept(&next), first);
    let age = set_cookie(&next).and_then(|cookie| cookie.max_age());
    assert_eq!(age.map(Duration::whole_days), Some(1));
    assert!(!next.text().contains(&kept(&next)));
    world.clock.advance(TimeDelta::days(2));
    let over = renew(&world, &kept(&next)).await;
    assert_eq!(over.refusal(), (401, 4118));
    is_taken_away(&over);
}

#[actix_web::test]
async fn a_cookie_that_does_not_count_is_taken_away() {
    let world = World::new();
    let first = login(&world).await;
    let none = world.call(post(REFRESH)).await;
    assert_eq!(none.refusal(), (401, 4114));
    is_taken_away(&none);
    let bearer = access(&first).1;
    for (token, code) in [
        ("", 4114),
        ("garbage", 4118),
        (bearer.trim_start_matches("Bearer "), 4115),
    ] {
        let refused = renew(&world, token).await;
        assert_eq!(refused.refusal(), (401, code), "{token}");
        is_taken_away(&refused);
    }
}

#[actix_web::test]
async fn a_stolen_cookie_ends_the_family() {
    let world = World::new();
    let first = kept(&login(&world).await);
    let second = kept(&renew(&world, &first).await);
    let third = renew(&world, &second).await;
    let bearer = access(&third);
    let reused = renew(&world, &first).await;
    assert_eq!(reused.refusal(), (401, 4118));
    is_taken_away(&reused);
    assert_eq!(renew(&world, &kept(&third)).await.refusal(), (401, 4118));
    assert_eq!(world.get(&bearer, STATS).await.refusal(), (401, 4118));
}

#[actix_web::test]
async fn nobody_else_gets_or_uses_a_cookie() {
    let world = World::new();
    let token = kept(&login(&world).await);
    let (said, ours) = (
        ("X-Dashboard-Request", "true"),
        ("Origin", "https://api.example.test"),
    );
    let foreign = ("Origin", "https://evil.test");
    for headers in [
        &[][..],
        &[said],
        &[ours],
        &[said, foreign],
        &[said, ("Origin", "null")],
        &[("X-Dashboard-Request", "yes"), ours],
        // Only reads count without an origin.
        &[said, ("Sec-Fetch-Site", "same-origin")],
    ] {
        let request = |path: &str| {
            let request = TestRequest::post().uri(path);
            headers
                .iter()
                .fold(request, |request, header| request.insert_header(*header))
        };
        let plain = world
            .call(request(LOGIN).insert_header(world.basic()))
            .await;
        assert!(set_cookie(&plain).is_none(), "{headers:?}");
        assert!(plain.json()["data"]["refresh_token"].is_string());
        let refused = world.call(with(request(REFRESH), &token)).await;
        assert_eq!(refused.refusal(), (401, 4110), "{headers:?}");
        let challenge = refused.header("www-authenticate").expect("a challenge");
        assert!(challenge.starts_with("Basic "));
        assert!(set_cookie(&refused).is_none());
        let refused = world.call(with(request(LOGOUT), &token)).await;
        assert_eq!(refused.refusal(), (401, 4114), "{headers:?}");
        assert!(set_cookie(&refused).is_none());
    }
    assert_eq!(renew(&world, &token).await.status, 200, "it did no harm");
}

#[actix_web::test]
async fn credentials_and_bodies_go_the_documented_way_whoever_sends_them() {
    let world = World::new();
    let cookie = kept(&login(&world).await);
    let plain = TestRequest::post().uri(LOGIN).insert_header(world.basic());
    let plain = world.call(plain).await;
    let token = plain.json()["data"]["refresh_token"].clone();
    let token = token.as_str().expect("a token");

    // A token of another kind of login is not enough without credentials.
    let refused = renew(&world, token).await;
    assert_eq!(refused.refusal(), (401, 4118));
    is_taken_away(&refused);

    let documented = with(post(REFRESH), &cookie)
        .insert_header(world.basic())
        .insert_header(("refresh_token", token));
    let documented = world.call(documented).await;
    assert!(documented.json()["data"]["refresh_token"].is_string());
    assert!(set_cookie(&documented).is_none());

    for request in [
        post(REFRESH).insert_header(("refresh_token", token)),
        post(REFRESH)
            .insert_header(("content-type", "application/json"))
            .set_payload(format!(r#"{{"refresh_token":"{token}"}}"#)),
        post(REFRESH).insert_header(("Authorization", "Basic ???")),
    ] {
        let refused = world.call(with(request, &cookie)).await;
        assert_eq!(refused.refusal(), (401, 4110));
        assert!(set_cookie(&refused).is_none());
    }
    assert_eq!(renew(&world, &cookie).await.status, 200);
}

#[actix_web::test]
async fn a_suspended_partner_is_not_renewed() {
    let world = World::new();
    let token = kept(&login(&world).await);
    let suspend = |to| {
        let change = testkit::status_change(&world.partner.partner, to);
        let changed = world.harness.partners.change_status(change);
        assert!(changed.is_ok());
    };
    suspend(accounts::PartnerStatus::Suspended);
    let refused = renew(&world, &token).await;
    assert_eq!(refused.refusal(), (401, 4116));
    is_taken_away(&refused);
}

#[actix_web::test]
async fn an_outage_takes_no_cookie_away() {
    let mut harness = testkit::in_memory();
    let mut families = accounts::MockTokenFamilies::new();
    let failure = || kernel::PortFailure::Unavailable("pool exhausted".to_owned());
    families
        .expect_present()
        .returning(move |_, _, _, _| Err(failure()));
    families
        .expect_revoke()
        .returning(move |_, _, _, _| Err(failure()));
    harness.families = std::sync::Arc::new(families);
    let world = World::over(harness);
    let token = kept(&login(&world).await);
    for path in [REFRESH, LOGOUT] {
        let refused = world.call(with(post(path), &token)).await;
        assert_eq!(refused.refusal(), (503, 5030), "{path}");
        assert!(set_cookie(&refused).is_none(), "{path}");
    }
}

#[actix_web::test]
async fn a_logout_takes_the_cookie_away() {
    let world = World::new();
    let reply = login(&world).await;
    let (bearer, token) = (access(&reply), kept(&reply));
    let left = with(post(LOGOUT), &token).insert_header(bearer.clone());
    let left = world.call(left).await;
    assert_eq!(left.json()["code"], 2000);
    is_taken_away(&left);
    assert_eq!(world.get(&bearer, STATS).await.refusal(), (401, 4118));
    assert_eq!(renew(&world, &token).await.refusal(), (401, 4118));
}

#[actix_web::test]
async fn a_logout_by_the_cookie_ends_the_login_as_well() {
    let world = World::new();
    for expired in [false, true] {
        let reply = login(&world).await;
        let (bearer, token) = (access(&reply), kept(&reply));
        let mut request = with(post(LOGOUT), &token);
        if expired {
            world.clock.advance(TimeDelta::seconds(911));
            request = request.insert_header(bearer);
        }
        let left = world.call(request).await;
        assert_eq!(left.json()["code"], 2000);
        is_taken_away(&left);
        assert_eq!(renew(&world, &token).await.refusal(), (401, 4118));
    }
    let nobody = world.call(post(LOGOUT)).await;
    assert_eq!(nobody.refusal(), (401, 4114));
    is_taken_away(&nobody);
    let nobody = world.call(with(post(LOGOUT), "garbage")).await;
    assert_eq!(nobody.refusal(), (401, 4118));
    is_taken_away(&nobody);
}

#[actix_web::test]
async fn without_tls_the_cookie_is_not_secure() {
    let world = World::new().but(|api| api.options.public_url = "http://127.0.0.1:3000".to_owned());
    let request = |origin: &str, host: &str| {
        TestRequest::post()
            .uri(LOGIN)
            .insert_header(world.basic())
            .insert_header(("X-Dashboard-Request", "true"))
            .insert_header(("Origin", origin))
            .insert_header(("Host", host))
    };
    let plain = world
        .call(request("http://127.0.0.1:3000", "127.0.0.1:3000"))
        .await;
    let cookie = set_cookie(&plain).expect("a cookie");
    assert_eq!((cookie.secure(), cookie.http_only()), (None, Some(true)));
    // Behind a proxy that nobody told of: the page says how it was reached.
    let proxied = world
        .call(request("https://proxied.test", "proxied.test"))
        .await;
    assert!(!kept(&proxied).is_empty());
}

#[actix_web::test]
async fn browsers_are_not_made_to_ask_for_a_password() {
    let world = World::new();
    let client = world.partner.partner.client_id.as_str();
    for request in [post(LOGIN), post(LOGIN).insert_header(basic(client, "x"))] {
        let refused = world.call(request).await;
        assert_eq!(refused.status, 401);
        assert_eq!(
            refused.header("www-authenticate"),
            Some("Bearer realm=\"partner-api\"")
        );
        assert!(set_cookie(&refused).is_none(), "a session may be open");
    }
    let elsewhere = TestRequest::default().method(Method::POST).uri(LOGIN);
    let refused = world
        .call(elsewhere.insert_header(basic(client, "x")))
        .await;
    let challenge = refused.header("www-authenticate").expect("a challenge");
    assert!(challenge.starts_with("Basic "));
}
