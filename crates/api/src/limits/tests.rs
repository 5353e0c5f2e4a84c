use std::sync::Mutex;

use actix_web::http::header::HeaderValue;
use chrono_tz::Asia;
use kernel::FixedClock;
use usage::{Ask, Decision, Judgement, Limit, MonthCount};

use super::*;
use crate::table::route_table;

#[test]
fn every_api_route_is_limited_and_what_watches_the_service_is_not() {
    let unlimited: Vec<String> = route_table()
        .into_iter()
        .map(|route| route.path)
        .filter(|path| Class::of(path) == Class::Unlimited)
        .collect();
    assert_eq!(
        unlimited,
        [
            "/healthz",
            "/readyz",
            "/metrics",
            "/api-docs",
            "/api-docs/openapi.json",
            "/api-docs/{file}"
        ]
    );
}

#[test]
fn whoever_is_unproven_has_a_bucket_of_its_own() {
    let mut unproven: Vec<String> = route_table()
        .into_iter()
        .map(|route| route.path)
        .filter(|path| Class::of(path) == Class::SignIn)
        .collect();
    unproven.sort();
    assert_eq!(
        unproven,
        [
            "/api/partners/auth",
            "/api/partners/onboarding/start",
            "/api/v1/auth/login",
            "/api/v1/auth/password-reset",
            "/api/v1/auth/set-password",
            "/api/v1/candidates/{partner_candidate_id}/accept-invite",
            "/auth/login",
            "/candidates/{partner_candidate_id}/accept-invite"
        ]
    );
}

fn rate(per_second: u32, burst: u32) -> Rate {
    Rate {
        per_second: NonZeroU32::new(per_second).expect("not 0"),
        burst: NonZeroU32::new(burst).expect("not 0"),
    }
}

fn limits(clock: &Arc<FixedClock>) -> CallLimits {
    let rates = CallRates {
        partner: rate(100, 500),
        address: rate(200, 999),
        sign_in: rate(1, 100),
        monthly_quota: 10_000,
    };
    let calendar = BusinessCalendar::new(Asia::Kolkata);
    CallLimits::new(
        None,
        rates,
        TrustedProxies::default(),
        calendar,
        clock.clone(),
    )
}

fn at(text: &str) -> Arc<FixedClock> {
    Arc::new(FixedClock::at(text.parse().expect("a time")))
}

#[test]
fn what_staff_set_goes_before_what_the_deployment_says() {
    let limits = limits(&at("2026-11-21T12:00:00Z"));
    let mut own = OwnCallLimits::default();
    assert_eq!(limits.rate_of(&own), rate(100, 500));
    assert_eq!(limits.quota_of(&own).allowed, 10_000);
    own.per_second = NonZeroU32::new(3);
    own.monthly_quota = Some(0);
    assert_eq!(limits.rate_of(&own), rate(3, 500));
    assert_eq!(limits.quota_of(&own).allowed, 0);
    own.burst = NonZeroU32::new(7);
    assert_eq!(limits.rate_of(&own), rate(3, 7));
}

#[test]
fn the_month_is_the_business_s_and_is_over_at_its_midnight() {
    let clock = at("2026-11-30T18:29:58.5Z");
    let limits = limits(&clock);
    let quota = limits.quota_of(&OwnCallLimits::default());
    assert_eq!(quota.month.first_day().to_string(), "2026-11-01");
    assert_eq!(quota.resets_in, 2);
    clock.advance(chrono::TimeDelta::milliseconds(1500));
    let quota = limits.quota_of(&OwnCallLimits::default());
    assert_eq!(quota.month.first_day().to_string(), "2026-12-01");
    assert_eq!(quota.resets_in, 31 * 86_400);
}

#[test]
fn a_policy_lists_every_limit_with_its_window() {
    let limits = limits(&at("2026-02-10T12:00:00Z"));
    let of = |rate, quota| limits.policies.of_partner(rate, quota, &limits.month);
    let quota = limits.quota_of(&OwnCallLimits::default());
    let february = 28 * 86_400;
    for _ in 0..2 {
        let with = of(rate(100, 500), Some(quota));
        assert_eq!(with, format!("500;w=5, 10000;w={february}, 999;w=5"));
        assert_eq!(of(rate(3, 10), None), "10;w=4, 999;w=5");
    }
    assert_eq!(limits.policies.address, HeaderValue::from_static("999;w=5"));
    assert_eq!(limits.policies.sign_in, "100;w=100");
}

/// Decides as it is told to, and notes what it was asked.
pub(crate) struct Told {
    pub(crate) asked: Mutex<Vec<Ask>>,
    pub(crate) decide: fn(&Ask) -> Decision,
    /// Whether it takes its time.
    pub(crate) later: bool,
}

impl Limiter for Told {
    fn judge(&self, ask: Ask) -> Judgement {
        self.asked.lock().expect("no panic").push(ask);
        let decision = (self.decide)(&ask);
        if self.later {
            return Judgement::Soon(Box::pin(async move {
                tokio::task::yield_now().await;
                decision
            }));
        }
        Judgement::Now(decision)
    }

    fn learn(&self, _: &[MonthCount]) {}
}

/// A decision that leaves so many calls.
pub(crate) const fn granted(of: Limit, remaining: u64) -> Decision {
    Decision {
        allowed: true,
        of,
        limit: 1000,
        remaining,
        reset: 3,
        retry_after: 0,
    }
}

/// A decision that lets nobody on for so many seconds.
pub(crate) const fn refused(of: Limit, retry_after: u64) -> Decision {
    Decision {
        allowed: false,
        of,
        limit: 1000,
        remaining: 0,
        reset: 9,
        retry_after,
    }
}
