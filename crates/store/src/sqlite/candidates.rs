//! Enrolling people on `SQLite`, one prepared statement a row.

use candidates::NewEnrolment;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use kernel::{BlindIndex, CandidateUuid, PartnerId};

use crate::candidates::{EnrolmentRow, Person};
use crate::columns::uuid;
use crate::fault::StoreError;
use crate::schema::{candidates as people, partner_candidates};
use crate::sqlite::one_of::is_one_of_keys;

/// The people of `rows`, in their order; those that are new are kept. There is but one
/// writer, so nobody else changes them.
///
/// # Errors
/// Those of the database; a corrupt row.
pub(crate) fn people(
    conn: &mut SqliteConnection,
    rows: &[NewEnrolment],
    at: i64,
) -> Result<Vec<Person>, StoreError> {
    let mut people = Vec::with_capacity(rows.len());
    for row in rows {
        // Most people of a file are new: a look before would be a second search for each.
        let person = match insert_person(conn, row, at)? {
            Some(id) => Person {
                id,
                uuid: row.person,
                new: true,
            },
            None => known(conn, row)?,
        };
        people.push(person);
    }
    Ok(people)
}

/// Keeps the person of `row`; `None` if there is one.
fn insert_person(
    conn: &mut SqliteConnection,
    row: &NewEnrolment,
    at: i64,
) -> QueryResult<Option<i64>> {
    use people::dsl as c;
    diesel::insert_into(c::candidates)
        .values((
            c::uuid.eq(row.person.get().as_bytes().as_slice()),
            c::email_sealed.eq(row.person_email.as_bytes()),
            c::email_index.eq(row.email_index.as_bytes().as_slice()),
            c::status.eq("active"),
            c::created_at.eq(at),
        ))
        .on_conflict(c::email_index)
        .do_nothing()
        .returning(c::id)
        .get_result(conn)
        .optional()
}

fn known(conn: &mut SqliteConnection, row: &NewEnrolment) -> Result<Person, StoreError> {
    use people::dsl as c;
    let (id, bytes): (i64, Vec<u8>) = c::candidates
        .filter(c::email_index.eq(row.email_index.as_bytes().as_slice()))
        .select((c::id, c::uuid))
        .get_result(conn)?;
    Ok(Person {
        id,
        uuid: CandidateUuid::new(uuid(&bytes, "candidates.uuid")?),
        new: false,
    })
}

/// Keeps enrolments, in the order given.
///
/// # Errors
/// Those of the database.
pub(crate) fn insert(
    conn: &mut SqliteConnection,
    all: EnrolmentRow,
    rows: &[(&NewEnrolment, &Person)],
) -> QueryResult<()> {
    use partner_candidates::dsl as e;
    for (row, person) in rows {
        let last_key = row.last_name.folded();
        diesel::insert_into(e::partner_candidates)
            .values((
                (
                    e::uuid.eq(row.uuid.get().as_bytes().as_slice()),
                    e::partner_id.eq(all.partner),
                    e::candidate_id.eq(person.id),
                    e::batch_id.eq(all.batch),
                    e::batch_key.eq(all.batch.unwrap_or(0)),
                    e::first_name.eq(row.first_name.as_str()),
                    e::last_name.eq(row.last_name.as_str()),
                    e::name_key.eq(format!("{} {last_key}", row.first_name.folded())),
                    e::last_key.eq(last_key),
                    e::email_sealed.eq(row.email.as_bytes()),
                    e::is_active.eq(true),
                    e::is_paid_for.eq(false),
                ),
                (
                    e::invite_status.eq("pending"),
                    e::invite_sent_at.eq(all.at),
                    e::invite_expires_at.eq(all.expires_at),
                    e::invite_due_at.eq(all.at),
                    e::invites.eq(1),
                    e::invites_from.eq(all.at),
                    e::created_at.eq(all.at),
                    e::updated_at.eq(all.at),
                ),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// The indexes among `emails` of people whom `partner` has in the batch of this key.
///
/// # Errors
/// Those of the database.
pub(crate) fn there(
    conn: &mut SqliteConnection,
    partner: PartnerId,
    batch_key: i64,
    emails: &[BlindIndex],
) -> QueryResult<Vec<Vec<u8>>> {
    use partner_candidates::dsl as e;
    let enrolment = e::partner_candidates
        .filter(e::partner_id.eq(partner.get()))
        .filter(e::candidate_id.eq(people::id))
        .filter(e::batch_key.eq(batch_key));
    people::table
        .filter(is_one_of_keys("candidates.email_index", emails))
        .filter(exists(enrolment))
        .select(people::email_index)
        .load(conn)
}
