//! Writing what was counted, beside requests.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{BusinessCalendar, Clock, PartnerId, PortResult};
use notices::{Compose, Notice, Recipient};
use webhooks::{Event, EventKind, Fact, Post};

use crate::{
    Batch, Counted, Crossing, Limiter, Month, MonthCount, PartnerMonth, UsageRepository, WriterId,
};

/// The shares of the quota that a partner is told of, in per cent.
pub const THRESHOLDS: [u8; 2] = [80, 100];

/// The most counts written in one transaction, so that nobody waits long for it.
const BATCH: usize = 4_000;

/// What this process counted and did not write yet.
pub trait CallCounts: Send + Sync {
    /// Takes it: each partner, day, route and outcome once. Nothing is counted twice, and
    /// nothing that is counted meanwhile is lost.
    fn drain(&self) -> Vec<Counted>;
}

/// Writes counts, tells the limiter what partners have used, and partners when that is
/// 80 or 100 % of their quota. One a process, in the hands of one thread.
pub struct FlushUsage {
    counts: Arc<dyn CallCounts>,
    repository: Arc<dyn UsageRepository>,
    limiter: Option<Arc<dyn Limiter>>,
    telling: Telling,
    writer: WriterId,
    /// Number of the latest batch.
    number: u64,
    /// Batches that were not written yet, or of which nobody knows: the first is tried
    /// until it succeeds.
    waiting: VecDeque<Batch>,
    /// Of whom it is not clear yet whether there is something to tell.
    unsettled: BTreeMap<(PartnerId, Month), PartnerMonth>,
    /// What was told, by this process or another.
    told: HashSet<(PartnerId, Month, u8, u64)>,
    /// The limiter knows what partners used before this process began.
    recalled: bool,
}

/// How partners are told, and of what.
pub struct Telling {
    /// Seals events.
    pub post: Post,
    /// Composes letters.
    pub letters: Compose,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Days and months.
    pub calendar: BusinessCalendar,
    /// Calls a month of a partner without a quota of its own; `None`: nobody has a quota.
    pub quota: Option<u64>,
}

/// What a flush did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flushed {
    /// Calls written.
    pub calls: u64,
    /// Partners told that a share of their quota is used up.
    pub told: u32,
}

impl FlushUsage {
    /// Writes `counts` to `repository` as `writer`, which must be new. Without `limiter`
    /// nobody has to be told what partners have used.
    pub fn new(
        counts: Arc<dyn CallCounts>,
        repository: Arc<dyn UsageRepository>,
        limiter: Option<Arc<dyn Limiter>>,
        telling: Telling,
        writer: WriterId,
    ) -> Self {
        Self {
            counts,
            repository,
            limiter,
            telling,
            writer,
            number: 0,
            waiting: VecDeque::new(),
            unsettled: BTreeMap::new(),
            told: HashSet::new(),
            recalled: false,
        }
    }

    /// Tells the limiter what partners have used of the month before this process began;
    /// once, so it may be called as often as one likes.
    ///
    /// # Errors
    /// Those of the database. The next flush tries again.
    pub fn recall(&mut self) -> PortResult<()> {
        let Some(limiter) = self.limiter.as_ref().filter(|_| !self.recalled) else {
            return Ok(());
        };
        let month = Month::at(self.telling.calendar, self.telling.clock.now());
        limiter.learn(&self.repository.used_in(month)?);
        self.recalled = true;
        Ok(())
    }

    /// Writes everything that was counted until now.
    ///
    /// # Errors
    /// Those of the database and the vault. What was not written stays, and the next flush
    /// goes on with it.
    pub fn flush(&mut self) -> PortResult<Flushed> {
        let now = self.telling.clock.now();
        // While batches wait, counts go on gathering where they are: a key once.
        if self.waiting.is_empty() {
            self.gather(now);
        }
        self.recall()?;
        let mut flushed = Flushed::default();
        while let Some(batch) = self.waiting.front() {
            let months = self.repository.add(batch)?;
            flushed.calls += batch.counts.iter().map(|count| count.calls).sum::<u64>();
            self.waiting.pop_front();
            self.learn(&months);
        }
        flushed.told = self.settle(now)?;
        Ok(flushed)
    }

    /// Calls that were taken and not written yet.
    pub fn unwritten(&self) -> u64 {
        let counts = self.waiting.iter().flat_map(|batch| &batch.counts);
        counts.map(|count| count.calls).sum()
    }

    fn gather(&mut self, now: DateTime<Utc>) {
        let counts = self.counts.drain();
        for counts in counts.chunks(BATCH) {
            self.number += 1;
            self.waiting.push_back(Batch {
                writer: self.writer,
                number: self.number,
                counts: counts.to_vec(),
                at: now,
            });
        }
    }

    fn learn(&mut self, months: &[PartnerMonth]) {
        if let Some(limiter) = &self.limiter {
            let counts: Vec<MonthCount> = months.iter().map(|month| month.count).collect();
            limiter.learn(&counts);
        }
        for month in months {
            let key = (month.count.partner, month.count.month);
            self.unsettled.insert(key, *month);
        }
    }

    /// Tells whoever is to be told. How many were.
    fn settle(&mut self, now: DateTime<Utc>) -> PortResult<u32> {
        let current = Month::at(self.telling.calendar, now);
        self.told.retain(|(_, month, ..)| *month >= current);
        let mut told = 0;
        while let Some((key, month)) = self.unsettled.first_key_value() {
            let (key, month) = (*key, *month);
            // Of a month that is over nothing can be done any more.
            if month.count.month >= current {
                told += self.tell(&month, now)?;
            }
            self.unsettled.remove(&key);
        }
        Ok(told)
    }

    fn tell(&mut self, month: &PartnerMonth, now: DateTime<Utc>) -> PortResult<u32> {
        let Some(quota) = self.telling.quota else {
            return Ok(0);
        };
        let quota = month.own_quota.unwrap_or(quota);
        let mut told = 0;
        for percent in THRESHOLDS {
            let key = (month.count.partner, month.count.month, percent, quota);
            if !reached(month.count.counted, percent, quota) || self.told.contains(&key) {
                continue;
            }
            let crossing = self.telling.crossing(month, percent, quota, now)?;
            told += u32::from(self.repository.cross(crossing)?);
            self.told.insert(key);
        }
        Ok(told)
    }
}

/// Whether `used` is `percent` of `quota` or more. Who has none is told of nothing.
fn reached(used: u64, percent: u8, quota: u64) -> bool {
    quota > 0 && u128::from(used) * 100 >= u128::from(quota) * u128::from(percent)
}

impl Telling {
    fn crossing(
        &self,
        month: &PartnerMonth,
        percent: u8,
        quota: u64,
        now: DateTime<Utc>,
    ) -> PortResult<Crossing> {
        let (partner, of) = (month.count.partner, month.count.month);
        let resets_at = of.end(self.calendar);
        let number = |number: u64| Fact::Number(i64::try_from(number).unwrap_or(i64::MAX));
        let event = Event {
            kind: EventKind::UsageThresholdReached,
            facts: vec![
                ("percent", Fact::Number(percent.into())),
                ("used", number(month.count.counted)),
                ("quota", number(quota)),
                ("month", Fact::Text(of.to_string())),
                ("resets_at", Fact::Instant(resets_at)),
            ],
        };
        let notice = Notice::UsageThreshold {
            percent,
            quota,
            resets_at,
        };
        let to = Recipient::Partner(month.uuid);
        Ok(Crossing {
            partner,
            month: of,
            percent,
            quota,
            event: self.post.event(partner, &event, now)?,
            letter: self.letters.letter(to, &notice, now)?,
            at: now,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_reached_at_its_last_call() {
        assert!(!reached(79, 80, 100));
        assert!(reached(80, 80, 100));
        // 80 % of 9 calls are 7.2.
        assert!(!reached(7, 80, 9));
        assert!(reached(8, 80, 9));
        assert!(!reached(99, 100, 100));
        assert!(reached(u64::MAX, 100, u64::MAX));
        assert!(!reached(0, 80, 0));
    }
}
