//! Filling the index that leads are searched by name with, behind the shares.
//!
//! A share writes nothing of it. [`LeadNames::index`] takes the leads above the mark
//! into the index, a batch a transaction, and moves the mark with them; whoever
//! searches looks through the leads above the mark themselves
//! (`crate::leads::names`). So nothing is lost or counted twice wherever a worker
//! ends, and it may end for good: searches become slower, never wrong.

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;
use kernel::{PortFailure, PortResult};

use crate::conn::Conn;
use crate::fault::Fault;
use crate::postgres::lead_names as postgres;
use crate::postgres::turn::{Turn, wait_for};
use crate::{Backend, Store};

/// So few leads are as quickly looked through as found in the index, and a batch of
/// them would write nearly a page for each.
const FEW: i64 = 2_000;

const MARK: &str = "SELECT lead_id AS value FROM lead_names_mark";

const LAST: &str = "SELECT coalesce(max(id), 0) AS value FROM leads";

/// `$1` is the mark, `$2` the batch's last lead. In the order of the index, so that
/// neighbours are written together.
const INSERT_LEADS: &str =
    "INSERT INTO lead_names (partner_id, name, shared_at, lead_id, shared_on, verdict)
    SELECT * FROM (
        SELECT partner_id, first_name_folded AS name, shared_at, id, shared_on, verdict
            FROM leads WHERE id > $1 AND id <= $2
        UNION
        SELECT partner_id, last_name_folded, shared_at, id, shared_on, verdict
            FROM leads WHERE id > $1 AND id <= $2
        ORDER BY 1, 2, 3, 4
    ) found WHERE true ON CONFLICT DO NOTHING";

const INSERT_NAMES: &str = "INSERT INTO partner_names (partner_id, name)
    SELECT * FROM (
        SELECT partner_id, first_name_folded AS name FROM leads WHERE id > $1 AND id <= $2
        UNION
        SELECT partner_id, last_name_folded FROM leads WHERE id > $1 AND id <= $2
    ) found WHERE true ON CONFLICT DO NOTHING";

/// The mark is `$1`; `SQLite` counts parameters as they appear.
const MOVE_MARK: &str = "UPDATE lead_names_mark SET lead_id = lead_id - $1 + $2";

/// What a call took into the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Indexed {
    /// How many keys of leads the mark was moved over.
    pub leads: u64,
    /// Whether there was more than fitted into the batch.
    pub more: bool,
}

/// The index of leads by name; for a background worker.
#[derive(Clone)]
pub struct LeadNames {
    store: Store,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

impl LeadNames {
    /// The index in `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    /// Takes up to `batch` leads (at least 1) into the index. A few are left until
    /// there are more.
    ///
    /// # Errors
    /// [`PortFailure`]; then nothing was taken in.
    pub fn index(&self, batch: u32) -> PortResult<Indexed> {
        self.index_beyond(batch, FEW)
    }

    /// As [`LeadNames::index`], leaving none.
    ///
    /// # Errors
    /// As there.
    pub fn index_all(&self, batch: u32) -> PortResult<Indexed> {
        self.index_beyond(batch, 0)
    }

    /// How many keys of leads are not in it yet.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn backlog(&self) -> PortResult<u64> {
        let (mark, last) = self
            .store
            .read(|conn| Ok((number(conn, MARK)?, number(conn, LAST)?)))?;
        Ok(u64::try_from(last - mark).unwrap_or(0))
    }

    fn index_beyond(&self, batch: u32, few: i64) -> PortResult<Indexed> {
        let (mark, last) = self
            .store
            .read(|conn| Ok((number(conn, MARK)?, number(conn, LAST)?)))?;
        if last - mark <= few {
            return Ok(Indexed::default());
        }
        // On `SQLite` whoever shared before committed before.
        if self.store.backend() == Backend::Postgres && !postgres::wait_until_settled(&self.store)?
        {
            return Ok(Indexed::default());
        }
        let batch = i64::from(batch.max(1));
        self.store
            .write(move |conn| -> Result<_, Fault<PortFailure>> {
                if let Conn::Postgres(one) = conn {
                    wait_for(one, Turn::LeadNames)?;
                }
                // Another instance may have been faster.
                let mark = number(conn, MARK)?;
                let upto = last.min(mark.saturating_add(batch));
                if upto <= mark {
                    return Ok(Indexed::default());
                }
                for sql in [INSERT_LEADS, INSERT_NAMES, MOVE_MARK] {
                    sql_query(sql)
                        .bind::<BigInt, _>(mark)
                        .bind::<BigInt, _>(upto)
                        .execute(conn)?;
                }
                Ok(Indexed {
                    leads: u64::try_from(upto - mark).unwrap_or(0),
                    more: upto < last,
                })
            })
    }
}

fn number(conn: &mut Conn, sql: &str) -> QueryResult<i64> {
    let number: Number = sql_query(sql).get_result(conn)?;
    Ok(number.value)
}
