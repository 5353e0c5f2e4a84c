//! Limits in the memory of this process, by `governor`.

mod table;

use std::io;
use std::sync::{Arc, Weak};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use kernel::PartnerId;
use usage::{Ask, Decision, Judgement, Limiter, Month, MonthCount};

use crate::key::Key;
use crate::quotas::Quotas;
use table::Tables;

/// How often buckets are looked for that are full again and need no memory.
const SWEEP_EVERY: Duration = Duration::from_secs(5);

/// Decides alone, at the cost of some hundred nanoseconds. Clones share one budget.
///
/// `C` says how much time has passed; the clock on the wall does not matter.
#[derive(Debug, Clone)]
pub struct LocalLimiter<C: Clock = MonotonicClock> {
    parts: Arc<Parts<C>>,
}

#[derive(Debug)]
struct Parts<C: Clock> {
    rates: Tables<C>,
    quotas: Quotas,
}

impl LocalLimiter {
    /// A limiter by the machine's monotonic clock, which forgets full buckets by itself.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub fn in_real_time() -> io::Result<Self> {
        let limiter = Self::by(MonotonicClock);
        let parts = Arc::downgrade(&limiter.parts);
        std::thread::Builder::new()
            .name("limits".to_owned())
            .spawn(move || sweep_while_used(&parts))?;
        Ok(limiter)
    }
}

fn sweep_while_used(parts: &Weak<Parts<MonotonicClock>>) {
    loop {
        std::thread::sleep(SWEEP_EVERY);
        match parts.upgrade() {
            Some(parts) => parts.rates.sweep(),
            None => return,
        }
    }
}

impl<C: Clock + Clone> LocalLimiter<C> {
    /// A limiter by `clock`. Somebody has to [`sweep`](Self::sweep).
    pub fn by(clock: C) -> Self {
        Self {
            parts: Arc::new(Parts {
                rates: Tables::by(clock),
                quotas: Quotas::default(),
            }),
        }
    }

    /// Forgets every bucket that is full.
    pub fn sweep(&self) {
        self.parts.rates.sweep();
    }

    /// How many buckets are remembered.
    pub fn buckets(&self) -> usize {
        self.parts.rates.len()
    }

    /// Decides at once.
    pub(crate) fn decide(&self, ask: Ask) -> Decision {
        let rates = &self.parts.rates;
        match ask {
            Ask::Address(address, rate) => rates.take(Key::address(address), rate),
            Ask::SignIn(address, rate) => rates.take(Key::sign_in(address), rate),
            Ask::Partner(partner, rate, None) => rates.take(Key::Partner(partner), rate),
            Ask::Partner(partner, rate, Some(quota)) => {
                let bucket = || rates.take(Key::Partner(partner), rate);
                self.parts.quotas.take(partner, quota, bucket)
            }
        }
    }

    /// Notes a call against a quota that was granted elsewhere.
    pub(crate) fn note(&self, partner: PartnerId, month: Month) {
        self.parts.quotas.note(partner, month);
    }

    /// At least so many calls of the month are used.
    pub(crate) fn known(&self, partner: PartnerId, month: Month) -> u64 {
        self.parts.quotas.known(partner, month)
    }
}

impl<C: Clock + Clone + Send + Sync> Limiter for LocalLimiter<C>
where
    C::Instant: Send + Sync,
{
    fn judge(&self, ask: Ask) -> Judgement {
        Judgement::Now(self.decide(ask))
    }

    fn learn(&self, counts: &[MonthCount]) {
        for count in counts {
            self.parts.quotas.learn(count);
        }
    }
}

#[cfg(test)]
mod tests;
