//! The audit log: chained within a second, and proved untouched by
//! `audit verify` (contract onboarding.md, "Audit log").

use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use reqwest::Method;
use serde_json::Value;

use crate::backend::{Backend, postgres_is_there};
use crate::client::{Reply, Server};
use crate::outage::behind_a_proxy;
use crate::program::{Installation, METRICS_TOKEN, Running};
use crate::proxy::Line;

both!(
    entries_are_sealed_while_the_server_runs,
    a_clean_stop_leaves_nothing_unsealed,
    a_changed_entry_is_found_and_named,
    without_a_server_nobody_seals,
);

/// The contract says a second; a busy machine may take longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// A lost connection is noticed by time running out.
const PATIENCE_IN_AN_OUTAGE: Duration = Duration::from_secs(20);

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

#[derive(QueryableByName)]
struct Words {
    #[diesel(sql_type = Text)]
    value: String,
}

/// A connection of somebody else's to the database.
enum Other {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Other {
    fn to(home: &Installation) -> Self {
        let url = &home.database.url;
        match url.strip_prefix("sqlite://") {
            Some(file) => {
                let mut conn = SqliteConnection::establish(file).unwrap();
                conn.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
                Self::Sqlite(conn)
            }
            None => Self::Postgres(PgConnection::establish(url).unwrap()),
        }
    }

    fn number(&mut self, sql: &str) -> i64 {
        let row: Number = match self {
            Self::Sqlite(conn) => sql_query(sql).get_result(conn),
            Self::Postgres(conn) => sql_query(sql).get_result(conn),
        }
        .unwrap();
        row.value
    }

    fn run(&mut self, sql: &str) {
        match self {
            Self::Sqlite(conn) => conn.batch_execute(sql),
            Self::Postgres(conn) => conn.batch_execute(sql),
        }
        .unwrap();
    }

    /// Takes away what keeps a slip of the hand from changing the log.
    fn disarm(&mut self) {
        let drops: Vec<Words> = match self {
            Self::Sqlite(conn) => sql_query(
                "SELECT 'DROP TRIGGER ' || name AS value FROM sqlite_master \
                 WHERE type = 'trigger' AND name LIKE 'audit%'",
            )
            .load(conn),
            Self::Postgres(conn) => sql_query(
                "SELECT 'DROP TRIGGER ' || tgname || ' ON ' || tgrelid::regclass AS value \
                 FROM pg_trigger WHERE tgname LIKE 'audit%'",
            )
            .load(conn),
        }
        .unwrap();
        assert!(!drops.is_empty());
        for Words { value } in drops {
            self.run(&value);
        }
    }
}

const ALL: &str = "SELECT count(*) AS value FROM audit_entries";
const UNSEALED: &str = "SELECT count(*) AS value FROM audit_entries WHERE sequence IS NULL";

fn metric(server: &Server, name: &str) -> Option<f64> {
    let request = server.request(Method::GET, "/metrics");
    let metrics = Reply::of(request.bearer_auth(METRICS_TOKEN)).unwrap();
    let value = |line: &str| line.strip_prefix(name)?.trim().parse().ok();
    metrics.text.lines().find_map(value)
}

#[track_caller]
fn wait_until(what: &str, is_so: impl FnMut() -> bool) {
    wait_for(PATIENCE, what, is_so);
}

#[track_caller]
fn wait_for(patience: Duration, what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < patience, "not {what} in time");
        thread::sleep(Duration::from_millis(50));
    }
}

fn stop(mut running: Running) -> String {
    running.terminate();
    let end = running.wait_for_end(Duration::from_secs(30));
    let log = running.log();
    assert!(end.is_some_and(|status| status.success()), "{log}");
    log
}

/// What `audit verify` prints and how it ends.
fn verify(home: &Installation, more: &[&str]) -> (Option<i32>, Value) {
    let output = home.run(&[&["audit", "verify", "--json"], more].concat());
    let json = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
        panic!("no JSON: {}", String::from_utf8_lossy(&output.stderr));
    });
    (output.status.code(), json)
}

fn entries_are_sealed_while_the_server_runs(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let mut other = Other::to(&home);
    for name in ["Lead House", "Loan Bazaar"] {
        let before = other.number(ALL);
        home.partner(name);
        assert!(other.number(ALL) > before, "a change is an entry");
        wait_until("sealed", || other.number(UNSEALED) == 0);
    }
    let (code, proof) = verify(&home, &[]);
    assert_eq!((code, &proof["ok"]), (Some(0), &Value::Bool(true)));
    assert_eq!(proof["entries"], other.number(ALL));
    assert_eq!(proof["unsealed"], 0);
    wait_until("counted", || {
        metric(&running.server, "audit_unsealed") == Some(0.0)
    });
    let sealed = metric(&running.server, "audit_sealed_total");
    assert!(sealed.is_some_and(|sealed| sealed >= 2.0), "{sealed:?}");
}

fn a_clean_stop_leaves_nothing_unsealed(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    home.partner("Lead House");
    let log = stop(running);
    assert_eq!(Other::to(&home).number(UNSEALED), 0, "{log}");
    // The link it logged is part of the log, and another is not.
    let (code, proof) = verify(&home, &[]);
    assert_eq!(code, Some(0), "{proof}");
    let link = proof["link"].as_str().unwrap();
    assert!(log.contains(link), "{link} is not in {log}");
    assert_eq!(verify(&home, &["--noted", link]).0, Some(0));
    let false_link = format!("1:{}", "0".repeat(64));
    let (code, proof) = verify(&home, &["--noted", &false_link]);
    assert_eq!((code, &proof["broken"]["sequence"]), (Some(1), &1.into()));
    let wrong = home.run(&["audit", "verify", "--noted", "1:abc"]);
    assert_eq!(wrong.status.code(), Some(2), "wrong usage");
}

fn a_changed_entry_is_found_and_named(backend: Backend) {
    let home = Installation::new(backend);
    for name in ["One House", "Two House", "Three House"] {
        home.partner(name);
    }
    stop(home.start());
    let mut other = Other::to(&home);
    assert_eq!(other.number(UNSEALED), 0);
    let entry = other.number("SELECT id AS value FROM audit_entries WHERE sequence = 2");
    other.disarm();
    other.run(&format!(
        "UPDATE audit_entries SET subject_id = subject_id + 1 WHERE id = {entry}"
    ));
    let (code, proof) = verify(&home, &[]);
    assert_eq!((code, &proof["ok"]), (Some(1), &Value::Bool(false)));
    assert_eq!(proof["broken"]["sequence"], 2);
    assert_eq!(proof["broken"]["entry_id"], entry);
    assert_eq!(proof["entries"], 1, "what is right before it");
    let output = home.run(&["audit", "verify"]);
    let text = String::from_utf8_lossy(&output.stdout);
    let told = format!("BROKEN: entry {entry}, number 2, is not what was sealed");
    assert!(text.contains(&told), "{text}");
    assert_eq!(output.status.code(), Some(1));

    // And whoever removes the end of the log is found out as well.
    other.run(&format!(
        "UPDATE audit_entries SET subject_id = subject_id - 1 WHERE id = {entry}; \
         DELETE FROM audit_entries WHERE sequence = 3"
    ));
    let (code, proof) = verify(&home, &[]);
    assert_eq!((code, &proof["broken"]["sequence"]), (Some(1), &3.into()));
}

fn without_a_server_nobody_seals(backend: Backend) {
    let mut home = Installation::new(backend);
    home.partner("Lead House");
    home.set("clock.offset_seconds", "60");
    let (code, proof) = verify(&home, &[]);
    assert_eq!((code, &proof["ok"]), (Some(1), &Value::Bool(false)));
    assert_eq!(proof["broken"], Value::Null);
    assert_eq!(proof["sealer_missing"], true);
    assert!(proof["unsealed"].as_i64().unwrap() >= 1);
    let output = home.run(&["audit", "verify"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("NO SEALER"), "{text}");
    stop(home.start());
    assert_eq!(verify(&home, &[]).0, Some(0));
}

#[test]
fn an_outage_of_the_database_is_told_once_and_sealing_goes_on() {
    if !postgres_is_there() {
        return;
    }
    let (home, proxy) = behind_a_proxy();
    let running = home.start();
    proxy.set(Line::Cut);
    let told = |what: &str| running.log().matches(what).count();
    wait_for(PATIENCE_IN_AN_OUTAGE, "told", || {
        told("the audit log cannot be sealed") == 1
    });
    thread::sleep(Duration::from_secs(2));
    assert_eq!(told("the audit log cannot be sealed"), 1, "once an outage");
    proxy.set(Line::Works);
    wait_for(PATIENCE_IN_AN_OUTAGE, "told", || {
        told("the audit log is sealed again") == 1
    });
    home.partner("Lead House");
    let mut other = Other::to(&home);
    wait_until("sealed", || other.number(UNSEALED) == 0);
    drop(running);
}
