use base64::Engine as _;
use chrono::SubsecRound as _;
use kernel::{Clock as _, EventId, SystemClock};
use reqwest::header::HeaderMap;
use standardwebhooks::Webhook;
use testkit::SeededEntropy;
use webhooks::WebhookSecret;

use super::*;

fn key(secret: &str) -> Vec<u8> {
    STANDARD
        .decode(secret.strip_prefix("whsec_").unwrap())
        .unwrap()
}

/// The vectors that the libraries of Standard Webhooks and of Svix, who wrote the
/// specification, publish with their tests.
#[test]
fn published_vectors_are_met() {
    for (secret, id, timestamp, body, signature) in [
        (
            "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
            "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
            1_649_367_553,
            r#"{"email":"test@example.com","username":"test_user"}"#,
            "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
        ),
        (
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
    ] {
        let signed = sign(&key(secret), id, timestamp, body.as_bytes());
        assert_eq!(signed, signature);
    }
}

fn parcel(secrets: Vec<WebhookSecret>) -> Parcel {
    Parcel {
        id: EventId::draw(&SeededEntropy::new(3)),
        url: "https://hooks.lead-house.example/".to_owned(),
        body: br#"{"type":"loan.disbursed","data":{"text":"\u0009 \u00e9 \u20b9"}}"#.to_vec(),
        secrets,
    }
}

fn judged(secret: &WebhookSecret, parcel: &Parcel, body: &[u8]) -> bool {
    let now = SystemClock::default().now().trunc_subsecs(0);
    let mut map = HeaderMap::new();
    for (name, value) in headers(parcel, now) {
        map.insert(name, value.parse().unwrap());
    }
    let judge = Webhook::new(&secret.expose()).unwrap();
    judge.verify(body, &map).is_ok()
}

#[test]
fn somebody_elses_library_believes_one_secret_and_two() {
    let entropy = SeededEntropy::new(9);
    let [old, new, other] = [(); 3].map(|()| WebhookSecret::draw(&entropy));
    let one = parcel(vec![new.clone()]);
    assert!(judged(&new, &one, &one.body));
    assert!(!judged(&old, &one, &one.body));
    let both = parcel(vec![new.clone(), old.clone()]);
    assert!(judged(&new, &both, &both.body));
    assert!(judged(&old, &both, &both.body));
    assert!(!judged(&other, &both, &both.body));
    assert!(!judged(&new, &both, br#"{"type":"loan.disbursed"}"#));
}

#[test]
fn debug_shows_nothing_of_a_parcel() {
    let parcel = parcel(Vec::new());
    assert_eq!(format!("{parcel:?}"), format!("Parcel({})", parcel.id));
}
