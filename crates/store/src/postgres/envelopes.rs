//! Marks and locks of envelopes.

use std::collections::HashSet;

use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};
use kernel::{PartnerId, ReplayMark};

use crate::columns::micros;
use crate::postgres::statement::statement;
use crate::schema::partners;

/// Locks the row of `partner` until the transaction ends, which must not have begun
/// to read, and makes it read committed: whoever waited reads what the one before
/// committed. Everything the transaction reads must be guarded by this lock or by
/// a unique index. `false` when there is no such partner.
///
/// The lock lets rows that refer to the partner be inserted, so leads pass.
pub(crate) fn lock_partner(conn: &mut PgConnection, partner: PartnerId) -> QueryResult<bool> {
    conn.batch_execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")?;
    let found: Option<i64> = partners::table
        .find(partner.get())
        .select(partners::id)
        .for_no_key_update()
        .get_result(conn)
        .optional()?;
    Ok(found.is_some())
}

struct Spend<'a> {
    partners: Vec<i64>,
    hashes: Vec<&'a [u8]>,
    ends: Vec<i64>,
}

// A mark that another transaction is about to keep makes this one wait for it.
statement! {
    Spend returns (BigInt, Binary);
    "INSERT INTO envelope_marks (partner_id, hash, expires_at) \
     SELECT * FROM unnest(", partners: BigInt;
    "::bigint[], ", hashes: Binary;
    "::bytea[], ", ends: BigInt;
    "::bigint[]) ON CONFLICT (partner_id, hash) DO NOTHING RETURNING partner_id, hash";
}

/// Whose mark, and its hash; in the order in which marks are locked.
pub(crate) type MarkKey = (PartnerId, [u8; 32]);

/// Keeps those of `marks` that were not spent before, and returns them. No mark may
/// be in it twice.
pub(crate) fn spend_all(
    conn: &mut PgConnection,
    marks: &mut [(PartnerId, ReplayMark)],
) -> QueryResult<HashSet<MarkKey>> {
    marks.sort_unstable_by_key(|(partner, mark)| (*partner, mark.hash));
    let statement = Spend {
        partners: marks.iter().map(|(partner, _)| partner.get()).collect(),
        hashes: marks.iter().map(|(_, mark)| &mark.hash[..]).collect(),
        ends: marks.iter().map(|(_, mark)| micros(mark.until)).collect(),
    };
    let kept: Vec<(i64, Vec<u8>)> = statement.load(conn)?;
    let kept: HashSet<_> = kept
        .iter()
        .map(|(partner, hash)| (*partner, hash.as_slice()))
        .collect();
    Ok(marks
        .iter()
        .filter(|(partner, mark)| kept.contains(&(partner.get(), &mark.hash[..])))
        .map(|(partner, mark)| (*partner, mark.hash))
        .collect())
}
