use super::*;

fn state(status: SessionStatus) -> SessionState {
    SessionState {
        exam_name: "Mock 1".to_owned(),
        exam_type: "IELTS".to_owned(),
        status,
        score: Hundredths::new(8_350),
        cost: Money::from_paise(49_900),
        rating: None,
        minutes: Some(45),
        completed_at: DateTime::from_timestamp(1_700_000_000, 0),
    }
}

#[test]
fn what_is_over_does_not_begin_again() {
    use SessionOutcome::{Applied, Stale, Unchanged};
    use SessionStatus::{Abandoned, Finished, Started};
    for (before, after, outcome) in [
        (Started, Finished, Applied),
        (Started, Abandoned, Applied),
        (Finished, Abandoned, Applied),
        (Abandoned, Finished, Applied),
        (Finished, Started, Stale),
        (Abandoned, Started, Stale),
        (Started, Started, Unchanged),
        (Finished, Finished, Unchanged),
    ] {
        let judged = state(after).judged(Some(&state(before)));
        assert_eq!(judged, outcome, "{before} to {after}");
    }
    for status in SessionStatus::ALL {
        assert_eq!(state(*status).judged(None), Applied, "{status} is new");
    }
    let corrected = SessionState {
        score: None,
        ..state(Finished)
    };
    assert_eq!(corrected.judged(Some(&state(Finished))), Applied);
}

#[test]
fn only_what_is_finished_was_finished_once() {
    assert!(state(SessionStatus::Finished).finished_at().is_some());
    assert_eq!(state(SessionStatus::Abandoned).finished_at(), None);
    assert_eq!(state(SessionStatus::Started).finished_at(), None);
}

#[test]
fn an_id_is_a_plain_word() {
    let longest = "x".repeat(64);
    for text in ["1", "s-1.2_3:4", "UPPER", &longest] {
        assert_eq!(SessionId::parse(text).map(|id| id.0), Ok(text.to_owned()));
    }
    let too_long = "x".repeat(65);
    for text in ["", " ", "a b", "a/b", "ä", "a\n", "a%2f", &too_long] {
        assert_eq!(SessionId::parse(text), Err(SessionIdError), "{text:?}");
    }
}

#[test]
fn hundredths_are_read_to_two_decimals() {
    for (text, hundredths) in [
        ("0", 0),
        ("-0", 0),
        ("83.5", 8_350),
        ("83.50000", 8_350),
        ("1e2", 10_000),
        ("100.00", 10_000),
        ("0.01", 1),
    ] {
        assert_eq!(Hundredths::parse(text, 100), Ok(Hundredths(hundredths)));
    }
    for text in ["", "abc", "-0.01", "100.01", "83.555", "1e9", "1e30", "NaN"] {
        assert!(Hundredths::parse(text, 100).is_err(), "{text}");
    }
    assert!(Hundredths::parse("5", 5).is_ok());
    assert!(Hundredths::parse("5.01", 5).is_err());
}

#[test]
fn hundredths_print_without_needless_zeros() {
    for (hundredths, text) in [
        (0, "0"),
        (5, "0.05"),
        (8_350, "83.5"),
        (9_000, "90"),
        (6_667, "66.67"),
    ] {
        assert_eq!(Hundredths(hundredths).to_string(), text);
    }
}
