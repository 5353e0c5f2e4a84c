//! The people whom partners enrol, on `PostgreSQL`: kept once, and held while somebody enrols
//! them or counts what they do.

use std::collections::HashMap;

use candidates::NewEnrolment;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use kernel::{BlindIndex, CandidateUuid, PortResult};

use super::candidates::AT_ONCE;
use super::statement::statement;
use crate::candidates::Person;
use crate::columns::{index, uuid};
use crate::fault::StoreError;

const EMAIL_INDEX: &str = "candidates.email_index";

struct InsertPeople<'a> {
    uuids: Vec<&'a [u8]>,
    sealed: Vec<&'a [u8]>,
    indexes: Vec<&'a [u8]>,
    at: Vec<i64>,
}

// In the order of the indexes: who meets somebody else's new row waits for it.
statement! {
    InsertPeople returns (BigInt, Binary);
    "INSERT INTO candidates (uuid, email_sealed, email_index, status, created_at) \
     SELECT r.uuid, r.sealed, r.email, 'active', (", at: BigInt;
    "::bigint[])[1] FROM unnest(", uuids: Binary;
    "::bytea[], ", sealed: Binary;
    "::bytea[], ", indexes: Binary;
    "::bytea[]) WITH ORDINALITY AS r (uuid, sealed, email, n) ORDER BY r.n \
     ON CONFLICT (email_index) DO NOTHING RETURNING id, email_index";
}

struct HoldPeople<'a> {
    indexes: Vec<&'a [u8]>,
}

// Sessions of these people wait until the transaction ends, and so does whoever enrols them.
statement! {
    HoldPeople returns (BigInt, Binary, Binary);
    "SELECT c.id, c.uuid, c.email_index FROM candidates c WHERE c.email_index = ANY(", indexes: Binary;
    "::bytea[]) ORDER BY c.email_index FOR NO KEY UPDATE";
}

/// The people of `rows`, in their order, and held until the transaction ends; those that are
/// new are kept. All are kept before the first is held, each in the order of the indexes:
/// so of two who want the same people none waits for one that waits for it.
///
/// # Errors
/// Those of the database; a corrupt row.
pub(crate) fn people(
    conn: &mut PgConnection,
    rows: &[NewEnrolment],
    at: i64,
) -> Result<Vec<Person>, StoreError> {
    let mut ordered: Vec<&NewEnrolment> = rows.iter().collect();
    ordered.sort_unstable_by_key(|row| *row.email_index.as_bytes());
    let mut found: HashMap<BlindIndex, Person> = HashMap::with_capacity(rows.len());
    for some in ordered.chunks(AT_ONCE) {
        let kept = insert(conn, some, at)?;
        for row in some {
            if let Some(id) = kept.get(&row.email_index) {
                let (id, uuid, new) = (*id, row.person, true);
                found.insert(row.email_index, Person { id, uuid, new });
            }
        }
    }
    // Whoever was just kept is held as it is.
    ordered.retain(|row| !found.contains_key(&row.email_index));
    for some in ordered.chunks(AT_ONCE) {
        let hold = HoldPeople {
            indexes: indexes(some),
        };
        for (id, bytes, email) in hold.load::<(i64, Vec<u8>, Vec<u8>)>(conn)? {
            let uuid = CandidateUuid::new(uuid(&bytes, "candidates.uuid")?);
            let new = false;
            found.insert(index(&email, EMAIL_INDEX)?, Person { id, uuid, new });
        }
    }
    let persons = rows.iter();
    let persons = persons.filter_map(|row| found.get(&row.email_index).copied());
    Ok(persons.collect())
}

/// Keeps those of `rows` who are new; their keys, by index.
fn insert(
    conn: &mut PgConnection,
    rows: &[&NewEnrolment],
    at: i64,
) -> Result<HashMap<BlindIndex, i64>, StoreError> {
    let uuids: Vec<_> = rows.iter().map(|row| row.person.get()).collect();
    let insert = InsertPeople {
        uuids: uuids.iter().map(|uuid| &uuid.as_bytes()[..]).collect(),
        sealed: rows.iter().map(|row| row.person_email.as_bytes()).collect(),
        indexes: indexes(rows),
        at: vec![at],
    };
    let kept: Vec<(i64, Vec<u8>)> = insert.load(conn)?;
    let kept = kept.into_iter();
    let kept = kept.map(|(id, email)| PortResult::Ok((index(&email, EMAIL_INDEX)?, id)));
    Ok(kept.collect::<PortResult<_>>()?)
}

fn indexes<'a>(rows: &[&'a NewEnrolment]) -> Vec<&'a [u8]> {
    let rows = rows.iter();
    rows.map(|row| &row.email_index.as_bytes()[..]).collect()
}

struct HoldPerson<'a> {
    uuid: Vec<&'a [u8]>,
}

statement! {
    HoldPerson returns BigInt;
    "SELECT id FROM candidates WHERE uuid = ANY(", uuid: Binary;
    "::bytea[]) FOR NO KEY UPDATE";
}

/// Holds the row of one person until the transaction ends.
///
/// # Errors
/// Those of the database.
pub(crate) fn hold(conn: &mut PgConnection, candidate: CandidateUuid) -> QueryResult<()> {
    let uuid = candidate.get();
    let hold = HoldPerson {
        uuid: vec![uuid.as_bytes().as_slice()],
    };
    hold.execute(conn).map(drop)
}
