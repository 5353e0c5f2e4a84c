//! Rows of links by which somebody sets a password.

use accounts::{NewPasswordLink, SecretHash};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{PortFailure, PortResult};

use crate::columns::micros;
use crate::conn::Conn;
use crate::letter_rows;
use crate::schema::password_links;

/// Whose link it is, by the key of their account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// A member of staff.
    Staff(i64),
    /// One of a partner's people.
    Portal(i64),
}

impl Owner {
    /// The columns.
    const fn columns(self) -> (&'static str, i64) {
        match self {
            Self::Staff(id) => ("staff", id),
            Self::Portal(id) => ("portal", id),
        }
    }

    fn read(kind: &str, id: i64) -> PortResult<Self> {
        match kind {
            "staff" => Ok(Self::Staff(id)),
            "portal" => Ok(Self::Portal(id)),
            _ => Err(PortFailure::corrupt("password_links.account_kind")),
        }
    }
}

/// Keeps `link`, the first of its account, with its letter.
pub(crate) fn insert(conn: &mut Conn, owner: Owner, link: &NewPasswordLink) -> QueryResult<()> {
    let (kind, id) = owner.columns();
    let row = (
        password_links::account_kind.eq(kind),
        password_links::account_id.eq(id),
        password_links::hash.eq(link.hash.as_bytes()),
        password_links::created_at.eq(micros(link.created_at)),
        password_links::expires_at.eq(micros(link.expires_at)),
    );
    diesel::insert_into(password_links::table)
        .values(row)
        .execute(conn)?;
    letter_rows::insert(conn, &link.letter)
}

/// When the link of `owner` was made, if it counts at `now`.
pub(crate) fn made_at(
    conn: &mut Conn,
    owner: Owner,
    now: DateTime<Utc>,
) -> QueryResult<Option<i64>> {
    let (kind, id) = owner.columns();
    password_links::table
        .find((kind, id))
        .filter(password_links::expires_at.gt(micros(now)))
        .select(password_links::created_at)
        .get_result(conn)
        .optional()
}

/// Deletes the link of `owner`, if there is one.
pub(crate) fn forget(conn: &mut Conn, owner: Owner) -> QueryResult<()> {
    let (kind, id) = owner.columns();
    diesel::delete(password_links::table.find((kind, id)))
        .execute(conn)
        .map(drop)
}

/// Whose link one of `hashes` is, if it counts at `now`.
pub(crate) fn owner(
    conn: &mut Conn,
    hashes: &[SecretHash],
    now: DateTime<Utc>,
) -> Result<Option<Owner>, crate::fault::StoreError> {
    for hash in hashes {
        let row: Option<(String, i64)> = password_links::table
            .filter(password_links::hash.eq(hash.as_bytes()))
            .filter(password_links::expires_at.gt(micros(now)))
            .select((password_links::account_kind, password_links::account_id))
            .get_result(conn)
            .optional()?;
        if let Some((kind, id)) = row {
            return Ok(Some(Owner::read(&kind, id)?));
        }
    }
    Ok(None)
}
