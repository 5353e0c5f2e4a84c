//! Looking for what is new: one statement a look, which sees one state of the database.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Nullable, Text};
use kernel::{LeadId, PartnerId, PortResult};
use leads::{LeadNews, LeadWatch};

use super::window::{UnderWay, Window};
use crate::Store;
use crate::postgres::turn::{Turn, holders};
use crate::target::Backend;

/// The most rows of either table a look reads. More than comes between two looks.
const MOST: i64 = 20_000;

/// How long ago the last look may lie: notes are kept for longer.
const LOOKS_BACK: Duration = Duration::from_mins(5);

/// The newest keys.
const NEWEST: &str = "SELECT 0 AS kind, 0 AS partner, id AS lead, id AS place, '' AS holder
        FROM (SELECT id FROM leads ORDER BY id DESC LIMIT 1) AS l
    UNION ALL SELECT 1, 0, 0, id, ''
        FROM (SELECT id FROM lead_changes ORDER BY id DESC LIMIT 1) AS c";

/// What came after share `$1` and note `$3`, at most `$2` of each. The orders keep to
/// the keys, whatever the planner thinks of the tables. `SQLite` counts parameters in
/// the order in which they appear.
const LOOK: &str = "SELECT 0 AS kind, partner_id AS partner, id AS lead, id AS place, '' AS holder
        FROM (SELECT partner_id, id FROM leads WHERE id > $1 ORDER BY id LIMIT $2) AS l
    UNION ALL SELECT 1, partner_id, lead_id, id, ''
        FROM (SELECT partner_id, lead_id, id FROM lead_changes WHERE id > $3
              ORDER BY id LIMIT $2) AS c";

/// A line of a look: a share (0), a note (1), or a transaction under way (2).
#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = BigInt)]
    kind: i64,
    #[diesel(sql_type = BigInt)]
    partner: i64,
    #[diesel(sql_type = BigInt)]
    lead: i64,
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = Nullable<Text>)]
    holder: Option<String>,
}

/// What a look found.
#[derive(Default)]
struct Look {
    /// By key; of the newest, no partner.
    shares: Vec<(i64, i64)>,
    notes: Vec<(PartnerId, LeadId)>,
    /// The greatest key of a note.
    noted: i64,
    under_way: UnderWay,
}

/// A look-out at the database.
pub(super) struct Watch {
    store: Store,
    shares: Window,
    /// Notes are committed in the order of their keys; this is the last one told.
    noted: i64,
    looked_at: Instant,
}

impl Watch {
    /// Everything there is now is old.
    pub(super) fn begin(store: Store) -> PortResult<Self> {
        let looked_at = Instant::now();
        let look = look(&store, NEWEST, None)?;
        let newest = look.shares.last().map_or(0, |(key, _)| *key);
        Ok(Self {
            store,
            shares: Window::beginning(newest, look.under_way),
            noted: look.noted,
            looked_at,
        })
    }

    fn begin_again(&mut self) -> PortResult<LeadNews> {
        *self = Self::begin(self.store.clone())?;
        Ok(LeadNews::Everything)
    }
}

impl LeadWatch for Watch {
    fn news(&mut self) -> PortResult<LeadNews> {
        if self.looked_at.elapsed() > LOOKS_BACK {
            return self.begin_again();
        }
        let looked_at = Instant::now();
        let after = (self.shares.floor(), self.noted);
        let look = look(&self.store, LOOK, Some(after))?;
        let most = usize::try_from(MOST).unwrap_or(usize::MAX);
        if look.shares.len() >= most || look.notes.len() >= most {
            return self.begin_again();
        }
        self.looked_at = looked_at;
        self.noted = self.noted.max(look.noted);
        let keys: Vec<i64> = look.shares.iter().map(|(key, _)| *key).collect();
        let Some(new) = self.shares.look(&keys, look.under_way) else {
            return Ok(LeadNews::Everything);
        };
        let new: BTreeSet<i64> = new.into_iter().collect();
        let shared = look.shares.into_iter().filter(|(key, _)| new.contains(key));
        let shared = shared.map(|(key, partner)| (PartnerId::new(partner), LeadId::new(key)));
        Ok(LeadNews::Leads(shared.chain(look.notes).collect()))
    }
}

/// Runs `sql`, on `PostgreSQL` with who shares leads at the moment. The state a
/// statement sees is settled before it runs, and locks are looked at while it does:
/// so first the rows, then the transactions, as [`Window`] wants it.
fn look(store: &Store, sql: &str, after: Option<(i64, i64)>) -> PortResult<Look> {
    let sql = match store.backend() {
        Backend::Sqlite => sql.to_owned(),
        Backend::Postgres => format!(
            "SELECT kind::bigint, partner::bigint, lead, place, holder FROM ({sql}
             UNION ALL SELECT 2, 0, 0, 0, holder FROM ({}) AS h) AS look",
            holders(Turn::Leads)
        ),
    };
    let lines: Vec<Line> = store.read(|conn| {
        let query = sql_query(sql);
        Ok(match after {
            None => query.load(conn)?,
            Some((share, note)) => query
                .bind::<BigInt, _>(share)
                .bind::<BigInt, _>(MOST)
                .bind::<BigInt, _>(note)
                .load(conn)?,
        })
    })?;
    let mut look = Look::default();
    for line in lines {
        match line.kind {
            0 => look.shares.push((line.place, line.partner)),
            1 => {
                look.noted = look.noted.max(line.place);
                let lead = LeadId::new(line.lead);
                look.notes.push((PartnerId::new(line.partner), lead));
            }
            _ => look.under_way.extend(line.holder),
        }
    }
    Ok(look)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreOptions;

    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = Text)]
        detail: String,
    }

    #[test]
    fn sqlite_looks_by_key_from_where_it_was() {
        let folder = tempfile::TempDir::new().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let store = Store::open(&StoreOptions::new(url)).unwrap();
        store.migrate().unwrap();
        let plan = store.read(|conn| {
            let plan = sql_query(format!("EXPLAIN QUERY PLAN {LOOK}"));
            let plan = plan.bind::<BigInt, _>(7).bind::<BigInt, _>(7);
            Ok(plan.bind::<BigInt, _>(7).load::<Step>(conn)?)
        });
        let plan: Vec<String> = plan.unwrap().into_iter().map(|step| step.detail).collect();
        let plan = plan.join("\n");
        for table in ["leads", "lead_changes"] {
            let by_key = format!("SEARCH {table} USING INTEGER PRIMARY KEY (rowid>?)");
            assert!(plan.contains(&by_key), "{plan}");
        }
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}
