//! Enrolling people.

use std::collections::{HashMap, HashSet};

use audit::{CandidateEvent, Entry, Event};
use candidates::{EnrolError, Enrolled, Enrolling, Invite, NewEnrolment};
use diesel::prelude::*;
use kernel::{BatchUuid, BlindIndex, CandidateUuid, PartnerId, PortFailure};

use super::batches;
use super::totals::{Cell, Changes, NO_BATCH};
use crate::audit_rows;
use crate::columns::{index, micros};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::postgres::candidates as postgres;
use crate::practice::fold::fold;
use crate::schema::partner_candidates;
use crate::sqlite::candidates as sqlite;

/// A person, whose row is held until the transaction ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    /// Key.
    pub(crate) id: i64,
    /// Public identity.
    pub(crate) uuid: CandidateUuid,
    /// Whether this transaction made it.
    pub(crate) new: bool,
}

/// What all enrolments of one call share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EnrolmentRow {
    pub(crate) partner: i64,
    pub(crate) batch: Option<i64>,
    pub(crate) at: i64,
    pub(crate) expires_at: i64,
}

/// How many indexes are looked up at a time. More rows are a file, whose caller waits.
pub(super) const AT_ONCE: usize = 1_000;

/// See [`candidates::EnrolmentRepository::enrol`].
pub(super) fn enrol(
    conn: &mut Conn,
    to: &Enrolling,
    rows: &[NewEnrolment],
) -> Result<Vec<Enrolled>, Fault<EnrolError>> {
    if let Conn::Postgres(one) = conn {
        postgres::begin(one)?;
        if rows.len() > AT_ONCE {
            postgres::take_time(one)?;
        }
    }
    let batch = match to.batch {
        None => None,
        Some(uuid) => {
            let key = batches::key(conn, to.partner, uuid)?;
            Some(key.ok_or(Fault::Refused(EnrolError::UnknownBatch))?)
        }
    };
    let persons = match conn {
        Conn::Postgres(one) => crate::postgres::people::people(one, rows, micros(to.at))?,
        Conn::Sqlite(one) => sqlite::people(one, rows, micros(to.at))?,
    };
    if persons.len() != rows.len() {
        return Err(PortFailure::Unforeseen("people got lost".to_owned()).into());
    }
    let known = standing(conn, to.partner, batch.unwrap_or(NO_BATCH), &persons)?;
    let added: Vec<(&NewEnrolment, &Person)> = rows
        .iter()
        .zip(&persons)
        .filter(|(_, person)| known.get(&person.id) != Some(&true))
        .collect();
    write(conn, to, batch, &added)?;
    // Who was made just now has no sessions.
    let fresh: Vec<i64> = persons
        .iter()
        .filter(|person| !person.new && !known.contains_key(&person.id))
        .map(|person| person.id)
        .collect();
    fold(conn, to.partner, &fresh)?;
    let became = persons.iter().map(|person| match known.get(&person.id) {
        Some(true) => Enrolled::Exists,
        Some(false) | None => Enrolled::Added(person.uuid),
    });
    Ok(became.collect())
}

/// Writes enrolments of people who are not in this batch, totals and an audit entry.
fn write(
    conn: &mut Conn,
    to: &Enrolling,
    batch: Option<i64>,
    added: &[(&NewEnrolment, &Person)],
) -> Result<(), Fault<EnrolError>> {
    if added.is_empty() {
        return Ok(());
    }
    let all = EnrolmentRow {
        partner: to.partner.get(),
        batch,
        at: micros(to.at),
        expires_at: micros(to.at + Invite::LIVES),
    };
    match conn {
        Conn::Postgres(one) => postgres::insert(one, all, added)?,
        Conn::Sqlite(one) => sqlite::insert(one, all, added)?,
    }
    let count = i64::try_from(added.len()).unwrap_or(i64::MAX);
    let mut changes = Changes::default();
    changes.add(batch.unwrap_or(NO_BATCH), Cell::FIRST, count);
    changes.write(conn, to.partner)?;
    let event = CandidateEvent::Enrolled {
        partner: to.partner,
        batch: to.batch,
        candidates: count.unsigned_abs(),
        way: to.way.as_str(),
    };
    let (at, actor) = (to.at, to.actor);
    let event = Event::Candidate(event);
    audit_rows::insert(conn, &Entry { at, actor, event })?;
    Ok(())
}

/// Which of `persons` the partner has enrolled before, each with whether it is in the batch
/// of this key.
fn standing(
    conn: &mut Conn,
    partner: PartnerId,
    batch_key: i64,
    persons: &[Person],
) -> QueryResult<HashMap<i64, bool>> {
    use partner_candidates::dsl as e;
    let old: Vec<i64> = persons
        .iter()
        .filter(|person| !person.new)
        .map(|person| person.id)
        .collect();
    let mut known = HashMap::new();
    for some in old.chunks(AT_ONCE) {
        let rows: Vec<(i64, i64)> = match conn {
            Conn::Postgres(one) => e::partner_candidates
                .filter(e::partner_id.eq(partner.get()))
                .filter(e::candidate_id.eq_any(some))
                .select((e::candidate_id, e::batch_key))
                .load(one)?,
            Conn::Sqlite(one) => e::partner_candidates
                .filter(e::partner_id.eq(partner.get()))
                .filter(crate::sqlite::one_of::is_one_of(
                    "partner_candidates.candidate_id",
                    some,
                ))
                .select((e::candidate_id, e::batch_key))
                .load(one)?,
        };
        for (id, key) in rows {
            *known.entry(id).or_default() |= key == batch_key;
        }
    }
    Ok(known)
}

/// See [`candidates::EnrolmentRepository::enrolled`]; `None` where there is no such batch.
pub(super) fn enrolled(
    conn: &mut Conn,
    partner: PartnerId,
    batch: Option<BatchUuid>,
    emails: &[BlindIndex],
) -> Result<Option<Vec<bool>>, StoreError> {
    let batch_key = match batch {
        None => NO_BATCH,
        Some(batch) => match batches::key(conn, partner, batch)? {
            Some(key) => key,
            None => return Ok(None),
        },
    };
    if let Conn::Postgres(one) = conn {
        postgres::by_index(one)?;
    }
    let mut found: HashSet<BlindIndex> = HashSet::new();
    for some in emails.chunks(AT_ONCE) {
        for bytes in there(conn, partner, batch_key, some)? {
            found.insert(index(&bytes, "candidates.email_index")?);
        }
    }
    Ok(Some(emails.iter().map(|one| found.contains(one)).collect()))
}

/// The indexes among `emails` of people who are in the batch of this key. People are looked
/// up first, by index, and then each among the enrolments: a partner with a great many of
/// these has as few of them looked at.
fn there(
    conn: &mut Conn,
    partner: PartnerId,
    batch_key: i64,
    emails: &[BlindIndex],
) -> QueryResult<Vec<Vec<u8>>> {
    match conn {
        Conn::Postgres(one) => postgres::there(one, partner, batch_key, emails),
        Conn::Sqlite(one) => sqlite::there(one, partner, batch_key, emails),
    }
}
