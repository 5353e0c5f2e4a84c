//! Several servers, one budget: limits in Redis.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::Value;

use crate::backend::{Backend, postgres_is_there};
use crate::client::{Reply, Session, Staff};
use crate::limits::{number, wait_of};
use crate::mail_server::wait_until;
use crate::people::person;
use crate::program::{Installation, METRICS_TOKEN, Running, free_port};
use crate::redis_server::{PASSWORD, RedisServer};

/// The value of a metric; `None` while it was never written.
fn metric(running: &Running, name: &str) -> Option<f64> {
    let request = running.server.request(Method::GET, "/metrics");
    let text = Reply::of(request.bearer_auth(METRICS_TOKEN)).unwrap().text;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.map(|value| value.trim().parse().unwrap())
}

fn is_shared(running: &Running) -> bool {
    metric(running, "rate_limit_shared ") == Some(1.0)
}

/// How many of the calls went.
fn all_at_once(sessions: &[Session], calls: usize) -> usize {
    let granted = AtomicUsize::new(0);
    thread::scope(|scope| {
        for nth in 0..calls {
            let session = &sessions[nth % sessions.len()];
            let granted = &granted;
            scope.spawn(move || {
                let reply = session.get("/profile");
                if reply.status == 200 {
                    granted.fetch_add(1, Ordering::Relaxed);
                } else {
                    wait_of(&reply);
                }
            });
        }
    });
    granted.into_inner()
}

/// Two servers on one PostgreSQL.
fn two_servers(home: &mut Installation) -> [Running; 2] {
    let first = home.start();
    let port = free_port();
    home.set("server.port", port.to_string());
    let mut second = home.launch(&["serve"]);
    second.server = crate::client::Server::new(port);
    second.wait_for("/readyz");
    [first, second]
}

#[test]
fn two_servers_share_one_budget_to_within_one_call() {
    const BURST: usize = 30;
    if !postgres_is_there() {
        return;
    }
    let redis = RedisServer::start();
    let mut home = Installation::new(Backend::Postgres);
    redis.serves(&mut home);
    home.set("rate_limit.partner_per_second", "1");
    home.set("rate_limit.partner_burst", BURST.to_string());
    let partners: Vec<_> = (0..6)
        .map(|n| home.partner(&format!("House {n}")))
        .collect();
    let servers = two_servers(&mut home);
    assert!(servers.iter().all(is_shared));
    let fallbacks = || -> f64 {
        let of = |server| metric(server, "rate_limit_fallbacks_total ").unwrap_or_default();
        servers.iter().map(of).sum()
    };
    // A machine that is busy for 50 ms makes a server decide by itself, as it should;
    // that is another test.
    let mut calm = 0;
    for partner in &partners {
        let before = fallbacks();
        let sessions = servers
            .each_ref()
            .map(|running| running.server.session(partner));
        let begun = Instant::now();
        let granted = all_at_once(&sessions, BURST * 2);
        let flowed_in = usize::try_from(begun.elapsed().as_secs()).unwrap();
        if fallbacks() > before || !servers.iter().all(is_shared) {
            wait_until("shared again", || servers.iter().all(is_shared));
            continue;
        }
        calm += 1;
        assert!(
            (BURST..=BURST + 1 + flowed_in).contains(&granted),
            "{granted}"
        );
    }
    assert!(calm >= 2, "too busy to tell anything");
}

#[test]
fn two_servers_share_one_month() {
    if !postgres_is_there() {
        return;
    }
    let redis = RedisServer::start();
    let mut home = Installation::new(Backend::Postgres);
    redis.serves(&mut home);
    home.set("rate_limit.monthly_quota", "25");
    let partner = home.partner("Lead House");
    let servers = two_servers(&mut home);
    let sessions = servers
        .each_ref()
        .map(|running| running.server.session(&partner));
    let granted = all_at_once(&sessions, 60);
    let fallbacks = servers
        .iter()
        .filter_map(|server| metric(server, "rate_limit_fallbacks_total "))
        .sum::<f64>();
    if fallbacks == 0.0 {
        assert_eq!(granted, 25);
    }
}

fn health(running: &Running, staff: &Staff) -> Value {
    let token = running.server.staff_token(staff);
    let request = running.server.request(Method::GET, "/api/v1/admin/health");
    Reply::of(request.bearer_auth(token)).unwrap().is(2000)["data"]["limits"].clone()
}

#[test]
fn without_redis_calls_go_on_and_it_is_said_once() {
    const AWAY: &str = "Redis is away";
    let mut redis = RedisServer::start();
    let mut home = Installation::new(Backend::Sqlite);
    redis.serves(&mut home);
    home.set("rate_limit.monthly_quota", "300");
    let partner = home.partner("Lead House");
    let auditor = home.staff("auditor");
    let running = home.start();
    let session = running.server.session(&partner);
    assert!(is_shared(&running));
    assert_eq!(health(&running, &auditor)["kept_in"], "redis");
    assert_eq!(health(&running, &auditor)["status"], "ok");
    assert!(!running.log().contains(AWAY));
    let doctor = home.run(&["doctor"]);
    let doctor = String::from_utf8(doctor.stdout).unwrap();
    assert!(doctor.contains("in Redis, which answers"), "{doctor}");

    let mut left = 300;
    let mut calls = |numbers: std::ops::Range<u32>| {
        for n in numbers {
            let begun = Instant::now();
            let reply = session.share(&person(n).lead());
            reply.is(2005);
            assert!(begun.elapsed() < Duration::from_secs(1));
            left -= 1;
            assert_eq!(
                number(&reply, "ratelimit-remaining"),
                left,
                "nothing is forgotten"
            );
        }
    };
    calls(1..10);
    redis.end();
    calls(10..60);
    assert!(!is_shared(&running));
    let limits = health(&running, &auditor);
    assert_eq!(
        (limits["kept_in"].as_str(), limits["status"].as_str()),
        (Some("redis"), Some("failing"))
    );
    assert!(metric(&running, "rate_limit_fallbacks_total ").unwrap() >= 50.0);
    thread::sleep(Duration::from_secs(2));
    assert_eq!(running.log().matches(AWAY).count(), 1, "{}", running.log());
    let doctor = home.run(&["doctor"]);
    assert!(!doctor.status.success());

    redis.begin();
    wait_until("shared again", || is_shared(&running));
    calls(60..90);
    assert!(running.log().contains("limits are shared by Redis"));
    assert_eq!(health(&running, &auditor)["status"], "ok");
    redis.end();
    wait_until("noticed again", || !is_shared(&running));
    calls(90..95);
    // A busy machine may have lost it once more; it is said once for each time.
    let (log, told) = (running.log(), |log: &str, what| log.matches(what).count());
    assert_eq!(told(&log, AWAY), told(&log, "limits are shared by Redis"));
    assert!(!running.log().contains(PASSWORD));
}

#[test]
fn a_redis_that_is_not_there_keeps_nobody_from_starting() {
    let mut redis = RedisServer::start();
    let mut home = Installation::new(Backend::Sqlite);
    redis.serves(&mut home);
    redis.end();
    let partner = home.partner("Lead House");
    let running = home.start();
    running.server.session(&partner).get("/profile").is(2000);
    assert!(!is_shared(&running));
    redis.begin();
    wait_until("shared", || is_shared(&running));
    running.server.session(&partner).get("/profile").is(2000);
}
