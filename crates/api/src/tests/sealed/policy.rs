//! What a partner's policy asks for.

use actix_web::test::TestRequest;
use envelope::{Form, Policy};

use super::partner::Peer;
use super::{CHECK, LOGIN, LOGOUT, REFRESH, STATS, post};
use crate::tests::world::{World, bearer, lead_of};

/// The header of a login that came in an envelope.
async fn sealed_bearer(world: &World, peer: &Peer) -> (&'static str, String) {
    let reply = world
        .call(post(LOGIN, "").insert_header(world.basic()))
        .await;
    let (tokens, _) = peer.open(&reply);
    bearer(tokens["data"]["access_token"].as_str().expect("a token"))
}

const DASHBOARD: (&str, &str) = ("X-Dashboard-Request", "true");
const OURS: (&str, &str) = ("Origin", "https://api.example.test");

#[actix_web::test]
async fn a_partner_that_must_encrypt_gets_every_answer_encrypted() {
    let (world, peer) = Peer::with(Policy::Required, Some(Form::Packed));
    let bearer = sealed_bearer(&world, &peer).await;
    for (path, code) in [
        (STATS, 2000),
        ("/api/v1/partner/dashboard/leads", 2000),
        ("/api/v1/partner/dashboard/leads?limit=0", 4124),
        ("/api/v1/partner/dashboard/lead/9", 4040),
        ("/api/v1/partner/encryption/keys", 2000),
    ] {
        let reply = world.get(&bearer, path).await;
        let (opened, form) = peer.open(&reply);
        assert_eq!(
            (opened["code"].as_i64(), form),
            (Some(code), Form::Packed),
            "{path}"
        );
    }
}

#[actix_web::test]
async fn a_partner_that_must_encrypt_is_answered_in_the_documented_form_if_none_is_set() {
    let (world, peer) = Peer::with(Policy::Required, None);
    let bearer = sealed_bearer(&world, &peer).await;
    assert_eq!(
        peer.open(&world.get(&bearer, STATS).await).1,
        Form::Documented
    );
}

#[actix_web::test]
async fn a_compressed_list_and_a_file_are_encrypted_whole() {
    let (world, peer) = Peer::with(Policy::Required, None);
    let bearer = sealed_bearer(&world, &peer).await;
    world
        .share(&bearer, &peer.seal(Form::Documented, &lead_of(1)))
        .await;
    let file = world
        .get(&bearer, "/api/v1/partner/dashboard/leads.csv")
        .await;
    assert_eq!(file.header("content-type"), Some("application/json"));
    assert_eq!(file.header("content-disposition"), None);
    let (text, _) = peer.open_bytes(&file);
    assert_eq!(String::from_utf8(text).expect("UTF-8").lines().count(), 2);
    let list = TestRequest::get().uri("/api/v1/partner/dashboard/leads");
    let list = list
        .insert_header(bearer)
        .insert_header(("Accept-Encoding", "gzip"));
    let list = world.call(list).await;
    assert_eq!(list.header("content-encoding"), Some("gzip"));
    assert!(!list.text_lossy().contains("7000000001"));
}

#[actix_web::test]
async fn plain_text_of_a_partner_that_must_encrypt_is_refused_in_plain_text() {
    let (world, peer) = Peer::with(Policy::Required, None);
    let bearer = sealed_bearer(&world, &peer).await;
    assert_eq!(
        world.share(&bearer, &lead_of(1)).await.refusal(),
        (403, 4125)
    );
    assert_eq!(world.share(&bearer, "{}").await.refusal(), (403, 4125));
    assert_eq!(world.share(&bearer, "no JSON").await.refusal(), (400, 4123));
    let enrol = post("/api/v1/partner/encryption/keys", "{}").insert_header(bearer);
    assert_eq!(world.call(enrol).await.refusal(), (403, 4125));
}

#[actix_web::test]
async fn login_and_refresh_of_a_partner_that_must_encrypt() {
    let (world, peer) = Peer::with(Policy::Required, None);
    let login = world
        .call(post(LOGIN, "{}").insert_header(world.basic()))
        .await;
    let (tokens, _) = peer.open(&login);
    let token = tokens["data"]["refresh_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let body = serde_json::json!({ "refresh_token": token }).to_string();
    let plain = post(REFRESH, body.clone()).insert_header(world.basic());
    assert_eq!(world.call(plain).await.refusal(), (403, 4125));
    let sealed = post(REFRESH, peer.seal(Form::Documented, &body)).insert_header(world.basic());
    assert_eq!(peer.open(&world.call(sealed).await).0["code"], 2000);
    let header = post(REFRESH, "").insert_header(("refresh_token", "nonsense"));
    let refused = world.call(header.insert_header(world.basic())).await;
    assert_eq!(peer.open(&refused).0["code"], 4118);
    let nobody = post(LOGIN, "").insert_header(crate::tests::world::basic("nobody", "x"));
    assert_eq!(world.call(nobody).await.refusal(), (401, 4111));
}

#[actix_web::test]
async fn the_dashboard_is_answered_in_plain_text_and_nobody_else() {
    let (world, peer) = Peer::with(Policy::Required, None);
    let login = || post(LOGIN, "").insert_header(world.basic());
    let plain = world
        .call(login().insert_header(DASHBOARD).insert_header(OURS))
        .await;
    let token = plain.json()["data"]["access_token"]
        .as_str()
        .expect("plain")
        .to_owned();
    for strange in [
        login().insert_header(DASHBOARD),
        login().insert_header(OURS),
        login()
            .insert_header(DASHBOARD)
            .insert_header(("Origin", "https://evil.test")),
    ] {
        assert_eq!(peer.open(&world.call(strange).await).0["code"], 2000);
    }
    let from_dashboard = |request: TestRequest| {
        let request = request.insert_header(bearer(&token));
        request.insert_header(DASHBOARD).insert_header(OURS)
    };
    let stats = world
        .call(from_dashboard(TestRequest::get().uri(STATS)))
        .await;
    assert_eq!(stats.json()["code"], 2000);
    let lead = world.call(from_dashboard(post(CHECK, lead_of(1)))).await;
    assert_eq!(lead.refusal(), (403, 4125));
    let logout = world.call(from_dashboard(post(LOGOUT, ""))).await;
    assert_eq!(logout.json()["code"], 2000);
}

#[actix_web::test]
async fn a_partner_that_may_encrypt_is_answered_as_it_asks() {
    let (world, peer) = Peer::optional();
    let bearer = world.bearer().await;
    assert_eq!(world.share(&bearer, &lead_of(1)).await.json()["code"], 2005);
    assert_eq!(world.get(&bearer, STATS).await.json()["code"], 2000);
    let sealed = world
        .share(&bearer, &peer.seal(Form::Packed, &lead_of(1)))
        .await;
    assert_eq!(peer.open(&sealed).0["code"], 2005);
}

#[actix_web::test]
async fn an_answer_that_cannot_be_encrypted_is_5000_and_never_plain() {
    let (world, peer) = Peer::with(Policy::Required, None);
    let bearer = sealed_bearer(&world, &peer).await;
    let (id, now) = (
        world.partner.partner.id,
        kernel::Clock::now(world.clock.as_ref()),
    );
    let key = testkit::FakeCipher::key("partner").fingerprint;
    let keys = &world.harness.partner_keys;
    assert_eq!(
        keys.retire(id, &key, kernel::Actor::Operator, now),
        Ok(true)
    );
    let reply = world.get(&bearer, STATS).await;
    assert_eq!(reply.refusal(), (500, 5000));
    let sealed = world
        .share(&bearer, &peer.seal(Form::Packed, &lead_of(1)))
        .await;
    assert_eq!(sealed.refusal(), (400, 4122));
}

#[actix_web::test]
async fn an_envelope_of_a_partner_that_encrypts_nothing_is_not_set_up() {
    let (world, peer) = Peer::with(Policy::Off, None);
    let bearer = world.bearer().await;
    let reply = world
        .share(&bearer, &peer.seal(Form::Packed, &lead_of(1)))
        .await;
    assert_eq!(reply.refusal(), (400, 4122));
}
