use super::*;

fn facts(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = pairs
        .iter()
        .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
    owned.collect()
}

#[test]
fn what_is_missing_or_unknown_is_corrupt() {
    let secret = || Some("token".to_owned());
    let time = facts(&[("expires_at", "2026-01-15T12:00:00Z")]);
    assert!(Notice::read("set_password", &time, secret()).is_ok());
    for (word, facts, secret) in [
        ("set_password", time.clone(), None),
        ("set_password", facts(&[]), secret()),
        ("set_password", facts(&[("expires_at", "noon")]), secret()),
        ("onboarding_link", time.clone(), secret()),
        ("candidate_invite", time, secret()),
        ("status_changed", facts(&[("to", "on fire")]), None),
        ("review_decided", facts(&[("approved", "perhaps")]), None),
        ("key_enrolled", facts(&[]), None),
        ("something else", facts(&[]), None),
    ] {
        let read = Notice::read(word, &facts, secret);
        assert!(matches!(read, Err(PortFailure::Corrupt { .. })), "{word}");
    }
}
