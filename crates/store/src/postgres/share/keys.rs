//! Statements on `idempotency_keys`.

use std::collections::{HashMap, HashSet};

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use kernel::{BlindIndex, PartnerId, Sealed};
use leads::{KeepReply, ShareRequest};

use crate::columns::{index, micros};
use crate::fault::StoreError;
use crate::postgres::statement::statement;

/// A caller's key with its scope, in the order in which keys are locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Key {
    partner: PartnerId,
    route: &'static str,
    index: BlindIndex,
}

impl Key {
    pub(super) const fn of(request: &ShareRequest, keep: &KeepReply) -> Self {
        Self {
            partner: request.partner,
            route: keep.route,
            index: keep.key,
        }
    }
}

/// A reply that is kept, and for which body.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) body: BlindIndex,
    pub(super) reply: Sealed,
}

struct Claim<'a> {
    partners: Vec<i64>,
    routes: Vec<&'static str>,
    keys: Vec<&'a [u8]>,
    bodies: Vec<&'a [u8]>,
    ends: Vec<i64>,
    nows: Vec<i64>,
}

// A key that another transaction is about to keep makes this one wait for it.
// The row is empty until the reply is known, which is in this transaction.
statement! {
    Claim returns (BigInt, Text, Binary);
    "WITH wanted AS (SELECT * FROM unnest(", partners: BigInt;
    "::bigint[], ", routes: Text;
    "::text[], ", keys: Binary;
    "::bytea[], ", bodies: Binary;
    "::bytea[], ", ends: BigInt;
    "::bigint[], ", nows: BigInt;
    "::bigint[]) AS w (partner_id, route, key_index, body_index, expires_at, now)) \
     INSERT INTO idempotency_keys AS kept \
     (partner_id, route, key_index, body_index, reply_sealed, expires_at) \
     SELECT partner_id, route, key_index, body_index, ''::bytea, expires_at FROM wanted \
     ON CONFLICT (partner_id, route, key_index) DO UPDATE \
     SET body_index = EXCLUDED.body_index, reply_sealed = EXCLUDED.reply_sealed, \
     expires_at = EXCLUDED.expires_at \
     WHERE kept.expires_at <= (SELECT w.now FROM wanted w WHERE w.partner_id = kept.partner_id \
     AND w.route = kept.route AND w.key_index = kept.key_index) \
     RETURNING partner_id, route, key_index";
}

/// A request with what it wants kept.
pub(super) type Keyed<'a> = (&'a ShareRequest, &'a KeepReply);

/// Takes the keys of `wanted` that nobody holds, or whose replies have expired;
/// no key may be in it twice. Returns those taken.
pub(super) fn claim(
    conn: &mut PgConnection,
    wanted: &mut [Keyed<'_>],
) -> Result<HashSet<Key>, StoreError> {
    wanted.sort_unstable_by_key(|(request, keep)| Key::of(request, keep));
    let statement = Claim {
        partners: wanted
            .iter()
            .map(|(request, _)| request.partner.get())
            .collect(),
        routes: wanted.iter().map(|(_, keep)| keep.route).collect(),
        keys: wanted
            .iter()
            .map(|(_, keep)| &keep.key.as_bytes()[..])
            .collect(),
        bodies: wanted
            .iter()
            .map(|(_, keep)| &keep.body.as_bytes()[..])
            .collect(),
        ends: wanted.iter().map(|(_, keep)| micros(keep.until)).collect(),
        nows: wanted
            .iter()
            .map(|(request, _)| micros(request.lead.shared_at))
            .collect(),
    };
    let taken: Vec<(i64, String, Vec<u8>)> = statement.load(conn)?;
    let taken: HashSet<_> = taken
        .iter()
        .map(|(partner, route, key)| (*partner, route.as_str(), key.as_slice()))
        .collect();
    Ok(wanted
        .iter()
        .map(|(request, keep)| Key::of(request, keep))
        .filter(|key| taken.contains(&(key.partner.get(), key.route, &key.index.as_bytes()[..])))
        .collect())
}

struct Read<'a> {
    partners: Vec<i64>,
    routes: Vec<&'static str>,
    keys: Vec<&'a [u8]>,
}

// The LIMIT has each key looked up by itself, whatever the plan was made on.
statement! {
    Read returns (BigInt, Binary, Binary);
    "SELECT w.n, kept.body_index, kept.reply_sealed FROM unnest(", partners: BigInt;
    "::bigint[], ", routes: Text;
    "::text[], ", keys: Binary;
    "::bytea[]) WITH ORDINALITY AS w (partner_id, route, key_index, n) \
     CROSS JOIN LATERAL (SELECT k.body_index, k.reply_sealed FROM idempotency_keys k \
     WHERE k.partner_id = w.partner_id AND k.route = w.route \
     AND k.key_index = w.key_index LIMIT 1) kept";
}

/// What is kept under `keys`.
pub(super) fn read(
    conn: &mut PgConnection,
    keys: &[Key],
) -> Result<HashMap<Key, Kept>, StoreError> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = Read {
        partners: keys.iter().map(|key| key.partner.get()).collect(),
        routes: keys.iter().map(|key| key.route).collect(),
        keys: keys.iter().map(|key| &key.index.as_bytes()[..]).collect(),
    };
    let rows: Vec<(i64, Vec<u8>, Vec<u8>)> = statement.load(conn)?;
    let mut kept = HashMap::new();
    for (ordinal, body, reply) in rows {
        let at = usize::try_from(ordinal - 1).unwrap_or(usize::MAX);
        if let Some(key) = keys.get(at) {
            let body = index(&body, "idempotency_keys.body_index")?;
            let reply = Sealed::new(reply);
            kept.insert(*key, Kept { body, reply });
        }
    }
    Ok(kept)
}

struct Keep<'a> {
    partners: Vec<i64>,
    routes: Vec<&'static str>,
    keys: Vec<&'a [u8]>,
    bodies: Vec<&'a [u8]>,
    replies: Vec<&'a [u8]>,
    ends: Vec<i64>,
}

// Every row is there since the claim. An upsert finds each by its key; an UPDATE
// joined to the arrays might be planned as a scan of the table.
statement! {
    Keep returns BigInt;
    "INSERT INTO idempotency_keys AS kept \
     (partner_id, route, key_index, body_index, reply_sealed, expires_at) \
     SELECT * FROM unnest(", partners: BigInt;
    "::bigint[], ", routes: Text;
    "::text[], ", keys: Binary;
    "::bytea[], ", bodies: Binary;
    "::bytea[], ", replies: Binary;
    "::bytea[], ", ends: BigInt;
    "::bigint[]) ON CONFLICT (partner_id, route, key_index) \
     DO UPDATE SET reply_sealed = EXCLUDED.reply_sealed";
}

/// Keeps the `sealed` replies of requests whose keys were taken before.
pub(super) fn keep(
    conn: &mut PgConnection,
    replies: &[(Keyed<'_>, Sealed)],
) -> Result<(), StoreError> {
    if replies.is_empty() {
        return Ok(());
    }
    let keeps = || replies.iter().map(|((_, keep), _)| *keep);
    let statement = Keep {
        partners: replies
            .iter()
            .map(|((request, _), _)| request.partner.get())
            .collect(),
        routes: keeps().map(|keep| keep.route).collect(),
        keys: keeps().map(|keep| &keep.key.as_bytes()[..]).collect(),
        bodies: keeps().map(|keep| &keep.body.as_bytes()[..]).collect(),
        replies: replies.iter().map(|(_, reply)| reply.as_bytes()).collect(),
        ends: keeps().map(|keep| micros(keep.until)).collect(),
    };
    statement.execute(conn)?;
    Ok(())
}
