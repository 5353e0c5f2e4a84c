//! One refusal: whatever is wrong with an envelope, the reply is the same to the
//! byte, and nothing is kept (contract `envelope.md`, "Order of work").

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use envelope::{Form, Step};
use reqwest::Method;

use crate::backend::{Backend, Database};
use crate::client::{Partner, Reply, Server, Session};
use crate::envelope_client::{Side, plain, send};
use crate::envelope_damage::damaged;
use crate::envelope_fields::{Bad, bad};
use crate::envelope_forgery::{flipped, misdirected, published, renewed, signed_all_the_same};
use crate::envelope_keys::{PARTNER, enrol};
use crate::people::person;
use crate::program::{Installation, METRICS_TOKEN};

both!(
    every_damage_gets_the_same_bytes_and_leaves_nothing,
    clocks_may_differ_a_little,
);

/// Fewer would not be every kind.
const AT_LEAST: usize = 500;

const SENDERS: usize = 6;

fn every_damage_gets_the_same_bytes_and_leaves_nothing(backend: Backend) {
    let home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    enrol(&home, &partner, PARTNER, "optional", "");
    enrol(&home, &other, PARTNER, "optional", "");
    let running = home.start();
    let server = &running.server;
    let session = server.session(&partner);
    plain(session.share(&person(900).lead())).is(2005);

    let sides = Form::ALL.map(|form| Side::new(&partner, PARTNER, form));
    let good = [1, 2, 3].map(|n| {
        let side = &sides[n - 1];
        let n = u32::try_from(n).unwrap();
        [n, n + 10].map(|n| side.seal(person(n).lead().to_string()))
    });
    let mut all = Vec::new();
    for (side, [one, another]) in sides.iter().zip(&good) {
        all.extend(every_kind(side, [one, another], &partner, &other));
    }
    assert!(all.len() >= AT_LEAST, "only {}", all.len());

    let before = settled(&home.database);
    let refusals_before: u64 = refusals(server).values().sum();
    let replies = send_all(&session, &all);
    let first = &replies[0];
    first.is(4123);
    for (bad, reply) in all.iter().zip(&replies) {
        assert_eq!(reply.status, 400, "{}: {}", bad.how, reply.text);
        assert_eq!(reply.text, first.text, "{}", bad.how);
        assert_eq!(headers(reply), headers(first), "{}", bad.how);
    }
    let after = settled(&home.database);
    for (table, rows) in &before {
        assert_eq!(after.get(table), Some(rows), "{table} has changed");
    }
    assert_eq!(before.len(), after.len());

    // They failed at every step there is, and each was counted, but for replays.
    let counted = refusals(server);
    let count = u64::try_from(all.len()).unwrap();
    assert_eq!(
        counted.values().sum::<u64>() - refusals_before,
        count,
        "{counted:?}"
    );
    for step in [
        Step::Shape,
        Step::Partner,
        Step::Timestamp,
        Step::Signature,
        Step::Key,
        Step::Data,
        Step::Text,
    ] {
        assert!(
            counted.contains_key(step.as_str()),
            "{step:?} in {counted:?}"
        );
    }

    // What they were made of was good, and still is.
    for (side, envelopes) in sides.iter().zip(&good) {
        for envelope in envelopes {
            side.open(&send(&session, envelope)).is(2005);
        }
    }
    for (side, name) in sides.iter().zip(["documented", "iv-unsigned"]) {
        let vector = renewed(side, "vectors", &format!("{name}-2048-request"));
        side.open(&session.share_text(&vector)).is(2005);
    }
    assert_eq!(session.total(), 8, "both vectors are about one person");
    let rows = settled(&home.database);
    for table in ["leads", "envelope_marks"] {
        assert_ne!(rows[table], before[table], "{table} shows what is stored");
    }
}

fn every_kind(
    side: &Side,
    [one, another]: [&envelope::Envelope; 2],
    partner: &Partner,
    other: &Partner,
) -> Vec<Bad> {
    let strangers = [other.uuid.as_str(), other.client_id.as_str()];
    let theirs = Side::new(other, PARTNER, side.form).seal("{}");
    let mut all = damaged(one, another, &strangers);
    all.extend(flipped(side, one));
    all.extend(signed_all_the_same(side, one, &strangers));
    all.extend(misdirected(partner, side.form));
    all.extend(published(side));
    all.push(bad("another partner's", theirs.to_json()));
    for bad in &mut all {
        bad.how = format!("{}: {}", side.form.as_str(), bad.how);
    }
    all
}

/// Each by itself, under one request id.
fn send_all(session: &Session, all: &[Bad]) -> Vec<Reply> {
    let send = |bad: &Bad| {
        let request = session
            .request(Method::POST, "/lead-dedupe-check")
            .header("content-type", "application/json")
            .header("X-Request-Id", "the-same-for-all")
            .body(bad.body.clone());
        Reply::of(request).unwrap_or_else(|error| panic!("{}: {error}", bad.how))
    };
    thread::scope(|scope| {
        let shares = all.chunks(all.len().div_ceil(SENDERS));
        let threads: Vec<_> = shares
            .map(|share| scope.spawn(move || share.iter().map(send).collect::<Vec<_>>()))
            .collect();
        threads
            .into_iter()
            .flat_map(|t| t.join().unwrap())
            .collect()
    })
}

fn headers(reply: &Reply) -> BTreeSet<(String, String)> {
    let all = reply.headers.iter();
    let all = all.map(|(name, value)| (name.to_string(), format!("{value:?}")));
    // The date, and what is left of the rate, go on with every call.
    let moving = ["date", "ratelimit-remaining", "ratelimit-reset"];
    all.filter(|(name, _)| !moving.contains(&name.as_str()))
        .collect()
}

/// `envelopes_refused_total` by step.
fn refusals(server: &Server) -> BTreeMap<String, u64> {
    let request = server.request(Method::GET, "/metrics");
    let metrics = Reply::of(request.bearer_auth(METRICS_TOKEN)).unwrap();
    let lines = metrics.text.lines();
    let counts = lines.filter_map(|line| {
        let line = line.strip_prefix("envelopes_refused_total{step=\"")?;
        let (step, count) = line.split_once("\"} ")?;
        Some((step.to_owned(), count.parse().unwrap()))
    });
    counts.collect()
}

/// Every row of every table but those of usage, where each call is counted, once the audit
/// log is chained: that happens a little later, in the background.
fn settled(database: &Database) -> BTreeMap<String, Vec<String>> {
    let loose = "SELECT action AS line FROM audit_entries WHERE sequence IS NULL";
    let started = Instant::now();
    while !database.lines(loose).is_empty() {
        assert!(started.elapsed() < Duration::from_secs(30), "never chained");
        thread::sleep(Duration::from_millis(50));
    }
    let mut rows = database.every_row();
    rows.retain(|table, _| !table.starts_with("usage_"));
    rows
}

fn clocks_may_differ_a_little(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "optional", "");
    let running = home.start();
    let session = running.server.session(&partner);
    for (round, form) in (0_u32..).zip(Form::ALL) {
        let side = Side::new(&partner, PARTNER, form);
        let sealed = |n: u32, seconds: i64| {
            let lead = person(10 * round + n).lead().to_string();
            send(
                &session,
                &side.seal_ahead(lead, TimeDelta::seconds(seconds)),
            )
        };
        side.open(&sealed(1, -290)).is(2005);
        side.open(&sealed(2, 59)).is(2005);
        plain(sealed(3, -301)).is(4123);
        plain(sealed(4, 65)).is(4123);
    }
    assert_eq!(session.total(), 6);
}
