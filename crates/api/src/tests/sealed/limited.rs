//! Limits on calls of partners that encrypt.

use envelope::{Form, Policy};

use super::partner::Peer;
use super::{CHECK, LOGIN, post};
use crate::tests::limits::{limited, month_is_out, plenty};
use crate::tests::world::{bearer, lead_of};

#[actix_web::test]
async fn a_partner_that_must_encrypt_is_refused_in_an_envelope_and_keeps_its_own() {
    for later in [false, true] {
        let (world, peer) = Peer::with(Policy::Required, Some(Form::Packed));
        let (world, _) = limited(world, month_is_out, later);
        let reply = world
            .call(post(LOGIN, "").insert_header(world.basic()))
            .await;
        let (tokens, _) = peer.open(&reply);
        let token = bearer(tokens["data"]["access_token"].as_str().expect("a token"));
        let sealed = peer.seal(Form::Packed, &lead_of(1));
        let reply = world
            .call(post(CHECK, &*sealed).insert_header(token.clone()))
            .await;
        assert_eq!(reply.status, 429);
        assert_eq!(peer.open(&reply).0["code"], 4290);
        assert!(reply.header("retry-after").is_some(), "outside");
        // The envelope was not taken: it counts once there are calls again.
        let (world, _) = limited(world, plenty, later);
        let reply = world.call(post(CHECK, &*sealed).insert_header(token)).await;
        assert_eq!(peer.open(&reply).0["code"], 2005);
    }
}
