//! How much callers may call (contract `onboarding.md`, "Rate limits"): every API route
//! asks for the caller's address ([`Limited`]), and for the partner once it has proven
//! itself ([`judge_partner`]). What was decided is kept with the request ([`tell`]) and
//! told in the reply's headers ([`write_headers`]).

mod layer;
mod partner;
mod policy;
mod told;

use std::num::NonZeroU32;
use std::sync::Arc;

use accounts::OwnCallLimits;
use kernel::{BusinessCalendar, Clock};
use usage::{Limiter, Quota, Rate};

use crate::forwarded::TrustedProxies;
use policy::{Policies, RunningMonth};

pub(crate) use layer::{Class, Limited};
pub(crate) use partner::{Asked, CountedCall, judge_partner};
pub(crate) use told::write_headers;

/// The deployment's limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallRates {
    /// Of a partner, unless staff set others for it.
    pub partner: Rate,
    /// Of an address.
    pub address: Rate,
    /// Of an address that wants to sign in, or begin or reset something.
    pub sign_in: Rate,
    /// Calls a month of a partner, unless staff set another number.
    pub monthly_quota: u64,
}

/// How much callers may call, and who decides.
pub struct CallLimits {
    /// Decides; without one nobody is limited.
    limiter: Option<Arc<dyn Limiter>>,
    rates: CallRates,
    proxies: TrustedProxies,
    month: RunningMonth,
    policies: Policies,
}

impl CallLimits {
    /// Limits that `limiter` decides about; without one nobody is limited. Months are
    /// `calendar`'s, and `clock` says which runs.
    pub fn new(
        limiter: Option<Arc<dyn Limiter>>,
        rates: CallRates,
        proxies: TrustedProxies,
        calendar: BusinessCalendar,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            limiter,
            rates,
            proxies,
            month: RunningMonth::new(calendar, clock),
            policies: Policies::new(&rates),
        }
    }

    /// What a partner may call: its own, or else the deployment's.
    pub(crate) fn rate_of(&self, own: &OwnCallLimits) -> Rate {
        let or = |own: Option<NonZeroU32>, common| own.unwrap_or(common);
        Rate {
            per_second: or(own.per_second, self.rates.partner.per_second),
            burst: or(own.burst, self.rates.partner.burst),
        }
    }

    /// How much of the month a partner may call, and until when.
    pub(crate) fn quota_of(&self, own: &OwnCallLimits) -> Quota {
        let allowed = own.monthly_quota.unwrap_or(self.rates.monthly_quota);
        self.month.quota(allowed)
    }
}

#[cfg(test)]
pub(crate) mod tests;
