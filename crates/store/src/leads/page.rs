//! Pages of leads, in either order, by number or from a cursor. First which leads,
//! which indexes tell; then their rows.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use kernel::{LeadId, PartnerId, PortResult};
use leads::{Cursor, LeadQuery, LeadRecord, Position, Slice, SortField};

use super::filter::{has_own_index, names_a_name, narrow};
use super::rows::{JoinedRow, record};
use super::sql::{Place, Sql};
use super::{by_amount, days, names};
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
    let ids = ids(conn, query)?;
    let rows = in_order(conn, query.partner, &ids)?;
    Ok(Slice::cut(rows, query.size))
}

/// The keys of one page and of the row behind it.
fn ids(conn: &mut Conn, query: &LeadQuery) -> Result<Vec<i64>, StoreError> {
    if names_a_name(&query.filter)
        && let Some(found) = names::page(conn, query)?
    {
        return Ok(found);
    }
    match query.sort.field {
        SortField::SharedAt => {
            let found = by_time(conn, query)?.into_iter();
            Ok(found.map(|place| place.id).collect())
        }
        SortField::DisbursalAmount => by_amount::ids(conn, query),
    }
}

fn by_time(conn: &mut Conn, query: &LeadQuery) -> Result<Vec<Place>, StoreError> {
    let skip = match query.position {
        Position::Page(page) => page.offset(query.size),
        Position::After(_) => 0,
    };
    let Some(start) = days::start(conn, query, skip)? else {
        return Ok(Vec::new());
    };
    let mut sql = Sql::new("SELECT l.shared_at AS at, l.id AS id FROM leads l WHERE ");
    narrow(&mut sql, query.partner, &start.filter)?;
    let descending = query.sort.descending;
    if let Position::After(cursor) = query.position {
        after(&mut sql, "l.shared_at", "l.id", descending, &cursor);
    }
    // Out of reach for whoever would walk the list rather than sort the few rows
    // that a number's own index finds.
    let at = if has_own_index(&query.filter) {
        "l.shared_at + 0"
    } else {
        "l.shared_at"
    };
    sql.order(&[at, "l.id"], descending)
        .limit(query.size.and_one_more(), start.skip);
    Ok(sql.places(conn)?)
}

/// Adds that a row lies behind `cursor`. The first bound is what an index is entered
/// with.
pub(super) fn after(sql: &mut Sql, value: &str, id: &str, descending: bool, cursor: &Cursor) {
    let way = if descending { '<' } else { '>' };
    sql.with(&format!(" AND {value} {way}= ?"), cursor.value);
    sql.with(&format!(" AND ({value} {way} ?"), cursor.value);
    sql.with(&format!(" OR {id} {way} ?)"), cursor.id.get());
}

/// The leads `ids` of `partner`, in their order.
pub(crate) fn in_order(
    conn: &mut Conn,
    partner: PartnerId,
    ids: &[i64],
) -> Result<Vec<LeadRecord>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list: Vec<String> = ids.iter().map(i64::to_string).collect();
    let these = sql::<Bool>(&format!("leads.id IN ({})", list.join(",")));
    let found: Vec<JoinedRow> = joined!()
        .filter((rows::partner_id + 0).eq(partner.get()))
        .filter(these)
        .load(conn)?;
    let records = found.into_iter().map(record);
    let mut records: HashMap<i64, LeadRecord> = records
        .map(|record| record.map(|record| (record.id.get(), record)))
        .collect::<PortResult<_>>()?;
    Ok(ids.iter().filter_map(|id| records.remove(id)).collect())
}
