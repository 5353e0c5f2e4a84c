//! Webhooks as their receivers get them (contract onboarding.md, "Around it": "Webhooks").

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName};
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use crate::backend::{Backend, postgres_is_there};
use crate::client::{Server, Session};
use crate::feed_client::{Lender, loan, time, user};
use crate::people::person;
use crate::program::{Installation, METRICS_TOKEN, Running, free_port};
use crate::webhook_client::{Hook, Hooks, retried, text, told};

both!(
    a_disbursal_is_told_and_signed,
    both_secrets_sign_while_they_overlap,
    who_never_answers_is_paused_told_and_can_have_it_all_again,
    gone_is_gone,
    addresses_inside_are_not_called_in_the_world,
    the_doctor_and_the_overview_look_at_webhooks,
);

/// An installation at somebody's desk, whose webhooks may go to the own machine.
pub(crate) fn desk(backend: Backend) -> Installation {
    let mut home = Installation::new(backend);
    home.set("environment", "development");
    home.set("webhooks.timeout_seconds", "2");
    home
}

/// Shares person `n` and lets the lender know and pay them.
pub(crate) fn disburse(session: &Session, lender: &Lender, n: u32) -> i64 {
    let shared = session.share(&person(n).lead()).is(2005);
    let registered = json!({"registered_at": time(0)});
    lender.knows(i64::from(n), &user(&person(n), registered));
    let paid = json!({
        "created_at": time(0),
        "disbursed_at": time(0),
        "disbursal_amount": 50_000,
        "occurred_at": time(0),
    });
    lender.lends(i64::from(n), &loan(i64::from(n), "disbursed", paid));
    shared["lead_id"].as_i64().unwrap()
}

/// Whether somebody else's library believes it.
pub(crate) fn believed(hook: &Hook, secret: &str) -> bool {
    let mut headers = HeaderMap::new();
    for (name, value) in &hook.headers {
        let name: HeaderName = name.parse().unwrap();
        headers.insert(name, value.parse().unwrap());
    }
    let judge = Webhook::new(secret).unwrap();
    judge.verify(hook.body.as_bytes(), &headers).is_ok()
}

pub(crate) fn body(hook: &Hook) -> Value {
    serde_json::from_str(&hook.body).unwrap()
}

fn told_of(hooks: &Hooks, kind: &str) -> Option<Hook> {
    hooks
        .came()
        .into_iter()
        .find(|hook| body(hook)["type"] == kind)
}

fn a_disbursal_is_told_and_signed(backend: Backend) {
    let home = desk(backend);
    let (partner, token) = (home.partner("Lead House"), home.service_token());
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let hooks = Hooks::open();
    let endpoint = session.endpoint(&json!({ "url": hooks.url("/in?token=t-0-k-e-n") }));
    let lead = disburse(&session, &lender, 1);
    for (kind, fact, value) in [
        ("loan.disbursed", "disbursal_amount", json!(50_000.0)),
        ("payout.eligible", "payout_amount", json!(1_000.0)),
    ] {
        let hook = retried(|| told_of(&hooks, kind));
        assert!(believed(&hook, text(&endpoint, "secret")), "{hook:?}");
        let body = body(&hook);
        assert_eq!(body["data"]["lead_id"], lead, "{body}");
        assert_eq!(body["data"][fact], value, "{body}");
        assert!(text(&body, "timestamp").ends_with('Z'));
        assert_eq!(hook.header("content-type"), "application/json");
        for personal in [&person(1).mobile, &person(1).pan] {
            assert!(!hook.body.contains(personal.as_str()));
        }
    }
    // Each once, and the log says nothing of where to.
    thread::sleep(Duration::from_secs(1));
    let came = hooks.came();
    let ids: BTreeSet<&str> = came.iter().map(|hook| hook.header("webhook-id")).collect();
    assert_eq!(ids.len(), came.len());
    let log = running.log();
    for secret in ["t-0-k-e-n", "whsec_", text(&endpoint, "secret")] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    let metrics = metrics(&running.server);
    let delivered = format!("webhooks_delivered_total {}", came.len());
    assert!(metrics.contains(&delivered), "{delivered}: {metrics}");
    assert!(metrics.contains("webhooks_delay_seconds_bucket"));
}

fn metrics(server: &Server) -> String {
    let request = server.request(Method::GET, "/metrics");
    let reply = request.bearer_auth(METRICS_TOKEN).send().unwrap();
    reply.text().unwrap()
}

fn both_secrets_sign_while_they_overlap(backend: Backend) {
    let home = desk(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let hooks = Hooks::open();
    let made = session.endpoint(&json!({ "url": hooks.url("/in"), "events": ["loan.disbursed"] }));
    let (id, first) = (text(&made, "id"), text(&made, "secret").to_owned());
    let rotate = |hours: u32| {
        let path = format!("/webhooks/{id}/rotate-secret");
        let reply = session.send(Method::POST, &path, &json!({ "overlap_hours": hours }));
        text(&told(&reply, 200), "secret").to_owned()
    };
    let tested = |count: usize| {
        session.settled(&session.test_webhook(id));
        retried(|| hooks.came().get(count - 1).cloned())
    };
    assert!(believed(&tested(1), &first));
    let second = rotate(1);
    let overlapping = tested(2);
    assert!(believed(&overlapping, &first) && believed(&overlapping, &second));
    assert_eq!(
        overlapping.header("webhook-signature").split(' ').count(),
        2
    );
    let third = rotate(0);
    let alone = tested(3);
    assert!(believed(&alone, &third));
    assert!(!believed(&alone, &first) && !believed(&alone, &second));
}

fn events_of(session: &Session, state: &str) -> BTreeSet<String> {
    let (deliveries, _) = session.deliveries(&format!("state={state}&limit=100"));
    let ids = deliveries
        .iter()
        .map(|one| text(one, "event_id").to_owned());
    ids.collect()
}

fn who_never_answers_is_paused_told_and_can_have_it_all_again(backend: Backend) {
    let mut home = desk(backend);
    let (partner, token) = (home.partner("Lead House"), home.service_token());
    let running = home.start();
    let session = running.server.session(&partner);
    let hooks = Hooks::open();
    hooks.status.store(500, Ordering::Relaxed);
    let endpoint = session.endpoint_at(&hooks.url("/in"));
    disburse(&session, &Lender::new(&running.server, token), 1);
    retried(|| (!hooks.came().is_empty()).then_some(()));
    let look = |session: &Session| told(&session.get(&format!("/webhooks/{endpoint}")), 200);
    retried(|| look(&session)["failing_since"].as_str().map(str::to_owned));
    assert_eq!(look(&session)["status"], "active");
    drop(running);

    // Days later: the last attempt of the schedule.
    home.set("clock.offset_seconds", (71 * 3_600).to_string());
    let running = home.start();
    let session = running.server.session(&partner);
    let paused = retried(|| Some(look(&session)).filter(|one| one["status"] == "paused"));
    assert!(paused["paused_at"].is_string() && paused["failing_since"].is_string());
    let kept = retried(|| {
        let letters = std::fs::read_dir(home.dir.path().join("mail")).ok()?;
        let texts = letters
            .flatten()
            .map(|file| std::fs::read_to_string(file.path()).unwrap());
        texts
            .into_iter()
            .find(|text| text.to_lowercase().contains("webhook"))
    });
    assert!(kept.contains(&partner.email));
    let missed = retried(|| Some(events_of(&session, "failed")).filter(|ids| ids.len() >= 3));
    assert!(events_of(&session, "pending").is_empty());

    // The receiver is mended: on again, and everything it missed, under the same ids.
    hooks.status.store(204, Ordering::Relaxed);
    let before = hooks.came().len();
    let path = format!("/webhooks/{endpoint}");
    let on = session.send(Method::PATCH, &path, &json!({ "status": "active" }));
    assert_eq!(told(&on, 200)["failing_since"], Value::Null);
    let since = json!({ "since": time(-3_600), "missed_only": true });
    let replay = session.send(Method::POST, &format!("{path}/replay"), &since);
    assert_eq!(told(&replay, 202)["replayed"], missed.len());
    let again =
        retried(|| Some(hooks.came()[before..].to_vec()).filter(|c| c.len() >= missed.len()));
    let ids = again
        .iter()
        .map(|hook| hook.header("webhook-id").to_owned());
    assert_eq!(ids.collect::<BTreeSet<_>>(), missed);
    assert_eq!(told(&session.get(&path), 200)["status"], "active");
}

fn gone_is_gone(backend: Backend) {
    let home = desk(backend);
    let (partner, token) = (home.partner("Lead House"), home.service_token());
    let running = home.start();
    let session = running.server.session(&partner);
    let hooks = Hooks::open();
    hooks.status.store(410, Ordering::Relaxed);
    let endpoint = session.endpoint_at(&hooks.url("/in"));
    disburse(&session, &Lender::new(&running.server, token), 1);
    let path = format!("/webhooks/{endpoint}");
    retried(|| Some(told(&session.get(&path), 200)).filter(|one| one["status"] == "paused"));
    retried(|| events_of(&session, "pending").is_empty().then_some(()));
    let seen = hooks.came().len();
    thread::sleep(Duration::from_secs(6));
    assert_eq!(hooks.came().len(), seen, "nobody calls there any more");
}

/// What was taken at the desk is judged anew where the server runs for real.
fn addresses_inside_are_not_called_in_the_world(backend: Backend) {
    let mut home = desk(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let hooks = Hooks::open();
    let endpoint = running
        .server
        .session(&partner)
        .endpoint_at(&hooks.url("/in"));
    drop(running);
    home.set("environment", "test");
    let running = home.start();
    let session = running.server.session(&partner);
    let refused = session.settled(&session.test_webhook(&endpoint));
    assert_eq!(refused["state"], "failed");
    assert_eq!(refused["last_error"], "address_refused");
    assert!(hooks.came().is_empty());
}

fn the_doctor_and_the_overview_look_at_webhooks(backend: Backend) {
    let home = desk(backend);
    let partner = home.partner("Lead House");
    let finding = || {
        let looked: Value = serde_json::from_str(&home.run_ok(&["doctor", "--json"])).unwrap();
        let checks = looked["checks"].as_array().unwrap().clone();
        let found = checks
            .into_iter()
            .find(|check| check["check"] == "webhooks");
        text(&found.unwrap(), "detail").to_owned()
    };
    let running: Running = home.start();
    assert!(finding().starts_with("0 of 0 addresses"), "{}", finding());
    let session = running.server.session(&partner);
    session.endpoint_at("http://localhost:1/in");
    session.endpoint_at("http://127.0.0.1:1/in");
    session.endpoint_at("https://nowhere.invalid.test/in");
    assert!(finding().starts_with("2 of 3 addresses"), "{}", finding());
}

/// At least once is the promise; in calm conditions it is once, also beside each other.
#[test]
fn two_instances_deliver_each_once() {
    if !postgres_is_there() {
        return;
    }
    let mut home = desk(Backend::Postgres);
    let (partner, token) = (home.partner("Lead House"), home.service_token());
    let first = home.start();
    home.set("server.port", free_port().to_string());
    let second = home.launch(&["serve"]);
    let session = first.server.session(&partner);
    let lender = Lender::new(&first.server, token);
    let hooks = [(); 3].map(|()| Hooks::open());
    for hooks in &hooks {
        session.endpoint_at(&hooks.url("/in"));
    }
    for n in 1..=10 {
        disburse(&session, &lender, n);
    }
    retried(|| {
        let done = events_of(&session, "pending").is_empty();
        let told = hooks.iter().all(|hooks| hooks.came().len() >= 30);
        (done && told).then_some(())
    });
    thread::sleep(Duration::from_secs(1));
    let of = |hooks: &Hooks| -> Vec<String> {
        let came = hooks.came();
        came.iter()
            .map(|hook| hook.header("webhook-id").to_owned())
            .collect()
    };
    let all: BTreeSet<String> = of(&hooks[0]).into_iter().collect();
    for hooks in &hooks {
        let came = of(hooks);
        assert_eq!(came.len(), all.len(), "each once");
        assert_eq!(came.into_iter().collect::<BTreeSet<_>>(), all);
    }
    drop((first, second));
}
