//! The lender's users, looked up for a whole batch of people in one statement.

use dedupe::{KnownUser, MatchedBy, PersonKeys};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Nullable, Text};
use kernel::{PortFailure, PortResult, UserId};

use super::statement::statement;
use crate::columns::{instant, word};
use crate::fault::StoreError;

struct FindUsers<'a> {
    mobiles: Vec<&'a [u8]>,
    pans: Vec<&'a [u8]>,
}

// The two branches keep each to its own index; the second leaves out whom the
// first has found.
statement! {
    FindUsers returns (BigInt, UserColumns);
    "SELECT who.n, u.id, u.mobile_index = who.mobile, COALESCE(u.pan_index = who.pan, FALSE), \
     u.status, u.hold_until, u.registered_at, \
     ARRAY(SELECT l.status FROM loan_applications l WHERE l.user_id = u.id) \
     FROM unnest(", mobiles: Binary;
    "::bytea[], ", pans: Binary;
    "::bytea[]) WITH ORDINALITY AS who (mobile, pan, n) \
     CROSS JOIN LATERAL (\
     SELECT * FROM users WHERE users.mobile_index = who.mobile \
     UNION ALL \
     SELECT * FROM users WHERE users.pan_index = who.pan AND users.mobile_index <> who.mobile\
     ) u";
}

type UserColumns = (
    BigInt,
    Bool,
    Bool,
    Text,
    Nullable<BigInt>,
    BigInt,
    Array<Text>,
);

#[derive(Queryable)]
struct UserRow {
    id: i64,
    by_mobile: bool,
    by_pan: bool,
    status: String,
    hold_until: Option<i64>,
    registered_at: i64,
    loans: Vec<String>,
}

/// Everyone known under any of `people`, one list for each, in their order.
///
/// # Errors
/// The database's, or a corrupt row.
pub(crate) fn find_users(
    conn: &mut PgConnection,
    people: &[&PersonKeys],
) -> Result<Vec<Vec<KnownUser>>, StoreError> {
    let statement = FindUsers {
        mobiles: people
            .iter()
            .map(|keys| &keys.mobile.as_bytes()[..])
            .collect(),
        pans: people.iter().map(|keys| &keys.pan.as_bytes()[..]).collect(),
    };
    let rows: Vec<(i64, UserRow)> = statement.load(conn)?;
    let mut found = vec![Vec::new(); people.len()];
    for (ordinal, row) in rows {
        let list = usize::try_from(ordinal - 1)
            .ok()
            .and_then(|at| found.get_mut(at))
            .ok_or_else(|| PortFailure::Unforeseen("an ordinal is out of range".to_owned()))?;
        list.push(row.into_user()?);
    }
    Ok(found)
}

impl UserRow {
    fn into_user(self) -> PortResult<KnownUser> {
        Ok(KnownUser {
            id: UserId::new(self.id),
            matched_by: MatchedBy::from_keys(self.by_mobile, self.by_pan)
                .ok_or(PortFailure::corrupt("users.mobile_index"))?,
            status: word(&self.status, "users.status")?,
            hold_until: self
                .hold_until
                .map(|end| instant(end, "users.hold_until"))
                .transpose()?,
            registered_at: instant(self.registered_at, "users.registered_at")?,
            loans: self
                .loans
                .iter()
                .map(|status| word(status, "loan_applications.status"))
                .collect::<PortResult<_>>()?,
        })
    }
}
