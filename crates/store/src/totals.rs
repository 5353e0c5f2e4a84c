//! What a partner's leads come to, kept up with every change, so that counting
//! takes the same time however many leads there are.
//!
//! A [`Tally`] collects what some changes add; [`add`] writes it in their
//! transaction. A partner has one row for each shard and their sum counts:
//! instances that share leads at the same time use different ones, so that none
//! waits for another's commit.

mod write;

use std::collections::BTreeMap;

use dedupe::Verdict;
use diesel::prelude::*;
use kernel::PartnerId;
use payouts::PayoutStatus;

use crate::schema::{partner_days, partner_totals};

pub(crate) use self::write::add;

/// Where whatever is not a share on `PostgreSQL` adds.
pub(crate) const MAIN_SHARD: i32 = 0;

/// How many more shards there are.
const LANE_SHARDS: u32 = 16;

/// The shard of a share lane of this process.
pub(crate) fn lane_shard() -> i32 {
    let shard = std::process::id() % LANE_SHARDS;
    i32::try_from(shard).map_or(1, |shard| shard + 1)
}

/// What a lead counts for besides being shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct LeadCounts {
    /// It is linked to a user.
    pub(crate) linked: bool,
    /// A loan is credited to it.
    pub(crate) applied: bool,
    /// The business day the loan was paid out on.
    pub(crate) disbursed_on: Option<i32>,
    /// Its payout and what that owes, in paise.
    pub(crate) payout: Option<(PayoutStatus, i64)>,
}

/// What some changes add to the totals.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    totals: BTreeMap<PartnerId, Totals>,
    days: BTreeMap<(PartnerId, i32), Days>,
}

/// A row of `partner_totals`, or what is added to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Queryable, QueryableByName)]
#[diesel(table_name = partner_totals)]
pub(crate) struct Totals {
    pub(crate) fresh: i64,
    pub(crate) registered: i64,
    pub(crate) active: i64,
    pub(crate) linked: i64,
    pub(crate) loan_applications: i64,
    pub(crate) disbursed: i64,
    pub(crate) payout_eligible: i64,
    pub(crate) pending_paise: i64,
    pub(crate) paid_paise: i64,
    pub(crate) paid: i64,
}

/// A row of `partner_days`, or what is added to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Queryable, QueryableByName)]
#[diesel(table_name = partner_days)]
pub(crate) struct Days {
    pub(crate) fresh: i64,
    pub(crate) registered: i64,
    pub(crate) active: i64,
    pub(crate) disbursed: i64,
}

impl Tally {
    /// A lead was shared with `verdict` on business day `day`.
    pub(crate) fn shared(&mut self, partner: PartnerId, verdict: Verdict, day: i32, linked: bool) {
        let totals = self.totals.entry(partner).or_default();
        let days = self.days.entry((partner, day)).or_default();
        let (all, on_day) = match verdict {
            Verdict::Fresh => (&mut totals.fresh, &mut days.fresh),
            Verdict::Registered => (&mut totals.registered, &mut days.registered),
            Verdict::Active => (&mut totals.active, &mut days.active),
        };
        *all += 1;
        *on_day += 1;
        totals.linked += i64::from(linked);
    }

    /// A lead that counted for `before` counts for `after`.
    pub(crate) fn changed(&mut self, partner: PartnerId, before: LeadCounts, after: LeadCounts) {
        if before != after {
            self.count(partner, before, -1);
            self.count(partner, after, 1);
        }
    }

    fn count(&mut self, partner: PartnerId, lead: LeadCounts, sign: i64) {
        let totals = self.totals.entry(partner).or_default();
        totals.linked += sign * i64::from(lead.linked);
        totals.loan_applications += sign * i64::from(lead.applied);
        totals.disbursed += sign * i64::from(lead.disbursed_on.is_some());
        if let Some((status, paise)) = lead.payout.filter(|(status, _)| status.is_eligible()) {
            totals.payout_eligible += sign;
            if status == PayoutStatus::Paid {
                totals.paid_paise += sign * paise;
                totals.paid += sign;
            } else {
                totals.pending_paise += sign * paise;
            }
        }
        if let Some(day) = lead.disbursed_on {
            self.days.entry((partner, day)).or_default().disbursed += sign;
        }
    }

    /// Adds what `other` adds.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (partner, totals) in &other.totals {
            self.totals.entry(*partner).or_default().plus(totals);
        }
        for (day, counts) in &other.days {
            self.days.entry(*day).or_default().plus(counts);
        }
    }
}

impl Totals {
    /// Its numbers by their names.
    pub(crate) const fn named(&self) -> [(&'static str, i64); 10] {
        [
            ("fresh", self.fresh),
            ("registered", self.registered),
            ("active", self.active),
            ("linked", self.linked),
            ("loan_applications", self.loan_applications),
            ("disbursed", self.disbursed),
            ("payout_eligible", self.payout_eligible),
            ("pending_paise", self.pending_paise),
            ("paid_paise", self.paid_paise),
            ("paid", self.paid),
        ]
    }

    /// Adds another row of the same partner.
    pub(crate) fn plus(&mut self, other: &Self) {
        self.fresh += other.fresh;
        self.registered += other.registered;
        self.active += other.active;
        self.linked += other.linked;
        self.loan_applications += other.loan_applications;
        self.disbursed += other.disbursed;
        self.payout_eligible += other.payout_eligible;
        self.pending_paise += other.pending_paise;
        self.paid_paise += other.paid_paise;
        self.paid += other.paid;
    }
}

impl Days {
    /// Its numbers by their names.
    pub(crate) const fn named(&self) -> [(&'static str, i64); 4] {
        [
            ("fresh", self.fresh),
            ("registered", self.registered),
            ("active", self.active),
            ("disbursed", self.disbursed),
        ]
    }

    /// Adds another row of the same day.
    pub(crate) fn plus(&mut self, other: &Self) {
        self.fresh += other.fresh;
        self.registered += other.registered;
        self.active += other.active;
        self.disbursed += other.disbursed;
    }
}
