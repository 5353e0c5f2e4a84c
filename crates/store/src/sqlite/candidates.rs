//! Enrolling people on `SQLite`, one prepared statement a row.

use candidates::NewEnrolment;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel::sqlite::{Sqlite, SqliteConnection};
use kernel::{BlindIndex, CandidateUuid, PartnerId};
use uuid::Uuid;

use super::statement::row_statement;
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

struct InsertPerson<'a> {
    uuid: &'a [u8],
    sealed: &'a [u8],
    email: &'a [u8],
    at: i64,
}

row_statement! {
    InsertPerson returns BigInt;
    "INSERT INTO candidates (uuid, email_sealed, email_index, status, created_at) VALUES (", uuid: Binary;
    ", ", sealed: Binary;
    ", ", email: Binary;
    ", 'active', ", at: BigInt;
    ") ON CONFLICT (email_index) DO NOTHING RETURNING id";
}

/// Keeps the person of `row`; `None` if there is one.
fn insert_person(
    conn: &mut SqliteConnection,
    row: &NewEnrolment,
    at: i64,
) -> QueryResult<Option<i64>> {
    let uuid = row.person.get();
    let insert = InsertPerson {
        uuid: uuid.as_bytes(),
        sealed: row.person_email.as_bytes(),
        email: row.email_index.as_bytes(),
        at,
    };
    insert.get_result(conn).optional()
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

/// How many enrolments a statement takes: each opens all indexes once.
const AT_ONCE: usize = 32;

/// Enrolments, always the same number of them, so that the statement is prepared once.
struct InsertEnrolments<'a, const N: usize> {
    all: EnrolmentRow,
    rows: [InsertedRow<'a>; N],
}

struct InsertedRow<'a> {
    uuid: Uuid,
    person: i64,
    first_name: &'a str,
    last_name: &'a str,
    name_key: String,
    last_key: String,
    sealed: &'a [u8],
}

impl<'a> From<&(&'a NewEnrolment, &Person)> for InsertedRow<'a> {
    fn from((row, person): &(&'a NewEnrolment, &Person)) -> Self {
        let last_key = row.last_name.folded();
        Self {
            uuid: row.uuid.get(),
            person: person.id,
            first_name: row.first_name.as_str(),
            last_name: row.last_name.as_str(),
            name_key: format!("{} {last_key}", row.first_name.folded()),
            last_key,
            sealed: row.email.as_bytes(),
        }
    }
}

impl<const N: usize> QueryFragment<Sqlite> for InsertEnrolments<'_, N> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(
            "INSERT INTO partner_candidates (partner_id, batch_id, batch_key, invite_sent_at, \
             invite_expires_at, invite_due_at, invites_from, created_at, updated_at, \
             invite_status, invites, is_active, is_paid_for, uuid, candidate_id, first_name, \
             last_name, name_key, last_key, email_sealed) VALUES ",
        );
        for (at, row) in self.rows.iter().enumerate() {
            if at == 0 {
                // What all rows share are the first four parameters.
                out.push_sql("(");
                out.push_bind_param::<BigInt, _>(&self.all.partner)?;
                out.push_sql(", ");
                out.push_bind_param::<Nullable<BigInt>, _>(&self.all.batch)?;
                out.push_sql(", COALESCE(?2, 0), ");
                out.push_bind_param::<BigInt, _>(&self.all.at)?;
                out.push_sql(", ");
                out.push_bind_param::<BigInt, _>(&self.all.expires_at)?;
            } else {
                out.push_sql(", (?1, ?2, COALESCE(?2, 0), ?3, ?4");
            }
            out.push_sql(", ?3, ?3, ?3, ?3, 'pending', 1, 1, 0, ");
            row.walk(&mut out)?;
            out.push_sql(")");
        }
        Ok(())
    }
}

impl InsertedRow<'_> {
    /// What is its own.
    fn walk<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_bind_param::<Binary, [u8]>(self.uuid.as_bytes())?;
        out.push_sql(", ");
        out.push_bind_param::<BigInt, _>(&self.person)?;
        for text in [
            self.first_name,
            self.last_name,
            &self.name_key,
            &self.last_key,
        ] {
            out.push_sql(", ");
            out.push_bind_param::<Text, str>(text)?;
        }
        out.push_sql(", ");
        out.push_bind_param::<Binary, [u8]>(self.sealed)
    }
}

impl<const N: usize> QueryId for InsertEnrolments<'_, N> {
    type QueryId = InsertEnrolments<'static, N>;

    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<const N: usize> RunQueryDsl<SqliteConnection> for InsertEnrolments<'_, N> {}

/// Keeps enrolments, in the order given.
///
/// # Errors
/// Those of the database.
pub(crate) fn insert(
    conn: &mut SqliteConnection,
    all: EnrolmentRow,
    rows: &[(&NewEnrolment, &Person)],
) -> QueryResult<()> {
    let (many, rest) = rows.as_chunks::<AT_ONCE>();
    for rows in many {
        let rows = rows.each_ref().map(InsertedRow::from);
        InsertEnrolments { all, rows }.execute(conn)?;
    }
    for row in rest {
        let rows = [row.into()];
        InsertEnrolments { all, rows }.execute(conn)?;
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
