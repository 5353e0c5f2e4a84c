use chrono::TimeDelta;

use super::*;

struct Ones;

impl Entropy for Ones {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0x1f);
    }
}

#[test]
fn a_drawn_secret_is_its_prefix_and_256_bits() {
    for (kind, prefix) in [
        (SecretKind::Live, "psk_live_"),
        (SecretKind::Test, "psk_test_"),
        (SecretKind::Service, "pst_live_"),
    ] {
        let secret = ClientSecret::draw(kind, &Ones);
        assert_eq!(secret.expose(), format!("{prefix}{}", "1f".repeat(32)));
    }
}

#[test]
fn a_presented_secret_is_taken_as_it_is() {
    for text in ["", "a:b", " psk_live_ ", "\u{0}"] {
        assert_eq!(ClientSecret::presented(text).expose(), text);
    }
}

#[test]
fn a_secret_lives_until_its_end() {
    let end = DateTime::from_timestamp(1_790_000_000, 0).expect("an instant");
    let secret = |ends_at| LiveSecret {
        hash: SecretHash::new(Vec::new()),
        ends_at,
    };
    assert!(secret(None).is_live(end));
    assert!(secret(Some(end)).is_live(end - TimeDelta::microseconds(1)));
    assert!(!secret(Some(end)).is_live(end));
}

#[test]
fn debug_shows_neither_secret_nor_hash() {
    let secret = ClientSecret::presented("psk_test_abc");
    let kept = LiveSecret {
        hash: SecretHash::new(b"abc".to_vec()),
        ends_at: None,
    };
    assert_eq!(format!("{secret:?}"), "ClientSecret(redacted)");
    assert_eq!(
        format!("{kept:?}"),
        "LiveSecret { hash: SecretHash(redacted), ends_at: None }"
    );
}
