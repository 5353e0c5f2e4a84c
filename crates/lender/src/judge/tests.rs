use super::*;

fn now() -> DateTime<Utc> {
    "2026-01-15T12:00:00Z".parse().expect("an instant")
}

fn text(text: &str) -> Raw {
    Raw::Text(text.to_owned())
}

fn number(text: &str) -> Raw {
    Raw::Number(text.to_owned())
}

fn raw_user() -> RawUser {
    RawUser {
        id: number("7"),
        mobile_number: text("9000000001"),
        pan_number: text("AAAPA0001A"),
        first_name: text(" Asha "),
        last_name: text("Rani"),
        email: text("asha@example.test"),
        status: text("on_hold"),
        hold_until: text("2027-01-01T00:00:00+05:30"),
        registered_at: text("2026-01-01T00:00:00.1234567Z"),
        utm_source: text("source"),
        utm_campaign: text("campaign"),
        occurred_at: text("2026-01-15T12:00:00Z"),
    }
}

fn raw_loan() -> RawLoan {
    RawLoan {
        id: text("8"),
        user_id: number("7"),
        application_number: number("1001"),
        status: text("disbursed"),
        loan_amount: text("50000"),
        created_at: text("2026-01-02T00:00:00Z"),
        disbursed_at: text("2026-01-03T00:00:00Z"),
        disbursal_amount: number("49999.99"),
        occurred_at: text("2026-01-15T12:00:00Z"),
    }
}

fn judge_user(raw: RawUser) -> Result<Message, Vec<FieldError>> {
    Judge::judge(&RawMessage::User(raw), FeedLimits::default(), now())
}

fn judge_loan(raw: RawLoan) -> Result<Message, Vec<FieldError>> {
    Judge::judge(&RawMessage::Loan(raw), FeedLimits::default(), now())
}

fn refused(judged: Result<Message, Vec<FieldError>>) -> Vec<&'static str> {
    match judged {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(|error| error.field).collect(),
    }
}

/// The user with one field replaced.
fn user_with(field: &str, value: Raw) -> RawUser {
    let mut raw = raw_user();
    let slot = match field {
        "id" => &mut raw.id,
        "mobile_number" => &mut raw.mobile_number,
        "pan_number" => &mut raw.pan_number,
        "first_name" => &mut raw.first_name,
        "last_name" => &mut raw.last_name,
        "email" => &mut raw.email,
        "status" => &mut raw.status,
        "hold_until" => &mut raw.hold_until,
        "registered_at" => &mut raw.registered_at,
        "utm_source" => &mut raw.utm_source,
        "utm_campaign" => &mut raw.utm_campaign,
        "occurred_at" => &mut raw.occurred_at,
        other => panic!("a user has no {other}"),
    };
    *slot = value;
    raw
}

/// The loan with one field replaced.
fn loan_with(field: &str, value: Raw) -> RawLoan {
    let mut raw = raw_loan();
    let slot = match field {
        "id" => &mut raw.id,
        "user_id" => &mut raw.user_id,
        "application_number" => &mut raw.application_number,
        "status" => &mut raw.status,
        "loan_amount" => &mut raw.loan_amount,
        "created_at" => &mut raw.created_at,
        "disbursed_at" => &mut raw.disbursed_at,
        "disbursal_amount" => &mut raw.disbursal_amount,
        "occurred_at" => &mut raw.occurred_at,
        other => panic!("a loan has no {other}"),
    };
    *slot = value;
    raw
}

#[test]
fn a_user_that_makes_sense_is_read() {
    let Ok(Message::User(message)) = judge_user(raw_user()) else {
        panic!("refused");
    };
    assert_eq!(message.id, UserId::new(7));
    assert_eq!(message.occurred_at, now());
    let user = message.user;
    assert_eq!(user.mobile.as_str(), "9000000001");
    assert_eq!(user.first_name.expect("a name").as_str(), "Asha");
    assert_eq!(user.status, UserStatus::OnHold);
    let hold_until = "2026-12-31T18:30:00Z".parse().expect("an instant");
    assert_eq!(user.hold_until, Some(hold_until));
    let whole_micros = "2026-01-01T00:00:00.123456Z".parse::<DateTime<Utc>>();
    assert_eq!(user.registered_at, whole_micros.expect("an instant"));
    assert_eq!(user.utm_campaign.as_deref(), Some("campaign"));
}

#[test]
fn a_loan_that_makes_sense_is_read() {
    let Ok(Message::Loan(message)) = judge_loan(raw_loan()) else {
        panic!("refused");
    };
    assert_eq!(message.id, LoanApplicationId::new(8));
    let loan = message.loan;
    assert_eq!(loan.user, UserId::new(7));
    assert_eq!(loan.application_number, "1001");
    assert_eq!(loan.status, LoanStatus::Disbursed);
    assert_eq!(loan.amount, Money::from_paise(5_000_000));
    assert_eq!(loan.disbursal_amount, Some(Money::from_paise(4_999_999)));
}

#[test]
fn optional_fields_may_be_absent_and_required_ones_may_not() {
    for field in [
        "pan_number",
        "first_name",
        "last_name",
        "email",
        "hold_until",
        "utm_source",
        "utm_campaign",
    ] {
        assert!(judge_user(user_with(field, Raw::Absent)).is_ok(), "{field}");
    }
    for field in [
        "id",
        "mobile_number",
        "status",
        "registered_at",
        "occurred_at",
    ] {
        let judged = judge_user(user_with(field, Raw::Absent));
        assert_eq!(refused(judged), [field]);
    }
    for field in ["disbursed_at", "disbursal_amount"] {
        assert!(judge_loan(loan_with(field, Raw::Absent)).is_ok(), "{field}");
    }
    for field in [
        "id",
        "user_id",
        "application_number",
        "status",
        "loan_amount",
        "created_at",
        "occurred_at",
    ] {
        let judged = judge_loan(loan_with(field, Raw::Absent));
        assert_eq!(refused(judged), [field]);
    }
}

#[test]
fn a_user_field_that_makes_no_sense_is_refused_by_name() {
    let long = "x".repeat(201);
    for (field, bad) in [
        ("id", "0"),
        ("id", "-1"),
        ("id", "1.0"),
        ("id", "seven"),
        ("id", "9223372036854775808"),
        ("mobile_number", "+919000000001"),
        ("mobile_number", "900000000"),
        ("pan_number", "aaapa0001a"),
        ("first_name", " "),
        ("first_name", &long),
        ("last_name", "Ra\u{0}ni"),
        ("email", "nobody"),
        ("status", "Active"),
        ("status", "approved"),
        ("hold_until", "tomorrow"),
        ("hold_until", "2026-02-30T00:00:00Z"),
        ("registered_at", "2026-01-01"),
        ("registered_at", "2026-01-01T00:00:00"),
        ("registered_at", "2026-01-15T12:01:00.000001Z"),
        ("occurred_at", "1768478400"),
        ("occurred_at", "2026-01-15T12:01:00.000001Z"),
        ("utm_source", " "),
        ("utm_source", &long),
        ("utm_campaign", "a\u{1f}b"),
    ] {
        let judged = judge_user(user_with(field, text(bad)));
        assert_eq!(refused(judged), [field], "{bad}");
    }
}

#[test]
fn a_loan_field_that_makes_no_sense_is_refused_by_name() {
    for (field, bad) in [
        ("id", "0"),
        ("user_id", ""),
        ("application_number", " "),
        ("application_number", "a\nb"),
        ("status", "paid"),
        ("status", "active"),
        ("loan_amount", "0"),
        ("loan_amount", "0.00"),
        ("loan_amount", "-1"),
        ("loan_amount", "0.001"),
        ("loan_amount", "1,000"),
        ("loan_amount", "1_000"),
        ("loan_amount", "+1000"),
        ("loan_amount", "lots"),
        ("loan_amount", "100000000.01"),
        ("loan_amount", "1e9"),
        ("disbursal_amount", "0"),
        ("disbursal_amount", "100000000.01"),
        ("created_at", "2026-01-15T12:01:00.000001Z"),
        ("disbursed_at", "2026-01-15T12:01:00.000001Z"),
        ("disbursed_at", "soon"),
    ] {
        let judged = judge_loan(loan_with(field, text(bad)));
        assert_eq!(refused(judged), [field], "{bad}");
    }
}

#[test]
fn a_value_that_is_no_scalar_is_refused_everywhere() {
    for field in [
        "id",
        "mobile_number",
        "first_name",
        "utm_source",
        "hold_until",
    ] {
        assert_eq!(refused(judge_user(user_with(field, Raw::Other))), [field]);
    }
    for field in ["user_id", "loan_amount", "disbursed_at", "status"] {
        assert_eq!(refused(judge_loan(loan_with(field, Raw::Other))), [field]);
    }
}

#[test]
fn amounts_count_from_one_paisa_to_ten_crore() {
    for good in ["0.01", "100000000", "100000000.00", "1e8", "50000.5"] {
        assert!(
            judge_loan(loan_with("loan_amount", text(good))).is_ok(),
            "{good}"
        );
    }
    let limits = FeedLimits {
        max_amount: Money::from_paise(100),
        ..FeedLimits::default()
    };
    let judged = |amount| {
        let raw = RawMessage::Loan(RawLoan {
            disbursal_amount: Raw::Absent,
            ..loan_with("loan_amount", text(amount))
        });
        refused(Judge::judge(&raw, limits, now()))
    };
    assert!(judged("1.00").is_empty());
    assert_eq!(judged("1.01"), ["loan_amount"]);
}

#[test]
fn times_may_lie_a_minute_ahead_and_no_more() {
    for field in ["occurred_at", "registered_at"] {
        let minute = text("2026-01-15T12:01:00Z");
        assert!(judge_user(user_with(field, minute)).is_ok(), "{field}");
    }
    for field in ["occurred_at", "created_at", "disbursed_at"] {
        let minute = text("2026-01-15T12:01:00Z");
        assert!(judge_loan(loan_with(field, minute)).is_ok(), "{field}");
    }
}

#[test]
fn a_hold_may_end_at_the_end_of_the_calendar() {
    let last = "9999-12-31T23:59:59Z";
    let Ok(Message::User(message)) = judge_user(user_with("hold_until", text(last))) else {
        panic!("refused");
    };
    assert_eq!(message.user.hold_until, last.parse().ok());
}

#[test]
fn a_leap_second_is_the_second_after_it() {
    let Ok(Message::User(message)) =
        judge_user(user_with("registered_at", text("2016-12-31T23:59:60Z")))
    else {
        panic!("refused");
    };
    let next = "2017-01-01T00:00:00Z".parse::<DateTime<Utc>>();
    assert_eq!(message.user.registered_at, next.expect("an instant"));
}

#[test]
fn everything_that_is_wrong_is_listed_in_the_order_of_the_fields() {
    let judged = judge_user(RawUser {
        status: text("?"),
        mobile_number: text("?"),
        id: text("?"),
        ..RawUser::default()
    });
    assert_eq!(
        refused(judged),
        [
            "id",
            "occurred_at",
            "mobile_number",
            "status",
            "registered_at"
        ]
    );
}

#[test]
fn reasons_and_debug_repeat_no_value() {
    let raw = RawUser {
        mobile_number: text("90000000012"),
        pan_number: text("secretpan"),
        email: text("secret-address"),
        status: text("secret-status"),
        ..raw_user()
    };
    let shown = format!("{raw:?}");
    let errors = judge_user(raw).expect_err("refused");
    assert_eq!(errors.len(), 4);
    let told = format!("{errors:?}{shown}");
    assert!(
        !told.contains("secret") && !told.contains("9000000"),
        "{told}"
    );
}
