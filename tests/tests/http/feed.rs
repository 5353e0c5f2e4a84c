//! The lender's feed over HTTP (contract, lender-feed.md).

use reqwest::Method;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::Reply;
use crate::feed_client::{Lender, assert_result, loan, time, user};
use crate::people::{overlay, person};
use crate::program::Installation;

both!(
    a_message_is_applied_once_and_never_goes_back,
    what_cannot_be_is_refused_field_by_field,
    no_amount_is_taken_that_is_not_one,
    good_lines_are_kept_beside_bad_ones,
    only_a_service_token_opens_the_feed,
    any_order_ends_in_the_same_state,
);

fn a_message_is_applied_once_and_never_goes_back(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let who = person(1);
    let newer = user(&who, json!({"status": "suspended"}));
    let older = user(&who, json!({"occurred_at": time(-30)}));
    let reply = lender.put_user(7, &newer);
    assert_result(&reply, "applied");
    assert_eq!(reply.json()["id"], 7, "{}", reply.text);
    assert_eq!(reply.json()["errors"], json!([]), "{}", reply.text);
    assert_result(&lender.put_user(7, &newer), "unchanged");
    assert_result(&lender.put_user(7, &older), "stale");
    assert_result(&lender.put_user(7, &older), "unchanged");
    session.share(&who.lead()).is(2006);
    lender.knows(7, &user(&who, json!({})));
    session.share(&who.lead()).is(2004);

    let newer = loan(7, "approved", json!({"loan_amount": "1000.50"}));
    let older = loan(7, "submitted", json!({"occurred_at": time(-30)}));
    assert_result(&lender.put_loan(9, &newer), "applied");
    assert_result(&lender.put_loan(9, &older), "stale");
    assert_result(&lender.put_loan(9, &newer), "unchanged");
    session.share(&who.lead()).is(2006);
    // The message is the whole state: the loan may move to another user.
    let other = person(2);
    lender.knows(8, &user(&other, json!({})));
    lender.lends(9, &loan(8, "approved", json!({})));
    session.share(&who.lead()).is(2004);
    session.share(&other.lead()).is(2006);
}

fn what_cannot_be_is_refused_field_by_field(backend: Backend) {
    let home = Installation::new(backend);
    let token = home.service_token();
    let running = home.start();
    let lender = Lender::new(&running.server, token);
    let who = person(1);
    lender.knows(1, &user(&who, json!({})));
    let refused = |reply: &Reply, field: &str| {
        assert_result(reply, "refused");
        let errors = reply.json()["errors"].clone();
        let errors = errors.as_array().expect("errors");
        assert_eq!(errors.len(), 1, "{}", reply.text);
        assert_eq!(errors[0]["field"], field, "{}", reply.text);
        assert!(errors[0]["reason"].is_string(), "{}", reply.text);
        let value = who.mobile.as_str();
        assert!(!reply.text.contains(value), "a refusal repeats no value");
    };
    for (field, value) in bad_user_fields() {
        let mut message = user(&who, json!({}));
        message[field] = value;
        refused(&lender.put_user(1, &message), field);
    }
    for (field, value) in bad_loan_fields() {
        let mut message = loan(1, "submitted", json!({}));
        message[field] = value;
        refused(&lender.put_loan(1, &message), field);
    }
    refused(
        &lender.put_loan(1, &loan(999, "submitted", json!({}))),
        "user_id",
    );
    // All at once.
    let reply = lender.put_loan(1, &json!({"status": "lent", "loan_amount": 0}));
    assert_result(&reply, "refused");
    let body = reply.json();
    assert!(
        body["errors"].as_array().unwrap().len() >= 5,
        "{}",
        reply.text
    );
    for path in ["users/abc", "users/0", "users/-1", "loan-applications/1.5"] {
        let reply = lender.put(path, &user(&who, json!({})));
        assert!(
            matches!(reply.status, 400 | 404 | 422),
            "{path}: {}",
            reply.text
        );
    }
    // The largest amount there is.
    lender.lends(
        1,
        &loan(1, "submitted", json!({"loan_amount": 100_000_000})),
    );
    // A hold may end in the future, an event may not.
    lender.knows(
        1,
        &user(
            &who,
            json!({"status": "on_hold", "hold_until": time(9_999)}),
        ),
    );
}

/// What no amount may be, as a text and as a number, and what is said of it.
const NO_AMOUNTS: [(&str, &str); 12] = [
    ("99999999999999999999999999", "is too large"),
    ("1e300", "is too large"),
    ("92233720368547758.08", "is too large"),
    ("100000000.01", "must be at most"),
    ("1e9", "must be at most"),
    ("-1", "must be more than 0"),
    ("-0.01", "must be more than 0"),
    ("0", "must be more than 0"),
    ("0.00", "must be more than 0"),
    ("10.005", "has more than two decimals"),
    ("0.001", "has more than two decimals"),
    ("1e-3", "has more than two decimals"),
];

fn no_amount_is_taken_that_is_not_one(backend: Backend) {
    let home = Installation::new(backend);
    let token = home.service_token();
    let running = home.start();
    let lender = Lender::new(&running.server, token);
    lender.knows(1, &user(&person(1), json!({})));
    let told = |errors: &Value, field: &str| {
        let mut errors = errors.as_array().unwrap().iter();
        let found = errors.find(|error| error["field"] == field);
        found
            .and_then(|error| error["reason"].as_str())
            .unwrap_or_default()
            .to_owned()
    };
    let good = loan(1, "disbursed", json!({"disbursed_at": time(-1)}));
    for (amount, reason) in NO_AMOUNTS {
        // Both fields at once, as numbers in their own spelling, then as texts.
        for value in [amount.to_owned(), format!("\"{amount}\"")] {
            let mut message = good.clone();
            message.as_object_mut().unwrap().remove("loan_amount");
            let rest = message.to_string();
            let body = format!(
                "{},\"loan_amount\":{value},\"disbursal_amount\":{value}}}",
                rest.strip_suffix('}').unwrap()
            );
            let request = running
                .server
                .request(Method::PUT, "/api/v1/internal/loan-applications/1")
                .bearer_auth(&lender.token)
                .header("content-type", "application/json")
                .body(body);
            let reply = Reply::of(request).unwrap();
            assert_result(&reply, "refused");
            let errors = reply.json()["errors"].clone();
            assert_eq!(
                errors.as_array().unwrap().len(),
                2,
                "{value}: {}",
                reply.text
            );
            for field in ["loan_amount", "disbursal_amount"] {
                let said = told(&errors, field);
                assert!(said.contains(reason), "{field} {value}: {said}");
            }
        }
    }
    for word in ["NaN", "Infinity", "1,000", "₹ 5", "0x10", "", " 5"] {
        let reply = lender.put_loan(1, &overlay(good.clone(), json!({"disbursal_amount": word})));
        assert_result(&reply, "refused");
        let said = told(&reply.json()["errors"], "disbursal_amount");
        assert!(said.contains("is not a number"), "{word}: {said}");
    }
    // The limit itself.
    let most = json!({"loan_amount": "100000000.00", "disbursal_amount": 1e8});
    lender.lends(1, &overlay(good, most));
}

fn bad_user_fields() -> Vec<(&'static str, Value)> {
    vec![
        ("mobile_number", json!("123")),
        ("mobile_number", Value::Null),
        ("pan_number", json!("abcde1234f")),
        ("first_name", json!("a\u{7}")),
        ("email", json!("nobody")),
        ("status", json!("vip")),
        ("status", Value::Null),
        ("hold_until", json!("soon")),
        ("registered_at", json!("2025-01-01")),
        ("registered_at", json!(time(120))),
        ("occurred_at", json!(time(120))),
        ("occurred_at", json!(1_736_000_000)),
        ("occurred_at", Value::Null),
    ]
}

fn bad_loan_fields() -> Vec<(&'static str, Value)> {
    vec![
        ("user_id", json!("x")),
        ("user_id", Value::Null),
        ("application_number", Value::Null),
        ("application_number", json!("")),
        ("status", json!("lent")),
        ("loan_amount", json!("much")),
        ("loan_amount", json!(0)),
        ("loan_amount", json!(-5)),
        ("loan_amount", json!(10.005)),
        ("loan_amount", json!("10.005")),
        ("loan_amount", json!("100000000.01")),
        ("loan_amount", json!(true)),
        ("created_at", json!("never")),
        ("created_at", json!(time(120))),
        ("disbursed_at", json!(time(120))),
        ("disbursal_amount", json!(0)),
        ("disbursal_amount", json!([1])),
        ("occurred_at", json!("2025-01-01T00:00:00")),
    ]
}

fn good_lines_are_kept_beside_bad_ones(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let line = |kind: &str, id: i64, mut fields: Value| {
        fields["type"] = json!(kind);
        fields["id"] = json!(id);
        fields.to_string()
    };
    let first = line("user", 1, user(&person(1), json!({})));
    let lines = [
        first.clone(),
        "{\"type\":\"user\",".to_owned(),
        line("loan", 1, loan(1, "submitted", json!({}))),
        line("user", 2, user(&person(2), json!({"status": "vip"}))),
        line("loan", 2, loan(999, "submitted", json!({}))),
        "not json".to_owned(),
        line("horse", 3, user(&person(3), json!({}))),
        first,
        line("user", 4, user(&person(4), json!({}))),
    ];
    let reply = lender.events(&lines.join("\n"));
    assert_eq!(reply.status, 200, "{}", reply.text);
    let results = results(&reply);
    let words: Vec<_> = results
        .iter()
        .map(|r| r["result"].as_str().unwrap())
        .collect();
    assert_eq!(
        words,
        [
            "applied",
            "refused",
            "applied",
            "refused",
            "refused",
            "refused",
            "refused",
            "unchanged",
            "applied"
        ],
        "{}",
        reply.text
    );
    assert_eq!(results[0]["id"], 1);
    assert_eq!(results[3]["id"], 2);
    session.share(&person(1).lead()).is(2006);
    session.share(&person(2).lead()).is(2005);
    session.share(&person(4).lead()).is(2004);

    let many = |count: i64| -> String {
        let line = |id| format!("{{\"type\":\"user\",\"id\":{id}}}");
        (100..100 + count).map(line).collect::<Vec<_>>().join("\n")
    };
    let reply = lender.events(&many(10_001));
    assert_eq!(
        reply.status, 413,
        "more than 10 000 lines: {:.300}",
        reply.text
    );
    let reply = lender.events(&many(10_000));
    assert_eq!(reply.status, 200, "{:.300}", reply.text);
    assert_eq!(self::results(&reply).len(), 10_000);
}

/// The result of each line.
fn results(reply: &Reply) -> Vec<Value> {
    let lines = reply.text.lines();
    lines
        .map(|line| serde_json::from_str(line).expect(line))
        .collect()
}

fn only_a_service_token_opens_the_feed(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    assert!(
        token.starts_with("pst_") || token.len() >= 40,
        "a random token"
    );
    let running = home.start();
    let server = &running.server;
    let session = server.session(&partner);
    let message = user(&person(1), json!({}));
    let put = |bearer: Option<&str>| {
        let mut request = server
            .request(Method::PUT, "/api/v1/internal/users/1")
            .json(&message);
        if let Some(bearer) = bearer {
            request = request.bearer_auth(bearer);
        }
        Reply::of(request).unwrap()
    };
    put(None).is(4114);
    put(Some("nonsense")).is(4118);
    put(Some(&format!("{token}x"))).is(4118);
    put(Some(&session.access)).is(4118);
    put(Some(&partner.client_secret)).is(4118);
    session.share(&person(1).lead()).is(2005);
    assert_result(&put(Some(&token)), "applied");
    session.share(&person(1).lead()).is(2004);
}

fn any_order_ends_in_the_same_state(backend: Backend) {
    let at = |ago: i64| time(-ago);
    let (first, second, last) = (at(600), at(500), at(400));
    // The last two speak of the same instant: the content's hash decides.
    let messages = [
        ("on_hold", &first),
        ("active", &second),
        ("suspended", &last),
        ("active", &last),
    ]
    .map(|(status, at)| {
        user(
            &person(1),
            json!({"status": status, "occurred_at": at, "registered_at": first}),
        )
    });
    let verdicts = (0..messages.len()).map(|shift| {
        let mut home = Installation::new(backend);
        // The hash is keyed.
        home.set("crypto.index_key", "5a".repeat(32));
        let partner = home.partner("Lead House");
        let token = home.service_token();
        let running = home.start();
        let lender = Lender::new(&running.server, token);
        let mut order = messages.clone();
        order.rotate_left(shift);
        for message in order.iter().chain(order.iter().rev()) {
            let reply = lender.put_user(1, message);
            assert_eq!(reply.status, 200, "{}", reply.text);
        }
        let session = running.server.session(&partner);
        session.share(&person(1).lead()).code()
    });
    let verdicts: Vec<_> = verdicts.collect();
    assert!(
        verdicts.windows(2).all(|pair| pair[0] == pair[1]),
        "the verdict hangs on the order: {verdicts:?}"
    );
}
