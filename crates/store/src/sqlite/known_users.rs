//! The lender's users, looked up one person at a time.
//!
//! The queries are typed against `SQLite` itself rather than both databases:
//! then diesel knows them by their type and prepares each once a connection.

use dedupe::{KnownUser, MatchedBy, PersonKeys, UserDirectory};
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;
use kernel::{PortResult, UserId};

use crate::columns::{instant, word};
use crate::fault::StoreError;
use crate::schema::{loan_applications, users};

/// Looks users up on one connection, in whatever transaction it is.
pub(crate) struct SqliteUsers<'a>(pub(crate) &'a mut SqliteConnection);

/// Key, mobile index, PAN index, status, end of hold, registration.
type Row = (i64, Vec<u8>, Option<Vec<u8>>, String, Option<i64>, i64);

impl UserDirectory for SqliteUsers<'_> {
    fn find(&mut self, keys: &PersonKeys) -> PortResult<Vec<KnownUser>> {
        let rows = self.matches(keys).map_err(StoreError::from)?;
        rows.into_iter().map(|row| self.user(keys, row)).collect()
    }
}

impl SqliteUsers<'_> {
    fn matches(&mut self, keys: &PersonKeys) -> QueryResult<Vec<Row>> {
        users::table
            .filter(
                users::mobile_index
                    .nullable()
                    .eq(keys.mobile.as_bytes().as_slice())
                    .or(users::pan_index.eq(keys.pan.as_bytes().as_slice())),
            )
            .select((
                users::id,
                users::mobile_index,
                users::pan_index,
                users::status,
                users::hold_until,
                users::registered_at,
            ))
            .load(self.0)
    }

    fn user(&mut self, keys: &PersonKeys, row: Row) -> PortResult<KnownUser> {
        let (id, mobile, pan, status, hold_until, registered_at) = row;
        let by_mobile = mobile == keys.mobile.as_bytes();
        let by_pan = pan.is_some_and(|pan| pan == keys.pan.as_bytes());
        let loans: Vec<String> = loan_applications::table
            .filter(loan_applications::user_id.eq(id))
            .select(loan_applications::status)
            .load(self.0)
            .map_err(StoreError::from)?;
        Ok(KnownUser {
            id: UserId::new(id),
            matched_by: MatchedBy::from_keys(by_mobile, by_pan)
                .ok_or(kernel::PortFailure::corrupt("users.mobile_index"))?,
            status: word(&status, "users.status")?,
            hold_until: hold_until
                .map(|end| instant(end, "users.hold_until"))
                .transpose()?,
            registered_at: instant(registered_at, "users.registered_at")?,
            loans: loans
                .iter()
                .map(|status| word(status, "loan_applications.status"))
                .collect::<PortResult<_>>()?,
        })
    }
}
