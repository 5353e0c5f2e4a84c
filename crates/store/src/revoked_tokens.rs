//! Tokens of people who signed out.

use accounts::RevokedTokens;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use kernel::{PortFailure, PortResult, TokenId};

use crate::Store;
use crate::columns::micros;
use crate::fault::Fault;
use crate::schema::revoked_tokens;

/// Revoked tokens in the database.
#[derive(Clone)]
pub struct DieselRevokedTokens {
    store: Store,
}

impl DieselRevokedTokens {
    /// The revoked tokens of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

/// Why no row was written.
enum NotWritten {
    There,
    Port(PortFailure),
}

impl From<PortFailure> for NotWritten {
    fn from(failure: PortFailure) -> Self {
        Self::Port(failure)
    }
}

impl RevokedTokens for DieselRevokedTokens {
    fn revoke(&self, token: TokenId, keep_until: DateTime<Utc>) -> PortResult<()> {
        let written = self.store.write(move |conn| {
            let row = (
                revoked_tokens::token_id.eq(token.get().as_bytes().to_vec()),
                revoked_tokens::expires_at.eq(micros(keep_until)),
            );
            diesel::insert_into(revoked_tokens::table)
                .values(row)
                .execute(conn)
                .map(drop)
                .map_err(known)
        });
        match written {
            Ok(()) | Err(NotWritten::There) => Ok(()),
            Err(NotWritten::Port(failure)) => Err(failure),
        }
    }
}

/// It was revoked already, perhaps at the same moment.
fn known(error: DieselError) -> Fault<NotWritten> {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
            Fault::Refused(NotWritten::There)
        }
        other => other.into(),
    }
}
