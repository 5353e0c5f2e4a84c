use proptest::prelude::*;

use super::*;

fn paise(text: &str) -> Result<i64, MoneyError> {
    Money::parse_rupees(text).map(Money::paise)
}

#[test]
fn decimal_and_scientific_notation_are_read_exactly() {
    for (text, expected) in [
        ("0", 0),
        ("-0", 0),
        ("0.00", 0),
        ("0e99999999999", 0),
        ("1000", 100_000),
        ("1000.5", 100_050),
        ("1000.50", 100_050),
        ("1000.500000000000000000000000000000000", 100_050),
        ("007", 700),
        ("-0.05", -5),
        ("1e5", 10_000_000),
        ("1E+5", 10_000_000),
        ("2.5e3", 250_000),
        ("12345e-2", 12_345),
        ("1500e-3", 150),
        ("0.000001e4", 1),
        ("92233720368547758.07", i64::MAX),
        ("-92233720368547758.08", i64::MIN),
    ] {
        assert_eq!(paise(text), Ok(expected), "{text}");
    }
}

#[test]
fn what_is_no_number_is_refused() {
    for text in [
        "",
        " ",
        "1 000",
        " 1",
        "1 ",
        "1,000",
        "1_000",
        "+1",
        "--1",
        "-",
        ".",
        "1.",
        ".5",
        "1.2.3",
        "1e",
        "e1",
        "1e1e1",
        "1e1.5",
        "1e-",
        "0x10",
        "NaN",
        "inf",
        "Infinity",
        "abc",
        "₹100",
        "१००",
        "１００",
        "1\u{0}",
    ] {
        assert_eq!(paise(text), Err(MoneyError::NotANumber), "{text}");
    }
}

#[test]
fn less_than_a_paisa_is_refused_however_it_is_written() {
    for text in [
        "0.001",
        "1000.005",
        "1e-3",
        "12345e-3",
        "1e-99999999999",
        // Beyond the 28 digits a rounding library keeps.
        "1.0000000000000000000000000000000001",
        "0.4e-28",
    ] {
        assert_eq!(paise(text), Err(MoneyError::TooPrecise), "{text}");
    }
}

#[test]
fn what_64_bits_cannot_hold_is_refused() {
    for text in [
        "92233720368547758.08",
        "-92233720368547758.09",
        "1e17",
        "99999999999999999999",
        "123456789012345678901234567890123456789012345678901234567890",
        "1e400",
        "-1e99999999999",
    ] {
        assert_eq!(paise(text), Err(MoneyError::TooLarge), "{text}");
    }
}

#[test]
fn sums_and_differences_are_checked() {
    let most = Money::from_paise(i64::MAX);
    let least = Money::from_paise(i64::MIN);
    let one = Money::from_paise(1);
    assert_eq!(most.checked_add(one), None);
    assert_eq!(least.checked_sub(one), None);
    assert_eq!(
        most.checked_sub(one).and_then(|m| m.checked_add(one)),
        Some(most)
    );
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(amount: i64) {
        let money = Money::from_paise(amount);
        prop_assert_eq!(Money::parse_rupees(&money.to_string()), Ok(money));
    }

    #[test]
    fn printing_has_two_decimals_and_the_right_value(amount: i64) {
        let printed = Money::from_paise(amount).to_string();
        let (rupees, decimals) = printed.split_once('.').expect("a point");
        prop_assert_eq!(decimals.len(), 2);
        let whole: i128 = format!("{rupees}{decimals}").parse().expect("digits");
        prop_assert_eq!(whole, i128::from(amount));
    }

    #[test]
    fn moving_the_point_by_an_exponent_changes_nothing(amount: i64, places in 0_usize..30) {
        let digits = amount.unsigned_abs().to_string();
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = padded.split_at(padded.len() - places);
        let sign = if amount < 0 { "-" } else { "" };
        let point = if places == 0 { "" } else { "." };
        let exponent = i64::try_from(places).expect("small") - 2;
        let text = format!("{sign}{whole}{point}{fraction}e{exponent}");
        prop_assert_eq!(paise(&text), Ok(amount), "{}", text);
    }

    #[test]
    fn any_text_is_judged_without_panic(text in "[-+0-9eE._ ]{0,50}|\\PC{0,20}") {
        let read = Money::parse_rupees(&text);
        prop_assert_eq!(read != Err(MoneyError::NotANumber), crate::is_decimal(&text));
    }
}

#[test]
fn rupees_are_grouped_as_in_india() {
    for (paise, text) in [
        (0, "0.00"),
        (-5, "-0.05"),
        (99_999, "999.99"),
        (100_000, "1,000.00"),
        (10_000_000, "1,00,000.00"),
        (123_456_789_012, "1,23,45,67,890.12"),
        (-1_000_000_000, "-1,00,00,000.00"),
    ] {
        assert_eq!(Money::from_paise(paise).grouped(), text);
    }
}
