//! The chain of the audit log.

use std::sync::Arc;

use audit::{
    AuditChain, ChainHash, ChainHasher, ChainLink, Found, Head, SealError, Sealed, SealedEntry,
    StoredEntry, Waiting, extend, stored,
};
use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use kernel::{PortFailure, PortResult};

use crate::Store;
use crate::columns::instant;
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::postgres::turn::{Turn, wait_for};
use crate::schema::{audit_entries, audit_head};

/// The key of the one row of `audit_head`.
const THE_HEAD: i64 = 1;

/// The chain of the audit log in the database.
#[derive(Clone)]
pub struct DieselAuditChain {
    store: Store,
    hasher: Arc<dyn ChainHasher>,
}

impl DieselAuditChain {
    /// The audit log of `store`, chained by `hasher`.
    pub const fn new(store: Store, hasher: Arc<dyn ChainHasher>) -> Self {
        Self { store, hasher }
    }
}

impl AuditChain for DieselAuditChain {
    fn seal(&self, most: u32, known: Option<ChainLink>) -> Result<Sealed, SealError> {
        let hasher = Arc::clone(&self.hasher);
        self.store
            .write(move |conn| seal(conn, most, known, hasher.as_ref()))
    }

    fn sealed_after(&self, after: Option<(i64, i64)>, most: u32) -> PortResult<Vec<SealedEntry>> {
        use audit_entries::dsl as a;
        let (sequence, id) = after.unwrap_or((i64::MIN, i64::MIN));
        self.store.read(|conn| {
            let rows: Vec<Row> = audit_entries::table
                .filter(a::sequence.ge(sequence))
                .filter(a::sequence.gt(sequence).or(a::id.gt(id).nullable()))
                .order((a::sequence, a::id))
                .limit(i64::from(most))
                .load(conn)?;
            Ok(rows.into_iter().filter_map(Row::sealed).collect())
        })
    }

    fn head(&self) -> PortResult<Option<Head>> {
        self.store.read(|conn| Ok(head(conn)?))
    }

    fn waiting(&self) -> PortResult<Waiting> {
        self.store.read(|conn| {
            let (entries, oldest): (i64, Option<i64>) = audit_entries::table
                .filter(audit_entries::sequence.is_null())
                .select((count_star(), min(audit_entries::at)))
                .get_result(conn)?;
            Ok::<_, StoreError>(Waiting {
                entries: u64::try_from(entries).unwrap_or(0),
                oldest: oldest
                    .map(|at| instant(at, "audit_entries.at"))
                    .transpose()?,
            })
        })
    }
}

/// A row as it is; nothing is judged here.
#[derive(Queryable)]
struct Row {
    id: i64,
    at: i64,
    actor_kind: String,
    actor_id: Option<i64>,
    action: String,
    subject_id: i64,
    details: String,
    sequence: Option<i64>,
    hash: Option<Vec<u8>>,
}

impl Row {
    /// `None` without a number. A number without a hash is as wrong as one with
    /// the hash of another.
    fn sealed(mut self) -> Option<SealedEntry> {
        Some(SealedEntry {
            sequence: self.sequence?,
            hash: self.hash.take().unwrap_or_default(),
            entry: self.entry(),
        })
    }

    fn entry(self) -> StoredEntry {
        StoredEntry {
            id: self.id,
            at: self.at,
            actor_kind: self.actor_kind,
            actor_id: self.actor_id,
            action: self.action,
            subject_id: self.subject_id,
            details: self.details,
        }
    }
}

fn seal(
    conn: &mut Conn,
    most: u32,
    known: Option<ChainLink>,
    hasher: &dyn ChainHasher,
) -> Result<Sealed, Fault<SealError>> {
    if let Conn::Postgres(postgres) = conn {
        wait_for(postgres, Turn::AuditChain)?;
    }
    let head = head(conn)?;
    let found = Found {
        head: head.as_ref(),
        numbered: head.is_none() && numbered(conn)?,
        known: match known {
            Some(link) => Some((link, hash_of(conn, link)?)),
            None => None,
        },
    };
    let last = found
        .last(hasher)
        .map_err(|broken| Fault::Refused(broken.into()))?;
    let entries = waiting_entries(conn, most)?;
    let links = extend(last, &entries, hasher);
    for (entry, link) in entries.iter().zip(&links) {
        write_link(conn, entry, *link)?;
    }
    if let Some(link) = links.last() {
        write_head(conn, &Head::of(*link, hasher), head.is_some())?;
    }
    Ok(Sealed {
        entries: u32::try_from(entries.len()).unwrap_or(u32::MAX),
        last: links
            .last()
            .copied()
            .or_else(|| head.is_some().then_some(last)),
    })
}

fn waiting_entries(conn: &mut Conn, most: u32) -> QueryResult<Vec<StoredEntry>> {
    let rows: Vec<Row> = audit_entries::table
        .filter(audit_entries::sequence.is_null())
        .order(audit_entries::id)
        .limit(i64::from(most))
        .load(conn)?;
    Ok(rows.into_iter().map(Row::entry).collect())
}

fn head(conn: &mut Conn) -> QueryResult<Option<Head>> {
    let row: Option<(i64, Vec<u8>, Vec<u8>)> = audit_head::table
        .find(THE_HEAD)
        .select((audit_head::sequence, audit_head::hash, audit_head::mac))
        .get_result(conn)
        .optional()?;
    Ok(row.map(|(sequence, hash, mac)| Head {
        sequence,
        hash,
        mac,
    }))
}

/// Whether any entry has a number.
fn numbered(conn: &mut Conn) -> QueryResult<bool> {
    let id: Option<i64> = audit_entries::table
        .filter(audit_entries::sequence.is_not_null())
        .select(audit_entries::id)
        .first(conn)
        .optional()?;
    Ok(id.is_some())
}

fn hash_of(conn: &mut Conn, link: ChainLink) -> QueryResult<Option<Vec<u8>>> {
    let hash: Option<Option<Vec<u8>>> = audit_entries::table
        .filter(audit_entries::sequence.eq(stored(link.sequence)))
        .select(audit_entries::hash)
        .get_result(conn)
        .optional()?;
    Ok(hash.flatten())
}

fn write_link(
    conn: &mut Conn,
    entry: &StoredEntry,
    link: ChainLink,
) -> Result<(), Fault<SealError>> {
    let written = diesel::update(audit_entries::table.find(entry.id))
        .set((
            audit_entries::sequence.eq(stored(link.sequence)),
            audit_entries::hash.eq(bytes(&link.hash)),
        ))
        .execute(conn)?;
    if written == 1 {
        return Ok(());
    }
    let failure = PortFailure::Unforeseen("an audit entry went while it was sealed".to_owned());
    Err(failure.into())
}

fn write_head(conn: &mut Conn, head: &Head, exists: bool) -> QueryResult<()> {
    let columns = (
        audit_head::sequence.eq(head.sequence),
        audit_head::hash.eq(head.hash.as_slice()),
        audit_head::mac.eq(head.mac.as_slice()),
    );
    if exists {
        return diesel::update(audit_head::table.find(THE_HEAD))
            .set(columns)
            .execute(conn)
            .map(drop);
    }
    diesel::insert_into(audit_head::table)
        .values((audit_head::id.eq(THE_HEAD), columns))
        .execute(conn)
        .map(drop)
}

fn bytes(hash: &ChainHash) -> &[u8] {
    hash.as_bytes()
}
