//! How many leads, and what they came to.

use std::collections::HashMap;
use std::str::FromStr as _;

use chrono::NaiveDate;
use dedupe::Verdict;
use diesel::dsl::{count, count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use kernel::{Money, PartnerId, PortFailure, PortResult};
use leads::{DayCount, LeadFilter, LeadStats, SearchTerm, Total};
use payouts::PayoutStatus;

use super::current::stored_verdict;
use super::filter::{narrowed, surely_after, surely_before};
use crate::columns::days;
use crate::conn::{Conn, MultiBackend};
use crate::fault::StoreError;
use crate::schema::leads as rows;

/// How many leads pass `filter`. A search by name reads rows, so it stops
/// counting at the cap; everything else is counted from an index.
pub(crate) fn total(
    conn: &mut Conn,
    partner: PartnerId,
    filter: &LeadFilter,
) -> Result<Total, StoreError> {
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

/// The partner's totals; several queries, to be run on one snapshot. Each reads
/// an index only.
pub(crate) fn stats(conn: &mut Conn, partner: PartnerId) -> Result<LeadStats, StoreError> {
    let mut stats = LeadStats::default();
    let verdicts: Vec<(i16, i64)> = rows::table
        .filter(rows::partner_id.eq(partner.get()))
        .group_by(rows::verdict)
        .select((rows::verdict, count_star()))
        .load(conn)?;
    for (verdict, leads) in verdicts {
        let leads = unsigned(leads)?;
        stats.total += leads;
        match stored_verdict(verdict)? {
            Verdict::Fresh => stats.fresh = leads,
            Verdict::Registered => stats.registered = leads,
            Verdict::Active => stats.active = leads,
        }
    }
    let (loans, disbursed): (i64, i64) = rows::table
        .filter(rows::partner_id.eq(partner.get()))
        .filter(rows::loan_status.is_not_null())
        .select((count_star(), count(rows::disbursed_on)))
        .first(conn)?;
    stats.loan_applications = unsigned(loans)?;
    stats.disbursed = unsigned(disbursed)?;
    add_payouts(conn, partner, &mut stats)?;
    Ok(stats)
}

fn add_payouts(
    conn: &mut Conn,
    partner: PartnerId,
    totals: &mut LeadStats,
) -> Result<(), StoreError> {
    let sums: Vec<(Option<String>, i64, i64)> = rows::table
        .filter(rows::partner_id.eq(partner.get()))
        .filter(rows::payout_status.is_not_null())
        .group_by(rows::payout_status)
        .select((
            rows::payout_status,
            count_star(),
            // A sum of BIGINT is NUMERIC on PostgreSQL.
            sql::<BigInt>("CAST(SUM(payout_amount_paise) AS BIGINT)"),
        ))
        .load(conn)?;
    for (status, leads, paise) in sums {
        let status = PayoutStatus::from_str(status.as_deref().unwrap_or_default())
            .map_err(|_| PortFailure::corrupt("leads.payout_status"))?;
        if !status.is_eligible() {
            continue;
        }
        let amount = Money::from_paise(paise);
        totals.payout_eligible += unsigned(leads)?;
        totals.payout_total = plus(totals.payout_total, amount)?;
        if status == PayoutStatus::Paid {
            totals.payout_paid = plus(totals.payout_paid, amount)?;
        } else {
            totals.payout_pending = plus(totals.payout_pending, amount)?;
        }
    }
    Ok(())
}

/// One entry a day; two queries, to be run on one snapshot.
pub(crate) fn by_day(
    conn: &mut Conn,
    partner: PartnerId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<DayCount>, StoreError> {
    let shared: Vec<(i32, i64)> = rows::table
        .filter(rows::partner_id.eq(partner.get()))
        .filter(rows::shared_at.ge(surely_before(first)))
        .filter(rows::shared_at.lt(surely_after(last)))
        .filter(rows::shared_on.between(days(first), days(last)))
        .group_by(rows::shared_on)
        .select((rows::shared_on, count_star()))
        .load(conn)?;
    let disbursed: Vec<(Option<i32>, i64)> = rows::table
        .filter(rows::partner_id.eq(partner.get()))
        .filter(rows::loan_status.is_not_null())
        .filter(rows::disbursed_on.between(days(first), days(last)))
        .group_by(rows::disbursed_on)
        .select((rows::disbursed_on, count_star()))
        .load(conn)?;
    let shared: HashMap<i32, i64> = shared.into_iter().collect();
    let disbursed: HashMap<i32, i64> = disbursed
        .into_iter()
        .filter_map(|(day, leads)| Some((day?, leads)))
        .collect();
    let on =
        |counts: &HashMap<i32, i64>, day| unsigned(counts.get(&days(day)).copied().unwrap_or(0));
    Ok(first
        .iter_days()
        .take_while(|day| *day <= last)
        .map(|day| {
            Ok(DayCount {
                day,
                leads: on(&shared, day)?,
                disbursals: on(&disbursed, day)?,
            })
        })
        .collect::<PortResult<_>>()?)
}

fn unsigned(count: i64) -> PortResult<u64> {
    u64::try_from(count)
        .map_err(|_| PortFailure::Unforeseen("the database counted below zero".to_owned()))
}

fn plus(sum: Money, amount: Money) -> PortResult<Money> {
    sum.checked_add(amount)
        .ok_or_else(|| PortFailure::Unforeseen("a sum of payouts overflowed".to_owned()))
}
