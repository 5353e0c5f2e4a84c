//! The audit log as staff look through it, export it and prove it (contract
//! onboarding.md, "Audit log").

use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use reqwest::Method;
use serde_json::{Value, json};

use crate::admin_client::Desk;
use crate::backend::Backend;
use crate::client::Reply;
use crate::onboarding_client::{data, sent};
use crate::program::{Installation, Running};

both!(
    entries_are_found_by_whom_what_and_when,
    every_refusal_of_the_audit_log,
    the_whole_log_is_exported,
    a_log_changed_by_hand_is_found_out_at_the_right_entry,
);

fn get(desk: &Desk, query: &str) -> Reply {
    let path = format!("/api/v1/admin/audit{query}");
    let request = desk.server.request(Method::GET, &path);
    sent(request.bearer_auth(&desk.token))
}

#[track_caller]
fn entries(desk: &Desk, query: &str) -> Vec<Value> {
    let page = get(desk, query).is(2000);
    page["data"]["entries"].as_array().unwrap().clone()
}

#[track_caller]
fn actions(desk: &Desk, query: &str) -> Vec<String> {
    let entries = entries(desk, query);
    let words = entries
        .iter()
        .map(|entry| entry["action"].as_str().unwrap());
    words.map(str::to_owned).collect()
}

fn entries_are_found_by_whom_what_and_when(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let other = home.partner("Other House");
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "admin");
    home.run_ok(&["partner", "suspend", &other.client_id]);
    let path = format!("/{}/accounts", partner.uuid);
    data(
        &desk.post(&path, &json!({"email": "a@lead-house.example"})),
        201,
    );

    let newest = &entries(&desk, "?limit=1")[0];
    assert_eq!(newest["action"], "portal_account.created");
    assert_eq!(newest["actor"]["kind"], "staff");
    assert_eq!(newest["actor"]["name"], "admin@lender.example");
    let staff = newest["actor"]["id"].as_str().unwrap();
    assert_eq!(newest["subject"]["kind"], "portal_account");
    assert!(newest["subject"].get("name").is_none());
    assert_eq!(newest["details"]["partner"], partner.id.to_string());
    assert!(newest["at"].as_str().unwrap().ends_with('Z'));
    let about = entries(&desk, &format!("?partner={}", other.uuid));
    assert_eq!(about.len(), 2);
    assert_eq!(about[0]["action"], "partner.status_changed");
    assert_eq!(
        about[0]["details"],
        json!({"from": "active", "to": "suspended"})
    );
    assert_eq!(about[0]["actor"], json!({"kind": "operator"}));
    assert_eq!(
        about[0]["subject"],
        json!({"kind": "partner", "id": other.uuid, "name": other.slug})
    );
    assert_eq!(actions(&desk, "?action=partner.created").len(), 2);
    assert_eq!(actions(&desk, "?action=partner.").len(), 3);
    assert_eq!(actions(&desk, "?action=lead.").len(), 0);
    let own = actions(&desk, &format!("?actor=staff&actor_id={staff}"));
    assert_eq!(own, ["portal_account.created"]);
    assert_eq!(actions(&desk, "?actor=operator&action=partner.").len(), 3);
    assert_eq!(actions(&desk, "?actor=service").len(), 0);
    assert_eq!(actions(&desk, "?from=2000-01-01&to=2020-01-01").len(), 0);
    assert_eq!(actions(&desk, "?from=2026-01-01").len(), 5);

    // Page by page it is the same.
    let all: Vec<Value> = entries(&desk, "");
    let mut walked = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = get(&desk, &format!("?limit=2{cursor}")).is(2000);
        walked.extend(page["data"]["entries"].as_array().unwrap().clone());
        match page["data"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let ids = |entries: &[Value]| -> Vec<i64> {
        entries
            .iter()
            .map(|entry| entry["id"].as_i64().unwrap())
            .collect()
    };
    assert_eq!(ids(&walked), ids(&all));
    assert!(ids(&all).windows(2).all(|pair| pair[0] > pair[1]));
    let auditor = Desk::open(&home, &running.server, "auditor");
    assert_eq!(actions(&auditor, "?action=partner.created").len(), 2);
}

fn every_refusal_of_the_audit_log(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "auditor");
    for (query, parameter) in [
        ("?limit=0", "limit"),
        ("?limit=201", "limit"),
        ("?cursor=x", "cursor"),
        ("?from=yesterday", "from"),
        ("?to=2026-02-30", "to"),
        ("?from=2026-02-02&to=2026-02-01", "from"),
        ("?actor=root", "actor"),
        ("?actor_id=7", "actor_id"),
        ("?actor=staff&actor_id=7", "actor_id"),
        ("?action=%27", "action"),
        ("?partner=lead-house", "partner"),
        ("?partner=1&partner=2", "partner"),
    ] {
        let refused = get(&desk, query).is(4124);
        assert_eq!(refused["parameter"], parameter, "{query}");
        if !query.contains("limit") && !query.contains("cursor") {
            get(&desk, &format!(".csv{query}")).is(4124);
        }
    }
    for role in ["operations", "finance"] {
        let other = Desk::open(&home, &running.server, role);
        for path in ["", ".csv", "/verify"] {
            get(&other, path).is(4030);
        }
    }
}

fn the_whole_log_is_exported(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let desk = Desk::open(&home, &running.server, "auditor");
    let lines = 1_234;
    run(&home, &many(backend, lines));
    let reply = get(&desk, ".csv?action=partner.");
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
    let mut rows = reply.text.split_terminator("\r\n");
    assert_eq!(
        rows.next(),
        Some(
            "id,sequence,at,actor_kind,actor_id,actor_name,action,\
             subject_kind,subject_id,subject_name,details"
        )
    );
    let rows: Vec<&str> = rows.collect();
    assert_eq!(rows.len(), lines);
    let id = |row: &&str| -> i64 { row.split(',').next().unwrap().parse().unwrap() };
    let ids: Vec<i64> = rows.iter().map(id).collect();
    assert!(ids.windows(2).all(|pair| pair[0] > pair[1]), "newest first");
    let rest = ",system,,,partner.changed,partner,77,,\"{\"\"fields\"\":\"\"name\"\"}\"";
    assert!(rows.iter().all(|row| row.ends_with(rest)), "{}", rows[0]);
    // What a spreadsheet would run is not run.
    let formula = home.run(&[
        "service-token",
        "create",
        "--name",
        "=HYPERLINK(1)",
        "--scope",
        "internal",
    ]);
    assert!(formula.status.success());
    let text = get(&desk, ".csv?action=service_token.created").text;
    assert!(text.contains(",'=HYPERLINK(1),"), "{text}");
}

/// Puts `count` entries into the log, as nobody's server would.
fn many(backend: Backend, count: usize) -> String {
    let columns = "INSERT INTO audit_entries (at, actor_kind, action, subject_id, details) ";
    let values =
        "SELECT 1700000000000000 + n, 'system', 'partner.changed', 77, '{\"fields\":\"name\"}'";
    match backend {
        Backend::Sqlite => format!(
            "{columns} WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL \
             SELECT n + 1 FROM numbers WHERE n < {count}) {values} FROM numbers"
        ),
        Backend::Postgres => {
            format!("{columns} {values} FROM generate_series(1, {count}) AS numbers(n)")
        }
    }
}

/// Does `sql` behind the program's back.
fn run(home: &Installation, sql: &str) {
    let url = &home.database.url;
    match url.strip_prefix("sqlite://") {
        Some(file) => {
            let mut conn = SqliteConnection::establish(file).unwrap();
            conn.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
            conn.batch_execute(sql).unwrap();
        }
        None => PgConnection::establish(url)
            .unwrap()
            .batch_execute(sql)
            .unwrap(),
    }
}

/// Takes away what keeps a slip of the hand from changing the log.
fn disarm(home: &Installation, backend: Backend) {
    let names = match backend {
        Backend::Sqlite => {
            "SELECT 'DROP TRIGGER ' || name AS line FROM sqlite_master \
             WHERE type = 'trigger' AND name LIKE 'audit%'"
        }
        Backend::Postgres => {
            "SELECT 'DROP TRIGGER ' || tgname || ' ON ' || tgrelid::regclass AS line \
             FROM pg_trigger WHERE tgname LIKE 'audit%'"
        }
    };
    for drop in home.database.lines(names) {
        run(home, &drop);
    }
}

fn proof(desk: &Desk) -> Value {
    get(desk, "/verify").is(2000)["data"].clone()
}

/// Waits until everything is sealed.
fn settled(home: &Installation) {
    let started = Instant::now();
    let unsealed = "SELECT action AS line FROM audit_entries WHERE sequence IS NULL";
    while !home.database.lines(unsealed).is_empty() {
        assert!(started.elapsed() < Duration::from_secs(10), "not sealed");
        thread::sleep(Duration::from_millis(50));
    }
}

fn a_log_changed_by_hand_is_found_out_at_the_right_entry(backend: Backend) {
    let home = Installation::new(backend);
    let running: Running = home.start();
    let desk = Desk::open(&home, &running.server, "auditor");
    for name in ["One House", "Two House", "Three House", "Four House"] {
        home.partner(name);
    }
    settled(&home);
    let fine = proof(&desk);
    assert_eq!(
        (&fine["intact"], &fine["entries"]),
        (&json!(true), &json!(5))
    );
    assert_eq!(fine["sealed_up_to"], 5);
    assert!(fine.get("broken_at").is_none());
    assert!(
        entries(&desk, "")
            .iter()
            .all(|entry| entry["sequence"].is_i64())
    );

    disarm(&home, backend);
    let details = |sequence: u32, text: &str| {
        format!("UPDATE audit_entries SET details = '{text}' WHERE sequence = {sequence};")
    };
    let found = |sequence: u64, reason: &str| {
        let broken = proof(&desk);
        assert_eq!(broken["intact"], false);
        assert_eq!(broken["sealed_up_to"], sequence - 1);
        assert_eq!(broken["broken_at"]["sequence"], sequence, "{broken}");
        let told = broken["broken_at"]["reason"].as_str().unwrap();
        assert!(told.contains(reason), "{told}");
        let output = home.run(&["audit", "verify", "--json"]);
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(json["broken"]["sequence"], sequence);
    };
    run(&home, &details(4, "{\"changed\":\"by hand\"}"));
    found(4, "is not what was sealed");
    run(&home, &details(4, "{}"));
    assert_eq!(proof(&desk)["intact"], true, "as it was");

    // Two that change places.
    let swap = |one: u32, other: u32| {
        format!(
            "UPDATE audit_entries SET sequence = 999 WHERE sequence = {one}; \
             UPDATE audit_entries SET sequence = {one} WHERE sequence = {other}; \
             UPDATE audit_entries SET sequence = {other} WHERE sequence = 999;"
        )
    };
    run(&home, &swap(2, 3));
    found(2, "is not what was sealed");
    run(&home, &swap(2, 3));
    assert_eq!(proof(&desk)["intact"], true, "as it was");

    run(&home, "DELETE FROM audit_entries WHERE sequence = 3");
    found(3, "is missing");
}
