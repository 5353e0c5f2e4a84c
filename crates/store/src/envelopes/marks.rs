//! [`ReplayMarks`] in the database.

use diesel::dsl::exists;
use diesel::prelude::*;
use envelope::ReplayMarks;
use kernel::{PartnerId, PortResult, ReplayMark};

use crate::Store;
use crate::columns::micros;
use crate::conn::Conn;
use crate::schema::envelope_marks;

/// Marks of envelopes in the database.
#[derive(Clone)]
pub struct DieselReplayMarks {
    store: Store,
}

impl DieselReplayMarks {
    /// The marks of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

impl ReplayMarks for DieselReplayMarks {
    fn spend(&self, partner: PartnerId, mark: &ReplayMark) -> PortResult<bool> {
        let mark = *mark;
        self.store
            .statement(move |conn| Ok(spend(conn, partner, &mark)?))
    }

    fn is_spent(&self, partner: PartnerId, hash: &[u8; 32]) -> PortResult<bool> {
        let mark = envelope_marks::table.find((partner.get(), hash.as_slice()));
        self.store
            .read(|conn| Ok(diesel::select(exists(mark)).get_result(conn)?))
    }
}

/// Keeps `mark` with the transaction; `false` when `partner` spent it before. The
/// primary key has the last word, so of simultaneous calls one gets `true`.
pub(crate) fn spend(conn: &mut Conn, partner: PartnerId, mark: &ReplayMark) -> QueryResult<bool> {
    let row = (
        envelope_marks::partner_id.eq(partner.get()),
        envelope_marks::hash.eq(mark.hash.as_slice()),
        envelope_marks::expires_at.eq(micros(mark.until)),
    );
    let insert = diesel::insert_into(envelope_marks::table)
        .values(row)
        .on_conflict_do_nothing();
    let kept = match conn {
        Conn::Postgres(one) => insert.execute(one)?,
        Conn::Sqlite(one) => insert.execute(one)?,
    };
    Ok(kept == 1)
}
