//! The envelope doctor's route; what it finds is tested where it is found.

use std::time::{Duration, Instant};

use envelope::Form;

use super::partner::Peer;
use super::post;
use crate::tests::world::{Reply, World, lead_of};

async fn diagnosed(world: &World, body: &str) -> Reply {
    let request = post("/api/v1/partner/encryption/diagnose", body);
    world
        .call(request.insert_header(world.bearer().await))
        .await
}

#[actix_web::test]
async fn a_partner_that_does_not_practise_is_told_nothing() {
    let (world, peer) = Peer::optional();
    let reply = diagnosed(&world, &peer.seal(Form::Packed, &lead_of(1))).await;
    assert_eq!(reply.refusal(), (403, 4030));
}

#[actix_web::test]
async fn a_sandbox_partner_learns_the_step_in_plain_text_and_nothing_is_taken() {
    let (world, peer) = Peer::practising();
    let sealed = peer.seal(Form::Packed, &lead_of(1));
    let well = diagnosed(&world, &sealed).await.json()["data"].clone();
    assert_eq!(
        (&well["accepted"], &well["form"]),
        (&true.into(), &"packed".into())
    );
    assert!(well["refused_at"].is_null(), "{well}");
    let mut damaged = peer.envelope(Form::Packed, &lead_of(1));
    damaged.auth_tag[3] ^= 1;
    let ill = diagnosed(&world, &damaged.to_json()).await.json()["data"].clone();
    assert_eq!(
        (&ill["accepted"], &ill["refused_at"]),
        (&false.into(), &"encrypted_data".into())
    );
    assert_eq!(ill["steps"].as_array().map(Vec::len), Some(8));
    let reply = world.share(&world.bearer().await, &sealed).await;
    assert_eq!(peer.open(&reply).0["code"], 2005);
}

#[actix_web::test]
async fn an_answer_comes_at_its_time_whatever_is_found() {
    let (world, peer) = Peer::practising();
    for body in ["{}".to_owned(), peer.seal(Form::Documented, &lead_of(1))] {
        let asked = Instant::now();
        let reply = diagnosed(&world, &body).await;
        assert_eq!(reply.status, 200);
        assert!(asked.elapsed() >= Duration::from_millis(750));
    }
    let reply = diagnosed(&world, "no object").await;
    assert_eq!(reply.refusal(), (400, 2003));
}
