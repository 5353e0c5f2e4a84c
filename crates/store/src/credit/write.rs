//! Writing what changed. Rows are locked in one order, by key within a table:
//! leads, payouts, totals; the others are new.

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use kernel::{LeadId, UserId};

use super::changes::{Booking, Changes};
use super::{Books, SetLead};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::line_rows::NewLineRow;
use crate::many::insert_many;
use crate::postgres::credit::set_leads;
use crate::schema::{leads, ledger_lines, payouts, unsettled_lines};
use crate::totals::MAIN_SHARD;
use crate::{audit_rows, changes, totals};

/// Writes `changes`. A loan that moves leaves its lead before it comes to
/// another, because no two may hold it at any time.
pub(super) fn write(
    conn: &mut Conn,
    books: &Books,
    booking: Booking,
    changes: &mut Changes<'_>,
) -> Result<(), StoreError> {
    changes.released.sort_unstable();
    changes.outdated.sort_unstable();
    changes.leads.sort_unstable_by_key(|lead| lead.id);
    release(conn, &changes.released)?;
    delete_payouts(conn, &changes.outdated)?;
    match conn {
        Conn::Postgres(_) if changes.leads.is_empty() => {}
        Conn::Postgres(one) => set_leads(one, &changes.leads)?,
        Conn::Sqlite(one) => {
            for lead in &changes.leads {
                set_lead(one, lead)?;
            }
        }
    }
    insert_many!(conn, payouts::table, &changes.payouts)?;
    insert_lines(conn, &changes.lines)?;
    totals::add(conn, &changes.tally, MAIN_SHARD)?;
    audit_rows::insert_all(conn, &changes.entries)?;
    changes::note(conn, booking.at, &changes.touched)?;
    books.outbox().write(conn, booking.at, &changes.events)
}

fn release(conn: &mut Conn, ids: &[LeadId]) -> QueryResult<()> {
    for id in ids {
        diesel::update(leads::table.find(id.get()))
            .set((
                leads::loan_application_id.eq(None::<i64>),
                leads::loan_status.eq(None::<String>),
                leads::disbursed_on.eq(None::<i32>),
                leads::disbursal_amount_paise.eq(None::<i64>),
                leads::payout_status.eq(None::<String>),
                leads::payout_amount_paise.eq(None::<i64>),
                leads::payout_grade.eq(None::<String>),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn delete_payouts(conn: &mut Conn, of: &[LeadId]) -> QueryResult<()> {
    for lead in of {
        diesel::delete(payouts::table.find(lead.get())).execute(conn)?;
    }
    Ok(())
}

fn set_lead(conn: &mut SqliteConnection, lead: &SetLead) -> QueryResult<()> {
    let shown = &lead.shown;
    let payout = shown.payout.as_ref();
    diesel::update(leads::table.find(lead.id.get()))
        .set((
            leads::user_id.eq(lead.user.map(UserId::get)),
            leads::loan_application_id.eq(shown.loan.map(|(id, _)| id.get())),
            leads::loan_status.eq(shown.loan.map(|(_, status)| status.as_str())),
            leads::disbursed_on.eq(shown.disbursed_on),
            leads::disbursal_amount_paise.eq(shown.disbursal.map(kernel::Money::paise)),
            leads::payout_status.eq(payout.map(|(status, ..)| status.as_str())),
            leads::payout_amount_paise.eq(payout.map(|(_, amount, _)| amount.paise())),
            leads::payout_grade.eq(payout.map(|(.., grade)| grade.as_str())),
        ))
        .execute(conn)
        .map(drop)
}

/// A line that is in no statement yet.
#[derive(Insertable, Queryable)]
#[diesel(table_name = unsettled_lines)]
struct Unsettled {
    line_id: i64,
    partner_id: i64,
    booked_on: i32,
}

fn insert_lines(conn: &mut Conn, lines: &[NewLineRow]) -> QueryResult<()> {
    let returned = (
        ledger_lines::id,
        ledger_lines::partner_id,
        ledger_lines::booked_on,
    );
    let mut unsettled: Vec<Unsettled> = Vec::with_capacity(lines.len());
    match conn {
        Conn::Postgres(one) => {
            for lines in lines.chunks(1_000) {
                let insert = diesel::insert_into(ledger_lines::table).values(lines);
                unsettled.append(&mut insert.returning(returned).get_results(one)?);
            }
        }
        Conn::Sqlite(one) => {
            for line in lines {
                let insert = diesel::insert_into(ledger_lines::table).values(line);
                unsettled.push(insert.returning(returned).get_result(one)?);
            }
        }
    }
    insert_many!(conn, unsettled_lines::table, &unsettled)
}
