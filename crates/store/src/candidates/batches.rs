//! Batches.

use audit::{CandidateEvent, Entry, Event};
use candidates::{Batch, BatchQuery, BatchRepository, CountedBatch, CreateBatchError, NewBatch};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use kernel::{BatchId, BatchUuid, PartnerId, PortFailure, PortResult};

use super::rows::batch_name;
use super::totals;
use crate::columns::{instant, micros, uuid};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::schema::candidate_batches;
use crate::{Store, audit_rows};

/// Batches in the database.
#[derive(Clone)]
pub struct DieselBatches {
    store: Store,
}

impl DieselBatches {
    /// The batches of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

impl BatchRepository for DieselBatches {
    fn create(&self, new: NewBatch) -> Result<Batch, CreateBatchError> {
        self.store.write(move |conn| create(conn, &new))
    }

    fn page(&self, query: BatchQuery) -> PortResult<Vec<CountedBatch>> {
        self.store.snapshot(|conn| page(conn, query))
    }

    fn find(&self, partner: PartnerId, batch: BatchUuid) -> PortResult<Option<Batch>> {
        use candidate_batches::dsl as b;
        self.store.read(|conn| {
            let row: Option<Row> = b::candidate_batches
                .filter(b::uuid.eq(batch.get().as_bytes().as_slice()))
                .filter(b::partner_id.eq(partner.get()))
                .select(COLUMNS)
                .get_result(conn)
                .optional()?;
            Ok(row.map(|row| parsed(partner, row)).transpose()?)
        })
    }
}

/// The key of the batch, if `partner` has it.
///
/// # Errors
/// Those of the database.
pub(super) fn key(
    conn: &mut Conn,
    partner: PartnerId,
    batch: BatchUuid,
) -> QueryResult<Option<i64>> {
    use candidate_batches::dsl as b;
    b::candidate_batches
        .filter(b::uuid.eq(batch.get().as_bytes().as_slice()))
        .filter(b::partner_id.eq(partner.get()))
        .select(b::id)
        .get_result(conn)
        .optional()
}

/// Key, public identity, name, time.
type Row = (i64, Vec<u8>, String, i64);

const COLUMNS: (
    candidate_batches::id,
    candidate_batches::uuid,
    candidate_batches::name,
    candidate_batches::created_at,
) = (
    candidate_batches::id,
    candidate_batches::uuid,
    candidate_batches::name,
    candidate_batches::created_at,
);

fn create(conn: &mut Conn, new: &NewBatch) -> Result<Batch, Fault<CreateBatchError>> {
    use candidate_batches::dsl as b;
    let uuid = new.uuid.get();
    let inserted: Result<i64, _> = diesel::insert_into(b::candidate_batches)
        .values((
            b::uuid.eq(uuid.as_bytes().as_slice()),
            b::partner_id.eq(new.partner.get()),
            b::name.eq(new.name.as_str()),
            b::name_key.eq(new.name.folded()),
            b::created_at.eq(micros(new.at)),
        ))
        .returning(b::id)
        .get_result(conn);
    let id = match inserted {
        // Nothing but names is unique and not drawn.
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            return Err(Fault::Refused(CreateBatchError::NameTaken));
        }
        other => other?,
    };
    let event = CandidateEvent::BatchCreated {
        partner: new.partner,
        batch: new.uuid,
    };
    audit_rows::insert(
        conn,
        &Entry {
            at: new.at,
            actor: new.by,
            event: Event::Candidate(event),
        },
    )?;
    Ok(Batch {
        id: BatchId::new(id),
        uuid: new.uuid,
        partner: new.partner,
        name: new.name.clone(),
        created_at: new.at,
    })
}

pub(super) fn page(conn: &mut Conn, query: BatchQuery) -> Result<Vec<CountedBatch>, StoreError> {
    use candidate_batches::dsl as b;
    let skip = i64::from(query.page.get() - 1).saturating_mul(query.limit.into());
    let rows: Vec<Row> = b::candidate_batches
        .filter(b::partner_id.eq(query.partner.get()))
        .order(b::id.desc())
        .limit(query.limit.into())
        .offset(skip)
        .select(COLUMNS)
        .load(conn)?;
    let keys: Vec<i64> = rows.iter().map(|row| row.0).collect();
    let counts = totals::by_batch(conn, query.partner, &keys)?;
    let batches = rows.into_iter().map(|row| {
        let counts = counts.get(&row.0).copied().unwrap_or_default();
        let batch = parsed(query.partner, row)?;
        Ok(CountedBatch { batch, counts })
    });
    Ok(batches.collect::<PortResult<_>>()?)
}

fn parsed(partner: PartnerId, (id, bytes, name, created_at): Row) -> Result<Batch, PortFailure> {
    Ok(Batch {
        id: BatchId::new(id),
        uuid: BatchUuid::new(uuid(&bytes, "candidate_batches.uuid")?),
        partner,
        name: batch_name(&name)?,
        created_at: instant(created_at, "candidate_batches.created_at")?,
    })
}
