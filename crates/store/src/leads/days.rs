//! Pages far down a list by time: how many leads each day has is known, so the list
//! is entered on the right day rather than counted off from its beginning.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::PortResult;
use leads::{LeadFilter, LeadQuery};

use super::filter::narrow;
use super::sql::Sql;
use super::totals::{days_of, of_verdict};
use crate::columns::date;
use crate::conn::Conn;
use crate::fault::StoreError;

/// Fewer rows are counted off as quickly.
const FAR: i64 = 500;

/// Where a page starts.
pub(super) struct Start {
    /// Which leads are left: those of the start's day and behind it.
    pub(super) filter: LeadFilter,
    /// How many of them lie before the page.
    pub(super) skip: i64,
}

/// Leads by business day.
type Counts = BTreeMap<i32, i64>;

/// Where row `skip` of a list by time lies; `None` when the list ends before it.
pub(super) fn start(
    conn: &mut Conn,
    query: &LeadQuery,
    skip: i64,
) -> Result<Option<Start>, StoreError> {
    if is_near(query, skip) {
        return Ok(Some(all(query, skip)));
    }
    let counts = by_day(conn, query)?;
    Ok(enter(query, skip, counts)?)
}

/// The same among the leads without a disbursal.
pub(super) fn start_bare(
    conn: &mut Conn,
    query: &LeadQuery,
    skip: i64,
) -> Result<Option<Start>, StoreError> {
    if is_near(query, skip) {
        return Ok(Some(all(query, skip)));
    }
    let mut counts = by_day(conn, query)?;
    let mut disbursed =
        Sql::new("SELECT CAST(l.shared_on AS BIGINT) AS at, count(*) AS id FROM leads l WHERE ");
    narrow(&mut disbursed, query.partner, &query.filter)?;
    // The day of the disbursal rather than its amount: the index is by this.
    disbursed.push(" AND l.disbursed_on IS NOT NULL GROUP BY l.shared_on");
    for row in disbursed.places(conn)? {
        let day = i32::try_from(row.at).ok();
        if let Some(leads) = day.and_then(|day| counts.get_mut(&day)) {
            *leads -= row.id;
        }
    }
    Ok(enter(query, skip, counts)?)
}

fn is_near(query: &LeadQuery, skip: i64) -> bool {
    skip < FAR || !query.filter.is_counted()
}

fn all(query: &LeadQuery, skip: i64) -> Start {
    Start {
        filter: query.filter.clone(),
        skip,
    }
}

fn by_day(conn: &mut Conn, query: &LeadQuery) -> Result<Counts, StoreError> {
    let filter = &query.filter;
    let first = filter.from.unwrap_or(NaiveDate::MIN);
    let last = filter.to.unwrap_or(NaiveDate::MAX);
    let mut counts = Counts::new();
    for (day, leads) in days_of(conn, query.partner, first, last)? {
        *counts.entry(day).or_default() += of_verdict(&leads, filter.verdict);
    }
    Ok(counts)
}

/// Leaves out whole days from the front as long as they lie before row `skip`.
fn enter(query: &LeadQuery, skip: i64, counts: Counts) -> PortResult<Option<Start>> {
    let descending = query.sort.descending;
    let mut days: Vec<(i32, i64)> = counts.into_iter().collect();
    if descending {
        days.reverse();
    }
    let mut start = all(query, skip);
    for (day, leads) in days {
        if leads > start.skip {
            let day = Some(date(day, "partner_days.day")?);
            if descending {
                start.filter.to = day;
            } else {
                start.filter.from = day;
            }
            return Ok(Some(start));
        }
        start.skip -= leads;
    }
    Ok(None)
}
