use super::*;

#[test]
fn every_word_is_read_back_and_no_other_is_read() {
    for status in UserStatus::ALL {
        assert_eq!(status.to_string().parse(), Ok(*status));
    }
    for status in LoanStatus::ALL {
        assert_eq!(status.to_string().parse(), Ok(*status));
    }
    for word in ["", "Active", " active", "active ", "unknown", "on hold"] {
        assert_eq!(word.parse::<UserStatus>(), Err(UnknownStatus), "{word}");
        assert_eq!(word.parse::<LoanStatus>(), Err(UnknownStatus), "{word}");
    }
    assert_eq!(UserStatus::ALL.len(), 5);
    assert_eq!(LoanStatus::ALL.len(), 13);
}

#[test]
fn the_contract_s_active_loans_are_active_and_the_others_are_not() {
    let active = LoanStatuses::default();
    for (word, expected) in [
        ("submitted", true),
        ("under_review", true),
        ("follow_up", true),
        ("approved", true),
        ("ready_for_disbursement", true),
        ("disbursal", true),
        ("disbursed", true),
        ("account_manager", true),
        ("rejected", false),
        ("cancelled", false),
        ("refunded", false),
        ("cleared", false),
        ("closed", false),
    ] {
        let status = word.parse().expect("a status");
        assert_eq!(active.contains(status), expected, "{word}");
    }
}
