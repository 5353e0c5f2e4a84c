use proptest::prelude::*;

use super::*;
use crate::LimitsError;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

fn number(text: &str) -> Answer {
    Answer::Number(text.to_owned())
}

fn failures(answers: &Answers, today: &str) -> Vec<&'static str> {
    check(&FunnelLimits::default(), answers, day(today))
        .iter()
        .map(|failure| failure.check.as_str())
        .collect()
}

fn age_passes(born: Answer, today: &str) -> bool {
    let answers = Answers {
        date_of_birth: Some(born),
        ..Answers::default()
    };
    failures(&answers, today).is_empty()
}

fn salary_passes(salary: Answer) -> bool {
    let answers = Answers {
        monthly_salary: Some(salary),
        ..Answers::default()
    };
    failures(&answers, "2026-01-15").is_empty()
}

fn payment_passes(mode: Answer) -> bool {
    let answers = Answers {
        payment_mode: Some(mode),
        ..Answers::default()
    };
    failures(&answers, "2026-01-15").is_empty()
}

fn employment_passes(kind: Answer) -> bool {
    let answers = Answers {
        employment_type: Some(kind),
        ..Answers::default()
    };
    failures(&answers, "2026-01-15").is_empty()
}

#[test]
fn what_is_absent_is_not_judged() {
    assert!(failures(&Answers::default(), "2026-01-15").is_empty());
}

#[test]
fn every_failure_is_listed_in_the_order_of_the_contract() {
    let answers = Answers {
        date_of_birth: Some(text("2020-01-01")),
        employment_type: Some(text("student")),
        monthly_salary: Some(number("0")),
        payment_mode: Some(text("cash")),
    };
    assert_eq!(
        failures(&answers, "2026-01-15"),
        ["age", "employment_type", "monthly_salary", "payment_mode"]
    );
    let some = Answers {
        employment_type: None,
        monthly_salary: Some(number("20000")),
        ..answers
    };
    assert_eq!(failures(&some, "2026-01-15"), ["age", "payment_mode"]);
}

#[test]
fn reasons_say_what_is_accepted_and_repeat_nothing() {
    let answers = Answers {
        date_of_birth: Some(text("1901-07-23")),
        employment_type: Some(text("astronaut")),
        monthly_salary: Some(text("13131")),
        payment_mode: Some(text("seashells")),
    };
    let reasons: Vec<String> = check(&FunnelLimits::default(), &answers, day("2026-01-15"))
        .into_iter()
        .map(|failure| failure.reason)
        .collect();
    assert_eq!(
        reasons,
        [
            "age must be between 18 and 45 years",
            "employment_type must be salaried",
            "monthly_salary must be at least 20000",
            "payment_mode must contain one of: bank, transfer",
        ]
    );
}

#[test]
fn eighteen_counts_from_the_birthday_on() {
    assert!(!age_passes(text("2008-01-15"), "2026-01-14"));
    assert!(age_passes(text("2008-01-15"), "2026-01-15"));
    assert!(age_passes(text("2008-01-15"), "2026-01-16"));
}

#[test]
fn forty_five_counts_until_the_day_before_the_next_birthday() {
    assert!(age_passes(text("1980-01-15"), "2025-01-14"));
    assert!(age_passes(text("1980-01-15"), "2025-01-15"));
    assert!(age_passes(text("1980-01-15"), "2026-01-14"));
    assert!(!age_passes(text("1980-01-15"), "2026-01-15"));
    assert!(!age_passes(text("1980-01-15"), "2026-01-16"));
}

#[test]
fn who_was_born_on_29_february_turns_on_1_march_in_common_years() {
    assert!(!age_passes(text("2008-02-29"), "2026-02-28"));
    assert!(age_passes(text("2008-02-29"), "2026-03-01"));
    assert!(age_passes(text("1980-02-29"), "2026-02-28"));
    assert!(!age_passes(text("1980-02-29"), "2026-03-01"));
    // In a leap year on the day itself.
    let born = day("2008-02-29");
    assert_eq!(age_on(born, day("2028-02-28")), Some(19));
    assert_eq!(age_on(born, day("2028-02-29")), Some(20));
}

#[test]
fn a_malformed_or_future_date_of_birth_fails() {
    for bad in [
        "",
        "1990",
        "1990-1-15",
        "1990-01-5",
        "1990-001-5",
        "+990-01-15",
        "-990-01-15",
        "1990-01-15 ",
        " 1990-01-15",
        "1990-01-15T00:00:00Z",
        "1990/01/15",
        "15-01-1990",
        "1990-13-01",
        "1990-00-01",
        "1990-01-00",
        "2003-02-29",
        "1990-04-31",
        "१९९०-०१-१५",
        "1990-01-1५",
        "not-a-date",
    ] {
        assert!(!age_passes(text(bad), "2026-01-15"), "{bad}");
    }
    assert!(!age_passes(text("2026-01-16"), "2026-01-15"));
    assert!(!age_passes(number("19900115"), "2026-01-15"));
    assert!(!age_passes(Answer::Other, "2026-01-15"));
    assert!(age_passes(text("1990-01-15"), "2026-01-15"));
}

#[test]
fn a_salary_is_a_number_or_a_numeric_text() {
    for good in [
        text("20000"),
        text(" 20000 "),
        number("20000"),
        number("20000.00"),
        number("2e4"),
        text("2E+4"),
        number("20000.0000000000000000000000000000000001"),
        number("35000.5"),
    ] {
        assert!(salary_passes(good));
    }
    for bad in [
        number("19999.99"),
        number("19999.999999"),
        number("1.9e4"),
        number("0"),
        number("-20000"),
        text(""),
        text("abc"),
        text("20,000"),
        text("20_000"),
        text("+20000"),
        text("₹20000"),
        text("20000 INR"),
        text("२००००"),
        text("NaN"),
        text("infinity"),
        number("1e400"),
        Answer::Other,
    ] {
        assert!(!salary_passes(bad));
    }
}

#[test]
fn a_payment_mode_contains_bank_or_transfer_in_any_case() {
    for good in [
        "Bank Transfer",
        "bank",
        "TRANSFER",
        "wire transfers",
        "xBANKx",
    ] {
        assert!(payment_passes(text(good)), "{good}");
    }
    for bad in ["", "cash", "ban k", "cheque", "ＢＡＮＫ"] {
        assert!(!payment_passes(text(bad)), "{bad}");
    }
    assert!(!payment_passes(number("1")));
    assert!(!payment_passes(Answer::Other));
}

#[test]
fn employment_equals_salaried_in_any_case() {
    for good in ["salaried", "Salaried", "SALARIED", "sAlArIeD"] {
        assert!(employment_passes(text(good)), "{good}");
    }
    for bad in ["", "salaried ", "self-employed", "non-salaried", "salary"] {
        assert!(!employment_passes(text(bad)), "{bad}");
    }
    assert!(!employment_passes(Answer::Other));
}

#[test]
fn configured_limits_replace_the_contract_s() {
    let limits = FunnelLimits::new(
        21..=60,
        kernel::Money::from_paise(1_500_050),
        " Self-Employed ",
        &["UPI".to_owned(), " ".to_owned()],
    )
    .expect("limits");
    let answers = Answers {
        date_of_birth: Some(text("2005-01-16")),
        employment_type: Some(text("salaried")),
        monthly_salary: Some(text("15000.49")),
        payment_mode: Some(text("bank")),
    };
    let today = day("2026-01-15");
    let reasons: Vec<String> = check(&limits, &answers, today)
        .into_iter()
        .map(|failure| failure.reason)
        .collect();
    assert_eq!(
        reasons,
        [
            "age must be between 21 and 60 years",
            "employment_type must be self-employed",
            "monthly_salary must be at least 15000.5",
            "payment_mode must contain one of: upi",
        ]
    );
    let good = Answers {
        date_of_birth: Some(text("2005-01-15")),
        employment_type: Some(text("SELF-EMPLOYED")),
        monthly_salary: Some(text("15000.50")),
        payment_mode: Some(text("my upi id")),
    };
    assert_eq!(check(&limits, &good, today), []);
}

#[test]
fn limits_nobody_could_satisfy_are_refused() {
    let words = ["bank".to_owned()];
    let zero = kernel::Money::ZERO;
    #[expect(clippy::reversed_empty_ranges, reason = "the mistake to be refused")]
    let reversed = FunnelLimits::new(45..=18, zero, "salaried", &words);
    assert_eq!(reversed, Err(LimitsError::AgesReversed));
    assert_eq!(
        FunnelLimits::new(18..=45, zero, " ", &words),
        Err(LimitsError::NoEmploymentType)
    );
    assert_eq!(
        FunnelLimits::new(18..=45, zero, "salaried", &[" ".to_owned()]),
        Err(LimitsError::NoPaymentWord)
    );
    assert_eq!(
        FunnelLimits::new(
            18..=45,
            kernel::Money::from_paise(2_000_000),
            "Salaried",
            &["Bank".to_owned(), "Transfer".to_owned(),]
        ),
        Ok(FunnelLimits::default())
    );
}

#[test]
fn debug_hides_the_answers() {
    let answers = Answers {
        date_of_birth: Some(text("1990-01-15")),
        monthly_salary: Some(number("35000")),
        ..Answers::default()
    };
    let shown = format!("{answers:?}");
    assert!(
        !shown.contains("1990") && !shown.contains("35000"),
        "{shown}"
    );
}

fn days() -> impl Strategy<Value = NaiveDate> {
    (0_i32..60_000).prop_map(|number| {
        NaiveDate::from_num_days_from_ce_opt(690_000 + number).expect("in range")
    })
}

proptest! {
    /// The age is the number of birthdays since birth, found by walking there.
    #[test]
    fn age_counts_birthdays(born in days(), today in days()) {
        use chrono::Datelike as _;
        let birthdays = (born.year() + 1..=today.year())
            .filter_map(|year| {
                NaiveDate::from_ymd_opt(year, born.month(), born.day())
                    .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
            })
            .filter(|birthday| *birthday <= today)
            .count();
        let expected = (born <= today).then(|| u32::try_from(birthdays).expect("small"));
        prop_assert_eq!(age_on(born, today), expected);
    }

    #[test]
    fn any_answer_is_judged_and_a_failure_names_its_own_fact(
        facts in prop::collection::vec(
            prop::option::of(prop_oneof![
                "\\PC{0,20}".prop_map(Answer::Text),
                "-?[0-9]{1,8}(\\.[0-9]{1,4})?(e-?[0-9]{1,3})?".prop_map(Answer::Number),
                Just(Answer::Other),
            ]),
            4,
        ),
        today in days(),
    ) {
        let answers = Answers {
            date_of_birth: facts[0].clone(),
            employment_type: facts[1].clone(),
            monthly_salary: facts[2].clone(),
            payment_mode: facts[3].clone(),
        };
        let order = [Check::Age, Check::EmploymentType, Check::MonthlySalary, Check::PaymentMode];
        let failed = check(&FunnelLimits::default(), &answers, today);
        let expected: Vec<Check> = order
            .into_iter()
            .zip(&facts)
            .filter(|(_, fact)| fact.is_some())
            .map(|(check, _)| check)
            .filter(|check| failed.iter().any(|failure| failure.check == *check))
            .collect();
        let listed: Vec<Check> = failed.iter().map(|failure| failure.check).collect();
        prop_assert_eq!(listed, expected);
    }
}
