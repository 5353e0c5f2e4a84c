//! What Redis decides.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::Duration;

use usage::{Ask, Limit};

use crate::server::{PARTNER, Server, address, ask, counted, learn, quota, rate};

#[test]
fn a_bucket_grants_its_burst_and_then_its_rate_and_tells_the_truth() {
    let server = Server::new();
    let limiter = server.limiter();
    assert!(limiter.is_shared());
    let slow = rate(1, 3);
    let call = || ask(&limiter, Ask::Address(address("192.0.2.1"), slow));
    for left in [2, 1, 0] {
        let decision = call();
        assert!(decision.allowed);
        assert_eq!((decision.of, decision.limit), (Limit::Rate, 3));
        assert_eq!((decision.remaining, decision.reset), (left, 3 - left));
    }
    let refused = call();
    assert_eq!((refused.allowed, refused.remaining), (false, 0));
    assert_eq!((refused.retry_after, refused.reset), (1, 3));
    sleep(Duration::from_secs(refused.retry_after));
    assert!(call().allowed, "Retry-After is true");
    assert!(!call().allowed);
    // Another address, a neighbour in the same IPv6 network, and another class.
    let of = |class: fn(_, _) -> Ask, text| ask(&limiter, class(address(text), rate(1, 1)));
    assert!(of(Ask::Address, "192.0.2.2").allowed);
    assert!(of(Ask::Address, "2001:db8::1").allowed);
    assert!(!of(Ask::Address, "2001:db8::ffff:2").allowed);
    assert!(of(Ask::SignIn, "2001:db8::1").allowed);
}

#[test]
fn of_calls_at_once_over_two_processes_exactly_the_burst_is_granted() {
    let server = Server::new();
    let limiters = [server.limiter(), server.limiter()];
    let granted = AtomicU64::new(0);
    std::thread::scope(|threads| {
        for limiter in limiters.iter().chain(&limiters) {
            threads.spawn(|| {
                for _ in 0..100 {
                    // The bucket takes an hour to give another one.
                    let ask_for = Ask::Partner(PARTNER, rate(1, 100_000), Some(quota(170)));
                    if ask(limiter, ask_for).allowed {
                        granted.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert!(limiters.iter().all(limiter::RedisLimiter::is_shared));
    assert_eq!(granted.into_inner(), 170);
}

#[test]
fn a_quick_bucket_loses_nothing_by_rounding() {
    let server = Server::new();
    let limiter = server.limiter();
    // 1/7 and 1/9 of a second are no whole microseconds.
    for (nth, per_second) in [7, 9, 9999].into_iter().enumerate() {
        let host = address(&format!("192.0.2.{nth}"));
        let first = ask(&limiter, Ask::Address(host, rate(per_second, 1000)));
        assert_eq!(first.remaining, 999, "{per_second}");
        assert_eq!(first.reset, 1);
    }
}

#[test]
fn a_month_is_counted_once_for_all_and_what_is_known_of_it_counts() {
    let server = Server::new();
    let (one, two) = (server.limiter(), server.limiter());
    assert_eq!(ask(&one, counted(10)).remaining, 9);
    assert_eq!(ask(&two, counted(10)).remaining, 8);
    // The database knows of more: Redis was away for a while.
    learn(&two, 7, 1);
    let decision = ask(&two, counted(10));
    assert_eq!((decision.of, decision.remaining), (Limit::Quota, 2));
    assert_eq!(ask(&one, counted(10)).remaining, 1);
    // Redis lost its memory; this process did not.
    let _: () = server.command(&["FLUSHALL"]);
    assert_eq!(ask(&two, counted(10)).remaining, 1);
    assert!(ask(&two, counted(10)).allowed);
    for limiter in [&one, &two] {
        let refused = ask(limiter, counted(10));
        assert_eq!((refused.allowed, refused.of), (false, Limit::Quota));
        assert_eq!((refused.limit, refused.retry_after), (10, 1000));
    }
}

#[test]
fn what_the_month_refuses_takes_nothing_of_the_rate() {
    let server = Server::new();
    let limiter = server.limiter();
    let of = |allowed| Ask::Partner(PARTNER, rate(1, 2), Some(quota(allowed)));
    assert!(ask(&limiter, of(2)).allowed);
    for _ in 0..3 {
        assert_eq!(ask(&limiter, of(1)).of, Limit::Quota);
    }
    assert!(ask(&limiter, of(3)).allowed);
    let refused = ask(&limiter, of(3));
    assert_eq!((refused.allowed, refused.of), (false, Limit::Rate));
    let used: u64 = server.command(&["GET", "partner-api:limits:calls:7:2026-11"]);
    assert_eq!(used, 2);
}

#[test]
fn keys_go_by_themselves_and_tell_nobody_who_called() {
    let server = Server::new();
    let limiter = server.limiter();
    for text in ["192.0.2.77", "2001:db8:aaaa::1"] {
        ask(&limiter, Ask::Address(address(text), rate(1, 5)));
        ask(&limiter, Ask::SignIn(address(text), rate(1, 5)));
    }
    ask(&limiter, counted(5));
    let keys: Vec<String> = server.command(&["KEYS", "*"]);
    assert!(keys.len() >= 6, "{keys:?}");
    for key in keys {
        assert!(key.starts_with("partner-api:limits:"), "{key}");
        assert!(!key.contains("192.0.2") && !key.contains("2001"), "{key}");
        let lives: i64 = server.command(&["TTL", &key]);
        let most = if key.contains(":calls:") { 87_400 } else { 30 };
        assert!((0..=most).contains(&lives), "{key} lives {lives} s");
    }
}

#[test]
fn a_script_that_was_thrown_away_is_brought_again() {
    let server = Server::new();
    let limiter = server.limiter();
    assert_eq!(ask(&limiter, counted(5)).remaining, 4);
    let _: () = server.command(&["SCRIPT", "FLUSH"]);
    assert_eq!(ask(&limiter, counted(5)).remaining, 3);
    assert!(limiter.is_shared());
}
