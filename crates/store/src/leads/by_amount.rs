//! The list by what was paid out.
//!
//! Leads without a disbursal count as 0 and a disbursal is always more, so the list
//! is two lists, one behind the other: each has an index to be read from, and neither
//! costs a share anything. Those without lie in the order in which they were shared.

use kernel::PartnerId;
use leads::{Cursor, LeadFilter, LeadQuery, Position};

use super::days::{Start, start_bare};
use super::filter::{has_own_index, narrow};
use super::page::after;
use super::sql::Sql;
use super::totals;
use crate::conn::Conn;
use crate::fault::StoreError;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Disbursed,
    Bare,
}

/// The keys of one page and of the row behind it.
pub(super) fn ids(conn: &mut Conn, query: &LeadQuery) -> Result<Vec<i64>, StoreError> {
    let mut parts = [Part::Disbursed, Part::Bare];
    if !query.sort.descending {
        parts.reverse();
    }
    let (mut after, mut skip) = match query.position {
        Position::Page(page) => (None, page.offset(query.size)),
        Position::After(cursor) => (Some(cursor), 0),
    };
    let mut found = Vec::new();
    for part in parts {
        if after.is_some_and(|cursor| part_of(&cursor) != part) {
            continue;
        }
        if skip > 0 {
            let rows = count(conn, query.partner, &query.filter, part)?;
            if skip >= rows {
                skip -= rows;
                continue;
            }
        }
        let wanted = query.size.and_one_more() - i64::try_from(found.len()).unwrap_or(i64::MAX);
        if wanted <= 0 {
            break;
        }
        found.extend(load(conn, query, part, after.take(), skip, wanted)?);
        skip = 0;
    }
    Ok(found)
}

const fn part_of(cursor: &Cursor) -> Part {
    if cursor.value == 0 {
        Part::Bare
    } else {
        Part::Disbursed
    }
}

fn count(
    conn: &mut Conn,
    partner: PartnerId,
    filter: &LeadFilter,
    part: Part,
) -> Result<i64, StoreError> {
    let mut disbursed = Sql::new("SELECT count(*) AS value FROM leads l WHERE ");
    narrow(&mut disbursed, partner, filter)?;
    disbursed.push(" AND l.disbursed_on IS NOT NULL");
    let disbursed = disbursed.number(conn)?.unwrap_or(0);
    Ok(match part {
        Part::Disbursed => disbursed,
        Part::Bare => totals::exact(conn, partner, filter)? - disbursed,
    })
}

fn load(
    conn: &mut Conn,
    query: &LeadQuery,
    part: Part,
    cursor: Option<Cursor>,
    skip: i64,
    wanted: i64,
) -> Result<Vec<i64>, StoreError> {
    let descending = query.sort.descending;
    let (value, filled) = match part {
        Part::Disbursed => ("l.disbursal_amount_paise", "IS NOT NULL"),
        Part::Bare => ("l.shared_at", "IS NULL"),
    };
    let start = match part {
        Part::Bare => start_bare(conn, query, skip)?,
        Part::Disbursed => Some(Start {
            filter: query.filter.clone(),
            skip,
        }),
    };
    let Some(start) = start else {
        return Ok(Vec::new());
    };
    let mut sql = Sql::new("SELECT l.shared_at AS at, l.id AS id FROM leads l WHERE ");
    narrow(&mut sql, query.partner, &start.filter)?;
    sql.push(&format!(" AND l.disbursal_amount_paise {filled}"));
    if let Some(cursor) = cursor {
        let value_of = match part {
            Part::Disbursed => Some(cursor.value),
            Part::Bare => shared_at(conn, query.partner, &cursor)?,
        };
        // Behind a lead that is not there, there is nothing.
        let Some(of_cursor) = value_of else {
            return Ok(Vec::new());
        };
        let cursor = Cursor {
            value: of_cursor,
            ..cursor
        };
        after(&mut sql, value, "l.id", descending, &cursor);
    }
    let value = if has_own_index(&query.filter) {
        format!("{value} + 0")
    } else {
        value.to_owned()
    };
    sql.order(&[&value, "l.id"], descending)
        .limit(wanted, start.skip);
    Ok(sql.places(conn)?.iter().map(|place| place.id).collect())
}

/// When the lead of `cursor` was shared.
pub(super) fn shared_at(
    conn: &mut Conn,
    partner: PartnerId,
    cursor: &Cursor,
) -> Result<Option<i64>, StoreError> {
    let mut sql = Sql::new("SELECT l.shared_at AS value FROM leads l WHERE ");
    sql.with("l.id = ?", cursor.id.get())
        .with(" AND l.partner_id + 0 = ?", partner.get());
    Ok(sql.number(conn)?)
}
