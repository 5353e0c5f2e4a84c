//! Writing what came of a fold.
//!
//! `PostgreSQL` takes the rows of a table as one statement over arrays. `SQLite`
//! has no round trips to save; there a prepared statement is run row by row,
//! which is faster than one statement that must be parsed for its many rows.

use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use diesel::upsert::excluded;
use kernel::{LoanApplicationId, UserId};

use crate::conn::Conn;
use crate::feed_chunk::{LoanState, State, UserState};
use crate::feed_rows::{LoanRow, MessageRow, ReportColumns, UserRow, UtmColumns};
use crate::postgres::feed as postgres;
use crate::schema::{feed_messages, loan_applications, users};

/// Rows of one table, in the order of their keys.
pub(crate) struct Rows<T> {
    /// Those the database has not yet.
    pub(crate) new: Vec<T>,
    /// Those that take the place of one it has.
    pub(crate) changed: Vec<T>,
}

impl<T> Rows<T> {
    /// `rows` with whether each is stored.
    fn parted(rows: impl Iterator<Item = (bool, T)>) -> Self {
        let (changed, new): (Vec<_>, Vec<_>) = rows.partition(|(stored, _)| *stored);
        let without = |rows: Vec<(bool, T)>| rows.into_iter().map(|(_, row)| row).collect();
        Self {
            new: without(new),
            changed: without(changed),
        }
    }
}

/// Writes new states and keeps the messages. Rows are locked in the order of
/// their keys, users before loans.
pub(crate) fn write(conn: &mut Conn, state: &State<'_>) -> QueryResult<()> {
    let mut of_users: Vec<(&UserId, &UserState<'_>)> = state.users.iter().collect();
    of_users.sort_unstable_by_key(|(id, _)| **id);
    let users = Rows::parted(
        of_users
            .iter()
            .filter_map(|(_, state)| Some((state.before.is_some(), UserRow::of(state)?))),
    );
    let mut of_loans: Vec<_> = state.loans.iter().collect();
    of_loans.sort_unstable_by_key(|(id, _)| **id);
    let loans = Rows::parted(
        of_loans
            .iter()
            .filter_map(|(_, state)| Some((state.before.is_some(), LoanRow::of(state)?))),
    );
    let mut messages: Vec<MessageRow<'_>> =
        state.kept.iter().map(|kept| MessageRow::of(kept)).collect();
    messages.sort_unstable_by_key(|row| (row.kind, row.entity_id));
    match conn {
        Conn::Postgres(one) => postgres::write(one, &users, &loans, &messages)?,
        Conn::Sqlite(one) => {
            write_users(one, &users)?;
            write_loans(one, &loans)?;
            for row in &messages {
                diesel::insert_into(feed_messages::table)
                    .values(row)
                    .execute(one)?;
            }
        }
    }
    for (id, state) in of_users {
        if state.user.is_none() && state.utm_changed {
            update_utm(conn, *id, state)?;
        }
    }
    for (id, state) in of_loans {
        if state.loan.is_none() && state.report_changed {
            update_report(conn, *id, state)?;
        }
    }
    Ok(())
}

/// A stale message reported a later disbursal; the rest of the row stands.
fn update_report(
    conn: &mut Conn,
    loan: LoanApplicationId,
    state: &LoanState<'_>,
) -> QueryResult<()> {
    use loan_applications::dsl as l;
    let report = ReportColumns::of(state.report.as_ref());
    diesel::update(l::loan_applications.find(loan.get()))
        .set((
            l::reported_occurred_at.eq(report.occurred_at),
            l::reported_content.eq(report.content),
            l::reported_disbursed_at.eq(report.disbursed_at),
            l::reported_disbursal_paise.eq(report.disbursal_paise),
        ))
        .execute(conn)
        .map(drop)
}

/// A stale message gave an earlier `utm_*`; the rest of the row stands.
fn update_utm(conn: &mut Conn, user: UserId, state: &UserState<'_>) -> QueryResult<()> {
    let utm = UtmColumns::of(state.utm.as_ref());
    diesel::update(users::table.find(user.get()))
        .set((
            users::utm_source.eq(utm.source),
            users::utm_campaign_index.eq(utm.campaign_index),
            users::utm_occurred_at.eq(utm.occurred_at),
            users::utm_content.eq(utm.content),
        ))
        .execute(conn)
        .map(drop)
}

/// An insert alone has a type diesel knows its prepared statement by; the one
/// that may update is looked up by its text, which costs more than a new row.
fn write_users(conn: &mut SqliteConnection, rows: &Rows<UserRow<'_>>) -> QueryResult<()> {
    use users::dsl as u;
    for row in &rows.new {
        diesel::insert_into(users::table)
            .values(row)
            .execute(conn)?;
    }
    for row in &rows.changed {
        diesel::insert_into(users::table)
            .values(row)
            .on_conflict(u::id)
            .do_update()
            .set((
                u::mobile_index.eq(excluded(u::mobile_index)),
                u::mobile_digest_sealed.eq(excluded(u::mobile_digest_sealed)),
                u::pan_index.eq(excluded(u::pan_index)),
                u::pan_digest_sealed.eq(excluded(u::pan_digest_sealed)),
                u::first_name.eq(excluded(u::first_name)),
                u::last_name.eq(excluded(u::last_name)),
                u::email_sealed.eq(excluded(u::email_sealed)),
                u::status.eq(excluded(u::status)),
                u::hold_until.eq(excluded(u::hold_until)),
                u::registered_at.eq(excluded(u::registered_at)),
                u::utm_source.eq(excluded(u::utm_source)),
                u::utm_campaign_index.eq(excluded(u::utm_campaign_index)),
                u::utm_occurred_at.eq(excluded(u::utm_occurred_at)),
                u::utm_content.eq(excluded(u::utm_content)),
                u::state_occurred_at.eq(excluded(u::state_occurred_at)),
                u::state_content.eq(excluded(u::state_content)),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn write_loans(conn: &mut SqliteConnection, rows: &Rows<LoanRow<'_>>) -> QueryResult<()> {
    use loan_applications::dsl as l;
    for row in &rows.new {
        diesel::insert_into(loan_applications::table)
            .values(row)
            .execute(conn)?;
    }
    for row in &rows.changed {
        diesel::insert_into(loan_applications::table)
            .values(row)
            .on_conflict(l::id)
            .do_update()
            .set((
                l::user_id.eq(excluded(l::user_id)),
                l::application_number.eq(excluded(l::application_number)),
                l::status.eq(excluded(l::status)),
                l::loan_amount_paise.eq(excluded(l::loan_amount_paise)),
                l::created_at.eq(excluded(l::created_at)),
                l::disbursed_at.eq(excluded(l::disbursed_at)),
                l::disbursal_amount_paise.eq(excluded(l::disbursal_amount_paise)),
                l::state_occurred_at.eq(excluded(l::state_occurred_at)),
                l::state_content.eq(excluded(l::state_content)),
                l::reported_occurred_at.eq(excluded(l::reported_occurred_at)),
                l::reported_content.eq(excluded(l::reported_content)),
                l::reported_disbursed_at.eq(excluded(l::reported_disbursed_at)),
                l::reported_disbursal_paise.eq(excluded(l::reported_disbursal_paise)),
            ))
            .execute(conn)?;
    }
    Ok(())
}
