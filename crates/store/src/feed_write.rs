//! Writing what came of a fold.

use diesel::prelude::*;
use diesel::upsert::excluded;
use kernel::UserId;

use crate::conn::Conn;
use crate::feed_chunk::{State, UserState};
use crate::feed_rows::{LoanRow, MessageRow, UserRow, UtmColumns};
use crate::schema::{feed_messages, loan_applications, users};

/// The same statement on either database: a connection that may be both cannot
/// write many rows at once.
macro_rules! on_either {
    ($conn:expr, $one:ident => $statement:expr) => {
        match $conn {
            Conn::Postgres($one) => $statement,
            Conn::Sqlite($one) => $statement,
        }
    };
}

/// Writes new states and keeps the messages. Rows are locked in the order of
/// their keys, users before loans.
pub(crate) fn write(conn: &mut Conn, state: &State<'_>) -> QueryResult<()> {
    let mut of_users: Vec<(&UserId, &UserState<'_>)> = state.users.iter().collect();
    of_users.sort_unstable_by_key(|(id, _)| **id);
    let user_rows: Vec<UserRow<'_>> = of_users
        .iter()
        .filter_map(|(_, state)| UserRow::of(state))
        .collect();
    upsert_users(conn, &user_rows)?;
    for (id, state) in of_users {
        if state.user.is_none() && state.utm_changed {
            update_utm(conn, *id, state)?;
        }
    }
    let mut loans: Vec<LoanRow<'_>> = state.loans.values().filter_map(LoanRow::of).collect();
    loans.sort_unstable_by_key(LoanRow::id);
    upsert_loans(conn, &loans)?;
    let messages: Vec<MessageRow<'_>> =
        state.kept.iter().map(|kept| MessageRow::of(kept)).collect();
    insert_messages(conn, &messages)
}

fn upsert_users(conn: &mut Conn, rows: &[UserRow<'_>]) -> QueryResult<()> {
    use users::dsl as u;
    if rows.is_empty() {
        return Ok(());
    }
    on_either!(conn, one => diesel::insert_into(users::table)
        .values(rows)
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
        .execute(one)
        .map(drop))
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

fn upsert_loans(conn: &mut Conn, rows: &[LoanRow<'_>]) -> QueryResult<()> {
    use loan_applications::dsl as l;
    if rows.is_empty() {
        return Ok(());
    }
    on_either!(conn, one => diesel::insert_into(loan_applications::table)
        .values(rows)
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
        ))
        .execute(one)
        .map(drop))
}

fn insert_messages(conn: &mut Conn, rows: &[MessageRow<'_>]) -> QueryResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    on_either!(conn, one => diesel::insert_into(feed_messages::table)
        .values(rows)
        .execute(one)
        .map(drop))
}
