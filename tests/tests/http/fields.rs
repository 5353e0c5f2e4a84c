//! The fields of the dedupe check (contract, "Field rules"): what is refused, how,
//! and that nothing is stored of it.

use reqwest::Method;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::{Reply, Session};
use crate::people::{Person, person};
use crate::program::Installation;

both!(
    bad_fields_are_named_and_nothing_is_stored,
    odd_but_good_fields_are_taken,
    bodies_that_are_no_json_objects_are_refused,
);

/// Asks `session` with `fields` over a good lead; null here means the JSON null.
fn ask(session: &Session, who: &Person, field: &str, value: &Value) -> Reply {
    let mut lead = who.lead();
    lead[field] = value.clone();
    session.share(&lead)
}

fn bad_fields_are_named_and_nothing_is_stored(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let who = person(1);

    let mut tried = 0;
    for field in ["first_name", "last_name", "mobile_number", "pan_number"] {
        let mut absent = who.lead();
        absent.as_object_mut().unwrap().remove(field);
        let replies = [
            session.share(&absent),
            ask(&session, &who, field, &Value::Null),
            ask(&session, &who, field, &json!("")),
            ask(&session, &who, field, &json!("  \t ")),
        ];
        for reply in replies {
            tried += 1;
            assert_eq!(reply.is(2003)["missing"], json!([field]), "{}", reply.text);
        }
    }
    for field in ["first_name", "last_name"] {
        for value in [
            json!("A\u{7}b"),
            json!("x".repeat(101)),
            json!(7),
            json!(["A"]),
            json!({}),
        ] {
            tried += 1;
            let reply = ask(&session, &who, field, &value);
            assert_eq!(reply.is(2003)["invalid"], json!([field]), "{}", reply.text);
        }
    }
    for value in bad_mobiles() {
        tried += 1;
        let reply = ask(&session, &who, "mobile_number", &value);
        assert_eq!(reply.is(4119)["invalid"], json!(["mobile_number"]));
    }
    for value in bad_pans() {
        tried += 1;
        let reply = ask(&session, &who, "pan_number", &value);
        assert_eq!(reply.is(4120)["invalid"], json!(["pan_number"]));
    }
    for (field, check, values) in bad_answers() {
        for value in values {
            tried += 1;
            let reply = ask(&session, &who, field, &value);
            let errors = reply.is(4121)["errors"].clone();
            assert_eq!(errors.as_array().unwrap().len(), 1, "{}", reply.text);
            assert_eq!(errors[0]["check"], check, "{}", reply.text);
            assert!(errors[0]["reason"].is_string(), "{}", reply.text);
        }
    }
    assert!(tried >= 60, "only {tried} bad inputs");

    order_of_judgement(&session, &who);
    assert_eq!(session.total(), 0, "nothing may be stored");
    // The person is as new as before.
    session.share(&who.lead()).is(2005);
}

fn order_of_judgement(session: &Session, who: &Person) {
    let all_wrong = json!({
        "first_name": "", "last_name": "B\u{0}", "mobile_number": "1", "pan_number": "x",
        "date_of_birth": "2020-01-01",
    });
    let body = session.share(&all_wrong).is(2003);
    assert_eq!(body["missing"], json!(["first_name"]));
    assert_eq!(body["invalid"], json!(["last_name"]));
    let both = who.lead_with(json!({"mobile_number": "1", "pan_number": "x"}));
    session.share(&both).is(4119);
    let pan_and_funnel = who.lead_with(json!({"pan_number": "x", "monthly_salary": 1}));
    session.share(&pan_and_funnel).is(4120);
    let every_check = who.lead_with(json!({
        "date_of_birth": "2020-01-01", "employment_type": "Student",
        "monthly_salary": 1, "payment_mode": "Cash",
    }));
    let errors = session.share(&every_check).is(4121)["errors"].clone();
    let checks: Vec<_> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["check"])
        .collect();
    assert_eq!(
        checks,
        ["age", "employment_type", "monthly_salary", "payment_mode"]
    );
}

fn bad_mobiles() -> Vec<Value> {
    vec![
        json!("987654321"),
        json!("98765432101"),
        json!("+919876543210"),
        json!("+9876543210"),
        json!(" 9876543210"),
        json!("9876543210 "),
        json!("98765 43210"),
        json!("98765-43210"),
        json!("987654321O"),
        json!("९८७६५४३२१०"),
        json!("９８７６５４３２１０"),
        json!("9876543210\n"),
        json!("98765432\u{0}0"),
        json!("9876543210'"),
        json!(987_654_321),
        json!(98_765_432_101_u64),
        json!(-987_654_321),
        json!(9_876_543_210.5),
        json!(true),
        json!(["9876543210"]),
        json!({"number": "9876543210"}),
    ]
}

fn bad_pans() -> Vec<Value> {
    vec![
        json!("ABCDE1234"),
        json!("ABCDE12345"),
        json!("ABCDE1234FF"),
        json!("abcde1234f"),
        json!("ABCDe1234F"),
        json!("ABCD11234F"),
        json!("1BCDE1234F"),
        json!(" ABCDE1234F"),
        json!("ABCDE1234F "),
        json!("ABCDE 1234F"),
        json!("ÄBCDE1234F"),
        json!("ABCDE१२३४F"),
        json!("АBCDE1234F"),
        json!("ABCDE1234F\n"),
        json!(1_234_567_890),
        json!(false),
        json!(["ABCDE1234F"]),
        json!({}),
    ]
}

fn bad_answers() -> Vec<(&'static str, &'static str, Vec<Value>)> {
    vec![
        (
            "date_of_birth",
            "age",
            vec![
                json!("1960-01-01"),
                json!("2020-06-15"),
                json!("2999-01-01"),
                json!("1990-02-30"),
                json!("1990-13-01"),
                json!("1990-1-5"),
                json!("15-01-1990"),
                json!("1990/01/15"),
                json!("yesterday"),
                json!(""),
                json!(19_900_115),
                json!([]),
            ],
        ),
        (
            "employment_type",
            "employment_type",
            vec![
                json!("Self-employed"),
                json!("Salaried "),
                json!(""),
                json!(1),
                json!(true),
            ],
        ),
        (
            "monthly_salary",
            "monthly_salary",
            vec![
                json!(19_999),
                json!(19_999.99),
                json!("19999.99"),
                json!(0),
                json!(-50_000),
                json!("plenty"),
                json!("35,000"),
                json!(""),
                json!("NaN"),
                json!(true),
            ],
        ),
        (
            "payment_mode",
            "payment_mode",
            vec![
                json!("Cash"),
                json!("Cheque"),
                json!(""),
                json!(5),
                json!({}),
            ],
        ),
    ]
}

fn odd_but_good_fields_are_taken(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let good = [
        json!({"mobile_number": 9_876_543_210_u64}),
        json!({"first_name": "  Asha  ", "last_name": "राव"}),
        json!({"first_name": "x".repeat(100), "last_name": "é".repeat(100)}),
        json!({"first_name": "O'Brien", "last_name": "<script>alert(1)</script>"}),
        json!({"employment_type": "SALARIED", "payment_mode": "NEFT bank TRANSFER"}),
        json!({"monthly_salary": "20000", "payment_mode": "Wire transfer"}),
        json!({"monthly_salary": 20000.00, "date_of_birth": "1995-02-28"}),
        json!({"monthly_salary": "2e4"}),
        json!({"campaign": "ours", "nested": {"a": [1, 2]}, "partner_id": 999}),
    ];
    for (n, fields) in (10_u32..).zip(good) {
        let reply = session.share(&person(n).lead_with(fields));
        assert_eq!(reply.code(), 2005, "{}", reply.text);
    }
    // Null, where a field is optional, is the same as absent.
    let mut lead = person(30).lead();
    for field in [
        "date_of_birth",
        "employment_type",
        "monthly_salary",
        "payment_mode",
    ] {
        lead[field] = Value::Null;
    }
    session.share(&lead).is(2005);
    let trimmed = session.leads("search=Asha&limit=200");
    assert!(trimmed.iter().any(|row| row["first_name"] == "Asha"));
    // A number and the same digits as a text are one person.
    let row = session.leads("search=9876543210");
    assert_eq!(row.len(), 1);
    assert_eq!(row[0]["mobile_number"], "9876543210");
    let as_text = person(10).lead_with(json!({"mobile_number": "9876543210"}));
    session.share(&as_text).is(2005);
    assert_eq!(session.leads("search=9876543210").len(), 1);
}

fn bodies_that_are_no_json_objects_are_refused(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let lead = person(1).lead().to_string();
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    for body in [
        "",
        "null",
        "[]",
        "7",
        "\"text\"",
        "{",
        "{\"first_name\":",
        "{}x",
        deep.as_str(),
    ] {
        session.share_text(body).is(2003);
    }
    session.share_text("\u{feff}{}").is(2003);
    let twice = lead.replacen('{', "{\"first_name\":\"Eve\",", 1);
    session.share_text(&twice).is(2003);
    let twice_unknown = lead.replacen('{', "{\"extra\":1,\"extra\":2,", 1);
    session.share_text(&twice_unknown).is(2003);

    let padded = |size: usize| {
        let mut body = lead.clone();
        body.truncate(body.len() - 1);
        let pad = size - body.len() - "\"pad\":\"\",}".len();
        format!("{body},\"pad\":\"{}\"}}", "x".repeat(pad))
    };
    assert_eq!(padded(64 * 1024).len(), 64 * 1024);
    session.share_text(&padded(64 * 1024 + 1)).is(4130);
    session.share_text(&padded(1024 * 1024)).is(4130);

    let post = |content_type: Option<&str>, encoding: Option<&str>| {
        let mut request = session
            .request(Method::POST, "/lead-dedupe-check")
            .body(lead.clone());
        if let Some(value) = content_type {
            request = request.header(CONTENT_TYPE, value);
        }
        if let Some(value) = encoding {
            request = request.header(CONTENT_ENCODING, value);
        }
        Reply::of(request).unwrap()
    };
    for wrong in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
        "json",
    ] {
        post(Some(wrong), None).is(4150);
    }
    for encoding in ["gzip", "br", "deflate"] {
        post(Some("application/json"), Some(encoding)).is(4150);
    }
    assert_eq!(session.total(), 0, "nothing may be stored");
    post(Some("application/json; charset=utf-8"), None).is(2005);
    session.share_text(&padded(64 * 1024)).is(2005);
    assert_eq!(session.total(), 1);
}
