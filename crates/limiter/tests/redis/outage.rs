//! Redis goes away, and comes back.

use std::time::{Duration, Instant};

use limiter::RedisAddress;
use usage::{Ask, Judgement, Limiter as _};

use crate::server::{PARTNER, Server, ask, counted, rate, started, wait_until};

#[test]
fn calls_go_on_without_redis_and_are_shared_again_when_it_is_back() {
    let mut server = Server::new();
    let limiter = server.limiter();
    for left in (1..20).rev() {
        assert_eq!(ask(&limiter, counted(20)).remaining, left);
    }
    server.end();
    // One that was asked, and then none: what is known of the month counts on.
    let decision = ask(&limiter, counted(20));
    assert_eq!((decision.allowed, decision.remaining), (true, 0));
    assert!(!limiter.is_shared());
    assert!(matches!(limiter.judge(counted(20)), Judgement::Now(decision) if !decision.allowed));
    server.begin();
    wait_until(|| limiter.is_shared());
    // Its memory is empty, ours is not.
    assert!(!ask(&limiter, counted(20)).allowed);
    assert_eq!(ask(&limiter, counted(25)).remaining, 4);
}

#[test]
fn a_redis_that_says_nothing_costs_three_calls_a_moment() {
    let server = Server::new();
    let mut options = server.options();
    options.patience = Duration::from_millis(50);
    let limiter = started(options);
    let call = Ask::Partner(PARTNER, rate(100, 100), None);
    wait_until(|| limiter.is_shared());
    server.signal("-STOP");
    assert!(ask(&limiter, call).allowed);
    assert!(limiter.is_shared());
    server.signal("-CONT");
    wait_until(|| ask(&limiter, call).remaining < 99);
    server.signal("-STOP");
    let begun = Instant::now();
    // One late answer may be the machine's fault; three in a row are not.
    for _ in 0..3 {
        assert!(ask(&limiter, call).allowed);
    }
    assert!(!limiter.is_shared());
    assert!(
        begun.elapsed() < Duration::from_secs(1),
        "{:?}",
        begun.elapsed()
    );
    let begun = Instant::now();
    for _ in 0..50 {
        assert!(matches!(limiter.judge(call), Judgement::Now(_)));
    }
    assert!(begun.elapsed() < Duration::from_millis(500));
    server.signal("-CONT");
    wait_until(|| limiter.is_shared());
    assert!(ask(&limiter, call).allowed);
}

#[test]
fn an_outage_nobody_asked_in_is_noticed_all_the_same() {
    let mut server = Server::new();
    let limiter = server.limiter();
    assert!(limiter.is_shared());
    server.end();
    wait_until(|| !limiter.is_shared());
}

#[test]
fn a_redis_that_is_not_there_yet_is_no_reason_not_to_start() {
    let mut server = Server::new();
    let options = server.options();
    server.end();
    let limiter = started(options);
    assert!(!limiter.is_shared());
    assert_eq!(ask(&limiter, counted(2)).remaining, 1);
    server.begin();
    wait_until(|| limiter.is_shared());
    assert_eq!(ask(&limiter, counted(2)).remaining, 0);
}

#[test]
fn a_redis_that_refuses_to_write_is_away() {
    let server = Server::new();
    let _: () = server.command(&["CONFIG", "SET", "min-replicas-to-write", "1"]);
    let limiter = started(server.options());
    assert!(!limiter.is_shared());
    assert!(ask(&limiter, counted(2)).allowed);
    let _: () = server.command(&["CONFIG", "SET", "min-replicas-to-write", "0"]);
    wait_until(|| limiter.is_shared());
}

#[test]
fn a_password_is_used_and_never_shown() {
    let server = Server::with(&["--requirepass", "a-secret-of-redis"]);
    let with = |url: &str| {
        let mut options = server.options();
        options.address = RedisAddress::parse(url).unwrap();
        (format!("{options:?}"), started(options))
    };
    let (shown, right) = with(&server.url(":a-secret-of-redis@"));
    assert!(right.is_shared());
    assert!(!shown.contains("a-secret"), "{shown}");
    let (_, wrong) = with(&server.url(":another-secret@"));
    assert!(!wrong.is_shared());
    assert!(!with(&server.url("")).1.is_shared());
}

#[test]
fn an_address_is_judged_and_probed() {
    for bad in [
        "",
        "localhost",
        "rediss://localhost",
        "http://localhost",
        "redis://",
        "redis://host:port",
        "redis://host:1/notanumber",
    ] {
        let refused = RedisAddress::parse(bad).err();
        assert!(refused.is_some(), "{bad}");
    }
    let mut server = Server::new();
    let address = RedisAddress::parse(&server.url("")).unwrap();
    assert_eq!(address.probe(), Ok(()));
    server.end();
    assert!(address.probe().is_err());
}
