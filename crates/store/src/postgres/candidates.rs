//! Enrolling people on `PostgreSQL`, by statements over arrays.

use candidates::NewEnrolment;
use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use kernel::{BlindIndex, PartnerId};

use super::statement::statement;
use crate::candidates::{EnrolmentRow, Person};

/// How many rows a statement takes.
pub(super) const AT_ONCE: usize = 5_000;

/// Makes the transaction that just began read committed. Whoever enrols people or counts
/// what they do holds their rows, in one order, and reads what the one before committed;
/// under the stronger isolation an upload of many thousand rows would be begun anew whenever
/// a session of one of them was reported meanwhile.
///
/// # Errors
/// Those of the database.
pub(crate) fn begin(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")?;
    by_index(conn)
}

/// Makes the transaction look rows up by index, and each statement planned for what the tables
/// are by now. A plan made while they were empty, which is kept for as long as the connection,
/// takes any index of theirs for as good as another, and reads all of a partner's enrolments
/// for each of a file's rows.
///
/// # Errors
/// Those of the database.
pub(crate) fn by_index(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute(
        "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off;
         SET LOCAL enable_mergejoin = off; SET LOCAL plan_cache_mode = force_custom_plan",
    )
}

/// Gives the transaction that just began the time that many rows take, its commit included.
///
/// # Errors
/// Those of the database.
pub(crate) fn take_time(conn: &mut PgConnection) -> QueryResult<()> {
    conn.batch_execute("SET LOCAL statement_timeout = '50s'; SET LOCAL lock_timeout = '10s'")
}

struct InsertEnrolments<'a> {
    uuids: Vec<&'a [u8]>,
    people: Vec<i64>,
    first_names: Vec<&'a str>,
    last_names: Vec<&'a str>,
    name_keys: Vec<String>,
    last_keys: Vec<String>,
    sealed: Vec<&'a [u8]>,
    partner: Vec<i64>,
    batch: Vec<Option<i64>>,
    at: Vec<i64>,
    expires_at: Vec<i64>,
}

statement! {
    InsertEnrolments returns BigInt;
    "INSERT INTO partner_candidates (uuid, candidate_id, first_name, last_name, name_key, \
     last_key, email_sealed, partner_id, batch_id, batch_key, is_active, is_paid_for, \
     invite_status, invite_sent_at, invite_expires_at, invite_due_at, invites, invites_from, \
     created_at, updated_at) \
     SELECT r.uuid, r.person, r.first_name, r.last_name, r.name_key, r.last_key, r.sealed, \
     a.partner, a.batch, COALESCE(a.batch, 0), TRUE, FALSE, 'pending', a.at, a.expires_at, \
     a.at, 1, a.at, a.at, a.at \
     FROM unnest(", uuids: Binary;
    "::bytea[], ", people: BigInt;
    "::bigint[], ", first_names: Text;
    "::text[], ", last_names: Text;
    "::text[], ", name_keys: Text;
    "::text[], ", last_keys: Text;
    "::text[], ", sealed: Binary;
    "::bytea[]) WITH ORDINALITY AS r (uuid, person, first_name, last_name, name_key, \
     last_key, sealed, n), \
     unnest(", partner: BigInt;
    "::bigint[], ", batch: Nullable<BigInt>;
    "::bigint[], ", at: BigInt;
    "::bigint[], ", expires_at: BigInt;
    "::bigint[]) AS a (partner, batch, at, expires_at) ORDER BY r.n";
}

/// Keeps enrolments, in the order given.
///
/// # Errors
/// Those of the database.
pub(crate) fn insert(
    conn: &mut PgConnection,
    all: EnrolmentRow,
    rows: &[(&NewEnrolment, &Person)],
) -> QueryResult<()> {
    // Three foreign keys of each row are looked up by statements of the server's own, which
    // would be planned anew for each.
    conn.batch_execute("SET LOCAL plan_cache_mode = auto")?;
    for some in rows.chunks(AT_ONCE) {
        let uuids: Vec<_> = some.iter().map(|(row, _)| row.uuid.get()).collect();
        let last_keys: Vec<String> = some.iter().map(|(row, _)| row.last_name.folded()).collect();
        let names = some.iter().zip(&last_keys);
        let insert = InsertEnrolments {
            uuids: uuids.iter().map(|uuid| &uuid.as_bytes()[..]).collect(),
            people: some.iter().map(|(_, person)| person.id).collect(),
            first_names: some
                .iter()
                .map(|(row, _)| row.first_name.as_str())
                .collect(),
            last_names: some.iter().map(|(row, _)| row.last_name.as_str()).collect(),
            name_keys: names
                .map(|((row, _), last)| format!("{} {last}", row.first_name.folded()))
                .collect(),
            last_keys: last_keys.clone(),
            sealed: some.iter().map(|(row, _)| row.email.as_bytes()).collect(),
            partner: vec![all.partner],
            batch: vec![all.batch],
            at: vec![all.at],
            expires_at: vec![all.expires_at],
        };
        insert.execute(conn)?;
    }
    Ok(())
}

struct There<'a> {
    indexes: Vec<&'a [u8]>,
    partner: Vec<i64>,
    batch_key: Vec<i64>,
}

// OFFSET keeps each look-up as it stands: joined otherwise, all of the partner's enrolments
// would be read wherever the statistics are older than they are.
statement! {
    There returns Binary;
    "SELECT r.email FROM unnest(", indexes: Binary;
    "::bytea[]) AS r (email), LATERAL (SELECT c.id FROM candidates c \
     WHERE c.email_index = r.email OFFSET 0) AS p, LATERAL (SELECT 1 FROM partner_candidates e \
     WHERE e.candidate_id = p.id AND e.partner_id = (", partner: BigInt;
    "::bigint[])[1] AND e.batch_key = (", batch_key: BigInt;
    "::bigint[])[1] OFFSET 0) AS found";
}

/// The indexes among `emails` of people whom `partner` has in the batch of this key.
///
/// # Errors
/// Those of the database.
pub(crate) fn there(
    conn: &mut PgConnection,
    partner: PartnerId,
    batch_key: i64,
    emails: &[BlindIndex],
) -> QueryResult<Vec<Vec<u8>>> {
    let there = There {
        indexes: emails.iter().map(|one| &one.as_bytes()[..]).collect(),
        partner: vec![partner.get()],
        batch_key: vec![batch_key],
    };
    there.load(conn)
}
