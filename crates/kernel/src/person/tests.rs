use proptest::prelude::*;

use super::*;

#[test]
fn ten_ascii_digits_are_a_mobile_number_and_nothing_else_is() {
    let mobile = MobileNumber::parse("9000000001").expect("a mobile number");
    assert_eq!(mobile.as_str(), "9000000001");
    assert_eq!(mobile.last_four(), "0001");
    for text in [
        "",
        "900000000",
        "90000000011",
        "+919000000001",
        "90000 0000",
        " 900000000",
        "9000000001 ",
        "9000000001\n",
        "90000-0000",
        "900000000a",
        // Devanagari and full-width digits, by characters and by bytes.
        "९०००००००००",
        "９０００００００００",
        "900000०",
        "9000000\u{967}",
    ] {
        assert_eq!(MobileNumber::parse(text), Err(MobileError), "{text}");
    }
}

#[test]
fn a_pan_is_five_letters_four_digits_and_a_letter() {
    assert_eq!(
        Pan::parse("AAAPA0001A").expect("a PAN").as_str(),
        "AAAPA0001A"
    );
    for text in [
        "",
        "AAAPA0001",
        "AAAPA0001AA",
        "aaapa0001a",
        "AAAPA0001a",
        "AAAP00001A",
        "AAAPAA001A",
        "AAAPA00011",
        " AAPA0001A",
        "AAAPA 001A",
        "AAAPA०A",
        "ÄAAPA001A",
        "ＡAPA001A",
    ] {
        assert_eq!(Pan::parse(text), Err(PanError), "{text}");
    }
}

#[test]
fn names_of_any_script_are_names() {
    for (text, name) in [
        ("Asha", "Asha"),
        ("  Asha Rani ", "Asha Rani"),
        ("आशा", "आशा"),
        ("O'Neill-Łuk", "O'Neill-Łuk"),
        ("李", "李"),
        ("\u{3000}Asha\u{a0}", "Asha"),
    ] {
        assert_eq!(PersonName::parse(text).expect("a name").as_str(), name);
    }
}

#[test]
fn a_name_is_judged_after_trimming() {
    for blank in ["", " ", "\t\n", "\u{3000}"] {
        assert_eq!(PersonName::parse(blank), Err(NameError::Blank));
    }
    let longest = "ā".repeat(100);
    assert!(PersonName::parse(&format!(" {longest} ")).is_ok());
    assert_eq!(
        PersonName::parse(&format!("{longest}ā")),
        Err(NameError::TooLong)
    );
    for control in [
        "As\u{0}ha",
        "As\nha",
        "As\u{7f}ha",
        "As\u{9f}ha",
        "As\u{1f}ha",
    ] {
        assert_eq!(PersonName::parse(control), Err(NameError::ControlCharacter));
    }
}

#[test]
fn names_and_addresses_compare_without_case() {
    let upper = PersonName::parse("ĀSHA").expect("a name");
    assert_eq!(upper.folded(), "āsha");
    let address = EmailAddress::parse("Asha@Example.Test").expect("an address");
    assert_eq!(address.as_str(), "Asha@Example.Test");
    assert_eq!(address.canonical(), "asha@example.test");
}

#[test]
fn an_address_has_one_at_and_something_on_both_sides() {
    let longest_local = format!("{}@example.test", "a".repeat(64));
    let longest = format!("a@{}.test", "b".repeat(247));
    assert_eq!(longest.len(), 254);
    for good in [
        "a@b",
        " a@b.test ",
        "a+b@c.test",
        "आ@b.test",
        &longest_local,
        &longest,
    ] {
        assert!(EmailAddress::parse(good).is_ok(), "{good}");
    }
    let too_long = longest.replace(".test", "b.test");
    let local_too_long = format!("a{longest_local}");
    for bad in [
        "",
        " ",
        "a",
        "@",
        "a@",
        "@b",
        "a@b@c",
        "a b@c",
        "a@b c",
        "a@.b",
        "a@b.",
        "a\u{0}@b",
        "a@b\u{7}c",
        &too_long,
        &local_too_long,
    ] {
        assert_eq!(EmailAddress::parse(bad), Err(EmailError), "{bad}");
    }
}

#[test]
fn debug_shows_none_of_them() {
    let shown = [
        format!("{:?}", MobileNumber::parse("9000000001")),
        format!("{:?}", Pan::parse("AAAPA0001A")),
        format!("{:?}", PersonName::parse("Asha")),
        format!("{:?}", EmailAddress::parse("asha@example.test")),
    ];
    assert_eq!(
        shown,
        [
            "Ok(MobileNumber(redacted))",
            "Ok(Pan(redacted))",
            "Ok(PersonName(redacted))",
            "Ok(EmailAddress(redacted))",
        ]
    );
}

/// Ten characters that are digits somewhere in the world.
fn digits_of_any_script() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof![4 => prop::char::range('0', '9'), 1 => prop::sample::select(vec![
            '०', '९', '０', '９', '٣', '৪', '²', '①',
        ])],
        8..=12,
    )
    .prop_map(|digits| digits.into_iter().collect())
}

proptest! {
    #[test]
    fn mobile_numbers_are_exactly_the_ten_ascii_digit_texts(
        text in prop_oneof![digits_of_any_script(), "\\PC{0,14}", "[0-9]{10}"],
    ) {
        let ten = text.chars().count() == 10 && text.chars().all(|c| c.is_ascii_digit());
        prop_assert_eq!(MobileNumber::parse(&text).is_ok(), ten);
        if let Ok(mobile) = MobileNumber::parse(&text) {
            prop_assert_eq!(mobile.as_str(), &text);
            prop_assert!(text.ends_with(mobile.last_four()));
        }
    }

    #[test]
    fn pans_are_exactly_the_texts_of_the_form(
        text in prop_oneof!["[A-Z]{5}[0-9]{4}[A-Z]", "[A-Za-z0-9]{9,11}", "\\PC{10}"],
    ) {
        let form: Vec<char> = text.chars().collect();
        let expected = form.len() == 10
            && form[..5].iter().all(char::is_ascii_uppercase)
            && form[5..9].iter().all(char::is_ascii_digit)
            && form[9].is_ascii_uppercase();
        prop_assert_eq!(Pan::parse(&text).is_ok(), expected);
    }

    #[test]
    fn a_name_read_twice_is_the_same(text in any::<String>()) {
        if let Ok(name) = PersonName::parse(&text) {
            prop_assert!((1..=100).contains(&name.as_str().chars().count()));
            prop_assert!(!name.as_str().chars().any(char::is_control));
            prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name));
        }
    }

    #[test]
    fn an_address_read_twice_is_the_same(text in "\\PC{0,10}@?\\PC{0,10}") {
        if let Ok(address) = EmailAddress::parse(&text) {
            prop_assert_eq!(address.as_str().matches('@').count(), 1);
            prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address));
        }
    }
}
