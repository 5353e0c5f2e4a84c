//! What an onboarding refuses: bodies, tokens, fields nobody asked for.

use reqwest::Method;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::Reply;
use crate::onboarding_client::{
    Applicant, business, data, form, introduction, part, pdf, post_json, refused, sent, start,
    wrong_fields,
};
use crate::program::Installation;

both!(
    every_field_is_judged_and_all_faults_are_told,
    tokens_that_do_not_count_are_refused_alike,
    a_rejected_partner_reads_why_and_does_nothing,
    a_token_counts_for_fourteen_days,
    nobody_names_what_is_not_theirs_to_say,
    bodies_are_judged_as_elsewhere,
    an_onboarding_token_opens_nothing_else,
);

fn every_field_is_judged_and_all_faults_are_told(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let server = &running.server;
    let begin = |body: &Value| post_json(server, "/api/partners/onboarding/start", body);
    let with = |field: &str, value: Value| {
        let mut body = introduction(1);
        body[field] = value;
        body
    };
    assert_eq!(
        wrong_fields(&begin(&json!({}))),
        ["name", "email", "phoneNumber"]
    );
    for (field, values) in [
        (
            "name",
            vec![
                json!("x"),
                json!("  x "),
                json!("x".repeat(101)),
                json!("a\u{0}b"),
                json!(7),
                json!(null),
            ],
        ),
        (
            "email",
            vec![
                json!("nobody"),
                json!("a@b@c"),
                json!("@b.example"),
                json!(["a@b.example"]),
            ],
        ),
        (
            "phoneNumber",
            vec![
                json!("9876543210"),
                json!("+0987654321"),
                json!("+1234567"),
                json!("+1234567890123456"),
                json!("+91 98765 43210"),
                json!(919_876_543_210_i64),
            ],
        ),
        (
            "partnerType",
            vec![json!("bank"), json!("Technology"), json!(true)],
        ),
    ] {
        for value in values {
            let reply = begin(&with(field, value.clone()));
            assert_eq!(wrong_fields(&reply), [field], "{value}");
        }
    }
    let none = home.database.lines("SELECT slug AS line FROM partners");
    assert!(none.is_empty(), "{none:?}");

    let applicant = start(server, &introduction(1));
    let info = |info: Value| applicant.put("/business-info", &json!({"businessInfo": info}));
    assert_eq!(
        wrong_fields(&applicant.put("/business-info", &json!({}))),
        ["businessInfo"]
    );
    assert_eq!(wrong_fields(&info(json!("x"))), ["businessInfo"]);
    assert_eq!(wrong_fields(&info(json!({}))), ["businessInfo.companyName"]);
    for (field, value) in [
        ("companyName", json!("x")),
        ("companyName", json!("x".repeat(201))),
        ("website", json!("javascript:alert(1)")),
        ("website", json!("lead-house.example")),
        ("industry", json!("x".repeat(101))),
        ("industry", json!("")),
        ("description", json!("x".repeat(2001))),
        ("description", json!("a\u{7}")),
        ("address", json!("Main Street")),
        ("address.city", json!("x".repeat(201))),
        ("address.postalCode", json!(411_001)),
        ("constitution", json!("gmbh")),
        ("pan", json!("abcde1234f")),
        ("gstin", json!("27ABCDE1234F1Z1")),
        ("gstin", json!("27ZZZZZ1234F1ZH")),
        ("currency", json!("USD")),
        ("timeZone", json!("Asia/Atlantis")),
    ] {
        let mut body = business();
        match field.split_once('.') {
            Some((outer, inner)) => body[outer][inner] = value.clone(),
            None => body[field] = value.clone(),
        }
        assert_eq!(
            wrong_fields(&info(body)),
            [format!("businessInfo.{field}")],
            "{value}"
        );
    }
    let mut several = wrong_fields(&info(json!({"pan": "x", "gstin": "y", "currency": 1})));
    several.sort();
    let told = ["companyName", "currency", "gstin", "pan"].map(|f| format!("businessInfo.{f}"));
    assert_eq!(several, told);
    data(&applicant.business_info(), 200);

    for (body, fields) in [
        (json!({}), vec!["webhookUrl", "callbackUrl"]),
        (
            json!({"webhookUrl": "https://a.example/"}),
            vec!["callbackUrl"],
        ),
        (
            json!({"webhookUrl": null, "callbackUrl": 7}),
            vec!["webhookUrl", "callbackUrl"],
        ),
    ] {
        assert_eq!(wrong_fields(&applicant.put("/api-setup", &body)), fields);
    }
    data(&applicant.api_setup(), 200);

    let named = |document: Value| applicant.put("/verification", &json!({"documents": [document]}));
    let good = json!({"type": "other", "name": "x", "url": "https://a.example/x.pdf"});
    for (field, value) in [
        ("type", json!("passport")),
        ("name", json!("")),
        ("name", json!("x".repeat(201))),
        ("url", json!("http://a.example/x.pdf")),
        ("url", json!("file:///etc/passwd")),
        ("url", json!("https://u:p@a.example/")),
    ] {
        let mut document = good.clone();
        document[field] = value.clone();
        assert_eq!(
            wrong_fields(&named(document)),
            [format!("documents[0].{field}")],
            "{value}"
        );
    }
    assert_eq!(
        wrong_fields(&named(json!({}))),
        ["documents[0].type", "documents[0].name", "documents[0].url"]
    );
    assert_eq!(
        wrong_fields(&applicant.put("/verification", &json!({"documents": "x"}))),
        ["documents"]
    );
    assert_eq!(
        wrong_fields(&applicant.put("/verification", &json!({"documents": []}))),
        ["documents"]
    );
    let many: Vec<Value> = (0..21)
        .map(|n| json!({"type": "other", "name": format!("{n}"), "url": "https://a.example/"}))
        .collect();
    refused(
        &applicant.put("/verification", &json!({"documents": many})),
        409,
        "CONFLICT",
    );
    assert!(
        applicant.state()["documents"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

/// Every call that wants an onboarding token, with a body that would do.
fn calls(of: &Applicant) -> Vec<Reply> {
    let document = "/delete-attach-document/7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11";
    let upload = || {
        form(&[part(
            "name=\"document\"; filename=\"a.pdf\"",
            None,
            &pdf("x"),
        )])
    };
    vec![
        sent(of.request(Method::GET, "/onboarding")),
        of.business_info(),
        of.api_setup(),
        of.verification(),
        of.activate(),
        of.send_form("/upload-documents", upload()),
        of.send_form("/attach-document/other", upload()),
        sent(of.request(Method::DELETE, document)),
    ]
}

fn tokens_that_do_not_count_are_refused_alike(backend: Backend) {
    let home = Installation::new(backend);
    let live = home.partner("Live House");
    let running = home.start();
    let server = &running.server;
    let (one, other) = (
        start(server, &introduction(1)),
        start(server, &introduction(2)),
    );
    let gone = start(server, &introduction(3));
    let behind = |sql: &str| assert_eq!(home.database.lines(sql).len(), 1);
    behind(
        "UPDATE partners SET deleted_at = created_at WHERE slug = 'lead-house-3' RETURNING slug AS line",
    );
    let with = |id: &str, token: &str| Applicant {
        server: server.clone(),
        id: id.to_owned(),
        token: token.to_owned(),
    };
    let guess = format!("pot_live_{}", "0".repeat(64));
    let cases = [
        ("none", with(&one.id, "")),
        ("a guess", with(&one.id, &guess)),
        ("half of it", with(&one.id, &one.token[..40])),
        ("in capitals", with(&one.id, &one.token.to_uppercase())),
        ("another's", with(&one.id, &other.token)),
        (
            "of nobody",
            with("7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11", &one.token),
        ),
        ("a client secret", with(&live.uuid, &live.client_secret)),
        ("of a deleted partner", gone),
    ];
    let mut bodies = Vec::new();
    for (what, case) in &cases {
        // One that was rejected may read why, and nothing else.
        let may_read = usize::from(*what == "of a rejected partner");
        for reply in calls(case).split_off(may_read) {
            let mut body = refused(&reply, 401, "INVALID_CREDENTIALS");
            assert!(reply.headers.contains_key("www-authenticate"), "{what}");
            body["requestId"] = Value::Null;
            bodies.push(body);
        }
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    let missing = server.request(Method::GET, &format!("/api/partners/{}/onboarding", one.id));
    refused(&sent(missing), 401, "INVALID_CREDENTIALS");
    for id in ["1", "lead-house-1", "..%2F..", "7f0c9a2e", "%00"] {
        for reply in calls(&with(id, &one.token)) {
            refused(&reply, 404, "PARTNER_NOT_FOUND");
        }
    }
    data(&one.business_info(), 200);
}

fn a_rejected_partner_reads_why_and_does_nothing(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let applicant = start(&running.server, &introduction(1));
    let reject = "UPDATE partners SET status = 'rejected' RETURNING slug AS line";
    assert_eq!(home.database.lines(reject).len(), 1);
    assert_eq!(applicant.state()["partner"]["status"], "rejected");
    let mut replies = calls(&applicant);
    replies.remove(0);
    for reply in replies {
        refused(&reply, 401, "INVALID_CREDENTIALS");
    }
}

fn a_token_counts_for_fourteen_days(backend: Backend) {
    let mut home = Installation::new(backend);
    let day = 86_400;
    let applicant = start(&home.start().server, &introduction(1));
    home.set("clock.offset_seconds", (14 * day - 120).to_string());
    {
        let _running = home.start();
        data(&applicant.business_info(), 200);
    }
    home.set("clock.offset_seconds", (14 * day + 1).to_string());
    let _running = home.start();
    for reply in calls(&applicant) {
        refused(&reply, 401, "INVALID_CREDENTIALS");
    }
}

fn nobody_names_what_is_not_theirs_to_say(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let server = &running.server;
    let applicant = start(server, &introduction(1));
    let row = "SELECT status || slug || CAST(coalesce(rate_bps, -1) AS TEXT) || \
               CAST(sandbox AS TEXT) AS line FROM partners";
    let before = home.database.lines(row);
    let forbidden = [
        ("status", json!("active")),
        ("onboarding", json!({"completed": true})),
        ("review", json!("approved")),
        ("id", json!("7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
        ("slug", json!("mine")),
        ("rateBps", json!(9000)),
        ("sandbox", json!(true)),
        ("clientSecret", json!("psk_live_x")),
        ("apiCredentials", json!({})),
        ("__proto__", json!({"status": "active"})),
    ];
    for (field, value) in &forbidden {
        let with = |mut body: Value| {
            body[*field] = value.clone();
            body
        };
        let begun = post_json(
            server,
            "/api/partners/onboarding/start",
            &with(introduction(2)),
        );
        assert_eq!(wrong_fields(&begun), [*field]);
        let outer = with(json!({"businessInfo": business()}));
        assert_eq!(
            wrong_fields(&applicant.put("/business-info", &outer)),
            [*field]
        );
        let inner = json!({"businessInfo": with(business())});
        let inner = applicant.put("/business-info", &inner);
        assert_eq!(wrong_fields(&inner), [format!("businessInfo.{field}")]);
        let setup = with(crate::onboarding_client::addresses());
        assert_eq!(wrong_fields(&applicant.put("/api-setup", &setup)), [*field]);
        assert_eq!(
            wrong_fields(&applicant.put("/verification", &with(json!({})))),
            [*field]
        );
        assert_eq!(
            wrong_fields(&applicant.put("/activate", &with(json!({})))),
            [*field]
        );
        let smuggled = form(&[
            part("name=\"document\"; filename=\"a.pdf\"", None, &pdf("x")),
            part(
                &format!("name=\"{field}\""),
                None,
                value.to_string().as_bytes(),
            ),
        ]);
        let reply = applicant.send_form("/upload-documents", smuggled);
        assert_eq!(wrong_fields(&reply), ["document"], "{field}");
    }
    assert_eq!(home.database.lines(row), before);
    assert!(
        applicant.state()["documents"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

fn bodies_are_judged_as_elsewhere(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let applicant = start(&running.server, &introduction(1));
    let put = |body: &str, media: &str| {
        let request = applicant.request(Method::PUT, "/business-info");
        sent(request.header("content-type", media).body(body.to_owned()))
    };
    for body in [
        "",
        "[]",
        "{",
        "null",
        "\u{0}",
        r#"{"businessInfo":{"pan":"a","pan":"b"}}"#,
    ] {
        assert_eq!(put(body, "application/json").status, 400, "{body}");
        refused(&put(body, "application/json"), 400, "VALIDATION_ERROR");
    }
    refused(&put("{}", "text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE");
    let long = json!({"businessInfo": {"companyName": "x".repeat(70_000)}}).to_string();
    refused(&put(&long, "application/json"), 413, "PAYLOAD_TOO_LARGE");
    let wrong = sent(applicant.request(Method::POST, "/business-info"));
    refused(&wrong, 405, "METHOD_NOT_ALLOWED");
    let compressed = applicant
        .request(Method::PUT, "/business-info")
        .header("content-encoding", "gzip")
        .json(&json!({}));
    refused(&sent(compressed), 415, "UNSUPPORTED_MEDIA_TYPE");
}

fn an_onboarding_token_opens_nothing_else(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let server = &running.server;
    let applicant = start(server, &introduction(1));
    let key = &applicant.token;
    let bearer = |path: &str| sent(server.request(Method::GET, path).bearer_auth(key));
    for path in [
        "/api/v1/partner/profile",
        "/api/v1/partner/dashboard/leads",
        "/api/v1/admin/payout-runs",
    ] {
        bearer(path).is(4118);
    }
    for user in ["lead-house-1", &applicant.id] {
        server.login(user, key).is(4111);
        let request = server.request(Method::POST, "/api/partners/auth");
        let request = request
            .header("x-client-id", user)
            .header("x-client-secret", key);
        refused(&sent(request), 401, "INVALID_CREDENTIALS");
    }
}
