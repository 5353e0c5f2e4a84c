//! How much partners call, and may.

use std::sync::Arc;

use api::{UsageBook, UsageDesk};
use store::DieselUsage;
use usage::{Allowance, FlushUsage, ReadUsage, SetCallLimits, Telling, UsageRepository, WriterId};
use webhooks::Post;

use super::Kit;
use crate::failure::Failure;

impl Kit {
    /// Where counts are kept.
    pub fn usage_repository(&self) -> Arc<dyn UsageRepository> {
        Arc::new(DieselUsage::new(self.store.clone()))
    }

    /// What the routes need, with an empty book.
    pub fn usage_desk(&self) -> UsageDesk {
        let (calendar, clock) = (self.rules.share.calendar, Arc::clone(&self.clock));
        let limits = &self.rules.limits;
        UsageDesk {
            book: Arc::new(UsageBook::new(calendar, Arc::clone(&clock))),
            read: ReadUsage {
                repository: self.usage_repository(),
                clock: Arc::clone(&clock),
                calendar,
                defaults: Allowance {
                    rate: limits.rates.partner,
                    monthly_quota: limits.rates.monthly_quota,
                },
                limited: limits.enabled,
            },
            set_limits: SetCallLimits {
                repository: self.usage_repository(),
                clock,
            },
        }
    }

    /// Writes what is counted in `book`.
    ///
    /// # Errors
    /// As [`Kit::deciding`].
    pub fn flush_usage(&self, book: Arc<UsageBook>) -> Result<FlushUsage, Failure> {
        let limits = &self.rules.limits;
        let telling = Telling {
            post: Post {
                vault: Arc::clone(&self.vault),
                entropy: Arc::clone(&self.entropy),
            },
            letters: self.letters(),
            clock: Arc::clone(&self.clock),
            calendar: self.rules.share.calendar,
            quota: limits.enabled.then_some(limits.rates.monthly_quota),
        };
        Ok(FlushUsage::new(
            book,
            self.usage_repository(),
            self.deciding()?.limiter(),
            telling,
            WriterId::draw(self.entropy.as_ref()),
        ))
    }
}
