//! Partners' webhook endpoints (contract onboarding.md, "Around it": "Webhooks").

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use envelope::Form;
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin_client::{at_once, audited};
use crate::backend::Backend;
use crate::client::{Reply, Session};
use crate::envelope_client::{Side, carrying, plain};
use crate::envelope_keys::{PARTNER, enrol};
use crate::feed_client::now;
use crate::program::Installation;
use crate::webhook_client::{NOWHERE, conflict, text, told, wrong};

both!(
    the_life_of_an_endpoint,
    what_changes_is_what_was_named,
    secrets_are_shown_once_and_lie_nowhere,
    bad_addresses_are_refused,
    bodies_are_judged_field_by_field,
    there_are_ten_endpoints_and_no_more,
    simultaneous_rotations_leave_each_winner_its_turn,
    the_endpoint_of_another_is_none,
    a_partner_that_must_encrypt_says_nothing_in_plain_text,
);

fn time(value: &Value, name: &str) -> DateTime<Utc> {
    text(value, name).parse().unwrap()
}

#[track_caller]
fn secret_of(endpoint: &Value) -> String {
    let secret = text(endpoint, "secret");
    let encoded = secret.strip_prefix("whsec_").expect(secret);
    assert_eq!(STANDARD.decode(encoded).unwrap().len(), 32);
    secret.to_owned()
}

/// `endpoint` without its secret.
fn without_secret(endpoint: &Value) -> Value {
    let mut endpoint = endpoint.clone();
    endpoint.as_object_mut().unwrap().remove("secret").unwrap();
    endpoint
}

fn the_life_of_an_endpoint(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);

    let none = told(&session.get("/webhooks"), 200);
    assert_eq!(none["endpoints"], json!([]));
    assert_eq!(none["most"], 10);
    let kinds = none["event_types"].as_array().unwrap();
    let words: Vec<&str> = kinds.iter().map(|kind| text(kind, "type")).collect();
    let expected = [
        "lead.status_changed",
        "loan.disbursed",
        "payout.eligible",
        "payout.paid",
        "payout.reversed",
        "partner.status_changed",
        "usage.threshold_reached",
        "credential.rotated",
        "candidate.invite_accepted",
        "maintenance.scheduled",
        "security.alert",
    ];
    assert_eq!(words, expected);
    assert!(
        kinds
            .iter()
            .all(|kind| text(kind, "description").len() > 10)
    );

    let begun = now() - TimeDelta::seconds(1);
    let created = session.endpoint(&json!({ "url": NOWHERE }));
    secret_of(&created);
    assert_eq!(created["url"], NOWHERE);
    assert_eq!(created["events"], json!(["*"]));
    assert_eq!(created["status"], "active");
    assert_eq!(created["from_setup"], false);
    for name in [
        "description",
        "paused_at",
        "failing_since",
        "last_success_at",
        "previous_secret_ends_at",
    ] {
        assert_eq!(created[name], Value::Null, "{name}");
        assert!(created.as_object().unwrap().contains_key(name), "{name}");
    }
    assert!(time(&created, "created_at") >= begun);
    assert_eq!(created["updated_at"], created["created_at"]);

    let id = text(&created, "id");
    let one = format!("/webhooks/{id}");
    let shown = told(&session.get(&one), 200);
    assert_eq!(shown, without_secret(&created));
    let second = session.endpoint(&json!({ "url": "https://b.example/", "description": null }));
    let listed = told(&session.get("/webhooks"), 200);
    assert_eq!(listed["endpoints"], json!([shown, without_secret(&second)]));

    let gone = session.call(Method::DELETE, &one);
    assert_eq!(gone.is(2000).get("data"), None);
    for (method, path) in [
        (Method::GET, one.clone()),
        (Method::DELETE, one.clone()),
        (Method::POST, format!("{one}/test")),
    ] {
        session.call(method, &path).is(4043);
    }
    for (method, path, body) in [
        (Method::PATCH, one.clone(), json!({"status": "active"})),
        (Method::POST, format!("{one}/rotate-secret"), json!({})),
        (
            Method::POST,
            format!("{one}/replay"),
            json!({"since": "2026-01-01T00:00:00Z"}),
        ),
    ] {
        session.send(method, &path, &body).is(4043);
    }
    let listed = told(&session.get("/webhooks"), 200);
    assert_eq!(listed["endpoints"], json!([without_secret(&second)]));

    let log = audited(&home, &partner.uuid);
    let actions: Vec<&str> = log
        .iter()
        .filter_map(|line| line.split(' ').nth(1))
        .collect();
    let webhooks: Vec<&&str> = actions.iter().filter(|a| a.contains("webhook")).collect();
    assert_eq!(
        webhooks,
        [
            &"partner.webhook_created",
            &"partner.webhook_created",
            &"partner.webhook_deleted"
        ]
    );
}

fn what_changes_is_what_was_named(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let body = json!({"url": NOWHERE, "description": " CRM ", "events": ["payout.paid", "loan.disbursed"]});
    let created = session.endpoint(&body);
    assert_eq!(created["description"], "CRM");
    assert_eq!(created["events"], json!(["payout.paid", "loan.disbursed"]));
    let path = format!("/webhooks/{}", text(&created, "id"));
    let mut expected = without_secret(&created);
    for (change, field, value) in [
        (
            json!({"description": "Other"}),
            "description",
            json!("Other"),
        ),
        (json!({"description": null}), "description", Value::Null),
        (json!({"description": "  "}), "description", Value::Null),
        (json!({"events": ["*"]}), "events", json!(["*"])),
        (json!({"status": "disabled"}), "status", json!("disabled")),
        (json!({"status": "active"}), "status", json!("active")),
        (
            json!({"url": "https://B.example:8443/x?y=z"}),
            "url",
            json!("https://b.example:8443/x?y=z"),
        ),
    ] {
        let changed = told(&session.send(Method::PATCH, &path, &change), 200);
        expected[field] = value;
        assert!(time(&changed, "updated_at") >= time(&expected, "updated_at"));
        expected["updated_at"] = changed["updated_at"].clone();
        assert_eq!(changed, expected, "{change}");
        assert_eq!(told(&session.get(&path), 200), expected);
    }
}

fn secrets_are_shown_once_and_lie_nowhere(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("log.level", "debug");
    let partner = home.partner("Lead House");
    let admin = home.staff("admin");
    let running = home.start();
    let server = &running.server;
    let session = server.session(&partner);
    let url = "https://crm.example/hook?token=not-for-staff";
    let created = session.endpoint(&json!({ "url": url }));
    let path = format!("/webhooks/{}", text(&created, "id"));
    let rotate = |hours: u32| {
        let body = json!({ "overlap_hours": hours });
        told(
            &session.send(Method::POST, &format!("{path}/rotate-secret"), &body),
            200,
        )
    };
    let before = now();
    let rotated = rotate(24);
    let ends = time(&rotated, "previous_secret_ends_at");
    let day = TimeDelta::hours(24);
    assert!((before + day..=now() + day).contains(&(ends + TimeDelta::milliseconds(1))));
    assert_eq!(told(&session.get(&path), 200), without_secret(&rotated));
    let at_once = rotate(0);
    assert_eq!(at_once["previous_secret_ends_at"], Value::Null);
    let default = told(
        &session.send(Method::POST, &format!("{path}/rotate-secret"), &json!({})),
        200,
    );
    assert!(time(&default, "previous_secret_ends_at") > now() + TimeDelta::hours(23));

    let secrets = [&created, &rotated, &at_once, &default].map(secret_of);
    assert_eq!(secrets.iter().collect::<BTreeSet<_>>().len(), 4);
    session.call(Method::PATCH, &path);
    let token = server.staff_token(&admin);
    let staffs =
        |path: &str| Reply::of(server.request(Method::GET, path).bearer_auth(&token)).unwrap();
    let mut said = vec![
        session.get("/webhooks").text,
        session.get(&path).text,
        session.get("/webhook-deliveries").text,
        staffs("/api/v1/admin/webhooks").text,
        staffs("/api/v1/admin/webhook-deliveries").text,
        staffs("/api/v1/admin/audit").text,
        running.log(),
    ];
    for rows in home.database.every_row().into_values() {
        said.extend(rows);
    }
    for text in &said {
        for secret in &secrets {
            let bare = secret.strip_prefix("whsec_").unwrap();
            assert!(!text.contains(bare), "a secret lies in {text}");
        }
    }
    // Nor is the address anywhere but with its partner.
    for text in &said[3..] {
        assert!(
            !text.contains("not-for-staff"),
            "the address lies in {text}"
        );
    }
}

fn bad_addresses_are_refused(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let kept = session.endpoint_at(NOWHERE);
    let path = format!("/webhooks/{kept}");
    let long = format!("https://a.example/{}", "x".repeat(2_000));
    for url in [
        "",
        " ",
        "hooks.example",
        "//hooks.example/",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://hooks.example/",
        "https://",
        "https:///x",
        "https://user@hooks.example/",
        "https://user:pass@hooks.example/",
        "https://hooks.example/#part",
        "https://hooks.example/\u{0}",
        "https://hooks .example/",
        "https:\\\\hooks.example\\",
        " https://hooks.example/",
        "https://localhost/",
        "https://LOCALHOST:8080/",
        "https://hooks.localhost/",
        "https://hooks.internal/",
        "https://hooks.local/",
        "https://hooks/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://0.0.0.0/",
        "https://10.1.2.3/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.64.0.1/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[::]/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:a9fe:a9fe]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[fe80::1]/",
        "https://[fc00::1]/",
        "https://[ff02::1]/",
        &long,
    ] {
        let create = session.send(Method::POST, "/webhooks", &json!({ "url": url }));
        assert_eq!(wrong(&create), ["url"], "{url:?}");
        let change = session.send(Method::PATCH, &path, &json!({ "url": url }));
        assert_eq!(wrong(&change), ["url"], "{url:?}");
    }
    let listed = told(&session.get("/webhooks"), 200);
    let listed = listed["endpoints"].as_array().unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["url"], NOWHERE);
}

fn bodies_are_judged_field_by_field(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let one = format!("/webhooks/{}", session.endpoint_at(NOWHERE));
    let long = "é".repeat(201);
    let soon = (now() + TimeDelta::minutes(5)).to_rfc3339();
    let post = Method::POST;
    let (rotate, replay) = (format!("{one}/rotate-secret"), format!("{one}/replay"));
    let all = "/webhooks";
    for (method, path, body, fields) in [
        (&post, all, json!({}), &["url"][..]),
        (&post, all, json!({"url": null}), &["url"]),
        (&post, all, json!({"url": 7}), &["url"]),
        (&post, all, json!({"url": [NOWHERE]}), &["url"]),
        (
            &post,
            all,
            json!({"url": NOWHERE, "secret": "mine"}),
            &["secret"],
        ),
        (
            &post,
            all,
            json!({"Url": NOWHERE, "description": long, "events": []}),
            &["Url", "url", "description", "events"],
        ),
        (
            &post,
            all,
            json!({"url": NOWHERE, "description": "a\u{7}b"}),
            &["description"],
        ),
        (
            &post,
            all,
            json!({"url": NOWHERE, "description": 7}),
            &["description"],
        ),
        (
            &post,
            all,
            json!({"url": NOWHERE, "events": "*"}),
            &["events"],
        ),
        (
            &post,
            all,
            json!({"url": NOWHERE, "events": {}}),
            &["events"],
        ),
        (
            &post,
            all,
            json!({"url": NOWHERE, "events": [7]}),
            &["events"],
        ),
        (
            &post,
            all,
            json!({"url": NOWHERE, "events": ["lead.*"]}),
            &["events"],
        ),
        (
            &post,
            all,
            json!({"url": NOWHERE, "events": ["webhook.test"]}),
            &["events"],
        ),
        (
            &post,
            all,
            json!({"url": NOWHERE, "events": ["*", "payout.paid"]}),
            &["events"],
        ),
        (
            &post,
            all,
            json!({"url": NOWHERE, "events": ["payout.paid", "payout.paid"]}),
            &["events"],
        ),
        (&Method::PATCH, &one, json!({}), &["url"]),
        (
            &Method::PATCH,
            &one,
            json!({"status": "paused"}),
            &["status"],
        ),
        (&Method::PATCH, &one, json!({"status": null}), &["status"]),
        (
            &Method::PATCH,
            &one,
            json!({"from_setup": true}),
            &["from_setup"],
        ),
        (
            &post,
            &rotate,
            json!({"overlap_hours": 169}),
            &["overlap_hours"],
        ),
        (
            &post,
            &rotate,
            json!({"overlap_hours": -1}),
            &["overlap_hours"],
        ),
        (
            &post,
            &rotate,
            json!({"overlap_hours": 1.5}),
            &["overlap_hours"],
        ),
        (
            &post,
            &rotate,
            json!({"overlap_hours": "24"}),
            &["overlap_hours"],
        ),
        (&post, &rotate, json!({"hours": 1}), &["hours"]),
        (&post, &replay, json!({}), &["since"]),
        (&post, &replay, json!({"since": soon}), &["since"]),
        (&post, &replay, json!({"since": "2026-01-01"}), &["since"]),
        (
            &post,
            &replay,
            json!({"since": "2026-01-01T00:00:00"}),
            &["since"],
        ),
        (
            &post,
            &replay,
            json!({"since": "2026-02-30T00:00:00Z"}),
            &["since"],
        ),
        (
            &post,
            &replay,
            json!({"since": 0, "missed_only": "yes", "until": 1}),
            &["until", "since", "missed_only"],
        ),
    ] {
        let refused = session.send(method.clone(), path, &body);
        assert_eq!(wrong(&refused), fields, "{method} {path} {body}");
    }
    for text in ["", "[]", "7", "{", r#"{"url":1,"url":2}"#] {
        let request = session.request(Method::POST, "/webhooks");
        let request = request.header("content-type", "application/json");
        Reply::of(request.body(text)).unwrap().is(2003);
    }
    session.call(Method::POST, "/webhooks").is(4150);
    for path in ["/webhooks/1", "/webhooks/x-y", "/webhook-deliveries/7"] {
        session.get(path).is(4124);
    }
    let listed = told(&session.get("/webhooks"), 200);
    assert_eq!(listed["endpoints"].as_array().unwrap().len(), 1);
}

fn there_are_ten_endpoints_and_no_more(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let replies = at_once(|n| {
        let url = format!("https://hooks.example/{n}");
        session.send(Method::POST, "/webhooks", &json!({ "url": url }))
    });
    let made = replies.iter().filter(|reply| reply.status == 201).count();
    let told_no: Vec<&Reply> = replies.iter().filter(|r| r.status != 201).collect();
    assert_eq!((made, told_no.len()), (10, 22));
    for reply in told_no {
        assert_eq!(reply.status, 409, "{}", reply.text);
        assert_eq!(reply.json()["code"], 4092);
        assert_eq!(reply.json()["message"], "Too many webhook endpoints");
    }
    let endpoints = |session: &Session| {
        let listed = told(&session.get("/webhooks"), 200);
        listed["endpoints"].as_array().unwrap().clone()
    };
    let listed = endpoints(&session);
    assert_eq!(listed.len(), 10);
    // One less leaves room for one more.
    let first = format!("/webhooks/{}", text(&listed[0], "id"));
    session.call(Method::DELETE, &first).is(2000);
    session.endpoint_at(NOWHERE);
    let eleventh = session.send(Method::POST, "/webhooks", &json!({ "url": NOWHERE }));
    assert_eq!(eleventh.status, 409);
    assert_eq!(endpoints(&session).len(), 10);
}

fn simultaneous_rotations_leave_each_winner_its_turn(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let path = format!("/webhooks/{}/rotate-secret", session.endpoint_at(NOWHERE));
    let replies = at_once(|_| session.send(Method::POST, &path, &json!({"overlap_hours": 1})));
    let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
    assert!(!won.is_empty());
    let secrets: BTreeSet<String> = won.iter().map(|r| secret_of(&told(r, 200))).collect();
    assert_eq!(secrets.len(), won.len(), "each has another");
    for reply in lost {
        conflict(reply, "overtaken");
    }
    let rotated = audited(&home, &partner.uuid);
    let rotated = rotated
        .iter()
        .filter(|line| line.contains("webhook_secret_rotated"));
    assert_eq!(rotated.count(), won.len());
}

fn the_endpoint_of_another_is_none(backend: Backend) {
    let home = Installation::new(backend);
    let (owner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let owner = running.server.session(&owner);
    let endpoint = owner.endpoint_at(NOWHERE);
    let delivery = owner.test_webhook(&endpoint);
    let other = running.server.session(&other);
    let nobody = "00000000-0000-4000-8000-000000000000";
    let ask = |method: &Method, path: &str, body: Option<&Value>| {
        let request = other.request(method.clone(), path);
        let request = request.header("X-Request-Id", "the-same");
        Reply::of(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .unwrap()
    };
    let since = json!({"since": "2026-01-01T00:00:00Z"});
    for (method, path, body, code) in [
        (Method::GET, "/webhooks/{}", None, 4043),
        (
            Method::PATCH,
            "/webhooks/{}",
            Some(json!({"status": "disabled"})),
            4043,
        ),
        (Method::DELETE, "/webhooks/{}", None, 4043),
        (
            Method::POST,
            "/webhooks/{}/rotate-secret",
            Some(json!({})),
            4043,
        ),
        (Method::POST, "/webhooks/{}/test", None, 4043),
        (Method::POST, "/webhooks/{}/replay", Some(since), 4043),
        (Method::GET, "/webhook-deliveries/{}", None, 4044),
        (Method::POST, "/webhook-deliveries/{}/replay", None, 4044),
    ] {
        let theirs = if code == 4043 { &endpoint } else { &delivery };
        let [foreign, absent] = [theirs.as_str(), nobody]
            .map(|id| ask(&method, &path.replace("{}", id), body.as_ref()));
        foreign.is(code);
        assert_eq!(foreign.text, absent.text, "{method} {path}");
        let names = |reply: &Reply| {
            let names = reply.headers.keys().map(ToString::to_string);
            names.collect::<BTreeSet<_>>()
        };
        assert_eq!(names(&foreign), names(&absent), "{method} {path}");
    }
    let [foreign, absent] = [endpoint.as_str(), nobody].map(|id| {
        ask(
            &Method::GET,
            &format!("/webhook-deliveries?endpoint={id}"),
            None,
        )
    });
    assert_eq!(told(&foreign, 200)["deliveries"], json!([]));
    assert_eq!(foreign.text, absent.text);
    // And the owner still has what it had.
    assert_eq!(
        told(&owner.get(&format!("/webhooks/{endpoint}")), 200)["status"],
        "active"
    );
}

fn a_partner_that_must_encrypt_says_nothing_in_plain_text(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "required", "");
    let running = home.start();
    let side = Side::new(&partner, PARTNER, Form::Documented);
    let session = side.sign_in(&running.server, &partner);
    let body = json!({ "url": NOWHERE }).to_string();
    let create = |body: String| {
        let request = session.request(Method::POST, "/webhooks");
        Reply::of(carrying(request, body)).unwrap()
    };
    plain(create(body.clone())).is(4125);
    let envelope = side.seal(&body).to_json();
    let created = told(&side.open(&create(envelope.clone())), 201);
    secret_of(&created);
    // An envelope is taken once.
    plain(create(envelope)).is(4123);
    let listed = told(&side.get(&session, "/webhooks"), 200);
    assert_eq!(listed["endpoints"], json!([without_secret(&created)]));
    let path = format!("/webhooks/{}/rotate-secret", text(&created, "id"));
    let request = session.request(Method::POST, &path);
    plain(Reply::of(carrying(request, "{}".to_owned())).unwrap()).is(4125);
}
