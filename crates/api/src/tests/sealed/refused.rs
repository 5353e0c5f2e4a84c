//! One refusal for every cause.

use chrono::TimeDelta;
use envelope::{Envelope, Form, Policy};

use super::partner::Peer;
use super::share;
use crate::tests::world::{World, lead_of};

/// Everything wrong with an envelope that one can think of, as bodies.
fn damaged(peer: &Peer, form: Form) -> Vec<String> {
    let good = peer.envelope(form, &lead_of(1));
    let but = |change: &dyn Fn(&mut Envelope)| {
        let mut bad = good.clone();
        change(&mut bad);
        bad.to_json()
    };
    let json = good.to_json();
    vec![
        but(&|bad| bad.partner_id = "pc_000000000000000000000000".to_owned()),
        but(&|bad| bad.timestamp -= 300_001),
        but(&|bad| bad.timestamp += 60_001),
        but(&|bad| bad.timestamp += 1),
        but(&|bad| bad.signature[7] ^= 1),
        but(&|bad| bad.encrypted_key[9] ^= 1),
        but(&|bad| bad.encrypted_data[3] ^= 1),
        but(&|bad| bad.auth_tag[0] ^= 1),
        peer.seal(form, "not JSON"),
        peer.seal(form, "[1]"),
        peer.seal(form, r#"{"a":1,"a":2}"#),
        json.replace("1.0", "1.1"),
        json.replace("AES256", "AES128"),
        json.replace("\"authTag\"", "\"tag\""),
        json.replace("\"signature\"", "\"partnerId\""),
        json[..json.len() / 2].to_owned(),
        json[1..].to_owned(),
        format!("{json},"),
    ]
}

#[actix_web::test]
async fn every_cause_has_the_same_reply_and_stores_nothing() {
    for form in Form::ALL {
        let (world, peer) = Peer::optional();
        let bearer = world.bearer().await;
        let mut replies = Vec::new();
        for body in damaged(&peer, form) {
            let request = super::post(super::CHECK, body)
                .insert_header(bearer.clone())
                .insert_header(("X-Request-Id", "same"));
            let reply = world.call(request).await;
            assert_eq!(reply.refusal(), (400, 4123));
            let mut names: Vec<String> = reply.headers.keys().map(ToString::to_string).collect();
            names.sort_unstable();
            replies.push((reply.body, names));
        }
        assert!(
            replies.windows(2).all(|pair| pair[0] == pair[1]),
            "{form:?}"
        );
        assert_eq!(leads(&world, &bearer).await, 0);
    }
}

async fn leads(world: &World, bearer: &(&'static str, String)) -> i64 {
    let stats = world.get(bearer, super::STATS).await;
    stats.json()["data"]["total_leads"]
        .as_i64()
        .expect("a count")
}

#[actix_web::test]
async fn a_form_the_partner_may_not_use_is_refused() {
    let (world, peer) = Peer::with(Policy::Optional, Some(Form::Packed));
    for form in [Form::Documented, Form::IvUnsigned] {
        let reply = share(&world, &peer.seal(form, &lead_of(1))).await;
        assert_eq!(reply.refusal(), (400, 4123));
    }
    let reply = share(&world, &peer.seal(Form::Packed, &lead_of(1))).await;
    assert_eq!(reply.status, 200);
}

#[actix_web::test]
async fn a_retired_key_is_refused_and_the_answer_goes_to_the_key_that_signed() {
    let (world, peer) = Peer::optional();
    peer.enrol(&world, "second", Policy::Optional, None);
    let reply = share(&world, &peer.seal(Form::Packed, &lead_of(1))).await;
    assert_eq!(reply.header("x-encrypted-to"), Some(peer.own().as_str()));
    peer.enrol(&world, "third", Policy::Optional, None);
    let reply = share(&world, &peer.seal(Form::Packed, &lead_of(2))).await;
    assert_eq!(reply.refusal(), (400, 4123));
}

#[actix_web::test]
async fn an_envelope_grows_old() {
    let (world, peer) = Peer::optional();
    let sealed = peer.seal(Form::Documented, &lead_of(1));
    world.clock.advance(TimeDelta::milliseconds(300_001));
    assert_eq!(share(&world, &sealed).await.refusal(), (400, 4123));
}
