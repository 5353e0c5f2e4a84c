//! `RateLimit-Policy`, and the month that runs.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use actix_web::http::header::HeaderValue;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{BusinessCalendar, Clock};
use usage::{Month, Quota, Rate};

use super::CallRates;

/// Texts of `RateLimit-Policy`. There are as many as staff set different limits; each is
/// written once.
pub(super) struct Policies {
    /// Of an address.
    pub(super) address: HeaderValue,
    /// Of an address that wants to sign in.
    pub(super) sign_in: HeaderValue,
    of_address: String,
    of_partners: RwLock<HashMap<Judged, HeaderValue>>,
}

/// What a partner is judged by: its rate, and calls and seconds of its month.
type Judged = (Rate, Option<(u64, u64)>);

impl Policies {
    pub(super) fn new(rates: &CallRates) -> Self {
        let of_address = window(rates.address);
        Self {
            address: value(&of_address),
            sign_in: value(&window(rates.sign_in)),
            of_address,
            of_partners: RwLock::default(),
        }
    }

    /// Of a partner's call, which its address is judged by as well.
    pub(super) fn of_partner(
        &self,
        rate: Rate,
        quota: Option<Quota>,
        month: &RunningMonth,
    ) -> HeaderValue {
        let judged = (rate, quota.map(|quota| (quota.allowed, month.seconds())));
        if let Some(policy) = self.known(&judged) {
            return policy;
        }
        let mut text = window(rate);
        if let (_, Some((calls, seconds))) = judged {
            text = format!("{text}, {calls};w={seconds}");
        }
        let policy = value(&format!("{text}, {}", self.of_address));
        let known = self.of_partners.write();
        let mut known = known.unwrap_or_else(PoisonError::into_inner);
        known.insert(judged, policy.clone());
        policy
    }

    fn known(&self, judged: &Judged) -> Option<HeaderValue> {
        let known = self.of_partners.read();
        let known = known.unwrap_or_else(PoisonError::into_inner);
        known.get(judged).cloned()
    }
}

/// A bucket, and how many seconds it takes to fill.
fn window(rate: Rate) -> String {
    let seconds = rate.burst.get().div_ceil(rate.per_second.get());
    format!("{};w={seconds}", rate.burst)
}

fn value(text: &str) -> HeaderValue {
    // Digits and punctuation always are a value.
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

/// The business's month that runs, which is told anew once in a month only.
pub(super) struct RunningMonth {
    calendar: BusinessCalendar,
    clock: Arc<dyn Clock>,
    told: RwLock<Option<Running>>,
}

#[derive(Clone, Copy)]
struct Running {
    month: Month,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl RunningMonth {
    pub(super) fn new(calendar: BusinessCalendar, clock: Arc<dyn Clock>) -> Self {
        Self {
            calendar,
            clock,
            told: RwLock::default(),
        }
    }

    /// `allowed` calls of the month that runs.
    pub(super) fn quota(&self, allowed: u64) -> Quota {
        let now = self.clock.now();
        let running = self.at(now);
        Quota {
            month: running.month,
            allowed,
            resets_in: seconds_up(running.until - now),
        }
    }

    /// How long the month is, in seconds.
    pub(super) fn seconds(&self) -> u64 {
        let running = self.at(self.clock.now());
        seconds_up(running.until - running.from)
    }

    fn at(&self, now: DateTime<Utc>) -> Running {
        let told = self.told.read();
        let told = *told.unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = told
            && (running.from..running.until).contains(&now)
        {
            return running;
        }
        let month = Month::at(self.calendar, now);
        let running = Running {
            month,
            from: self.calendar.start_of(month.first_day()),
            until: month.end(self.calendar),
        };
        let told = self.told.write();
        *told.unwrap_or_else(PoisonError::into_inner) = Some(running);
        running
    }
}

/// Whole seconds, rounded up.
fn seconds_up(span: TimeDelta) -> u64 {
    let whole = span.num_seconds();
    let part = i64::from(span.subsec_nanos() > 0);
    u64::try_from(whole.saturating_add(part)).unwrap_or(0)
}
