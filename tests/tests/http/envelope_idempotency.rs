//! `Idempotency-Key` with envelopes: the decrypted JSON is compared and the kept
//! reply sealed anew (contract `partner-api.md`, "One lead, once").

use envelope::{Envelope, Form};
use serde_json::json;

use crate::backend::Backend;
use crate::client::{Reply, Session};
use crate::envelope_client::{Side, plain};
use crate::envelope_keys::{PARTNER, enrol};
use crate::feed_client::{Lender, user};
use crate::people::person;
use crate::program::Installation;

both!(a_key_gets_the_same_reply_in_a_new_envelope);

fn share(session: &Session, key: &str, body: &str) -> Reply {
    let request = session.share_request(body).header("Idempotency-Key", key);
    Reply::of(request).unwrap()
}

fn a_key_gets_the_same_reply_in_a_new_envelope(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    enrol(&home, &partner, PARTNER, "optional", "");
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let sealed = |side: &Side, key: &str, envelope: &Envelope| {
        side.open(&share(&session, key, &envelope.to_json()))
    };
    for (n, form) in (1_u32..).zip(Form::ALL) {
        let side = Side::new(&partner, PARTNER, form);
        let who = person(n);
        let (lead, key) = (who.lead().to_string(), format!("order-{n}"));
        let envelope = side.seal(&lead);
        let first = sealed(&side, &key, &envelope);
        first.is(2005);
        // The world moves on; the kept reply does not.
        lender.knows(n.into(), &user(&who, json!({})));
        side.share(&session, &who.lead()).is(2004);
        for form in Form::ALL {
            let side = Side::new(&partner, PARTNER, form);
            let again = sealed(&side, &key, &side.seal(&lead));
            assert_eq!((again.status, &again.text), (200, &first.text), "{form:?}");
        }
        // Without an envelope as well.
        assert_eq!(plain(share(&session, &key, &lead)).text, first.text);

        let other = person(n + 10).lead().to_string();
        let reused = side.seal(&other);
        sealed(&side, &key, &reused).is(4091);
        plain(share(&session, &key, &other)).is(4091);
        // A key is no leave to replay: neither for the same bytes nor for refused ones.
        for spent in [&envelope, &reused] {
            plain(share(&session, &key, &spent.to_json())).is(4123);
            plain(share(&session, "another-key", &spent.to_json())).is(4123);
        }

        // A key of a plain lead counts for an envelope.
        let who = person(n + 20).lead().to_string();
        let key = format!("plain-{n}");
        let first = plain(share(&session, &key, &who));
        first.is(2005);
        assert_eq!(sealed(&side, &key, &side.seal(&who)).text, first.text);
    }
    assert_eq!(session.total(), 6);
}
