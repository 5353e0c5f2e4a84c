//! Encrypted traffic over fakes: what is opened, what is sealed, what stays plain.

mod doctor;
mod keys;
mod limited;
mod partner;
mod policy;
mod refused;

use actix_web::test::TestRequest;
use envelope::Form;

use super::world::{Reply, World, lead_of};
use partner::Peer;

const CHECK: &str = "/api/v1/partner/lead-dedupe-check";
const LOGIN: &str = "/api/v1/partner/login";
const REFRESH: &str = "/api/v1/partner/refresh-token";
const LOGOUT: &str = "/api/v1/partner/logout";
const STATS: &str = "/api/v1/partner/dashboard/stats";

/// A POST of JSON.
fn post(path: &str, body: impl Into<Vec<u8>>) -> TestRequest {
    TestRequest::post()
        .uri(path)
        .insert_header(("content-type", "application/json"))
        .set_payload(body.into())
}

async fn share(world: &World, body: &str) -> Reply {
    let bearer = world.bearer().await;
    world.share(&bearer, body).await
}

#[actix_web::test]
async fn an_encrypted_lead_gets_an_encrypted_verdict_in_the_same_form() {
    for form in Form::ALL {
        let (world, peer) = Peer::optional();
        let reply = share(&world, &peer.seal(form, &lead_of(1))).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-type"), Some("application/json"));
        let (opened, came_in) = peer.open(&reply);
        assert_eq!((opened["code"].as_i64(), came_in), (Some(2005), form));
        assert_eq!(reply.header("x-signed-by"), Some(Peer::platform().as_str()));
        assert_eq!(reply.header("x-encrypted-to"), Some(peer.own().as_str()));
    }
}

#[actix_web::test]
async fn refusals_after_opening_are_encrypted_with_their_status_and_request_id() {
    let (world, peer) = Peer::optional();
    let wrong = lead_of(1).replace("7000000001", "12");
    for (body, status, code) in [
        ("{}", 400, 2003),
        (wrong.as_str(), 400, 4119),
        (r#"{"x":"y"}"#, 400, 2003),
    ] {
        let reply = share(&world, &peer.seal(Form::Packed, body)).await;
        let (opened, _) = peer.open(&reply);
        assert_eq!(
            (reply.status, opened["code"].as_i64()),
            (status, Some(code))
        );
        assert_eq!(opened["request_id"].as_str(), reply.header("x-request-id"));
    }
}

#[actix_web::test]
async fn a_text_over_the_limit_of_plain_bodies_is_over_it_in_an_envelope() {
    let (world, peer) = Peer::optional();
    let long = lead_of(1).replace('}', &format!(r#","note":"{}"}}"#, "x".repeat(64 * 1024)));
    let reply = share(&world, &peer.seal(Form::Documented, &long)).await;
    assert_eq!(peer.open(&reply).0["code"], 4130);
    assert_eq!(share(&world, &long).await.refusal(), (413, 4130));
}

#[actix_web::test]
async fn an_envelope_is_taken_once_whatever_became_of_it() {
    let (world, peer) = Peer::optional();
    let minor = lead_of(2).replace('}', r#","date_of_birth":"2020-01-01"}"#);
    for (body, code) in [(lead_of(1), 2005), (minor, 4121), ("{}".to_owned(), 2003)] {
        let sealed = peer.seal(Form::IvUnsigned, &body);
        let reply = share(&world, &sealed).await;
        assert_eq!(peer.open(&reply).0["code"], code);
        for _ in 0..2 {
            assert_eq!(
                share(&world, &sealed).await.refusal(),
                (400, 4123),
                "{code}"
            );
        }
    }
}

#[actix_web::test]
async fn a_kept_reply_is_sealed_anew_for_a_new_envelope_of_the_same_lead() {
    let (world, peer) = Peer::optional();
    let send = |body: String| {
        let request = post(CHECK, body).insert_header(("Idempotency-Key", "k-1"));
        async {
            world
                .call(request.insert_header(world.bearer().await))
                .await
        }
    };
    let first = send(peer.seal(Form::Documented, &lead_of(1))).await;
    let again = send(peer.seal(Form::Packed, &lead_of(1))).await;
    assert_ne!(first.body, again.body);
    assert_eq!(peer.open(&first).0, peer.open(&again).0);
    let plain = send(lead_of(1)).await;
    assert_eq!(plain.json(), peer.open(&first).0);
    let other = send(peer.seal(Form::Packed, &lead_of(2))).await;
    assert_eq!(peer.open(&other).0["code"], 4091);
}

#[actix_web::test]
async fn login_refresh_and_logout_take_envelopes_too() {
    let (world, peer) = Peer::optional();
    let sealed = peer.seal(Form::Documented, "{}");
    let login = world
        .call(post(LOGIN, sealed.clone()).insert_header(world.basic()))
        .await;
    let (tokens, _) = peer.open(&login);
    let replayed = world
        .call(post(LOGIN, sealed).insert_header(world.basic()))
        .await;
    assert_eq!(replayed.refusal(), (400, 4123));
    let token = &tokens["data"]["refresh_token"];
    let body = serde_json::json!({ "refresh_token": token }).to_string();
    let refresh = post(REFRESH, peer.seal(Form::Packed, &body));
    let refreshed = world.call(refresh.insert_header(world.basic())).await;
    let (tokens, _) = peer.open(&refreshed);
    let bearer = format!(
        "Bearer {}",
        tokens["data"]["access_token"].as_str().expect("a token")
    );
    let logout =
        post(LOGOUT, peer.seal(Form::Packed, "{}")).insert_header(("Authorization", bearer));
    assert_eq!(peer.open(&world.call(logout).await).0["code"], 2000);
}
