use std::net::IpAddr;
use std::num::NonZeroU32;

use chrono::NaiveDate;
use governor::clock::FakeRelativeClock;
use proptest::prelude::*;
use usage::{Limit, Quota, Rate};

use super::*;

fn rate(per_second: u32, burst: u32) -> Rate {
    Rate {
        per_second: NonZeroU32::new(per_second).unwrap(),
        burst: NonZeroU32::new(burst).unwrap(),
    }
}

fn month(number: u32) -> Month {
    Month::of(NaiveDate::from_ymd_opt(2026, number, 1).unwrap())
}

fn quota(number: u32, allowed: u64) -> Quota {
    Quota {
        month: month(number),
        allowed,
        resets_in: 1000,
    }
}

const PARTNER: PartnerId = PartnerId::new(7);

struct Scene {
    clock: FakeRelativeClock,
    limiter: LocalLimiter<FakeRelativeClock>,
}

impl Scene {
    fn new() -> Self {
        let clock = FakeRelativeClock::default();
        clock.advance(Duration::from_secs(1));
        let limiter = LocalLimiter::by(clock.clone());
        Self { clock, limiter }
    }

    fn call(&self, address: &str, rate: Rate) -> Decision {
        let address: IpAddr = address.parse().unwrap();
        self.limiter.decide(Ask::Address(address, rate))
    }

    fn counted(&self, partner: PartnerId, quota: Quota) -> Decision {
        let ask = Ask::Partner(partner, rate(10_000, 100_000), Some(quota));
        self.limiter.decide(ask)
    }

    fn learn(&self, number: u32, counted: u64, added: u64) {
        self.limiter.learn(&[MonthCount {
            partner: PARTNER,
            month: month(number),
            counted,
            added,
        }]);
    }
}

#[test]
fn a_bucket_grants_its_burst_and_then_its_rate_and_tells_the_truth() {
    let scene = Scene::new();
    let rate = rate(2, 4);
    for left in [3, 2, 1, 0] {
        let decision = scene.call("192.0.2.1", rate);
        assert!(decision.allowed);
        assert_eq!((decision.limit, decision.remaining), (4, left));
        assert_eq!(decision.reset, (4 - left).div_ceil(2));
        assert_eq!(decision.retry_after, 0);
    }
    let refused = scene.call("192.0.2.1", rate);
    assert!(!refused.allowed);
    assert_eq!((refused.of, refused.remaining), (Limit::Rate, 0));
    assert_eq!((refused.retry_after, refused.reset), (1, 2));
    // What was refused took nothing: after the half second a call is worth, one goes.
    scene.clock.advance(Duration::from_millis(499));
    assert!(!scene.call("192.0.2.1", rate).allowed);
    scene.clock.advance(Duration::from_millis(1));
    assert!(scene.call("192.0.2.1", rate).allowed);
    assert!(!scene.call("192.0.2.1", rate).allowed);
    // Nobody else noticed anything.
    assert_eq!(scene.call("192.0.2.2", rate).remaining, 3);
}

#[test]
fn addresses_partners_and_signing_in_have_buckets_of_their_own() {
    let scene = Scene::new();
    let one = rate(1, 1);
    let address: IpAddr = "2001:db8::1".parse().unwrap();
    let neighbour: IpAddr = "2001:db8::ffff:2".parse().unwrap();
    for ask in [
        Ask::Address(address, one),
        Ask::SignIn(address, one),
        Ask::Partner(PARTNER, one, None),
    ] {
        assert!(scene.limiter.decide(ask).allowed, "{ask:?}");
        assert!(!scene.limiter.decide(ask).allowed, "{ask:?}");
    }
    assert!(!scene.limiter.decide(Ask::Address(neighbour, one)).allowed);
    assert!(!scene.limiter.decide(Ask::SignIn(neighbour, one)).allowed);
}

#[test]
fn full_buckets_are_forgotten_and_nothing_else() {
    let scene = Scene::new();
    let (slow, quick) = (rate(1, 10), rate(100, 10));
    for host in 0..100 {
        scene.call(&format!("192.0.2.{host}"), quick);
        scene.call(&format!("198.51.100.{host}"), slow);
        scene.call(&format!("198.51.100.{host}"), slow);
    }
    scene.limiter.sweep();
    assert_eq!(scene.limiter.buckets(), 200);
    scene.clock.advance(Duration::from_millis(1100));
    scene.limiter.sweep();
    assert_eq!(scene.limiter.buckets(), 100);
    assert_eq!(scene.call("198.51.100.1", slow).remaining, 8);
    scene.clock.advance(Duration::from_secs(3));
    scene.limiter.sweep();
    assert_eq!(scene.limiter.buckets(), 0);
    assert_eq!(scene.call("198.51.100.1", slow).remaining, 9);
}

#[test]
fn a_month_is_used_up_to_the_last_call_and_begins_anew() {
    let scene = Scene::new();
    for left in [2, 1, 0] {
        let decision = scene.counted(PARTNER, quota(11, 3));
        assert!(decision.allowed);
        assert_eq!((decision.of, decision.limit), (Limit::Quota, 3));
        assert_eq!((decision.remaining, decision.reset), (left, 1000));
    }
    let refused = scene.counted(PARTNER, quota(11, 3));
    assert!(!refused.allowed);
    assert_eq!((refused.of, refused.retry_after), (Limit::Quota, 1000));
    // Another partner's month, more calls by staff, and the next month.
    assert!(scene.counted(PartnerId::new(8), quota(11, 3)).allowed);
    assert_eq!(scene.counted(PARTNER, quota(11, 5)).remaining, 1);
    assert_eq!(scene.counted(PARTNER, quota(12, 3)).remaining, 2);
    // A call that does not count is not counted.
    let ask = Ask::Partner(PARTNER, rate(10, 10), None);
    assert_eq!(scene.limiter.decide(ask).of, Limit::Rate);
    assert_eq!(scene.counted(PARTNER, quota(12, 3)).remaining, 1);
}

#[test]
fn what_a_rate_refuses_does_not_count_and_what_a_month_refuses_takes_nothing() {
    let scene = Scene::new();
    let slow = rate(1, 1);
    let ask = |allowed| Ask::Partner(PARTNER, slow, Some(quota(11, allowed)));
    assert!(scene.limiter.decide(ask(2)).allowed);
    for _ in 0..5 {
        let refused = scene.limiter.decide(ask(2));
        assert_eq!((refused.allowed, refused.of), (false, Limit::Rate));
    }
    scene.clock.advance(Duration::from_secs(1));
    for _ in 0..5 {
        let refused = scene.limiter.decide(ask(1));
        assert_eq!((refused.allowed, refused.of), (false, Limit::Quota));
    }
    assert!(scene.limiter.decide(ask(2)).allowed);
}

#[test]
fn what_is_learned_replaces_what_was_granted_here() {
    let scene = Scene::new();
    for _ in 0..4 {
        scene.counted(PARTNER, quota(11, 100));
    }
    // Three of the four are in the database, and ten of another process.
    scene.learn(11, 13, 3);
    assert_eq!(scene.counted(PARTNER, quota(11, 100)).remaining, 100 - 15);
    scene.learn(11, 15, 2);
    assert_eq!(scene.counted(PARTNER, quota(11, 100)).remaining, 100 - 16);
    // What is told of a month that is over does not touch the one that runs.
    assert_eq!(scene.counted(PARTNER, quota(12, 100)).remaining, 99);
    scene.learn(11, 90, 1);
    assert_eq!(scene.counted(PARTNER, quota(12, 100)).remaining, 98);
    // Whoever never called can be learned about.
    let other = Scene::new();
    other.learn(11, 100, 0);
    assert!(!other.counted(PARTNER, quota(11, 100)).allowed);
}

#[test]
fn of_calls_at_once_exactly_the_burst_is_granted() {
    let scene = Scene::new();
    let granted = std::sync::atomic::AtomicU64::new(0);
    std::thread::scope(|threads| {
        for _ in 0..8 {
            threads.spawn(|| {
                for _ in 0..500 {
                    let ask = Ask::Partner(PARTNER, rate(1, 900), Some(quota(11, 700)));
                    if scene.limiter.decide(ask).allowed {
                        granted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(granted.into_inner(), 700);
}

/// GCRA as the books have it, in whole nanoseconds.
struct Reference {
    full_at: u128,
    rate: Rate,
}

impl Reference {
    fn take(&mut self, now: u128) -> Result<u128, u128> {
        let worth = u128::from(1_000_000_000 / self.rate.per_second.get());
        let room = worth * u128::from(self.rate.burst.get());
        let full_at = self.full_at.max(now) + worth;
        if full_at > now + room {
            return Err(full_at - now - room);
        }
        self.full_at = full_at;
        Ok((now + room - full_at) / worth)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_limiter_decides_as_the_reference_does(
        per_second in 1_u32..=10_000,
        burst in 1_u32..=60,
        steps in proptest::collection::vec((0_u64..=3, 0_u64..2_000_000_000), 1..120),
    ) {
        let scene = Scene::new();
        let rate = rate(per_second, burst);
        let mut reference = Reference { full_at: 0, rate };
        let (mut passed, mut granted) = (0_u128, 0_u128);
        for (pause, length) in steps {
            // Calls often come at once.
            if pause == 0 {
                let length = Duration::from_nanos(length / u64::from(per_second));
                scene.clock.advance(length);
                passed += length.as_nanos();
            }
            let decision = scene.call("192.0.2.1", rate);
            match reference.take(passed) {
                Ok(left) => {
                    granted += 1;
                    prop_assert!(decision.allowed);
                    prop_assert_eq!(u128::from(decision.remaining), left);
                }
                Err(wait) => {
                    prop_assert!(!decision.allowed);
                    let seconds = wait.div_ceil(1_000_000_000).max(1);
                    prop_assert_eq!(u128::from(decision.retry_after), seconds);
                }
            }
            // Never more than the bucket held and what flowed into it.
            let worth = u128::from(1_000_000_000 / per_second);
            prop_assert!(granted <= u128::from(burst) + passed / worth);
        }
    }
}
