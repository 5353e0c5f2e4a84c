//! Login, refresh, logout, and what a token opens.

use accounts::MockPartnerDirectory;
use actix_web::test::TestRequest;
use chrono::TimeDelta;
use kernel::PortFailure;
use std::sync::Arc;

use super::world::{Reply, World, basic, bearer};

fn login() -> TestRequest {
    TestRequest::post().uri("/api/v1/partner/login")
}

fn refresh() -> TestRequest {
    TestRequest::post().uri("/api/v1/partner/refresh-token")
}

fn logout() -> TestRequest {
    TestRequest::post().uri("/api/v1/partner/logout")
}

const STATS: &str = "/api/v1/partner/dashboard/stats";

fn token(reply: &Reply, name: &str) -> String {
    reply.json()["data"][name].as_str().expect(name).to_owned()
}

#[actix_web::test]
async fn a_login_answers_with_the_documented_fields_in_their_order() {
    let world = World::new();
    let reply = world.call(login().insert_header(world.basic())).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let (access, refresh) = (
        token(&reply, "access_token"),
        token(&reply, "refresh_token"),
    );
    assert_eq!(
        reply.text(),
        format!(
            r#"{{"status":true,"code":2000,"message":"Success","data":{{"access_token":"{access}","refresh_token":"{refresh}","token_type":"Bearer","expires_in":900}}}}"#
        )
    );
}

#[actix_web::test]
async fn a_login_takes_the_slug_as_well_and_ignores_its_body() {
    let world = World::new();
    let secret = world.partner.secret.expose();
    let request = login()
        .insert_header(basic("partner-1", secret))
        .insert_header(("content-type", "application/x-www-form-urlencoded"))
        .set_payload("anything");
    assert_eq!(world.call(request).await.status, 200);
}

#[actix_web::test]
async fn bad_credentials_are_refused_alike() {
    let world = World::new();
    let client = world.partner.partner.client_id.as_str();
    let missing = world.call(login()).await;
    assert_eq!(missing.refusal(), (401, 4110));
    assert!(
        missing
            .header("www-authenticate")
            .expect("a challenge")
            .starts_with("Basic ")
    );
    for (user, secret) in [
        (client, "wrong"),
        ("pc_000000000000000000000000", "x"),
        ("", ""),
    ] {
        let reply = world.call(login().insert_header(basic(user, secret))).await;
        assert_eq!(reply.refusal(), (401, 4111));
    }
}

#[actix_web::test]
async fn a_login_looks_up_what_is_not_remembered() {
    let mut harness = testkit::in_memory();
    let real = harness.directory.clone();
    let mut forgetful = MockPartnerDirectory::new();
    forgetful.expect_remembered_access().returning(|_, _| None);
    forgetful
        .expect_remembered_session()
        .returning(|_, _, _| None);
    let (access, session) = (real.clone(), real);
    forgetful
        .expect_access()
        .returning(move |handle, now| access.access(handle, now));
    forgetful
        .expect_session()
        .returning(move |partner, family, now| session.session(partner, family, now));
    harness.directory = Arc::new(forgetful);
    let world = World::over(harness);
    let bearer = world.bearer().await;
    assert_eq!(world.get(&bearer, STATS).await.status, 200);
}

#[actix_web::test]
async fn a_directory_that_is_away_is_a_5030_with_retry_after() {
    let mut harness = testkit::in_memory();
    let mut away = MockPartnerDirectory::new();
    let failure = || PortFailure::Unavailable("pool exhausted".to_owned());
    away.expect_remembered_access().returning(|_, _| None);
    away.expect_access().returning(move |_, _| Err(failure()));
    harness.directory = Arc::new(away);
    let world = World::over(harness);
    let reply = world.call(login().insert_header(world.basic())).await;
    assert_eq!(reply.refusal(), (503, 5030));
    assert_eq!(reply.header("retry-after"), Some("1"));
    assert!(!reply.text().contains("pool"), "causes stay in the log");
}

#[actix_web::test]
async fn a_refresh_rotates_and_puts_the_refresh_token_last() {
    let world = World::new();
    let first = world.call(login().insert_header(world.basic())).await;
    let request = refresh()
        .insert_header(world.basic())
        .insert_header(("refresh_token", token(&first, "refresh_token")));
    let next = world.call(request).await;
    assert_eq!(next.status, 200);
    let (access, rotated) = (token(&next, "access_token"), token(&next, "refresh_token"));
    assert_ne!(rotated, token(&first, "refresh_token"));
    assert_eq!(
        next.text(),
        format!(
            r#"{{"status":true,"code":2000,"message":"Success","data":{{"access_token":"{access}","token_type":"Bearer","expires_in":900,"refresh_token":"{rotated}"}}}}"#
        )
    );
    let in_body = refresh()
        .insert_header(world.basic())
        .insert_header(("content-type", "application/json"))
        .set_payload(format!(r#"{{"refreshToken":"Bearer {rotated}"}}"#));
    assert_eq!(world.call(in_body).await.status, 200);
}

#[actix_web::test]
async fn a_refresh_is_refused_by_the_contracts_codes() {
    let world = World::new();
    let first = world.call(login().insert_header(world.basic())).await;
    let with = |token: &str| {
        refresh()
            .insert_header(world.basic())
            .insert_header(("x-refresh-token", token.to_owned()))
    };
    let missing = refresh().insert_header(world.basic());
    assert_eq!(world.call(missing).await.refusal(), (401, 4114));
    let no_basic = refresh().insert_header(("refresh_token", "x"));
    assert_eq!(world.call(no_basic).await.refusal(), (401, 4110));
    assert_eq!(world.call(with("garbage")).await.refusal(), (401, 4118));
    let access = token(&first, "access_token");
    assert_eq!(world.call(with(&access)).await.refusal(), (401, 4115));
    let other = world.another_partner();
    let foreign = refresh()
        .insert_header(basic("partner-2", other.secret.expose()))
        .insert_header(("refresh-token", token(&first, "refresh_token")));
    assert_eq!(world.call(foreign).await.refusal(), (401, 4118));
}

#[actix_web::test]
async fn a_logout_ends_the_login() {
    let world = World::new();
    let bearer = world.bearer().await;
    let reply = world.call(logout().insert_header(bearer.clone())).await;
    assert_eq!(
        reply.text(),
        r#"{"status":true,"code":2000,"message":"Success"}"#
    );
    assert_eq!(world.get(&bearer, STATS).await.refusal(), (401, 4118));
}

#[actix_web::test]
async fn a_token_is_refused_by_the_contracts_codes() {
    let world = World::new();
    let first = world.call(login().insert_header(world.basic())).await;
    let access = bearer(&token(&first, "access_token"));
    assert_eq!(world.get(&access, STATS).await.status, 200);
    let missing = world.call(TestRequest::get().uri(STATS)).await;
    assert_eq!(missing.refusal(), (401, 4114));
    assert!(
        missing
            .header("www-authenticate")
            .expect("a challenge")
            .starts_with("Bearer ")
    );
    assert_eq!(
        world.get(&world.basic(), STATS).await.refusal(),
        (401, 4114)
    );
    assert_eq!(
        world.get(&bearer("garbage"), STATS).await.refusal(),
        (401, 4118)
    );
    let service = world.service_bearer();
    assert_eq!(world.get(&service, STATS).await.refusal(), (401, 4118));
    let refresh = bearer(&token(&first, "refresh_token"));
    assert_eq!(world.get(&refresh, STATS).await.refusal(), (401, 4115));
    world.clock.advance(TimeDelta::seconds(911));
    assert_eq!(world.get(&access, STATS).await.refusal(), (401, 4117));
}

#[actix_web::test]
async fn a_suspended_partner_is_4116_with_credentials_and_with_a_token() {
    let world = World::new();
    let bearer = world.bearer().await;
    let suspended = accounts::PartnerStatus::Suspended;
    let change = testkit::status_change(&world.partner.partner, suspended);
    assert!(world.harness.partners.change_status(change).is_ok());
    assert_eq!(world.get(&bearer, STATS).await.refusal(), (401, 4116));
    let reply = world.call(login().insert_header(world.basic())).await;
    assert_eq!(reply.refusal(), (401, 4116));
}
