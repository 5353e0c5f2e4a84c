//! A report becomes a session's state.
//!
//! Enrolling a person and reporting a session of theirs take turns at the person's row: the
//! one that comes second sees what the first one left, and whichever that is, each session
//! is added once to each partner. On `PostgreSQL` that asks for read committed transactions,
//! in which every statement sees what was committed before it; serialisable ones would
//! abort each other at the partner's totals, which all its sessions change.

use candidates::{ApplySessionError, ReportedBy, SessionOutcome, SessionReport, SessionState};
use diesel::prelude::*;
use kernel::PartnerId;

use super::add::{Change, change};
use super::rows::StateColumns;
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::postgres::practice as postgres;
use crate::schema::{candidates as people, partner_candidates, practice_sessions};

/// A kept session: its key, whose it is, its state.
struct Kept {
    key: i64,
    person: i64,
    state: SessionState,
}

/// See [`candidates::PracticeRepository::apply`].
pub(super) fn apply(
    conn: &mut Conn,
    report: &SessionReport,
) -> Result<SessionOutcome, Fault<ApplySessionError>> {
    if let Conn::Postgres(one) = conn {
        postgres::take_turns_by_row(one)?;
    }
    let person = person(conn, &report.by)?;
    let person = person.ok_or(Fault::Refused(ApplySessionError::UnknownCandidate))?;
    if let Conn::Postgres(one) = conn {
        postgres::hold_person(one, person)?;
    }
    let kept = match kept(conn, report)? {
        None if insert(conn, report, person)? => {
            let new = kept(conn, report)?.map(|kept| kept.key);
            let key = new.ok_or(diesel::result::Error::NotFound)?;
            count(conn, person, key, None, &report.state)?;
            return Ok(SessionOutcome::Applied);
        }
        // Somebody was faster, for another person; this one's row is held.
        None => kept(conn, report)?.ok_or(diesel::result::Error::NotFound)?,
        Some(kept) => kept,
    };
    if kept.person != person {
        return Err(Fault::Refused(ApplySessionError::AnotherCandidate));
    }
    let outcome = report.state.judged(Some(&kept.state));
    if outcome == SessionOutcome::Applied {
        update(conn, report, kept.key)?;
        count(conn, person, kept.key, Some(&kept.state), &report.state)?;
    }
    Ok(outcome)
}

/// The key of the person that is named; of one named twice, where both agree.
fn person(conn: &mut Conn, by: &ReportedBy) -> QueryResult<Option<i64>> {
    let by_email: Option<i64> = match &by.email {
        Some(index) => people::table
            .filter(people::email_index.eq(index.as_bytes().as_slice()))
            .select(people::id)
            .get_result(conn)
            .optional()?,
        None => None,
    };
    let Some(uuid) = by.candidate else {
        return Ok(by_email);
    };
    let by_uuid: Option<i64> = people::table
        .filter(people::uuid.eq(uuid.get().as_bytes().as_slice()))
        .select(people::id)
        .get_result(conn)
        .optional()?;
    let agree = by.email.is_none() || by_email == by_uuid;
    Ok(by_uuid.filter(|_| agree))
}

fn kept(conn: &mut Conn, report: &SessionReport) -> Result<Option<Kept>, StoreError> {
    let row: Option<(i64, i64, StateColumns)> = practice_sessions::table
        .filter(practice_sessions::external_id.eq(report.id.as_str()))
        .select((
            practice_sessions::id,
            practice_sessions::candidate_id,
            StateColumns::as_select(),
        ))
        .get_result(conn)
        .optional()?;
    row.map(|(key, person, state)| {
        Ok(Kept {
            key,
            person,
            state: state.into_state()?,
        })
    })
    .transpose()
}

/// Whether there was no such session before.
fn insert(conn: &mut Conn, report: &SessionReport, person: i64) -> QueryResult<bool> {
    let row = (
        practice_sessions::external_id.eq(report.id.as_str()),
        practice_sessions::candidate_id.eq(person),
        StateColumns::of(&report.state),
        practice_sessions::created_at.eq(micros(report.at)),
        practice_sessions::updated_at.eq(micros(report.at)),
    );
    let inserted = match conn {
        Conn::Postgres(one) => diesel::insert_into(practice_sessions::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(one)?,
        Conn::Sqlite(one) => diesel::insert_into(practice_sessions::table)
            .values(row)
            .execute(one)?,
    };
    Ok(inserted > 0)
}

fn update(conn: &mut Conn, report: &SessionReport, key: i64) -> QueryResult<()> {
    diesel::update(practice_sessions::table.find(key))
        .set((
            StateColumns::of(&report.state),
            practice_sessions::updated_at.eq(micros(report.at)),
        ))
        .execute(conn)
        .map(drop)
}

/// Adds the difference between two states to all partners of `person`, in the order of
/// their keys.
fn count(
    conn: &mut Conn,
    person: i64,
    session: i64,
    before: Option<&SessionState>,
    after: &SessionState,
) -> QueryResult<()> {
    let partners: Vec<i64> = partner_candidates::table
        .filter(partner_candidates::candidate_id.eq(person))
        .select(partner_candidates::partner_id)
        .distinct()
        .order(partner_candidates::partner_id)
        .load(conn)?;
    let partners: Vec<PartnerId> = partners.into_iter().map(PartnerId::new).collect();
    let difference = Change {
        session,
        before,
        after,
    };
    change(conn, &partners, &difference)
}
