//! When anything was told of a loan before, so that leads shared since are known.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::max;
use diesel::prelude::*;
use kernel::LoanApplicationId;
use lender::EntityKind;

use super::around::Around;
use crate::columns::{instant, micros};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::feed_chunk::State;
use crate::schema::feed_messages;
use crate::sqlite::one_of::is_one_of;

/// When the last message about each loan came.
pub(super) type Told = HashMap<LoanApplicationId, DateTime<Utc>>;

/// When the last message about a loan or its user came, of those before `state`'s.
/// Loans of which nothing was told before are missing.
pub(super) fn before(
    conn: &mut Conn,
    around: &Around,
    state: &State<'_>,
) -> Result<Told, StoreError> {
    let first = state.kept.iter().map(|message| message.received_at).min();
    let known = around.loans.iter().filter(|(id, _)| {
        let loan = state.loans.get(id);
        loan.is_none_or(|loan| loan.before.is_some())
    });
    let known: Vec<(LoanApplicationId, i64)> = known
        .map(|(id, loan)| (*id, loan.facts.application.user.get()))
        .collect();
    let (Some(first), false) = (first, known.is_empty()) else {
        return Ok(Told::new());
    };
    let ids: Vec<i64> = known.iter().map(|(id, _)| id.get()).collect();
    let of_loans = last(conn, EntityKind::Loan, &ids, first)?;
    let ids: Vec<i64> = known.iter().map(|(_, user)| *user).collect();
    let of_users = last(conn, EntityKind::User, &ids, first)?;
    let mut told = Told::new();
    for (loan, user) in known {
        if let Some(at) = of_loans.get(&loan.get()).max(of_users.get(&user)) {
            told.insert(loan, instant(*at, "feed_messages.received_at")?);
        }
    }
    Ok(told)
}

fn last(
    conn: &mut Conn,
    kind: EntityKind,
    ids: &[i64],
    before: DateTime<Utc>,
) -> Result<HashMap<i64, i64>, StoreError> {
    use feed_messages::dsl as m;
    let earlier = m::feed_messages
        .filter(m::kind.eq(kind.as_str()))
        .filter(m::received_at.lt(micros(before)))
        .group_by(m::entity_id)
        .select((m::entity_id, max(m::received_at)));
    let rows: Vec<(i64, Option<i64>)> = match conn {
        Conn::Postgres(one) => earlier.filter(m::entity_id.eq_any(ids)).load(one)?,
        Conn::Sqlite(one) => {
            let these = is_one_of("feed_messages.entity_id", ids);
            earlier.filter(these).load(one)?
        }
    };
    let rows = rows.into_iter().filter_map(|(id, at)| Some((id, at?)));
    Ok(rows.collect())
}
