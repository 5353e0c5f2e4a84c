//! Enrolling keys, and the platform's own.

use std::sync::Arc;

use actix_web::test::TestRequest;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use envelope::{DigestKind, Policy};
use serde_json::{Value, json};
use testkit::FakeCipher;

use super::partner::Peer;
use super::post;
use crate::tests::world::{Reply, World};

const NONCE: &str = "/api/v1/partner/encryption/nonce";
const KEYS: &str = "/api/v1/partner/encryption/keys";
const PUBLIC: &str = "/api/v1/partner/encryption/public-key";

async fn nonce(world: &World) -> String {
    let bearer = world.bearer().await;
    let reply = world.get(&bearer, NONCE).await;
    reply.json()["data"]["nonce"]
        .as_str()
        .expect("a nonce")
        .to_owned()
}

fn enrolment(name: &str, signer: &str, nonce: &str) -> Value {
    let signature = FakeCipher::sign_with(signer, DigestKind::Sha256, nonce.as_bytes());
    json!({
        "public_key": FakeCipher::key(name).to_pem(),
        "nonce": nonce,
        "signature": STANDARD.encode(signature),
    })
}

async fn enrol(world: &World, body: &Value) -> Reply {
    let bearer = world.bearer().await;
    world
        .call(post(KEYS, body.to_string()).insert_header(bearer))
        .await
}

#[actix_web::test]
async fn a_partner_enrols_a_key_by_signing_a_nonce() {
    let world = World::new();
    let reply = enrol(&world, &enrolment("mine", "mine", &nonce(&world).await)).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let data = &reply.json()["data"];
    let fingerprint = FakeCipher::key("mine").fingerprint.to_string();
    assert_eq!(data["fingerprint"], fingerprint.as_str());
    assert_eq!(
        (&data["encryption"], &data["form"]),
        (&json!("optional"), &Value::Null)
    );
    let listed = world.get(&world.bearer().await, KEYS).await.json();
    assert_eq!(
        listed["data"]["keys"][0]["fingerprint"],
        fingerprint.as_str()
    );
    assert_eq!(listed["data"]["keys"][0]["retired_at"], Value::Null);
    assert_eq!(listed["data"]["keys"].as_array().map(Vec::len), Some(1));
}

#[actix_web::test]
async fn what_is_wrong_with_an_enrolment_is_told_by_field() {
    let world = World::new();
    let good = nonce(&world).await;
    let spent = nonce(&world).await;
    assert_eq!(
        enrol(&world, &enrolment("one", "one", &spent)).await.status,
        201
    );
    let mut no_key = enrolment("two", "two", &good);
    no_key["public_key"] = json!("-----BEGIN RSA NONSENSE-----");
    let mut missing = enrolment("two", "two", &good);
    missing.as_object_mut().expect("an object").remove("nonce");
    for (body, field) in [
        (no_key, "public_key"),
        (enrolment("two", "one", &good), "signature"),
        (enrolment("two", "two", &spent), "nonce"),
        (enrolment("two", "two", "AAAA"), "nonce"),
        (missing, "nonce"),
    ] {
        let reply = enrol(&world, &body).await;
        assert_eq!(reply.refusal(), (422, 4220));
        let errors = reply.json()["errors"].clone();
        assert_eq!(errors.as_array().map(Vec::len), Some(1), "{errors}");
        assert_eq!(errors[0]["field"], field);
    }
}

#[actix_web::test]
async fn a_retired_key_never_comes_back() {
    let (world, peer) = Peer::optional();
    peer.enrol(&world, "second", Policy::Optional, None);
    peer.enrol(&world, "third", Policy::Optional, None);
    let reply = enrol(
        &world,
        &enrolment("partner", "partner", &nonce(&world).await),
    )
    .await;
    assert_eq!(reply.refusal(), (409, 4092));
    assert_eq!(reply.json()["reason"], "key_retired");
}

#[actix_web::test]
async fn the_platforms_key_is_shown_to_anybody_and_absent_where_there_is_none() {
    let world = World::new();
    let reply = world.call(TestRequest::get().uri(PUBLIC)).await;
    let data = reply.json()["data"].clone();
    let key = FakeCipher::key("platform");
    assert_eq!(data["kid"], key.fingerprint.to_string());
    assert_eq!(
        (&data["jwk"]["kid"], &data["jwk"]["e"]),
        (&data["kid"], &json!("AQAB"))
    );
    assert_eq!(data["pem"], key.to_pem());
    assert_eq!(data["previous"], json!([]));
    let bare = World::new().but(|api| api.envelopes.cipher = Arc::new(FakeCipher::owning(&[])));
    let reply = bare.call(TestRequest::get().uri(PUBLIC)).await;
    assert_eq!(reply.refusal(), (404, 4040));
}
