//! How many leads, and what they came to.

use std::collections::HashMap;

use chrono::NaiveDate;
use dedupe::Verdict;
use diesel::prelude::*;
use kernel::{Money, PartnerId, PortFailure, PortResult};
use leads::{DayCount, LeadFilter, LeadStats, Total};

use super::filter::{names_a_name, narrow};
use super::names;
use super::sql::Sql;
use crate::columns::days;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::{partner_days, partner_totals};
use crate::totals::{Days, Totals};

/// How many leads pass `filter`: kept up where only verdict and days narrow, else
/// counted from an index. A search by name stops counting at the cap.
pub(crate) fn total(
    conn: &mut Conn,
    partner: PartnerId,
    filter: &LeadFilter,
) -> Result<Total, StoreError> {
    if names_a_name(filter) {
        return names::total(conn, partner, filter);
    }
    let count = exact(conn, partner, filter)?;
    Ok(Total {
        count: unsigned(count)?,
        capped: false,
    })
}

/// How many leads pass `filter`, however many.
pub(super) fn exact(
    conn: &mut Conn,
    partner: PartnerId,
    filter: &LeadFilter,
) -> Result<i64, StoreError> {
    if filter.is_counted() {
        return Ok(counted(conn, partner, filter)?);
    }
    let mut sql = Sql::new("SELECT count(*) AS value FROM leads l WHERE ");
    narrow(&mut sql, partner, filter)?;
    Ok(sql.number(conn)?.unwrap_or(0))
}

/// The leads of a filter that only verdict and days narrow.
fn counted(conn: &mut Conn, partner: PartnerId, filter: &LeadFilter) -> QueryResult<i64> {
    let mut sum = Days::default();
    if filter.from.is_none() && filter.to.is_none() {
        let totals = totals_of(conn, partner)?;
        sum.fresh = totals.fresh;
        sum.registered = totals.registered;
        sum.active = totals.active;
    } else {
        let first = filter.from.unwrap_or(NaiveDate::MIN);
        let last = filter.to.unwrap_or(NaiveDate::MAX);
        for (_, counts) in days_of(conn, partner, first, last)? {
            sum.plus(&counts);
        }
    }
    Ok(of_verdict(&sum, filter.verdict))
}

/// The leads of `days` that were shared with `verdict`, or all of them.
pub(super) const fn of_verdict(days: &Days, verdict: Option<Verdict>) -> i64 {
    match verdict {
        None => days.fresh + days.registered + days.active,
        Some(Verdict::Fresh) => days.fresh,
        Some(Verdict::Registered) => days.registered,
        Some(Verdict::Active) => days.active,
    }
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
        linked: unsigned(totals.linked)?,
        loan_applications: unsigned(totals.loan_applications)?,
        disbursed: unsigned(totals.disbursed)?,
        payout_eligible: unsigned(totals.payout_eligible)?,
        payout_total: pending
            .checked_add(paid)
            .ok_or_else(|| PortFailure::Unforeseen("a sum of payouts overflowed".to_owned()))?,
        payout_pending: pending,
        payout_paid: paid,
        paid: unsigned(totals.paid)?,
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
            partner_totals::paid,
        ))
        .load(conn)?;
    let mut sum = Totals::default();
    for shard in &shards {
        sum.plus(shard);
    }
    Ok(sum)
}

/// The days from `first` to `last`, each in one or several rows.
pub(super) fn days_of(
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

pub(super) fn unsigned(count: i64) -> PortResult<u64> {
    u64::try_from(count)
        .map_err(|_| PortFailure::Unforeseen("the database counted below zero".to_owned()))
}
