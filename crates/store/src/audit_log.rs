//! Looking through the audit log.
//!
//! A query is answered by one way through an index, or by several whose newest entries
//! are merged: the actions under a prefix each have their own, and what concerns a
//! partner is what happened to it and what it did. So a page costs the same however
//! long the log is, as long as one thing is asked for; what else is asked for is looked
//! at on the way.

mod parties;

use std::cmp::Reverse;

use audit::{
    ActionFilter, ActorFilter, ActorKind, AuditLog, LogPlace, LogQuery, LogRow, StoredEntry,
};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Nullable, Text};
use kernel::PortResult;

use self::parties::Parties;
use crate::Store;
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::leads::sql::{Place, Sql};
use crate::schema::{audit_entries, partners, staff_accounts};

/// The audit log in the database, to be looked through.
#[derive(Clone)]
pub struct DieselAuditLog {
    store: Store,
}

impl DieselAuditLog {
    /// The audit log of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

impl AuditLog for DieselAuditLog {
    fn page(&self, query: &LogQuery, most: u32) -> PortResult<Vec<LogRow>> {
        self.store.snapshot(|conn| page(conn, query, most))
    }
}

/// The actions there are: one step through the index for each.
const ACTIONS: &str = "WITH RECURSIVE known(action) AS (
        SELECT min(action) FROM audit_entries
        UNION ALL
        SELECT (SELECT min(action) FROM audit_entries WHERE action > known.action)
        FROM known WHERE known.action IS NOT NULL)
    SELECT action FROM known";

/// One way through an index.
#[derive(Debug, Clone)]
enum Way {
    Everything,
    Action(String),
    Kind(ActorKind),
    Actor(ActorKind, i64),
    /// What happened to the partner of this key. Other things have the same keys, but
    /// none has many entries.
    Partner(i64),
}

fn page(conn: &mut Conn, query: &LogQuery, most: u32) -> Result<Vec<LogRow>, StoreError> {
    let wanted = usize::try_from(most).unwrap_or(usize::MAX);
    let Some(sought) = Sought::of(conn, query)? else {
        return Ok(Vec::new());
    };
    let mut places: Vec<Place> = Vec::new();
    for way in sought.ways(conn)? {
        places.extend(sought.statement(&way, query, most).places(conn)?);
    }
    places.sort_unstable_by_key(|place| Reverse(*place));
    places.dedup();
    places.truncate(wanted);
    let keys: Vec<i64> = places.iter().map(|place| place.id).collect();
    rows(conn, &keys)
}

/// A query whose identities are keys.
struct Sought {
    actor: Option<(ActorKind, Option<i64>)>,
    partner: Option<i64>,
    action: Option<ActionFilter>,
}

impl Sought {
    /// `None` when somebody who is asked for does not exist.
    fn of(conn: &mut Conn, query: &LogQuery) -> QueryResult<Option<Self>> {
        let partner_key = |conn: &mut Conn, uuid: kernel::PartnerUuid| {
            partners::table
                .filter(partners::uuid.eq(uuid.get().as_bytes().as_slice()))
                .select(partners::id)
                .get_result::<i64>(conn)
                .optional()
        };
        let actor = match query.actor {
            None => None,
            Some(ActorFilter::Kind(kind)) => Some((kind, None)),
            Some(ActorFilter::Service(token)) => Some((ActorKind::Service, Some(token.get()))),
            Some(ActorFilter::Partner(uuid)) => match partner_key(conn, uuid)? {
                Some(key) => Some((ActorKind::Partner, Some(key))),
                None => return Ok(None),
            },
            Some(ActorFilter::Staff(uuid)) => {
                let key: Option<i64> = staff_accounts::table
                    .filter(staff_accounts::uuid.eq(uuid.get().as_bytes().as_slice()))
                    .select(staff_accounts::id)
                    .get_result(conn)
                    .optional()?;
                match key {
                    Some(key) => Some((ActorKind::Staff, Some(key))),
                    None => return Ok(None),
                }
            }
        };
        let partner = match query.partner {
            None => None,
            Some(uuid) => match partner_key(conn, uuid)? {
                Some(key) => Some(key),
                None => return Ok(None),
            },
        };
        Ok(Some(Self {
            actor,
            partner,
            action: query.action.clone(),
        }))
    }

    /// The ways whose entries together are all that may pass, the narrowest there are.
    fn ways(&self, conn: &mut Conn) -> Result<Vec<Way>, StoreError> {
        if let Some(partner) = self.partner {
            let by_it = Way::Actor(ActorKind::Partner, partner);
            return Ok(vec![Way::Partner(partner), by_it]);
        }
        if let Some((kind, Some(id))) = self.actor {
            return Ok(vec![Way::Actor(kind, id)]);
        }
        match (&self.action, self.actor) {
            (Some(ActionFilter::Exactly(action)), _) => Ok(vec![Way::Action(action.clone())]),
            (Some(ActionFilter::Under(prefix)), _) => {
                let known = actions(conn)?.into_iter();
                let under = known.filter(|action| action.starts_with(prefix.as_str()));
                Ok(under.map(Way::Action).collect())
            }
            (None, Some((kind, _))) => Ok(vec![Way::Kind(kind)]),
            (None, None) => Ok(vec![Way::Everything]),
        }
    }

    /// The newest places along `way` that pass everything.
    fn statement(&self, way: &Way, query: &LogQuery, most: u32) -> Sql {
        let mut sql = Sql::new("SELECT at, id FROM audit_entries WHERE ");
        match way {
            Way::Everything => sql.push("1 = 1"),
            Way::Action(action) => sql.with("action = ?", action.as_str()),
            Way::Kind(kind) => sql.with("actor_kind = ?", kind.as_str()),
            Way::Actor(kind, id) => sql
                .with("actor_kind = ?", kind.as_str())
                .with(" AND actor_id = ?", *id),
            Way::Partner(partner) => sql
                .with("subject_id = ?", *partner)
                .with(" AND substr(action, 1, 8) = ?", "partner."),
        };
        self.narrow_further(&mut sql, way);
        narrow_time(&mut sql, query);
        sql.order(&["at", "id"], true).limit(i64::from(most), 0);
        sql
    }

    /// What `way` does not see to.
    fn narrow_further(&self, sql: &mut Sql, way: &Way) {
        match &self.action {
            None => {}
            Some(_) if matches!(way, Way::Action(_)) => {}
            Some(ActionFilter::Exactly(action)) => {
                sql.with(" AND action = ?", action.as_str());
            }
            Some(ActionFilter::Under(prefix)) => {
                // Whatever the database's order of texts is.
                let length = i64::try_from(prefix.chars().count()).unwrap_or(i64::MAX);
                sql.with(" AND substr(action, 1, CAST(? AS INTEGER))", length)
                    .with(" = ?", prefix.as_str());
            }
        }
        if let Some((kind, id)) = self.actor {
            sql.with(" AND actor_kind = ?", kind.as_str());
            if let Some(id) = id {
                sql.with(" AND actor_id = ?", id);
            }
        }
    }
}

fn narrow_time(sql: &mut Sql, query: &LogQuery) {
    if let Some(from) = query.from {
        sql.with(" AND at >= ?", micros(from));
    }
    if let Some(until) = query.until {
        sql.with(" AND at < ?", micros(until));
    }
    if let Some(LogPlace { at, id }) = query.after {
        sql.with(" AND at <= ?", at)
            .with(" AND (at < ?", at)
            .with(" OR id < ?)", id);
    }
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Nullable<Text>)]
    action: Option<String>,
}

fn actions(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let words: Vec<Word> = sql_query(ACTIONS).load(conn)?;
    Ok(words.into_iter().filter_map(|word| word.action).collect())
}

/// A row without its hash.
type Row = (
    i64,
    i64,
    String,
    Option<i64>,
    String,
    i64,
    String,
    Option<i64>,
);

/// The entries of these keys, in their order, with who is in them.
fn rows(conn: &mut Conn, keys: &[i64]) -> Result<Vec<LogRow>, StoreError> {
    use audit_entries::dsl as a;
    let found: Vec<Row> = audit_entries::table
        .filter(a::id.eq_any(keys))
        .order((a::at.desc(), a::id.desc()))
        .select((
            a::id,
            a::at,
            a::actor_kind,
            a::actor_id,
            a::action,
            a::subject_id,
            a::details,
            a::sequence,
        ))
        .load(conn)?;
    let entries: Vec<(StoredEntry, Option<i64>)> = found.into_iter().map(entry).collect();
    let parties = Parties::of(conn, entries.iter().map(|(entry, _)| entry))?;
    let rows = entries.into_iter().map(|(entry, sequence)| LogRow {
        actor: parties.actor(&entry),
        subject: parties.subject(&entry),
        sequence,
        entry,
    });
    Ok(rows.collect())
}

fn entry(row: Row) -> (StoredEntry, Option<i64>) {
    let (id, at, actor_kind, actor_id, action, subject_id, details, sequence) = row;
    let entry = StoredEntry {
        id,
        at,
        actor_kind,
        actor_id,
        action,
        subject_id,
        details,
    };
    (entry, sequence)
}
