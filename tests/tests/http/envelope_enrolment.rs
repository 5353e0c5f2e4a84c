//! A partner enrols its own keys: nonce, signature, key (contract `envelope.md`,
//! "Keys").

use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use envelope::Form;
use reqwest::Method;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::{Reply, Session};
use crate::envelope_client::{Side, carrying, plain, post as post_sealed, send};
use crate::envelope_keys::{PARTNER, Pair, SECOND, THIRD, enrol};
use crate::people::person;
use crate::program::Installation;

both!(
    a_partner_enrols_its_own_keys,
    what_is_not_the_partners_key_is_refused,
    the_operators_policy_stays,
);

/// RSA, but with 1024 bits.
const SHORT: &str = "-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC5iumW11SMkeXC7RgErwVN65hG
rko5GH9a3T+gUlb/rbzTW3KO53QbIkf7X2Ysg2+58+hBHVF4UHCKI5OuWPL7Iqdg
bGgHh6rWTEDF5FYCBZmk7T4j8v825dhVAyXdXJFNbyG9A3oqm30v9OUCgsGlm5mo
zL4AypkvJ5rMkX/brQIDAQAB
-----END PUBLIC KEY-----
";

/// No RSA at all.
const ELLIPTIC: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEQudx4YNtb1+1p4037/Ngi3O2LgUr
8Ekfksg94QBQrzjWdiPwnNsoBBIdXvE7wO33BVvc+DjT/ltHQpRhIGSWug==
-----END PUBLIC KEY-----
";

#[track_caller]
fn nonce(session: &Session) -> String {
    let data = session.get("/encryption/nonce").is(2000)["data"].clone();
    assert!(
        data["expires_at"].as_str().unwrap().ends_with('Z'),
        "{data}"
    );
    data["nonce"].as_str().unwrap().to_owned()
}

/// What a partner sends to enrol `pair`.
fn enrolment(pair: Pair, nonce: &str) -> Value {
    let cipher = crypto::RsaEnvelope::new(vec![pair.private()]);
    let signed = envelope::EnvelopeCipher::sign(&cipher, &pair.fingerprint(), nonce.as_bytes());
    json!({
        "public_key": pair.public_pem(),
        "nonce": nonce,
        "signature": STANDARD.encode(signed.unwrap()),
    })
}

fn post(session: &Session, body: &Value) -> Reply {
    let request = session.request(Method::POST, "/encryption/keys");
    Reply::of(carrying(request, body.to_string())).unwrap()
}

/// The partner enrols `pair`, in plain text.
#[track_caller]
pub(crate) fn enrolled(session: &Session, pair: Pair) -> Value {
    let reply = plain(post(session, &enrolment(pair, &nonce(session))));
    assert_eq!(reply.status, 201, "{}", reply.text);
    let body = reply.json();
    assert_eq!(body["code"], 2000);
    assert_eq!(body["data"]["fingerprint"], pair.fingerprint().to_string());
    body["data"].clone()
}

fn a_partner_enrols_its_own_keys(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let session = running.server.session(&partner);
    let stranger = running.server.session(&other);
    let keys = |session: &Session| session.get("/encryption/keys").is(2000)["data"].clone();
    let nothing = json!({"encryption": "off", "form": null, "keys": []});
    assert_eq!(keys(&session), nothing);

    let told = enrolled(&session, PARTNER);
    assert_eq!(told["encryption"], "optional", "nobody ever set a policy");
    let side = Side::new(&partner, PARTNER, Form::Packed);
    side.share(&session, &person(1).lead()).is(2005);

    // The next one in an envelope, as everything may be.
    let body = enrolment(SECOND, &nonce(&session)).to_string();
    let reply = side.open(&post_sealed(&session, "/encryption/keys", &side.seal(body)));
    assert_eq!(reply.status, 201, "{}", reply.text);
    // A live key again is no other key.
    enrolled(&session, PARTNER);
    enrolled(&session, THIRD);
    let shown = keys(&session);
    let listed: Vec<_> = shown["keys"].as_array().unwrap().iter().collect();
    let names: Vec<_> = listed
        .iter()
        .map(|key| key["fingerprint"].clone())
        .collect();
    let newest_first = [THIRD, SECOND, PARTNER].map(|pair| json!(pair.fingerprint().to_string()));
    assert_eq!(names, newest_first);
    let retired: Vec<_> = listed
        .iter()
        .map(|key| !key["retired_at"].is_null())
        .collect();
    assert_eq!(retired, [false, false, true], "{shown}");
    assert_eq!(
        home.record(&["partner", "show", &partner.slug])["keys"],
        shown["keys"]
    );

    // Another partner's are nobody's business; the same key may serve both.
    assert_eq!(keys(&stranger), nothing);
    enrolled(&stranger, SECOND);
    assert_eq!(keys(&session), shown);
}

fn what_is_not_the_partners_key_is_refused(backend: Backend) {
    let mut home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let session = running.server.session(&partner);
    let foreign = nonce(&running.server.session(&other));
    let good = enrolment(PARTNER, &nonce(&session));
    let with = |field: &str, value: &str| {
        let mut body = good.clone();
        body[field] = json!(value);
        body
    };
    let text = |field: &str| good[field].as_str().unwrap().to_owned();
    let others_signature = enrolment(SECOND, &text("nonce"))["signature"].clone();
    let damaged = text("nonce").replacen(|_| true, "_", 1);
    let cases = [
        (
            "signature",
            with("signature", others_signature.as_str().unwrap()),
        ),
        ("signature", with("signature", &STANDARD.encode([1; 256]))),
        ("signature", with("signature", "no base64!")),
        ("signature", with("public_key", SECOND.public_pem())),
        ("nonce", enrolment(PARTNER, &foreign)),
        ("nonce", enrolment(PARTNER, "invented")),
        ("nonce", enrolment(PARTNER, &damaged)),
        ("public_key", with("public_key", PARTNER.private_pem())),
        ("public_key", with("public_key", SHORT)),
        ("public_key", with("public_key", ELLIPTIC)),
        ("public_key", with("public_key", "no PEM")),
    ];
    for (field, body) in cases {
        let refused = post(&session, &body).is(4220);
        let errors = refused["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{refused}");
        assert_eq!(errors[0]["field"], field, "{refused}");
        let told = refused.to_string();
        assert!(!told.contains("MII"), "a key is not repeated: {told}");
    }
    let refused = post(&session, &json!({})).is(4220);
    assert_eq!(refused["errors"].as_array().unwrap().len(), 3, "{refused}");
    let data = session.get("/encryption/keys").is(2000)["data"].clone();
    assert_eq!(
        (&data["encryption"], &data["keys"]),
        (&json!("off"), &json!([]))
    );

    // None of that spent the nonce. It enrols one key, once, of many at once as well.
    let replies: Vec<Reply> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| post(&session, &good)))
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    let (made, refused): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 201);
    assert_eq!((made.len(), refused.len()), (1, 7));
    for reply in refused {
        assert_eq!(reply.is(4220)["errors"][0]["field"], "nonce");
    }
    let spent = enrolment(SECOND, &text("nonce"));
    assert_eq!(
        post(&session, &spent).is(4220)["errors"][0]["field"],
        "nonce"
    );

    let retire = ["partner", "retire-key", "--client-id", &partner.client_id];
    let name = PARTNER.fingerprint().to_string();
    home.run_ok(&[&retire[..], &["--fingerprint", &name]].concat());
    let retired = post(&session, &enrolment(PARTNER, &nonce(&session))).is(4092);
    assert_eq!(retired["reason"], "key_retired");
    let (late, in_time) = (nonce(&session), nonce(&session));
    drop(running);

    home.set("clock.offset_seconds", "590");
    let running = home.start();
    let reply = post(&session, &enrolment(SECOND, &in_time));
    assert_eq!(reply.status, 201, "{}", reply.text);
    drop(running);
    home.set("clock.offset_seconds", "601");
    let running = home.start();
    let refused = post(&session, &enrolment(THIRD, &late)).is(4220);
    assert_eq!(refused["errors"][0]["field"], "nonce");
    assert!(!running.log().contains("MII"), "a key in the log");
}

fn the_operators_policy_stays(backend: Backend) {
    let home = Installation::new(backend);
    let (off, required) = (home.partner("Lead House"), home.partner("Other House"));
    enrol(&home, &off, PARTNER, "off", "packed");
    enrol(&home, &required, PARTNER, "required", "packed");
    let running = home.start();
    let session = running.server.session(&off);
    let told = enrolled(&session, SECOND);
    assert_eq!(
        (&told["encryption"], &told["form"]),
        (&json!("off"), &json!("packed"))
    );
    let side = Side::new(&off, SECOND, Form::Packed);
    plain(send(&session, &side.seal("{}"))).is(4122);

    // Who must encrypt does so here too.
    let side = Side::new(&required, PARTNER, Form::Packed);
    let session = side.sign_in(&running.server, &required);
    let given = side.get(&session, "/encryption/nonce").is(2000);
    let body = enrolment(SECOND, given["data"]["nonce"].as_str().unwrap());
    plain(post(&session, &body)).is(4125);
    let sealed = side.seal(body.to_string());
    let told = side.open(&post_sealed(&session, "/encryption/keys", &sealed));
    assert_eq!(told.status, 201, "{}", told.text);
    let data = told.json()["data"].clone();
    assert_eq!(
        (&data["encryption"], &data["form"]),
        (&json!("required"), &json!("packed"))
    );
}
