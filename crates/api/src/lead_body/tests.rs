use super::*;

use std::sync::Arc;

use accounts::{Partner, PartnerStatus};
use kernel::{FamilyId, PartnerId};

fn session() -> PartnerSession {
    let new = testkit::new_partner(1);
    PartnerSession {
        partner: Arc::new(Partner {
            id: PartnerId::new(1),
            uuid: new.uuid,
            slug: new.slug,
            client_id: new.client_id,
            name: new.name,
            email: new.email,
            status: PartnerStatus::Active,
            sandbox: false,
            rate: None,
            kind: None,
            tokens_from: None,
            calls: accounts::OwnCallLimits::default(),
            created_at: new.created_at,
        }),
        family: FamilyId::new(uuid::Uuid::nil()),
    }
}

fn parse(body: &str, lowercase: bool) -> Result<ShareCommand, Refusal> {
    let object = Object::parse(body.as_bytes()).expect("JSON");
    share_command(&session(), &object, lowercase)
}

/// A good body with some fields replaced or added.
fn body(changes: &[(&str, &str)]) -> String {
    let mut fields = vec![
        ("first_name", "\"John\""),
        ("last_name", "\"Doe\""),
        ("mobile_number", "\"9876543210\""),
        ("pan_number", "\"ABCDE1234F\""),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    let fields: Vec<String> = fields.iter().map(|(n, v)| format!("\"{n}\":{v}")).collect();
    format!("{{{}}}", fields.join(","))
}

fn refusal(changes: &[(&str, &str)]) -> Refusal {
    parse(&body(changes), false).expect_err("refused")
}

fn fields(missing: &[&'static str], invalid: &[&str]) -> Refusal {
    let detail = Detail::Fields {
        missing: missing.to_vec(),
        invalid: invalid.iter().map(|name| (*name).to_owned()).collect(),
    };
    Refusal::with(Code::MissingParameters, detail)
}

#[test]
fn a_good_body_is_a_command_of_the_sessions_partner() {
    let changes = [
        ("partner_id", "99"),
        ("extra", "{\"a\":[1]}"),
        ("monthly_salary", "35000.0"),
    ];
    let command = parse(&body(&changes), false).expect("accepted");
    assert_eq!(command.partner, PartnerId::new(1));
    assert_eq!(command.mobile.as_str(), "9876543210");
    assert_eq!(command.pan.as_str(), "ABCDE1234F");
    let salary = Answer::Number("35000.0".to_owned());
    assert!(command.answers.monthly_salary == Some(salary));
    assert!(command.answers.date_of_birth.is_none());
}

#[test]
fn absent_null_and_blank_fields_are_missing() {
    assert_eq!(
        parse("{}", false).expect_err("refused"),
        fields(
            &["first_name", "last_name", "mobile_number", "pan_number"],
            &[]
        )
    );
    for blank in ["null", "\"\"", "\"  \"", "\"\\u00a0\""] {
        for name in ["first_name", "last_name", "mobile_number", "pan_number"] {
            assert_eq!(
                refusal(&[(name, blank)]),
                fields(&[name], &[]),
                "{name} {blank}"
            );
        }
    }
}

#[test]
fn what_is_no_name_is_invalid() {
    let long = format!("\"{}\"", "x".repeat(101));
    for bad in ["1", "true", "[]", "{}", "\"a\\u0000b\"", "\"a\\nb\"", &long] {
        assert_eq!(
            refusal(&[("first_name", bad)]),
            fields(&[], &["first_name"]),
            "{bad}"
        );
        assert_eq!(
            refusal(&[("last_name", bad)]),
            fields(&[], &["last_name"]),
            "{bad}"
        );
    }
    let both = refusal(&[("first_name", "7"), ("mobile_number", "null")]);
    assert_eq!(both, fields(&["mobile_number"], &["first_name"]));
    let longest = format!("\" {} \"", "\u{928}".repeat(100));
    assert!(parse(&body(&[("first_name", &longest)]), false).is_ok());
}

#[test]
fn a_mobile_number_is_ten_digits_as_text_or_integer() {
    assert!(parse(&body(&[("mobile_number", "9876543210")]), false).is_ok());
    for bad in [
        "\"987654321\"",
        "\"98765432101\"",
        "\"+919876543210\"",
        "\" 9876543210\"",
        "\"98765 43210\"",
        "\"987654321a\"",
        "\"\u{966}\u{967}\u{968}\u{969}\u{96a}\u{96b}\u{96c}\u{96d}\u{96e}\u{96f}\"",
        "987654321",
        "98765432101",
        "-987654321",
        "9876543210.0",
        "9.87654321e9",
        "true",
        "[]",
        "{}",
    ] {
        assert_eq!(
            refusal(&[("mobile_number", bad)]),
            Refusal::field(Code::InvalidMobile, "mobile_number"),
            "{bad}"
        );
    }
}

#[test]
fn a_pan_is_taken_as_printed() {
    for bad in [
        "\"abcde1234f\"",
        "\"ABCDE12345\"",
        "\"ABCDE1234F \"",
        "\"ABCD1234EF\"",
        "1234567890",
        "true",
    ] {
        assert_eq!(
            refusal(&[("pan_number", bad)]),
            Refusal::field(Code::InvalidPan, "pan_number"),
            "{bad}"
        );
    }
}

#[test]
fn a_lower_case_pan_is_taken_where_that_is_configured() {
    let lower = body(&[("pan_number", "\"abcde1234f\"")]);
    let command = parse(&lower, true).expect("accepted");
    assert_eq!(command.pan.as_str(), "ABCDE1234F");
    assert!(parse(&body(&[("pan_number", "\"\u{e0}bcde1234f\"")]), true).is_err());
}

#[test]
fn fields_are_judged_in_the_contracts_order() {
    let all = [
        ("first_name", "null"),
        ("mobile_number", "1"),
        ("pan_number", "1"),
    ];
    assert_eq!(refusal(&all), fields(&["first_name"], &[]));
    assert_eq!(
        refusal(&all[1..]),
        Refusal::field(Code::InvalidMobile, "mobile_number")
    );
    assert_eq!(
        refusal(&all[2..]),
        Refusal::field(Code::InvalidPan, "pan_number")
    );
}

#[test]
fn null_answers_are_not_given_and_others_are_judged() {
    let changes = [
        ("date_of_birth", "null"),
        ("employment_type", "7"),
        ("payment_mode", "[]"),
    ];
    let answers = parse(&body(&changes), false).expect("accepted").answers;
    assert!(answers.date_of_birth.is_none());
    assert!(answers.employment_type == Some(Answer::Number("7".to_owned())));
    assert!(answers.payment_mode == Some(Answer::Other));
}
