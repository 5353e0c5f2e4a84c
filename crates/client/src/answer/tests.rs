use std::fs;

use crypto::{PrivateKey, RsaEnvelope, SystemEntropy};
use envelope::{Correspondent, Form, Sender, Tools};
use kernel::{Clock as _, SystemClock};

use super::*;
use crate::EnvelopeKeys;

const PARTNER: &str = "018f4b5e-7c11-7a60-9d3e-2b6f5a8c4d10";
const VERDICT: &[u8] = br#"{"status":true,"code":2006,"message":"Active Loan User","lead_id":7}"#;

/// A key of the published vectors.
fn pem(owner: &str, half: &str) -> String {
    pem_of("2048", owner, half)
}

fn pem_of(bits: &str, owner: &str, half: &str) -> String {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/encryption-vectors.json"
    );
    let text = fs::read_to_string(path).expect("the vectors");
    let file: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let key = &file["keys"][bits][owner][half];
    key.as_str().expect("a key").to_owned()
}

fn keys() -> EnvelopeKeys {
    EnvelopeKeys::from_pem(&pem("partner", "private_key")).expect("a key")
}

fn sealing(keys: &EnvelopeKeys) -> Sealing {
    let names = [PARTNER.to_owned(), "pc_1".to_owned()];
    Sealing::new(names, keys, &pem("platform", "public_key")).expect("a sealing")
}

/// An answer that whoever has the key `signer` seals for `partner_id`.
fn sealed_by(signer: &str, partner_id: &str, form: Form, plain: &[u8]) -> Vec<u8> {
    let key = PrivateKey::from_pem(&pem(signer, "private_key")).expect("a key");
    let own = key.public().public.fingerprint;
    let cipher = RsaEnvelope::new(vec![key]);
    let to = Correspondent {
        partner_id: partner_id.to_owned(),
        form,
        key: keys().own.public,
        own,
    };
    let now = SystemClock::default().now();
    let sealed = envelope::seal(&cipher, &SystemEntropy, &to, plain, now).expect("sealed");
    sealed.to_json().into_bytes()
}

fn judged(status: u16, body: Vec<u8>, sealed: bool) -> Result<Answer, Error> {
    let sealing = sealing(&keys());
    let expected = Expected {
        sealing: Some(&sealing),
        sealed,
    };
    let status = StatusCode::from_u16(status).expect("a status");
    Ok(Answer {
        status,
        retry_after: None,
        body: in_clear(status, body, expected)?,
    })
}

fn code_of(judged: Result<Answer, Error>) -> Option<u16> {
    judged
        .and_then(|answer| answer.done())
        .expect_err("refused")
        .code()
}

fn refusal(code: u16) -> Vec<u8> {
    format!("{{\"status\":false,\"code\":{code},\"message\":\"no\"}}").into_bytes()
}

#[test]
fn a_request_is_one_that_the_platform_opens_and_a_new_one_each_time() {
    for form in Form::ALL {
        let sealing = sealing(&keys().in_form(form));
        let json = sealing.seal(b"{\"a\":1}").expect("sealed");
        assert_ne!(json, sealing.seal(b"{\"a\":1}").expect("sealed"));
        let key = PrivateKey::from_pem(&pem("platform", "private_key")).expect("a key");
        let cipher = RsaEnvelope::new(vec![key]);
        let tools = Tools {
            cipher: &cipher,
            entropy: &SystemEntropy,
            is_object: &|_| true,
        };
        let sender = Sender {
            names: &[PARTNER],
            keys: &[keys().own.public],
            form: Some(form),
        };
        let found = Sealed::find(json.as_bytes()).expect("an envelope");
        let found = found.read().expect("of the right shape");
        let opened = envelope::open(tools, &found, &sender, SystemClock::default().now());
        assert_eq!(opened.expect("opened").plain.as_slice(), b"{\"a\":1}");
    }
}

#[test]
fn sealed_answers_are_opened_whatever_the_request_was() {
    for form in Form::ALL {
        for sealed in [true, false] {
            let answer = judged(200, sealed_by("platform", PARTNER, form, VERDICT), sealed);
            let verdict = answer
                .and_then(|answer| answer.verdict())
                .expect("a verdict");
            assert_eq!(verdict, Verdict::Active { lead_id: 7 });
        }
    }
    let refused = sealed_by("platform", "pc_1", Form::Documented, &refusal(4119));
    assert_eq!(code_of(judged(400, refused, true)), Some(4119));
}

#[test]
fn a_plain_answer_is_enough_for_a_plain_request_only() {
    let plain = judged(200, VERDICT.to_vec(), false).and_then(|answer| answer.verdict());
    assert_eq!(plain.expect("a verdict").lead_id(), 7);
    for (status, body) in [
        (200, VERDICT.to_vec()),
        (200, refusal(4123)),
        (201, Vec::new()),
    ] {
        assert!(matches!(judged(status, body, true), Err(Error::Unsealed)));
    }
}

#[test]
fn plain_refusals_of_what_was_not_opened_are_told_and_no_others() {
    for (status, code) in [
        (400, 4122),
        (400, 4123),
        (400, 4124),
        (403, 4125),
        (401, 4117),
        (413, 4130),
        (500, 5000),
        (503, 5030),
    ] {
        assert_eq!(code_of(judged(status, refusal(code), true)), Some(code));
    }
    for (status, code) in [
        (400, 2003),
        (400, 4119),
        (400, 4121),
        (409, 4090),
        (422, 4091),
    ] {
        let answer = judged(status, refusal(code), true);
        assert!(matches!(answer, Err(Error::Unsealed)), "{code}");
    }
    let page = judged(502, b"<html>".to_vec(), true).and_then(|answer| answer.done());
    assert!(matches!(page, Err(Error::Unexpected(_))));
}

#[test]
fn envelopes_of_others_for_others_or_changed_do_not_open() {
    let reason = |body| match judged(200, body, false) {
        Err(Error::Unopened(reason)) => reason,
        other => panic!("opened, or {:?}", other.map(|_| ()).expect_err("an error")),
    };
    let right = |partner_id| sealed_by("platform", partner_id, Form::Documented, VERDICT);
    assert_eq!(reason(right("somebody-else")), "partner_id");
    let own = sealed_by("partner", PARTNER, Form::Documented, VERDICT);
    assert_eq!(reason(own), "signature");
    let listed = sealed_by("platform", PARTNER, Form::Documented, b"[1]");
    assert_eq!(reason(listed), "json");
    let text = String::from_utf8(right(PARTNER)).expect("text");
    let older = text.replace("\"timestamp\":1", "\"timestamp\":");
    assert_eq!(reason(older.into_bytes()), "timestamp");
    let other = text.replace("\"version\":\"1.0\"", "\"version\":\"1.1\"");
    assert_eq!(reason(other.into_bytes()), "shape");
}

#[test]
fn without_keys_an_envelope_is_not_taken_for_an_answer() {
    let body = sealed_by("platform", PARTNER, Form::Documented, VERDICT);
    let expected = Expected {
        sealing: None,
        sealed: false,
    };
    let judged = in_clear(StatusCode::OK, body, expected);
    assert!(matches!(judged, Err(Error::Unexpected(_))));
}

#[test]
fn keys_before_a_rotation_still_open_and_nothing_shows_a_key() {
    let other = pem_of("3072", "partner", "private_key");
    let keys = EnvelopeKeys::from_pems(&other, &[&pem("partner", "private_key")]);
    let keys = keys.expect("keys");
    let body = sealed_by("platform", PARTNER, Form::Packed, VERDICT);
    let sealed = Sealed::find(&body).expect("an envelope");
    assert_eq!(
        sealing(&keys).open(&sealed).expect("opened").as_slice(),
        VERDICT
    );
    let shown = format!("{keys:?}");
    assert!(
        shown.contains(&keys.fingerprint()) && !shown.contains("PRIVATE"),
        "{shown}"
    );
    let error = EnvelopeKeys::from_pem(&keys.public_pem()).expect_err("no private key");
    assert!(matches!(error, Error::Key(_)), "{error}");
}
