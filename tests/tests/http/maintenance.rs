//! Maintenance (contract onboarding.md, "Around it"): announced by webhook, by e-mail and
//! by a banner.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin_client::at_once;
use crate::backend::{Backend, postgres_is_there};
use crate::client::{Reply, Server};
use crate::feed_client::now;
use crate::outage::behind_a_proxy;
use crate::program::{Installation, Running};
use crate::proxy::Line;
use crate::webhook_client::{Hooks, conflict, retried, text, told, wrong};

both!(
    every_active_partner_is_told_and_the_banner_shows_it,
    what_is_called_off_is_told_and_the_banner_goes,
    an_announcement_is_judged_field_by_field,
    of_simultaneous_equal_announcements_one_is_made,
    the_banner_is_for_what_runs_or_begins_soon,
);

const TEXT: &str = "The database moves.\nPlease <try> again & later.";

/// A server and its staff.
struct Desk {
    server: Server,
    token: String,
}

impl Desk {
    fn open(home: &Installation, running: &Running, role: &'static str) -> Self {
        let server = running.server.clone();
        let token = server.staff_token(&home.staff(role));
        Self { server, token }
    }

    fn announce(&self, body: &Value) -> Reply {
        let request = self
            .server
            .request(Method::POST, "/api/v1/admin/maintenance");
        Reply::of(request.bearer_auth(&self.token).json(body)).unwrap()
    }

    fn cancel(&self, id: &str) -> Reply {
        let path = format!("/api/v1/admin/maintenance/{id}");
        let request = self.server.request(Method::DELETE, &path);
        Reply::of(request.bearer_auth(&self.token)).unwrap()
    }

    fn list(&self) -> Reply {
        let request = self
            .server
            .request(Method::GET, "/api/v1/admin/maintenance");
        Reply::of(request.bearer_auth(&self.token)).unwrap()
    }

    #[track_caller]
    fn listed(&self) -> Vec<Value> {
        told(&self.list(), 200)["windows"]
            .as_array()
            .unwrap()
            .clone()
    }
}

/// What everybody sees.
#[track_caller]
fn banner(server: &Server) -> Vec<Value> {
    let reply = server.get("/api/v1/maintenance");
    assert_eq!(reply.header("cache-control"), "public, max-age=5");
    told(&reply, 200)["windows"].as_array().unwrap().clone()
}

/// So far from now, as it is shown.
fn hence(minutes: i64) -> String {
    let at: DateTime<Utc> = now() + TimeDelta::minutes(minutes);
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn window(from: i64, to: i64) -> Value {
    json!({"from": hence(from), "to": hence(to), "text": TEXT})
}

/// The events and the letters about maintenance there are for the partner.
fn counted(home: &Installation, partner: i64) -> (usize, usize) {
    let events = home.database.lines(&format!(
        "SELECT event AS line FROM outbox WHERE partner_id = {partner} \
         AND event = 'maintenance.scheduled'"
    ));
    let letters = home.database.lines(&format!(
        "SELECT notice AS line FROM mail_outbox m JOIN partners p ON p.uuid = m.recipient_uuid \
         WHERE p.id = {partner} AND notice = 'maintenance'"
    ));
    (events.len(), letters.len())
}

/// Every mail that was written to a file.
fn mails(home: &Installation) -> Vec<String> {
    let mut mails = Vec::new();
    let mut folders = vec![home.dir.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "eml") {
                mails.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    mails
}

fn every_active_partner_is_told_and_the_banner_shows_it(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("environment", "development");
    let [first, second, suspended, deleted] =
        ["First House", "Second House", "Third House", "Fourth House"]
            .map(|name| home.partner(name));
    home.run_ok(&["partner", "suspend", &suspended.client_id]);
    let running = home.start();
    let server = &running.server;
    let desk = Desk::open(&home, &running, "operations");
    let remove = server.request(Method::DELETE, &format!("/api/partners/{}", deleted.uuid));
    let removed = Reply::of(remove.bearer_auth(&desk.token)).unwrap();
    assert_eq!(removed.status, 200, "{}", removed.text);
    let hooks = Hooks::open();
    let session = server.session(&first);
    let body = json!({"url": hooks.url("/hook"), "events": ["maintenance.scheduled"]});
    session.endpoint(&body);
    assert_eq!(banner(server), [Value::Null; 0]);

    let wanted = window(60, 180);
    let made = told(&desk.announce(&wanted), 201);
    assert_eq!(made["from"], wanted["from"]);
    assert_eq!(made["to"], wanted["to"]);
    assert_eq!(made["text"], TEXT);
    assert_eq!(made["cancelled_at"], Value::Null);
    text(&made, "announced_at");
    assert_eq!(desk.listed(), std::slice::from_ref(&made));
    let shown = json!({"id": made["id"], "from": made["from"], "to": made["to"], "text": TEXT});
    assert_eq!(banner(server), [shown]);

    for partner in [&first, &second] {
        assert_eq!(counted(&home, partner.id), (1, 1), "{}", partner.slug);
    }
    for partner in [&suspended, &deleted] {
        assert_eq!(counted(&home, partner.id), (0, 0), "{}", partner.slug);
    }
    let hook = retried(|| hooks.came().first().cloned());
    let told: Value = serde_json::from_str(&hook.body).unwrap();
    assert_eq!(told["type"], "maintenance.scheduled");
    let data = &told["data"];
    assert_eq!(data["id"], made["id"]);
    assert_eq!(data["status"], "scheduled");
    assert_eq!(data["text"], TEXT);
    for name in ["from", "to"] {
        let [sent, made] = [data, &made].map(|one| text(one, name).parse::<DateTime<Utc>>());
        assert_eq!(sent.unwrap(), made.unwrap());
    }
    let written = retried(|| {
        let mails = mails(&home);
        let about = mails
            .into_iter()
            .filter(|mail| mail.contains("Subject: Maintenance of"));
        Some(about.collect::<Vec<_>>()).filter(|mails| mails.len() >= 2)
    });
    assert_eq!(written.len(), 2);
    for partner in [&first, &second] {
        let to = written.iter().filter(|mail| mail.contains(&partner.email));
        assert_eq!(to.count(), 1, "{}", partner.email);
    }
    let audited = home.database.lines(
        "SELECT actor_kind || ' ' || action || ' ' || details AS line FROM audit_entries \
         WHERE action LIKE 'maintenance.%'",
    );
    assert_eq!(audited.len(), 1);
    assert!(
        audited[0].starts_with("staff maintenance.announced {"),
        "{audited:?}"
    );
    assert!(audited[0].contains("\"partners\":\"2\""), "{audited:?}");
    assert!(!running.log().contains("The database moves"));
}

fn what_is_called_off_is_told_and_the_banner_goes(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let desk = Desk::open(&home, &running, "admin");
    let made = told(&desk.announce(&window(60, 180)), 201);
    let id = text(&made, "id");
    let later = home.partner("Later House");
    let off = told(&desk.cancel(id), 200);
    text(&off, "cancelled_at");
    assert_eq!(off["id"], made["id"]);
    assert_eq!(desk.listed(), [off]);
    assert_eq!(banner(&running.server), [Value::Null; 0]);
    assert_eq!(counted(&home, partner.id), (2, 2));
    // Whoever came meanwhile is told of the end alone.
    assert_eq!(counted(&home, later.id), (1, 1));

    conflict(&desk.cancel(id), "cancelled");
    desk.cancel("00000000-0000-4000-8000-000000000000").is(4040);
    desk.cancel("1").is(4124);
    assert_eq!(counted(&home, partner.id), (2, 2));
    let auditor = Desk::open(&home, &running, "auditor");
    auditor.cancel(id).is(4030);
    auditor.announce(&window(60, 180)).is(4030);
    assert_eq!(auditor.listed().len(), 1);
    let finance = Desk::open(&home, &running, "finance");
    finance.list().is(2000);
}

fn an_announcement_is_judged_field_by_field(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let desk = Desk::open(&home, &running, "admin");
    let day = 24 * 60;
    let with = |name: &str, value: Value| {
        let mut body = window(60, 180);
        body[name] = value;
        body
    };
    for (body, fields) in [
        (json!({}), &["from", "to", "text"][..]),
        (
            json!({"from": null, "to": 7, "text": []}),
            &["from", "to", "text"],
        ),
        (with("status", json!("cancelled")), &["status"]),
        (with("from", json!("2026-12-05")), &["from"]),
        (with("from", json!("2026-12-05T20:30:00")), &["from"]),
        (with("from", json!("2026-12-05 20:30:00Z")), &["from"]),
        (with("to", json!("2026-13-05T20:30:00Z")), &["to"]),
        (with("to", json!("+999999-12-31T00:00:00Z")), &["to"]),
        (window(60, 60), &["to"]),
        (window(60, 30), &["to"]),
        (window(-60, -1), &["to"]),
        (window(60, 31 * day), &["to"]),
        (window(367 * day, 368 * day), &["from"]),
        (with("text", json!(" \n ")), &["text"]),
        (with("text", json!("x".repeat(501))), &["text"]),
        (with("text", json!("a\u{1b}[31mb")), &["text"]),
        (with("text", json!("a\tb")), &["text"]),
        (with("text", json!("a\r\nb")), &["text"]),
    ] {
        assert_eq!(wrong(&desk.announce(&body)), fields, "{body}");
    }
    assert_eq!(desk.listed(), [Value::Null; 0]);
    assert_eq!(counted(&home, partner.id), (0, 0));
    let longest = told(&desk.announce(&with("text", json!("é".repeat(500)))), 201);
    assert_eq!(text(&longest, "text").chars().count(), 500);
    // One that runs already, in another time zone.
    let from = now().with_timezone(&chrono::FixedOffset::east_opt(19_800).unwrap());
    let body = json!({"from": from.to_rfc3339(), "to": hence(5), "text": " On it. "});
    let made = told(&desk.announce(&body), 201);
    assert_eq!(made["text"], "On it.");
    assert!(text(&made, "from").ends_with('Z'));
}

fn of_simultaneous_equal_announcements_one_is_made(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let desk = Desk::open(&home, &running, "admin");
    let wanted = window(60, 180);
    let replies = at_once(|_| desk.announce(&wanted));
    assert_eq!(
        replies.iter().filter(|reply| reply.status == 201).count(),
        1
    );
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        conflict(reply, "announced");
    }
    assert_eq!(counted(&home, partner.id), (1, 1));
    let id = text(&desk.listed()[0], "id").to_owned();
    let replies = at_once(|_| desk.cancel(&id));
    assert_eq!(
        replies.iter().filter(|reply| reply.status == 200).count(),
        1
    );
    for reply in replies.iter().filter(|reply| reply.status != 200) {
        conflict(reply, "cancelled");
    }
    assert_eq!(counted(&home, partner.id), (2, 2));
    // What was called off may be announced anew.
    told(&desk.announce(&wanted), 201);
}

fn the_banner_is_for_what_runs_or_begins_soon(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let desk = Desk::open(&home, &running, "operations");
    let day = 24 * 60;
    let made = |from: i64, to: i64| {
        let made = told(&desk.announce(&window(from, to)), 201);
        text(&made, "id").to_owned()
    };
    let next_week = made(7 * day, 8 * day);
    let runs = made(-60, 60);
    let far = made(14 * day + 5, 15 * day);
    let near = made(14 * day - 5, 15 * day);
    let shown: Vec<String> = banner(&running.server)
        .iter()
        .map(|one| text(one, "id").to_owned())
        .collect();
    assert_eq!(shown, [runs.clone(), next_week.clone(), near.clone()]);
    let listed: Vec<String> = desk
        .listed()
        .iter()
        .map(|one| text(one, "id").to_owned())
        .collect();
    assert_eq!(listed, [near, far, runs, next_week]);

    // One that ends while it is remembered is no longer shown.
    let end = now() + TimeDelta::milliseconds(1_500);
    let body = json!({"from": hence(-1), "to": end.to_rfc3339(), "text": "Nearly done"});
    let ending = told(&desk.announce(&body), 201);
    assert_eq!(banner(&running.server).len(), 4);
    retried(|| (now() > end + TimeDelta::milliseconds(100)).then_some(()));
    assert_eq!(banner(&running.server).len(), 3);
    conflict(&desk.cancel(text(&ending, "id")), "over");
}

#[test]
fn a_banner_outlives_the_database() {
    if !postgres_is_there() {
        return;
    }
    let (home, proxy) = behind_a_proxy();
    let running = home.start();
    let desk = Desk::open(&home, &running, "admin");
    told(&desk.announce(&window(60, 180)), 201);
    assert_eq!(banner(&running.server).len(), 1);
    for line in [Line::Cut, Line::Silent] {
        proxy.set(line);
        // Longer than it is remembered.
        thread::sleep(Duration::from_millis(5_200));
        desk.list().is(5030);
        let started = Instant::now();
        assert_eq!(banner(&running.server).len(), 1);
        assert!(started.elapsed() < Duration::from_millis(2_500));
    }
}
