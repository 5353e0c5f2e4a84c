//! What a session changes in what is counted of partners.
//!
//! Changes only ever add, so their order does not matter. Of every partner the row of
//! `practice_totals` is locked first, and partners come in the order of their keys; so of
//! two that meet one waits, and neither waits in a circle.

use candidates::{PracticeCounts, SessionState, quarter_of};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use kernel::PartnerId;

use crate::columns::micros;
use crate::conn::Conn;
use crate::schema::{partner_sessions, practice_exam_types, practice_quarters, practice_totals};

/// A session that went from one state to another.
pub(super) struct Change<'a> {
    /// Its key.
    pub(super) session: i64,
    /// `None`: it was not there.
    pub(super) before: Option<&'a SessionState>,
    pub(super) after: &'a SessionState,
}

/// The same statement on either database.
macro_rules! on_either {
    ($conn:expr, $one:ident => $statement:expr) => {
        match $conn {
            Conn::Postgres($one) => $statement,
            Conn::Sqlite($one) => $statement,
        }
    };
}

/// Adds `change` to what is counted of `partners`, which have the order of their keys.
pub(super) fn change(
    conn: &mut Conn,
    partners: &[PartnerId],
    change: &Change<'_>,
) -> QueryResult<()> {
    let before = change.before.map(PracticeCounts::of).unwrap_or_default();
    let counts = PracticeCounts::of(change.after).less(before);
    for partner in partners {
        add_totals(conn, *partner, &counts, 0)?;
    }
    let ended = |state: &SessionState| state.finished_at();
    let (from, to) = (change.before.and_then(ended), ended(change.after));
    let typed = |state: &'_ SessionState| state.exam_type.clone();
    let (old, new) = (change.before.map(typed), typed(change.after));
    for partner in partners {
        if from != to {
            move_session(conn, *partner, change.session, from, to)?;
        }
        if old.as_deref() != Some(new.as_str()) {
            if let Some(old) = &old {
                add_exam_type(conn, *partner, old, -1)?;
            }
            add_exam_type(conn, *partner, &new, 1)?;
        }
    }
    Ok(())
}

fn move_session(
    conn: &mut Conn,
    partner: PartnerId,
    session: i64,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
) -> QueryResult<()> {
    if let Some(from) = from {
        let key = (partner.get(), micros(from), session);
        diesel::delete(partner_sessions::table.find(key)).execute(conn)?;
        add_quarter(conn, partner, quarter_of(from), -1)?;
    }
    if let Some(to) = to {
        diesel::insert_into(partner_sessions::table)
            .values((
                partner_sessions::partner_id.eq(partner.get()),
                partner_sessions::completed_at.eq(micros(to)),
                partner_sessions::session_id.eq(session),
            ))
            .execute(conn)?;
        add_quarter(conn, partner, quarter_of(to), 1)?;
    }
    Ok(())
}

/// Adds `counts`, and `paid` paise to what the partner was paid.
pub(super) fn add_totals(
    conn: &mut Conn,
    partner: PartnerId,
    counts: &PracticeCounts,
    paid: i64,
) -> QueryResult<()> {
    use practice_totals::dsl as t;
    on_either!(conn, one => diesel::insert_into(practice_totals::table)
        .values((
            t::partner_id.eq(partner.get()),
            t::sessions.eq(counts.sessions),
            t::finished.eq(counts.finished),
            t::scored.eq(counts.scored),
            t::score_sum.eq(counts.score_sum),
            t::rated.eq(counts.rated),
            t::rating_sum.eq(counts.rating_sum),
            t::positive.eq(counts.positive),
            t::neutral.eq(counts.neutral),
            t::negative.eq(counts.negative),
            t::cost_paise.eq(counts.cost.paise()),
            t::paid_paise.eq(paid),
        ))
        .on_conflict(t::partner_id)
        .do_update()
        .set((
            t::sessions.eq(t::sessions + excluded(t::sessions)),
            t::finished.eq(t::finished + excluded(t::finished)),
            t::scored.eq(t::scored + excluded(t::scored)),
            t::score_sum.eq(t::score_sum + excluded(t::score_sum)),
            t::rated.eq(t::rated + excluded(t::rated)),
            t::rating_sum.eq(t::rating_sum + excluded(t::rating_sum)),
            t::positive.eq(t::positive + excluded(t::positive)),
            t::neutral.eq(t::neutral + excluded(t::neutral)),
            t::negative.eq(t::negative + excluded(t::negative)),
            t::cost_paise.eq(t::cost_paise + excluded(t::cost_paise)),
            t::paid_paise.eq(t::paid_paise + excluded(t::paid_paise)),
        ))
        .execute(one)
        .map(drop))
}

fn add_quarter(conn: &mut Conn, partner: PartnerId, quarter: i64, by: i64) -> QueryResult<()> {
    use practice_quarters::dsl as q;
    on_either!(conn, one => diesel::insert_into(practice_quarters::table)
        .values((
            q::partner_id.eq(partner.get()),
            q::quarter.eq(quarter),
            q::finished.eq(by),
        ))
        .on_conflict((q::partner_id, q::quarter))
        .do_update()
        .set(q::finished.eq(q::finished + excluded(q::finished)))
        .execute(one)
        .map(drop))
}

fn add_exam_type(conn: &mut Conn, partner: PartnerId, name: &str, by: i64) -> QueryResult<()> {
    use practice_exam_types::dsl as e;
    on_either!(conn, one => diesel::insert_into(practice_exam_types::table)
        .values((
            e::partner_id.eq(partner.get()),
            e::exam_type.eq(name),
            e::sessions.eq(by),
        ))
        .on_conflict((e::partner_id, e::exam_type))
        .do_update()
        .set(e::sessions.eq(e::sessions + excluded(e::sessions)))
        .execute(one)
        .map(drop))
}
