//! What was delivered by webhooks, and delivering it again, for partners and staff.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::{Partner, Reply, Server, Session};
use crate::feed_client::now;
use crate::program::{Installation, Running};
use crate::webhook_client::{Hooks, NOWHERE, conflict, retried, text, told, wrong};

both!(
    a_delivery_shows_what_was_signed_and_every_attempt,
    what_was_delivered_is_delivered_again,
    pages_have_neither_gaps_nor_doubles,
    lists_are_narrowed,
    staff_see_hosts_and_look_after_endpoints,
);

/// A place where webhooks may go to the own machine.
fn at_the_desk(backend: Backend) -> (Installation, Running, Session, Hooks, Partner) {
    let mut home = Installation::new(backend);
    home.set("environment", "development");
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    (home, running, session, Hooks::open(), partner)
}

fn a_delivery_shows_what_was_signed_and_every_attempt(backend: Backend) {
    let (_home, _running, session, hooks, _) = at_the_desk(backend);
    let endpoint = session.endpoint_at(&hooks.url("/hook?key=1"));
    let id = session.test_webhook(&endpoint);
    let delivery = session.settled(&id);
    assert_eq!(delivery["id"], id.as_str());
    assert_eq!(delivery["endpoint_id"], endpoint.as_str());
    assert_eq!(delivery["event"], "webhook.test");
    assert_eq!(delivery["origin"], "test");
    assert_eq!(delivery["state"], "delivered");
    assert_eq!(delivery["attempts"], 1);
    assert_eq!(delivery["last_status"], 204);
    for name in ["last_error", "next_attempt_at"] {
        assert_eq!(delivery[name], Value::Null, "{name}");
    }
    text(&delivery, "finished_at");
    let attempts = delivery["attempt_log"].as_array().unwrap();
    assert_eq!(attempts.len(), 1);
    assert_eq!(attempts[0]["number"], 1);
    assert_eq!(attempts[0]["status"], 204);
    assert_eq!(attempts[0]["error"], Value::Null);
    assert!(attempts[0]["took_ms"].is_u64());

    let came = hooks.came();
    assert_eq!(came.len(), 1);
    assert_eq!(came[0].header("webhook-id"), text(&delivery, "event_id"));
    let signed: Value = serde_json::from_str(&came[0].body).unwrap();
    assert_eq!(delivery["payload"], signed);
    assert_eq!(signed["type"], "webhook.test");
    // Byte for byte, so that a partner may check a signature with it.
    let shown = session.get(&format!("/webhook-deliveries/{id}")).text;
    let whole = format!("\"payload\":{},", came[0].body);
    assert!(shown.contains(&whole), "{shown}");

    let (listed, next) = session.deliveries("");
    let mut line = delivery;
    let line = line.as_object_mut().unwrap();
    line.remove("payload");
    line.remove("attempt_log");
    assert_eq!(listed, [Value::Object(line.clone())]);
    assert_eq!(next, None);
    let shown = told(&session.get(&format!("/webhooks/{endpoint}")), 200);
    text(&shown, "last_success_at");
    assert_eq!(shown["failing_since"], Value::Null);
}

fn what_was_delivered_is_delivered_again(backend: Backend) {
    let (home, running, session, hooks, partner) = at_the_desk(backend);
    let begun = (now() - TimeDelta::seconds(5)).to_rfc3339();
    let endpoint = session.endpoint_at(&hooks.url("/hook"));
    // A change of status is an event: two of them.
    let change = |to: &str| home.run_ok(&["partner", to, &partner.client_id]);
    change("suspend");
    change("activate");
    let session = retried(|| {
        let login = running
            .server
            .login(&partner.client_id, &partner.client_secret);
        (login.status == 200).then(|| Session::new(&running.server, &login))
    });
    let event = retried(|| {
        let (listed, _) = session.deliveries("event=partner.status_changed&state=delivered");
        (listed.len() == 2).then(|| listed[0].clone())
    });
    assert_eq!(event["origin"], "event");
    let before = hooks.came().len();

    let path = format!("/webhook-deliveries/{}/replay", text(&event, "id"));
    let again = told(&session.call(Method::POST, &path), 202);
    let again = session.settled(text(&again, "delivery_id"));
    assert_eq!(again["origin"], "replay");
    assert_eq!(again["state"], "delivered");
    assert_eq!(again["event_id"], event["event_id"]);
    assert_ne!(again["id"], event["id"]);
    let came = hooks.came();
    assert_eq!(came.len(), before + 1);
    assert_eq!(came[before].header("webhook-id"), text(&event, "event_id"));

    let replay = format!("/webhooks/{endpoint}/replay");
    let missed = json!({"since": begun, "missed_only": true});
    let missed = told(&session.send(Method::POST, &replay, &missed), 202);
    assert_eq!(missed, json!({"replayed": 0}));
    let every = told(
        &session.send(Method::POST, &replay, &json!({"since": begun})),
        202,
    );
    let replayed = every["replayed"].as_u64().unwrap();
    assert!(replayed >= 2, "{every}");
    let later = json!({"since": now().to_rfc3339()});
    let none = told(&session.send(Method::POST, &replay, &later), 202);
    assert_eq!(none["replayed"], 0);

    let off = json!({"status": "disabled"});
    told(
        &session.send(Method::PATCH, &format!("/webhooks/{endpoint}"), &off),
        200,
    );
    conflict(
        &session.send(Method::POST, &replay, &json!({"since": begun})),
        "not_active",
    );
    conflict(&session.call(Method::POST, &path), "not_active");
    // A test goes there all the same.
    let test = session.settled(&session.test_webhook(&endpoint));
    assert_eq!(test["state"], "delivered");
}

fn pages_have_neither_gaps_nor_doubles(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let endpoint = session.endpoint_at(NOWHERE);
    let made: Vec<String> = (0..60).map(|_| session.test_webhook(&endpoint)).collect();
    let ended = AtomicBool::new(false);
    let seen = thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                session.test_webhook(&endpoint);
            }
        });
        let mut seen = Vec::new();
        let mut query = "limit=7".to_owned();
        loop {
            let (page, next) = session.deliveries(&query);
            assert!(page.len() <= 7);
            seen.extend(page.iter().map(|one| text(one, "id").to_owned()));
            match next {
                Some(cursor) => query = format!("limit=7&cursor={cursor}"),
                None => break,
            }
        }
        ended.store(true, Ordering::Relaxed);
        seen
    });
    let unique: BTreeSet<&String> = seen.iter().collect();
    assert_eq!(unique.len(), seen.len(), "a delivery came twice");
    // The newest first: what was made before the reading is its end, in reverse.
    let expected: Vec<&String> = made.iter().rev().collect();
    let tail: Vec<&String> = seen.iter().skip(seen.len() - 60).collect();
    assert_eq!(tail, expected);
}

fn lists_are_narrowed(backend: Backend) {
    let (_home, _running, session, hooks, _) = at_the_desk(backend);
    let (good, broken) = (hooks.url("/good"), Hooks::open());
    broken.status.store(500, Ordering::Relaxed);
    let good = session.endpoint_at(&good);
    let bad = session.endpoint_at(&broken.url("/bad"));
    let taken = session.settled(&session.test_webhook(&good));
    let failed = session.test_webhook(&bad);
    let failed = retried(|| {
        let failed = session.delivery(&failed);
        (failed["attempts"].as_u64() > Some(0)).then_some(failed)
    });
    assert_eq!(failed["last_status"], 500);
    let ids = |query: &str| {
        let (listed, _) = session.deliveries(query);
        let ids = listed.iter().map(|one| text(one, "id").to_owned());
        ids.collect::<Vec<_>>()
    };
    let (taken, failed) = (text(&taken, "id"), &failed);
    let state = text(failed, "state");
    let failed = text(failed, "id");
    assert_eq!(ids(""), [failed, taken]);
    assert_eq!(ids("state=delivered"), [taken]);
    assert_eq!(ids(&format!("state={state}")), [failed]);
    assert_eq!(ids(&format!("endpoint={good}")), [taken]);
    assert_eq!(ids(&format!("endpoint={bad}&state=delivered")), [""; 0]);
    assert_eq!(ids("event=webhook.test"), [failed, taken]);
    assert_eq!(ids("event=loan.disbursed"), [""; 0]);
    for (query, name) in [
        ("state=Failed", "state"),
        ("event=everything", "event"),
        ("endpoint=7", "endpoint"),
        ("cursor=x", "cursor"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=1&limit=2", "limit"),
    ] {
        let refused = session.get(&format!("/webhook-deliveries?{query}"));
        assert_eq!(refused.is(4124)["parameter"], name, "{query}");
    }
}

/// A member of staff.
struct Desk<'a> {
    server: &'a Server,
    token: String,
}

impl Desk<'_> {
    fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Reply {
        let path = format!("/api/v1/admin{path}");
        let request = self.server.request(method, &path).bearer_auth(&self.token);
        Reply::of(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .unwrap()
    }

    fn get(&self, path: &str) -> Reply {
        self.ask(Method::GET, path, None)
    }
}

fn staff_see_hosts_and_look_after_endpoints(backend: Backend) {
    let (home, running, session, hooks, partner) = at_the_desk(backend);
    let other = home.partner("Other House");
    let server = &running.server;
    let [admin, operations, finance, auditor] = ["admin", "operations", "finance", "auditor"]
        .map(|role| server.staff_token(&home.staff(role)))
        .map(|token| Desk { server, token });
    let url = hooks.url("/hook?token=not-for-staff");
    let endpoint = session.endpoint_at(&url);
    let delivery = session.test_webhook(&endpoint);
    session.settled(&delivery);
    let second = server.session(&other).endpoint_at(NOWHERE);

    for desk in [&admin, &operations, &auditor] {
        let page = told(&desk.get("/webhooks"), 200);
        assert_eq!(page["next_cursor"], Value::Null);
        let listed = page["endpoints"].as_array().unwrap();
        assert_eq!(listed.len(), 2);
        assert_eq!(listed[0]["host"], "hooks.leadhouse.example");
        assert_eq!(listed[0]["partner_name"], "Other House");
        assert_eq!(listed[1]["host"], "127.0.0.1");
        assert_eq!(listed[1]["partner_id"], partner.uuid.as_str());
        assert_eq!(listed[1]["id"], endpoint.as_str());
        assert!(listed[1].get("url").is_none());
        let page = told(&desk.get("/webhook-deliveries"), 200);
        let listed = page["deliveries"].as_array().unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0]["partner_name"], "Lead House");
        assert_eq!(listed[0]["partner_id"], partner.uuid.as_str());
        let detail = told(&desk.get(&format!("/webhook-deliveries/{delivery}")), 200);
        assert_eq!(detail["payload"]["type"], "webhook.test");
        assert_eq!(detail["attempt_log"].as_array().unwrap().len(), 1);
        assert_eq!(detail["partner_name"], "Lead House");
    }
    let ids = |query: &str, list: &str, path: &str| {
        let page = told(&operations.get(&format!("{path}?{query}")), 200);
        let rows = page[list].as_array().unwrap().iter();
        rows.map(|row| text(row, "id").to_owned())
            .collect::<Vec<_>>()
    };
    let endpoints = |query: &str| ids(query, "endpoints", "/webhooks");
    let deliveries = |query: &str| ids(query, "deliveries", "/webhook-deliveries");
    assert_eq!(
        endpoints(&format!("partner={}", other.uuid)),
        [second.as_str()]
    );
    assert_eq!(endpoints("status=paused"), [""; 0]);
    assert_eq!(deliveries(&format!("partner={}", other.uuid)), [""; 0]);
    assert_eq!(
        deliveries(&format!("partner={}", partner.uuid)),
        [delivery.as_str()]
    );
    let first = told(&operations.get("/webhooks?limit=1"), 200);
    let cursor = text(&first, "next_cursor");
    assert_eq!(
        endpoints(&format!("limit=1&cursor={cursor}")),
        [endpoint.as_str()]
    );
    for query in ["partner=1", "status=Active", "cursor=x", "limit=1000"] {
        operations.get(&format!("/webhooks?{query}")).is(4124);
    }

    let one = format!("/webhooks/{endpoint}");
    let off = json!({"status": "disabled"});
    let switched = told(&operations.ask(Method::PATCH, &one, Some(&off)), 200);
    assert_eq!(switched["status"], "disabled");
    assert_eq!(switched["host"], "127.0.0.1");
    assert_eq!(switched["partner_name"], "Lead House");
    assert_eq!(told(&session.get(&one), 200)["status"], "disabled");
    let replay = format!("/webhook-deliveries/{delivery}/replay");
    conflict(&operations.ask(Method::POST, &replay, None), "not_active");
    let on = json!({"status": "active"});
    told(&admin.ask(Method::PATCH, &one, Some(&on)), 200);
    let again = told(&operations.ask(Method::POST, &replay, None), 202);
    let again = session.settled(text(&again, "delivery_id"));
    assert_eq!(
        (&again["origin"], &again["state"]),
        (&json!("replay"), &json!("delivered"))
    );
    let since = json!({"since": "2026-01-01T00:00:00Z"});
    let path = format!("{one}/replay");
    let replayed = told(&operations.ask(Method::POST, &path, Some(&since)), 202);
    assert!(replayed["replayed"].is_u64());

    let url = Some(json!({"url": NOWHERE, "status": "paused"}));
    let refused = operations.ask(Method::PATCH, &one, url.as_ref());
    assert_eq!(wrong(&refused), ["url", "status"]);
    let nobody = "00000000-0000-4000-8000-000000000000";
    operations
        .ask(Method::PATCH, &format!("/webhooks/{nobody}"), Some(&on))
        .is(4043);
    let path = format!("/webhooks/{nobody}/replay");
    operations.ask(Method::POST, &path, Some(&since)).is(4043);
    operations
        .get(&format!("/webhook-deliveries/{nobody}"))
        .is(4044);
    let path = format!("/webhook-deliveries/{nobody}/replay");
    operations.ask(Method::POST, &path, None).is(4044);
    for (desk, may_read) in [(&finance, false), (&auditor, true)] {
        desk.ask(Method::PATCH, &one, Some(&on)).is(4030);
        desk.ask(Method::POST, &replay, None).is(4030);
        let read = if may_read { 2000 } else { 4030 };
        desk.get("/webhooks").is(read);
        desk.get("/webhook-deliveries").is(read);
    }
}
