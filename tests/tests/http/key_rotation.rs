//! `keys rotate-data`: everything at rest gets another key (contract
//! `lender-feed.md`, "Privacy at rest"), while the server runs.

use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::{Partner, Reply, Session};
use crate::feed_client::{Lender, assert_result, email, loan, time, user};
use crate::people::{Person, person};
use crate::program::{Installation, Running};

both!(
    after_a_rotation_the_new_key_alone_opens_everything,
    values_under_a_key_that_is_not_configured_are_told,
    a_rotation_that_was_killed_goes_on,
    a_rotation_beside_a_busy_server_loses_nothing,
    after_an_index_rotation_everybody_is_found_and_every_secret_counts,
    an_index_rotation_that_was_killed_goes_on,
    an_index_rotation_beside_a_server_is_refused,
);

const KEY_A: &str = "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a";
const KEY_B: &str = "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b";
const KEY_C: &str = "0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c";

/// Data keys from the next start on.
fn keys(home: &mut Installation, current: &str, previous: &str) {
    home.set("crypto.data_key", current);
    home.set("crypto.previous_data_keys", previous);
}

fn share_with_key(session: &Session, who: &Person) -> Reply {
    let request = session
        .share_request(&who.lead().to_string())
        .header("Idempotency-Key", format!("order-{}", who.mobile));
    Reply::of(request).unwrap()
}

/// Leads 1 to 3, users 1 and 4 with a loan, a kept reply for each lead.
fn live_a_little(home: &Installation, partner: &Partner) -> Vec<String> {
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(partner);
    let lender = Lender::new(&running.server, token);
    let replies = (1..=3).map(|n| share_with_key(&session, &person(n)).text);
    let replies = replies.collect();
    for n in [1, 4] {
        lender.knows(n.into(), &user(&person(n), json!({})));
        lender.lends(n.into(), &loan(n.into(), "submitted", json!({})));
    }
    replies
}

/// What [`live_a_little`] left can be read, matched and repeated.
#[track_caller]
fn check(home: &Installation, partner: &Partner, replies: &[String]) {
    let running = home.start();
    let session = running.server.session(partner);
    for (n, reply) in (1..).zip(replies) {
        let who = person(n);
        let rows = session.leads(&format!("search={}", who.mobile));
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0]["mobile_number"], who.mobile.as_str());
        assert_eq!(rows[0]["pan_number"], who.pan.as_str());
        assert_eq!(&share_with_key(&session, &who).text, reply);
    }
    session.share(&person(4).lead()).is(2006);
    let shown = home.record(&["partner", "show", &partner.client_id]);
    assert_eq!(shown["email"], partner.email.as_str());
}

fn rotate(home: &Installation) -> Value {
    home.record(&["keys", "rotate-data"])
}

fn column<'a>(report: &'a Value, table: &str, column: &str) -> &'a Value {
    let columns = report["columns"].as_array().unwrap();
    let mut found = columns
        .iter()
        .filter(|found| found["table"] == table && found["column"] == column);
    found.next().expect("a column")
}

fn after_a_rotation_the_new_key_alone_opens_everything(backend: Backend) {
    let mut home = Installation::new(backend);
    keys(&mut home, KEY_A, "");
    let partner = home.partner("Lead House");
    let replies = live_a_little(&home, &partner);

    keys(&mut home, KEY_B, KEY_A);
    let report = rotate(&home);
    assert_eq!(report["complete"], true, "{report}");
    for (table, name, values) in [
        ("leads", "mobile_sealed", 3),
        ("leads", "pan_sealed", 3),
        ("users", "mobile_digest_sealed", 2),
        ("users", "pan_digest_sealed", 2),
        ("users", "email_sealed", 2),
        ("feed_messages", "content_sealed", 4),
        ("partners", "email_sealed", 1),
        ("idempotency_keys", "reply_sealed", 3),
    ] {
        let column = column(&report, table, name);
        assert_eq!(column["values"], values, "{column}");
        assert_eq!(column["reencrypted"], values, "{column}");
    }
    // A second run has nothing left to do.
    assert_eq!(rotate(&home)["reencrypted"], 0);

    keys(&mut home, KEY_B, "");
    let report = rotate(&home);
    assert_eq!(report["complete"], true, "nothing is under key A: {report}");
    check(&home, &partner, &replies);
}

fn values_under_a_key_that_is_not_configured_are_told(backend: Backend) {
    let mut home = Installation::new(backend);
    keys(&mut home, KEY_A, "");
    let partner = home.partner("Lead House");
    let replies = live_a_little(&home, &partner);
    // One partner under B, the rest under A, and then A is forgotten.
    keys(&mut home, KEY_B, "");
    home.partner("Other House");
    keys(&mut home, KEY_C, KEY_B);
    let output = home.run(&["keys", "rotate-data"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("leads.pan_sealed: 3 values are sealed under the key "),
        "{said}"
    );
    assert!(
        said.contains("partners.email_sealed: 1 of 2 values"),
        "{said}"
    );
    assert!(!said.contains("may now be removed"), "{said}");
    for n in 1..=3 {
        let who = person(n);
        assert!(!said.contains(&who.mobile) && !said.contains(&who.pan));
    }

    keys(&mut home, KEY_C, KEY_A);
    assert_eq!(rotate(&home)["complete"], true);
    keys(&mut home, KEY_C, "");
    check(&home, &partner, &replies);
}

/// A file of `count` users from number `first` on.
fn users_file(home: &Installation, first: u32, count: u32) -> String {
    let mut users = "id,mobile_number,pan_number,first_name,last_name,email,status,\
                     registered_at,occurred_at\n"
        .to_owned();
    let (registered, occurred) = (time(-90_000), time(-80_000));
    for n in first..first + count {
        let who = person(n);
        writeln!(
            users,
            "{n},{},{},{},Rao,{},active,{registered},{occurred}",
            who.mobile,
            who.pan,
            who.first_name,
            email(&who)
        )
        .unwrap();
    }
    let path = home.dir.path().join("users.csv");
    fs::write(&path, users).unwrap();
    path.to_str().unwrap().to_owned()
}

fn a_rotation_that_was_killed_goes_on(backend: Backend) {
    const USERS: u32 = 3_000;
    let mut home = Installation::new(backend);
    keys(&mut home, KEY_A, "");
    let partner = home.partner("Lead House");
    let replies = live_a_little(&home, &partner);
    home.run_ok(&["import", "users", &users_file(&home, 1_000, USERS)]);
    // Killed later and later, until it has done something, and not everything.
    let mut old = KEY_A;
    for (round, new) in (1..=40).zip([KEY_B, KEY_C].into_iter().cycle()) {
        keys(&mut home, new, old);
        let mut child = home
            .command(&["keys", "rotate-data"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(60 + 20 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let report = rotate(&home);
        assert_eq!(report["complete"], true, "{report}");
        let values: u64 = report["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|column| column["values"].as_u64().unwrap())
            .sum();
        let resumed = report["reencrypted"].as_u64().unwrap();
        old = new;
        if 0 < resumed && resumed < values {
            keys(&mut home, new, "");
            assert_eq!(rotate(&home)["complete"], true);
            check(&home, &partner, &replies);
            return;
        }
    }
    panic!("never killed in the middle");
}

fn share_until(session: &Session, first: u32, stop: &AtomicBool) -> Vec<Person> {
    let mut shared = Vec::new();
    for n in first.. {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        session.share(&person(n).lead()).is(2005);
        shared.push(person(n));
    }
    shared
}

/// Users change all the time: each is reported anew, with another e-mail address.
fn report_until(lender: &Lender, stop: &AtomicBool) -> Vec<i64> {
    let mut reported = Vec::new();
    for n in (1_000..1_400).cycle() {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let change = json!({ "email": format!("new{n}@mail.example") });
        lender.knows(n, &user(&person(u32::try_from(n).unwrap()), change));
        reported.push(n);
    }
    reported
}

fn a_rotation_beside_a_busy_server_loses_nothing(backend: Backend) {
    let mut home = Installation::new(backend);
    keys(&mut home, KEY_A, "");
    let partner = home.partner("Lead House");
    let replies = live_a_little(&home, &partner);
    home.run_ok(&["import", "users", &users_file(&home, 1_000, 1_500)]);
    let token = home.service_token();

    keys(&mut home, KEY_B, KEY_A);
    let running: Running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let stop = AtomicBool::new(false);
    let (mut shared, reported) = thread::scope(|scope| {
        let sharing = [10_000, 20_000].map(|first| {
            let (session, stop) = (&session, &stop);
            scope.spawn(move || share_until(session, first, stop))
        });
        let reporting = scope.spawn(|| report_until(&lender, &stop));
        thread::sleep(Duration::from_millis(300));
        let report = rotate(&home);
        assert_eq!(report["complete"], true, "{report}");
        stop.store(true, Ordering::SeqCst);
        let shared: Vec<Person> = sharing
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect();
        (shared, reporting.join().unwrap())
    });
    assert!(shared.len() > 10 && reported.len() > 10);
    let report = rotate(&home);
    assert_eq!(
        report["reencrypted"], 0,
        "nothing was left behind: {report}"
    );
    drop(running);

    keys(&mut home, KEY_B, "");
    assert_eq!(rotate(&home)["complete"], true);
    check(&home, &partner, &replies);
    let running = home.start();
    let session = running.server.session(&partner);
    shared.truncate(200);
    for who in shared {
        let rows = session.leads(&format!("search={}", who.pan));
        assert_eq!(rows.len(), 1, "an acknowledged lead");
        assert_eq!(rows[0]["mobile_number"], who.mobile.as_str());
    }
}

/// Index keys from the next start on.
fn index_keys(home: &mut Installation, current: &str, previous: &str) {
    home.set("crypto.index_key", current);
    home.set("crypto.previous_index_key", previous);
    // The first index key chains the audit log for ever.
    home.set("crypto.audit_key", KEY_A);
}

fn reindex(home: &Installation) -> Value {
    home.record(&["keys", "rotate-data", "--index"])
}

/// Rows written anew, and rows in all.
fn reindexed(report: &Value) -> (u64, u64) {
    let tables = report["tables"].as_array().unwrap();
    let sum = |field: &str| {
        let counts = tables.iter().map(|table| table[field].as_u64().unwrap());
        counts.sum()
    };
    (sum("reindexed"), sum("rows"))
}

/// People 1 to 5 as [`settle`] left them are found by every way there is.
#[track_caller]
fn check_matches(session: &Session, lender: &Lender, messages: &[(i64, Value)]) {
    for n in 1..=3 {
        let who = person(n);
        for term in [&who.mobile[..], &who.pan, &who.mobile[6..]] {
            let rows = session.leads(&format!("search={term}"));
            assert_eq!(rows.len(), 1, "{term} of {n}");
            assert_eq!(rows[0]["mobile_number"], who.mobile.as_str());
        }
    }
    session.share(&person(1).lead()).is(2006);
    session.share(&person(4).lead()).is(2006);
    session.share(&person(5).lead()).is(2004);
    // By PAN alone, which only the index of the PAN can tell.
    let same_pan = person(5).lead_with(json!({ "mobile_number": person(90).mobile }));
    session.share(&same_pan).is(2004);
    // A message received before is known by its content's index.
    for (id, message) in messages {
        assert_result(&lender.put_user(*id, message), "unchanged");
    }
}

/// A partner with leads 1 to 3, users 1, 4 and 5, of whom 1 and 4 have a loan.
fn settle(session: &Session, lender: &Lender) -> Vec<(i64, Value)> {
    for n in 1..=3 {
        session.share(&person(n).lead()).is(2005);
    }
    let mut messages = Vec::new();
    for n in [1, 4, 5] {
        let campaign = format!("lead_{}_1", person(n).mobile);
        let utm = json!({ "utm_source": "a source", "utm_campaign": campaign });
        let message = user(&person(n), utm);
        lender.knows(n.into(), &message);
        messages.push((n.into(), message));
    }
    for n in [1, 4] {
        lender.lends(n, &loan(n, "submitted", json!({})));
    }
    messages
}

fn after_an_index_rotation_everybody_is_found_and_every_secret_counts(backend: Backend) {
    let mut home = Installation::new(backend);
    index_keys(&mut home, KEY_A, "");
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let messages = settle(&session, &lender);
    share_with_key(&session, &person(3));
    drop(running);

    index_keys(&mut home, KEY_B, KEY_A);
    let report = reindex(&home);
    assert_eq!(report["replies_forgotten"], 1);
    let (done, rows) = reindexed(&report);
    assert_eq!((done, rows), (1 + 3 + 3 + 5, rows));
    let (again, same) = reindexed(&reindex(&home));
    assert_eq!((again, same), (0, rows), "it is done");

    // The old secret and the old token open the same doors.
    let running = home.start();
    let session = running.server.session(&partner);
    check_matches(&session, &lender, &messages);
    // And a new message changes the state.
    lender.knows(5, &user(&person(5), json!({ "status": "suspended" })));
    session.share(&person(5).lead()).is(2006);
    share_with_key(&session, &person(3));
    // A partner is known by its e-mail address.
    let double = home.run(&[
        "partner",
        "create",
        "--name",
        "Twin",
        "--email",
        &partner.email,
    ]);
    assert_eq!(double.status.code(), Some(1));
    drop(running);
    // The chain is the same, old links and new.
    let proven = home.record(&["audit", "verify"]);
    assert_eq!(proven["ok"], true, "{proven}");

    // Without the key before, secrets hashed under it are worth nothing.
    index_keys(&mut home, KEY_B, "");
    let running = home.start();
    let login = running
        .server
        .login(&partner.client_id, &partner.client_secret);
    assert_eq!(login.status, 401, "{}", login.text);
    let newer = home.record(&["partner", "rotate-secret", &partner.client_id]);
    let secret = newer["client_secret"].as_str().unwrap();
    assert_eq!(running.server.login(&partner.client_id, secret).status, 200);
    assert_eq!(lender.put_user(5, &messages[2].1).status, 401);
}

fn an_index_rotation_that_was_killed_goes_on(backend: Backend) {
    let mut home = Installation::new(backend);
    index_keys(&mut home, KEY_A, "");
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let messages = settle(&session, &lender);
    drop(running);
    home.run_ok(&["import", "users", &users_file(&home, 1_000, 3_000)]);
    // Keys of which the first two hash the secrets; the others only index.
    let mut keys = [KEY_B, KEY_C].into_iter().cycle();
    for round in 1..=40 {
        let new = keys.next().unwrap();
        index_keys(&mut home, new, KEY_A);
        let mut child = home
            .command(&["keys", "rotate-data", "--index"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(100 + 30 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let (resumed, rows) = reindexed(&when_alone(&home));
        if 0 < resumed && resumed < rows {
            let running = home.start();
            let session = running.server.session(&partner);
            check_matches(&session, &lender, &messages);
            session.share(&person(3_500).lead()).is(2004);
            return;
        }
    }
    panic!("never killed in the middle");
}

/// PostgreSQL takes a moment to see that a killed client is gone.
fn when_alone(home: &Installation) -> Value {
    for _ in 0..100 {
        let output = home.run(&["keys", "rotate-data", "--index", "--json"]);
        if output.status.success() {
            return serde_json::from_slice(&output.stdout).unwrap();
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            said.contains("somebody else has the database open"),
            "{said}"
        );
        thread::sleep(Duration::from_millis(50));
    }
    panic!("never alone");
}

fn an_index_rotation_beside_a_server_is_refused(backend: Backend) {
    let mut home = Installation::new(backend);
    index_keys(&mut home, KEY_A, "");
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    session.share(&person(1).lead()).is(2005);
    let output = home.run(&["keys", "rotate-data", "--index"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("stop every server"), "{said}");
    // And the server goes on as before.
    session.share(&person(2).lead()).is(2005);
    drop(running);
    when_alone(&home);
}
