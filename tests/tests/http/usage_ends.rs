//! Counts outlast the end of the process and outages of the database, and add up over
//! processes.

use std::thread;
use std::time::Duration;

use crate::backend::{Backend, postgres_is_there};
use crate::client::Partner;
use crate::mail_server::wait_until;
use crate::outage::behind_a_proxy;
use crate::program::{Installation, free_port};
use crate::proxy::Line;
use crate::usage_client::{LOGIN, STATS, wait_for};

both!(
    the_last_calls_before_the_end_are_counted,
    a_process_that_is_killed_loses_the_last_second_at_most,
);

fn calls(home: &Installation, partner: &Partner, outcome: u16) -> i64 {
    let sql = format!(
        "SELECT CAST(coalesce(sum(calls), 0) AS TEXT) AS line FROM usage_days \
         WHERE partner_id = {} AND outcome = {outcome}",
        partner.id
    );
    home.database.lines(&sql)[0].parse().unwrap()
}

fn the_last_calls_before_the_end_are_counted(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let mut total = 0;
    for round in 1..=3 {
        let mut running = home.start();
        let session = running.server.session(&partner);
        // Another moment between two flushes each time.
        thread::sleep(Duration::from_millis(370 * round));
        for _ in 0..25 {
            session.get("/dashboard/stats").is(2000);
        }
        running.terminate();
        let end = running.wait_for_end(Duration::from_secs(30));
        assert!(
            end.is_some_and(|status| status.success()),
            "{}",
            running.log()
        );
        total += 26;
        assert_eq!(calls(&home, &partner, 2000), total, "round {round}");
    }
}

fn a_process_that_is_killed_loses_the_last_second_at_most(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    for _ in 0..30 {
        session.get("/dashboard/stats").is(2000);
    }
    // A second, and what a busy machine may add.
    thread::sleep(Duration::from_millis(2_500));
    for _ in 0..5 {
        session.get("/dashboard/stats").is(2000);
    }
    running.kill();
    let counted = calls(&home, &partner, 2000);
    assert!((31..=36).contains(&counted), "{counted}");
    // And it goes on from there.
    let running = home.start();
    let session = running.server.session(&partner);
    session.get("/dashboard/stats").is(2000);
    wait_until("counted", || calls(&home, &partner, 2000) >= counted + 2);
    drop(running);
}

fn an_outage_is_outlasted(line: Line) {
    if !postgres_is_there() {
        return;
    }
    let (home, proxy) = behind_a_proxy();
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    for _ in 0..40 {
        session.get("/dashboard/stats").is(2000);
    }
    // Perhaps while a batch is on its way: then nobody knows whether it arrived.
    proxy.set(line);
    wait_until("noticed", || {
        running
            .log()
            .contains("calls of partners cannot be written")
    });
    thread::sleep(Duration::from_secs(4));
    proxy.set(Line::Works);
    wait_until("over", || {
        running
            .log()
            .contains("calls of partners are written again")
    });
    let log = running.log();
    let told = log.matches("calls of partners cannot be written").count();
    assert!(
        (1..=2).contains(&told),
        "told once, or as it changes: {told}"
    );
    wait_for(&session, &[(LOGIN, 2000, 1), (STATS, 2000, 40)]);
    let metrics = running.server.request(reqwest::Method::GET, "/metrics");
    let metrics = metrics.bearer_auth(crate::program::METRICS_TOKEN);
    let metrics = crate::client::Reply::of(metrics).unwrap().text;
    let failed = metrics
        .lines()
        .find(|line| line.starts_with("usage_flush_failed_total"));
    assert!(
        failed.is_some_and(|line| !line.ends_with(" 0")),
        "{failed:?}"
    );
    assert!(metrics.contains("usage_unwritten 0"), "{metrics}");
}

#[test]
fn counts_outlast_a_database_that_is_away() {
    an_outage_is_outlasted(Line::Cut);
}

#[test]
fn counts_outlast_a_database_that_is_silent() {
    an_outage_is_outlasted(Line::Silent);
}

#[test]
fn two_processes_sum_up() {
    if !postgres_is_there() {
        return;
    }
    let mut home = Installation::new(Backend::Postgres);
    home.set("rate_limit.monthly_quota", "200");
    let partner = home.partner("Lead House");
    let first = home.start();
    home.set("server.port", free_port().to_string());
    let second = home.start();
    let sessions = [&first, &second].map(|running| running.server.session(&partner));
    thread::scope(|scope| {
        for session in &sessions {
            scope.spawn(move || {
                for _ in 0..45 {
                    session.get("/dashboard/stats").is(2000);
                }
            });
        }
    });
    let rows = [(LOGIN, 2000, 2), (STATS, 2000, 90)];
    for session in &sessions {
        let data = wait_for(session, &rows);
        assert_eq!(data["quota"]["used"], 90);
    }
    // What one has used the other knows, within a second or two.
    for _ in 0..110 {
        sessions[0].get("/dashboard/stats").is(2000);
    }
    thread::sleep(Duration::from_secs(3));
    sessions[1].get("/dashboard/stats");
    thread::sleep(Duration::from_secs(3));
    assert_eq!(sessions[1].get("/dashboard/stats").code(), 4290);
}
