use standardwebhooks::Webhook;

use super::*;

/// Vectors that the libraries of Standard Webhooks publish with their tests.
const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const ID: &str = "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk";
const TIMESTAMP: u64 = 1_649_367_553;
const BODY: &[u8] = br#"{"email":"test@example.com","username":"test_user"}"#;
const SIGNATURE: &str = "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=";

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn judged<'a>(
    timestamp: &'a str,
    signature: &'a str,
    body: &[u8],
    now: u64,
) -> Result<&'a str, WebhookError> {
    let header = |name: &str| match name {
        "webhook-id" => Some(ID),
        "webhook-timestamp" => Some(timestamp),
        "webhook-signature" => Some(signature),
        _ => None,
    };
    verify(SECRET, header, body, at(now))
}

#[test]
fn published_vectors_are_believed() {
    let stamp = TIMESTAMP.to_string();
    assert_eq!(judged(&stamp, SIGNATURE, BODY, TIMESTAMP), Ok(ID));
    let header = |name: &str| match name {
        "webhook-id" => Some("msg_p5jXN8AQM9LWM0D4loKWxJek"),
        "webhook-timestamp" => Some("1614265330"),
        _ => Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    };
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let body = br#"{"test": 2432232314}"#;
    let believed = verify(secret, header, body, at(1_614_265_330));
    assert_eq!(believed, Ok("msg_p5jXN8AQM9LWM0D4loKWxJek"));
}

#[test]
fn one_signature_of_several_is_enough() {
    let stamp = TIMESTAMP.to_string();
    let other = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
    for several in [
        format!("{other} {SIGNATURE}"),
        format!("{SIGNATURE} {other}"),
        format!("v1a,bm90aGluZw== {other} v9,x {SIGNATURE}"),
    ] {
        assert_eq!(judged(&stamp, &several, BODY, TIMESTAMP), Ok(ID));
    }
    for none in [
        other.to_owned(),
        String::new(),
        "v1,".to_owned(),
        SIGNATURE.replace("v1,", "v2,"),
        SIGNATURE.replace("v1,", ""),
        SIGNATURE[..20].to_owned(),
    ] {
        let judged = judged(&stamp, &none, BODY, TIMESTAMP);
        assert_eq!(judged, Err(WebhookError::Signature), "{none}");
    }
}

#[test]
fn what_was_changed_or_kept_for_long_is_not_believed() {
    let stamp = TIMESTAMP.to_string();
    let changed = judged(&stamp, SIGNATURE, b"{}", TIMESTAMP);
    assert_eq!(changed, Err(WebhookError::Signature));
    let later = (TIMESTAMP + 1).to_string();
    let moved = judged(&later, SIGNATURE, BODY, TIMESTAMP);
    assert_eq!(moved, Err(WebhookError::Signature));
    for (now, stale) in [
        (TIMESTAMP + 300, false),
        (TIMESTAMP + 301, true),
        (TIMESTAMP - 300, false),
        (TIMESTAMP - 301, true),
    ] {
        let judged = judged(&stamp, SIGNATURE, BODY, now);
        assert_eq!(judged == Err(WebhookError::Stale), stale, "{now}");
        assert_eq!(judged == Ok(ID), !stale, "{now}");
    }
    for odd in ["", "soon", "-1", "1.5", "99999999999999999999"] {
        let judged = judged(odd, SIGNATURE, BODY, TIMESTAMP);
        assert_eq!(judged, Err(WebhookError::Timestamp), "{odd}");
    }
}

#[test]
fn what_is_missing_is_named() {
    for missing in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        let header = |name: &str| (name != missing).then_some("1");
        let judged = verify(SECRET, header, BODY, at(0));
        assert_eq!(judged, Err(WebhookError::Missing(missing)));
    }
    for secret in ["", "C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "whsec_?"] {
        let judged = verify(secret, |_| Some("1"), BODY, at(1));
        assert_eq!(judged, Err(WebhookError::Secret), "{secret}");
    }
}

/// What somebody else's library signs, for bodies of every kind.
#[test]
fn it_agrees_with_somebody_elses_library() {
    let judge = Webhook::new(SECRET).unwrap();
    for body in ["", "{}", r#"{"text":"₹ 1,000 · \u0000"}"#, " \n", "é"] {
        let time = i64::try_from(TIMESTAMP).unwrap();
        let signature = judge.sign(ID, time, body.as_bytes()).unwrap();
        let stamp = TIMESTAMP.to_string();
        assert_eq!(
            judged(&stamp, &signature, body.as_bytes(), TIMESTAMP),
            Ok(ID)
        );
    }
}
