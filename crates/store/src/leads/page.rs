//! Pages of leads, in either order, by number or from a cursor.

use diesel::prelude::*;
use kernel::{LeadId, PartnerId, PortResult};
use leads::{Cursor, LeadFilter, LeadQuery, LeadRecord, Position, Slice, SortField};

use super::filter::{has_own_index, narrowed};
use super::rows::{JoinedRow, record};
use crate::conn::{Conn, MultiBackend};
use crate::fault::StoreError;
use crate::schema::{leads as rows, loan_applications, users};

/// Leads with their user and loan.
macro_rules! joined {
    () => {
        rows::table
            .left_join(users::table.on(rows::user_id.eq(users::id.nullable())))
            .left_join(
                loan_applications::table
                    .on(rows::loan_application_id.eq(loan_applications::id.nullable())),
            )
            .select((
                (
                    rows::id,
                    rows::reference,
                    rows::first_name,
                    rows::last_name,
                    rows::mobile_sealed,
                    rows::pan_sealed,
                    rows::verdict,
                    rows::campaign,
                    rows::shared_at,
                    rows::user_id,
                    rows::loan_application_id,
                    rows::payout_status,
                    rows::payout_amount_paise,
                    rows::payout_grade,
                ),
                (
                    users::id,
                    users::status,
                    users::registered_at,
                    users::email_sealed,
                )
                    .nullable(),
                (
                    loan_applications::id,
                    loan_applications::application_number,
                    loan_applications::status,
                    loan_applications::loan_amount_paise,
                    loan_applications::created_at,
                    loan_applications::disbursed_at,
                    loan_applications::disbursal_amount_paise,
                    loan_applications::reported_disbursed_at,
                    loan_applications::reported_disbursal_paise,
                )
                    .nullable(),
            ))
            .into_boxed::<MultiBackend>()
    };
}

/// One lead of `partner`.
pub(crate) fn find(
    conn: &mut Conn,
    partner: PartnerId,
    id: LeadId,
) -> Result<Option<LeadRecord>, StoreError> {
    let row: Option<JoinedRow> = joined!()
        .filter(rows::partner_id.eq(partner.get()))
        .filter(rows::id.eq(id.get()))
        .first(conn)
        .optional()?;
    Ok(row.map(record).transpose()?)
}

/// The rows of one page.
pub(crate) fn page(conn: &mut Conn, query: &LeadQuery) -> Result<Slice, StoreError> {
    let found = match query.sort.field {
        SortField::SharedAt => by_time(conn, query)?,
        SortField::DisbursalAmount => by_disbursal(conn, query)?,
    };
    let rows = found
        .into_iter()
        .map(record)
        .collect::<PortResult<Vec<LeadRecord>>>()?;
    Ok(Slice::cut(rows, query.size))
}

fn by_time(conn: &mut Conn, query: &LeadQuery) -> Result<Vec<JoinedRow>, StoreError> {
    let mut list =
        narrowed!(joined!(), query.partner, &query.filter).limit(query.size.and_one_more());
    // The first bound of a cursor is what the index is entered with.
    list = match (query.sort.descending, query.position) {
        (true, Position::After(Cursor { value, id, .. })) => list
            .filter(rows::shared_at.le(value))
            .filter(rows::shared_at.lt(value).or(rows::id.lt(id.get()))),
        (false, Position::After(Cursor { value, id, .. })) => list
            .filter(rows::shared_at.ge(value))
            .filter(rows::shared_at.gt(value).or(rows::id.gt(id.get()))),
        (_, Position::Page(page)) => list.offset(page.offset(query.size)),
    };
    list = match (query.sort.descending, has_own_index(&query.filter)) {
        (true, false) => list.order((rows::shared_at.desc(), rows::id.desc())),
        (false, false) => list.order((rows::shared_at.asc(), rows::id.asc())),
        (true, true) => list.order(((rows::shared_at + 0).desc(), rows::id.desc())),
        (false, true) => list.order(((rows::shared_at + 0).asc(), rows::id.asc())),
    };
    Ok(list.load(conn)?)
}

/// Leads without a disbursal count as 0 and a disbursal is always more, so the
/// list is two lists, one behind the other: each has an index to be read from,
/// and neither costs a share anything.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Disbursed,
    Bare,
}

fn by_disbursal(conn: &mut Conn, query: &LeadQuery) -> Result<Vec<JoinedRow>, StoreError> {
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
            let rows = count_part(conn, query.partner, &query.filter, part)?;
            if skip >= rows {
                skip -= rows;
                continue;
            }
        }
        let wanted = query.size.and_one_more() - i64::try_from(found.len()).unwrap_or(i64::MAX);
        if wanted <= 0 {
            break;
        }
        found.extend(load_part(conn, query, part, after.take(), skip, wanted)?);
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

fn count_part(
    conn: &mut Conn,
    partner: PartnerId,
    filter: &LeadFilter,
    part: Part,
) -> Result<i64, StoreError> {
    let all = narrowed!(rows::table.into_boxed::<MultiBackend>(), partner, filter);
    let of_part = match part {
        Part::Disbursed => all.filter(rows::disbursal_amount_paise.is_not_null()),
        Part::Bare => all.filter(rows::disbursal_amount_paise.is_null()),
    };
    Ok(of_part.count().get_result(conn)?)
}

fn load_part(
    conn: &mut Conn,
    query: &LeadQuery,
    part: Part,
    after: Option<Cursor>,
    skip: i64,
    wanted: i64,
) -> Result<Vec<JoinedRow>, StoreError> {
    let amount = rows::disbursal_amount_paise;
    let list = narrowed!(joined!(), query.partner, &query.filter)
        .limit(wanted)
        .offset(skip);
    let list = match (part, query.sort.descending) {
        (Part::Disbursed, true) => list
            .filter(amount.is_not_null())
            .order((amount.desc(), rows::id.desc())),
        (Part::Disbursed, false) => list
            .filter(amount.is_not_null())
            .order((amount.asc(), rows::id.asc())),
        (Part::Bare, true) => list.filter(amount.is_null()).order(rows::id.desc()),
        (Part::Bare, false) => list.filter(amount.is_null()).order(rows::id.asc()),
    };
    let Some(Cursor { value, id, .. }) = after else {
        return Ok(list.load(conn)?);
    };
    let id = id.get();
    let list = match (part, query.sort.descending) {
        (Part::Disbursed, true) => list
            .filter(amount.le(value))
            .filter(amount.lt(value).or(rows::id.nullable().lt(id))),
        (Part::Disbursed, false) => list
            .filter(amount.ge(value))
            .filter(amount.gt(value).or(rows::id.nullable().gt(id))),
        (Part::Bare, true) => list.filter(rows::id.lt(id)),
        (Part::Bare, false) => list.filter(rows::id.gt(id)),
    };
    Ok(list.load(conn)?)
}
