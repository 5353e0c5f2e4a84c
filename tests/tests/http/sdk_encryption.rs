//! The partner's side with encryption, written with our own SDK (crate `client`).

use std::future::Future;

use client::{Client, EnvelopeKeys, Error, Form, LeadQuery, NewLead, Verdict};
use tokio::runtime::{Builder, Runtime};

use crate::backend::Backend;
use crate::client::{Partner, Server};
use crate::envelope_keys::{NEXT_PLATFORM, PARTNER, SECOND, enrol, within_a_second};
use crate::people::{Person, person};
use crate::program::Installation;

both!(
    the_sdk_encrypts_with_a_key_it_enrols_itself,
    the_sdk_opens_everything_a_partner_gets_that_must_encrypt,
    the_sdk_seals_in_every_form,
    the_sdk_repeats_a_share_in_a_new_envelope,
    the_sdk_tells_why_an_envelope_was_refused,
);

/// Runs the SDK's calls one by one: the harness is not asynchronous.
struct Calls(Runtime);

impl Calls {
    fn new() -> Self {
        Self(Builder::new_current_thread().enable_all().build().unwrap())
    }

    fn wait<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        self.0.block_on(call)
    }
}

fn plain(server: &Server, partner: &Partner) -> Client {
    let origin = format!("http://{}", server.address());
    Client::new(&origin, &partner.client_id, &partner.client_secret).unwrap()
}

fn keys() -> EnvelopeKeys {
    EnvelopeKeys::from_pem(PARTNER.private_pem()).unwrap()
}

fn lead(who: &Person) -> NewLead {
    NewLead::new(&who.first_name, &who.last_name, &who.mobile, &who.pan)
}

fn the_sdk_encrypts_with_a_key_it_enrols_itself(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let calls = Calls::new();
    let client = plain(&running.server, &partner);
    let enrolled = calls.wait(client.enrol_key(&keys())).unwrap();
    assert_eq!(enrolled, PARTNER.fingerprint().to_string());

    let sealed = calls.wait(client.clone().encrypted(&partner.uuid, keys()));
    let sealed = sealed.unwrap();
    within_a_second(|| calls.wait(sealed.share(&lead(&person(1)))).is_ok());
    // Plain calls go on: the partner may encrypt and need not.
    assert_eq!(calls.wait(sealed.stats()).unwrap().total_leads, 1);
    let shared = calls.wait(client.share(&lead(&person(2)))).unwrap();
    assert_eq!(shared.code(), 2005);

    // The next key goes in an envelope of the one before.
    let next = EnvelopeKeys::from_pem(SECOND.private_pem()).unwrap();
    let enrolled = calls.wait(sealed.enrol_key(&next)).unwrap();
    assert_eq!(enrolled, SECOND.fingerprint().to_string());
}

fn the_sdk_opens_everything_a_partner_gets_that_must_encrypt(backend: Backend) {
    let mut home = Installation::new(backend);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "required", "packed");
    let running = home.start();
    let calls = Calls::new();
    let client = plain(&running.server, &partner);
    // Its tokens come in an envelope, so without keys it does not even get in.
    let refused = calls.wait(client.stats()).unwrap_err();
    assert!(matches!(refused, Error::Unexpected(_)), "{refused:?}");

    let keys = keys().in_form(Form::Packed);
    let client = calls.wait(client.encrypted(&partner.uuid, keys)).unwrap();
    let shared = calls.wait(client.share(&lead(&person(1)))).unwrap();
    assert!(matches!(shared, Verdict::Fresh { .. }), "{shared:?}");
    let list = calls.wait(client.leads(&LeadQuery::default())).unwrap();
    assert_eq!(list.pagination.total, 1);
    let row = calls.wait(client.lead(shared.lead_id())).unwrap();
    assert_eq!(row.other["first_name"], person(1).first_name);
    let mut who = person(2);
    "NOT-A-PAN".clone_into(&mut who.pan);
    let refused = calls.wait(client.share(&lead(&who))).unwrap_err();
    assert_eq!(refused.code(), Some(4120), "{refused:?}");
    let missing = calls.wait(client.lead(shared.lead_id() + 1_000));
    assert_eq!(missing.unwrap_err().code(), Some(4040));
    drop(running);

    // Past the 15 minutes of an access token, by the server's clock alone: tokens are
    // renewed, but an envelope is as old as the difference.
    home.set("clock.offset_seconds", "1000");
    let running = home.start();
    let client = plain(&running.server, &partner);
    let client = calls.wait(client.encrypted(&partner.uuid, self::keys()));
    let stats = calls.wait(client.unwrap().stats()).unwrap_err();
    assert!(matches!(stats, Error::Unopened("timestamp")), "{stats:?}");
}

fn the_sdk_seals_in_every_form(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "optional", "any");
    let running = home.start();
    let calls = Calls::new();
    for (n, form) in (1..).zip(Form::ALL) {
        let client = plain(&running.server, &partner);
        let client = client.encrypted(&partner.uuid, keys().in_form(form));
        let client = calls.wait(client).unwrap();
        let shared = calls.wait(client.share(&lead(&person(n)))).unwrap();
        assert_eq!(shared.code(), 2005, "{form:?}");
    }
}

fn the_sdk_repeats_a_share_in_a_new_envelope(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "required", "any");
    let running = home.start();
    let calls = Calls::new();
    let client = plain(&running.server, &partner);
    let client = calls.wait(client.encrypted(&partner.uuid, keys())).unwrap();
    let who = lead(&person(1));
    let first = calls.wait(client.share_once(&who, "order-1")).unwrap();
    // The same bytes would be a replay.
    assert_eq!(
        calls.wait(client.share_once(&who, "order-1")).unwrap(),
        first
    );
    let other = lead(&person(2));
    let reused = calls
        .wait(client.share_once(&other, "order-1"))
        .unwrap_err();
    assert_eq!(reused.code(), Some(4091), "{reused:?}");
    calls.wait(client.sign_out()).unwrap();
    assert_eq!(calls.wait(client.stats()).unwrap().total_leads, 1);
}

fn the_sdk_tells_why_an_envelope_was_refused(backend: Backend) {
    let home = Installation::new(backend);
    let (off, other) = (home.partner("Lead House"), home.partner("Loan Desk"));
    enrol(&home, &other, PARTNER, "required", "any");
    let running = home.start();
    let calls = Calls::new();
    let who = lead(&person(1));

    // No key is enrolled.
    let client = plain(&running.server, &off).encrypted(&off.uuid, keys());
    let client = calls.wait(client).unwrap();
    let refused = calls.wait(client.share(&who)).unwrap_err();
    assert_eq!(refused.code(), Some(4122), "{refused:?}");

    // Another's uuid.
    let client = plain(&running.server, &other).encrypted(&off.uuid, keys());
    let client = calls.wait(client).unwrap();
    let refused = calls.wait(client.share(&who)).unwrap_err();
    assert!(
        matches!(refused, Error::Unopened("partner_id")),
        "{refused:?}"
    );

    // A pinned key that is not the platform's: even the tokens are not believed.
    let client = plain(&running.server, &other);
    let client = client.encrypted_to(NEXT_PLATFORM.public_pem(), &other.uuid, &keys());
    let refused = calls.wait(client.unwrap().stats()).unwrap_err();
    assert!(
        matches!(refused, Error::Unopened("signature")),
        "{refused:?}"
    );
}
