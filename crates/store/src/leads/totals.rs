//! How many leads, and what they came to.

use std::collections::HashMap;

use chrono::NaiveDate;
use dedupe::Verdict;
use diesel::prelude::*;
use kernel::{Money, PartnerId, PortFailure, PortResult};
use leads::{DayCount, LeadFilter, LeadStats, SearchTerm, Total};

use super::filter::narrowed;
use crate::columns::days;
use crate::conn::{Conn, MultiBackend};
use crate::fault::StoreError;
use crate::schema::{leads as rows, partner_days, partner_totals};
use crate::totals::{Days, Totals};

/// How many leads pass `filter`: kept up where only verdict and days narrow,
/// else counted from an index. A search by name reads rows, so it stops counting
/// at the cap.
pub(crate) fn total(
    conn: &mut Conn,
    partner: PartnerId,
    filter: &LeadFilter,
) -> Result<Total, StoreError> {
    if filter.is_counted() {
        let count = counted(conn, partner, filter)?;
        return Ok(Total {
            count,
            capped: false,
        });
    }
    let list = narrowed!(rows::table.into_boxed::<MultiBackend>(), partner, filter);
    if !filter.search.as_ref().is_some_and(SearchTerm::is_name) {
        let count: i64 = list.count().get_result(conn)?;
        return Ok(Total {
            count: unsigned(count)?,
            capped: false,
        });
    }
    let cap = u64::from(Total::NAME_SEARCH_CAP);
    let ids: Vec<i64> = list
        .select(rows::id)
        .limit(i64::from(Total::NAME_SEARCH_CAP) + 1)
        .load(conn)?;
    let found = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    Ok(Total {
        count: found.min(cap),
        capped: found > cap,
    })
}

/// The leads of a filter that only verdict and days narrow.
fn counted(conn: &mut Conn, partner: PartnerId, filter: &LeadFilter) -> Result<u64, StoreError> {
    let (fresh, registered, active) = if filter.from.is_none() && filter.to.is_none() {
        let totals = totals_of(conn, partner)?;
        (totals.fresh, totals.registered, totals.active)
    } else {
        let first = filter.from.unwrap_or(NaiveDate::MIN);
        let last = filter.to.unwrap_or(NaiveDate::MAX);
        let mut sum = Days::default();
        for (_, counts) in days_of(conn, partner, first, last)? {
            sum.plus(&counts);
        }
        (sum.fresh, sum.registered, sum.active)
    };
    Ok(unsigned(match filter.verdict {
        None => fresh + registered + active,
        Some(Verdict::Fresh) => fresh,
        Some(Verdict::Registered) => registered,
        Some(Verdict::Active) => active,
    })?)
}

/// The partner's totals: a few rows, however many leads there are.
pub(crate) fn stats(conn: &mut Conn, partner: PartnerId) -> Result<LeadStats, StoreError> {
    let totals = totals_of(conn, partner)?;
    let pending = Money::from_paise(totals.pending_paise);
    let paid = Money::from_paise(totals.paid_paise);
    Ok(LeadStats {
        total: unsigned(totals.fresh + totals.registered + totals.active)?,
        fresh: unsigned(totals.fresh)?,
        registered: unsigned(totals.registered)?,
        active: unsigned(totals.active)?,
        loan_applications: unsigned(totals.loan_applications)?,
        disbursed: unsigned(totals.disbursed)?,
        payout_eligible: unsigned(totals.payout_eligible)?,
        payout_total: pending
            .checked_add(paid)
            .ok_or_else(|| PortFailure::Unforeseen("a sum of payouts overflowed".to_owned()))?,
        payout_pending: pending,
        payout_paid: paid,
    })
}

fn totals_of(conn: &mut Conn, partner: PartnerId) -> QueryResult<Totals> {
    let shards: Vec<Totals> = partner_totals::table
        .filter(partner_totals::partner_id.eq(partner.get()))
        .select((
            partner_totals::fresh,
            partner_totals::registered,
            partner_totals::active,
            partner_totals::linked,
            partner_totals::loan_applications,
            partner_totals::disbursed,
            partner_totals::payout_eligible,
            partner_totals::pending_paise,
            partner_totals::paid_paise,
        ))
        .load(conn)?;
    let mut sum = Totals::default();
    for shard in &shards {
        sum.plus(shard);
    }
    Ok(sum)
}

fn days_of(
    conn: &mut Conn,
    partner: PartnerId,
    first: NaiveDate,
    last: NaiveDate,
) -> QueryResult<Vec<(i32, Days)>> {
    partner_days::table
        .filter(partner_days::partner_id.eq(partner.get()))
        .filter(partner_days::day.between(days(first), days(last)))
        .select((
            partner_days::day,
            (
                partner_days::fresh,
                partner_days::registered,
                partner_days::active,
                partner_days::disbursed,
            ),
        ))
        .load(conn)
}

/// One entry a day.
pub(crate) fn by_day(
    conn: &mut Conn,
    partner: PartnerId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<DayCount>, StoreError> {
    let mut counted: HashMap<i32, Days> = HashMap::new();
    for (day, counts) in days_of(conn, partner, first, last)? {
        counted.entry(day).or_default().plus(&counts);
    }
    let count = |day: NaiveDate| {
        let counts = counted.get(&days(day)).copied().unwrap_or_default();
        Ok(DayCount {
            day,
            leads: unsigned(counts.fresh + counts.registered + counts.active)?,
            disbursals: unsigned(counts.disbursed)?,
        })
    };
    let asked = first.iter_days().take_while(|day| *day <= last);
    Ok(asked.map(count).collect::<PortResult<_>>()?)
}

fn unsigned(count: i64) -> PortResult<u64> {
    u64::try_from(count)
        .map_err(|_| PortFailure::Unforeseen("the database counted below zero".to_owned()))
}
