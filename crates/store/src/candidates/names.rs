//! Searching a partner's enrolments by the beginning of a name.
//!
//! A beginning that few names have is looked up among the names, and its enrolments put into
//! the order of the list. One that many have comes soon in the list itself, which is walked
//! for a while; should that find too few, because those it fits lie far down, the names are
//! looked up after all.

use candidates::CandidatePage;

use super::list::{Narrowed, Window, keys};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::leads::names::behind;
use crate::leads::sql::Sql;
use crate::postgres::candidates as postgres;

/// So many entries of the names are read and sorted for a page.
const FEW: i64 = 5_000;

/// So many enrolments of a list are walked through for a page.
const WALK: i64 = 20_000;

/// What stands before the entries of the names, between them and what narrows, and behind.
const LOOK_UP_ON_SQLITE: [&str; 3] = [
    "SELECT CAST(0 AS BIGINT) AS at, e.id FROM partner_candidates e \
     WHERE e.id IN (SELECT id FROM (",
    ") AS entries) AND ",
    "",
];

/// The same. Without numbers of the table a planner may compare every enrolment with every
/// entry; a lateral query that stands by itself leaves it no choice.
const LOOK_UP_ON_POSTGRES: [&str; 3] = [
    "SELECT CAST(0 AS BIGINT) AS at, e.id FROM (SELECT DISTINCT id FROM (",
    ") AS entries) AS found CROSS JOIN LATERAL (\
     SELECT e.id FROM partner_candidates e WHERE e.id = found.id AND ",
    " OFFSET 0) AS e",
];

/// The keys of the window among enrolments with a name that begins with `start`, and how
/// many there are, up to a cap.
pub(super) fn page(
    conn: &mut Conn,
    narrowed: Narrowed,
    start: &str,
    window: Window,
) -> Result<(Vec<i64>, u64), StoreError> {
    if let Conn::Postgres(one) = conn {
        // From names to enrolments, whatever the planner knows of either.
        postgres::by_index(one)?;
    }
    let search = Search { narrowed, start };
    let listed = i64::try_from(narrowed.total(conn)?).unwrap_or(i64::MAX);
    let total = search.total(conn, listed)?;
    let wanted = total.saturating_sub(window.skip).min(window.most);
    let few = listed > WALK && search.is_few(conn)?;
    let found = if few {
        search.looked_up(conn, window)?
    } else {
        let walked = search.walked(conn, window)?;
        let found = i64::try_from(walked.len()).unwrap_or(i64::MAX);
        if found < wanted && listed > WALK {
            search.looked_up(conn, window)?
        } else {
            walked
        }
    };
    Ok((found, u64::try_from(total).unwrap_or(0)))
}

struct Search<'a> {
    narrowed: Narrowed,
    start: &'a str,
}

impl Search<'_> {
    /// Adds that `column` begins as wanted.
    fn begins(&self, sql: &mut Sql, column: &str) {
        sql.with(&format!("{column} >= ?"), self.start);
        if let Some(end) = behind(self.start) {
            sql.with(&format!(" AND {column} < ?"), end.as_str());
        }
    }

    /// Adds that one of the names of the enrolment `e` begins as wanted.
    fn fits(&self, sql: &mut Sql) {
        sql.push("((");
        self.begins(sql, "e.name_key");
        sql.push(") OR (");
        self.begins(sql, "e.last_key");
        sql.push("))");
    }

    /// Whether the names have few entries.
    fn is_few(&self, conn: &mut Conn) -> Result<bool, StoreError> {
        let mut sql = Sql::new("SELECT count(*) AS value FROM (");
        self.entries(&mut sql, Some(FEW));
        sql.push(") AS entries");
        Ok(sql.number(conn)?.unwrap_or(0) < FEW)
    }

    /// Adds the keys of enrolments the names know, some of them twice; at most `most` of
    /// each of the two.
    fn entries(&self, sql: &mut Sql, most: Option<i64>) {
        for (number, column) in ["n.name_key", "n.last_key"].into_iter().enumerate() {
            sql.push(if number == 0 { "" } else { " UNION ALL " });
            sql.push("SELECT id FROM (SELECT n.id FROM partner_candidates n WHERE ");
            sql.with("n.partner_id = ? AND ", self.narrowed.partner.get());
            self.begins(sql, column);
            if let Some(most) = most {
                sql.limit(most, 0);
            }
            sql.push(") AS one");
        }
    }

    /// The window, by way of the names: each key is looked up, whatever the planner knows.
    fn looked_up(&self, conn: &mut Conn, window: Window) -> Result<Vec<i64>, StoreError> {
        let [begin, each, end] = match conn {
            Conn::Postgres(_) => LOOK_UP_ON_POSTGRES,
            Conn::Sqlite(_) => LOOK_UP_ON_SQLITE,
        };
        let mut sql = Sql::new(begin);
        self.entries(&mut sql, None);
        sql.push(each);
        self.narrowed.narrow(&mut sql);
        if let Some(below) = window.below {
            sql.with(" AND e.id < ?", below);
        }
        sql.push(end);
        sql.order(&["e.id"], true).limit(window.most, window.skip);
        keys(conn, &sql)
    }

    /// The window, by way of the list: of the first [`WALK`] enrolments.
    fn walked(&self, conn: &mut Conn, window: Window) -> Result<Vec<i64>, StoreError> {
        let mut sql = Sql::new("SELECT CAST(0 AS BIGINT) AS at, id FROM (");
        self.list(&mut sql, window.below);
        sql.push(") AS e WHERE ");
        self.fits(&mut sql);
        sql.order(&["id"], true).limit(window.most, window.skip);
        keys(conn, &sql)
    }

    /// Adds the first enrolments of the list, with their names.
    fn list(&self, sql: &mut Sql, below: Option<i64>) {
        sql.push("SELECT id, name_key, last_key FROM (");
        for (number, range) in self.narrowed.ranges().into_iter().enumerate() {
            sql.push(if number == 0 { "" } else { " UNION ALL " });
            sql.push(
                "SELECT id, name_key, last_key FROM (\
                 SELECT e.id, e.name_key, e.last_key FROM partner_candidates e WHERE ",
            );
            self.narrowed.range(sql, range);
            if let Some(below) = below {
                sql.with(" AND e.id < ?", below);
            }
            sql.order(&["e.id"], true).limit(WALK, 0);
            sql.push(") AS one");
        }
        sql.push(") AS listed");
        sql.order(&["id"], true).limit(WALK, 0);
    }

    /// How many there are, up to a cap: in a short list counted there, else by the names.
    fn total(&self, conn: &mut Conn, listed: i64) -> Result<i64, StoreError> {
        let cap = i64::try_from(CandidatePage::<()>::MOST_FOUND).unwrap_or(i64::MAX);
        if listed <= WALK {
            let mut sql = Sql::new("SELECT count(*) AS value FROM (");
            self.list(&mut sql, None);
            sql.push(") AS e WHERE ");
            self.fits(&mut sql);
            return Ok(sql.number(conn)?.unwrap_or(0).min(cap));
        }
        let by_name = self.counted(conn, "e.name_key", None, cap)?;
        if by_name >= cap {
            return Ok(cap);
        }
        let by_last = self.counted(conn, "e.last_key", Some("e.name_key"), cap - by_name)?;
        Ok(by_name + by_last)
    }

    /// How many enrolments begin as wanted in `column` but not in `unless`, up to `most`.
    fn counted(
        &self,
        conn: &mut Conn,
        column: &str,
        unless: Option<&str>,
        most: i64,
    ) -> Result<i64, StoreError> {
        let mut sql =
            Sql::new("SELECT count(*) AS value FROM (SELECT 1 FROM partner_candidates e WHERE ");
        self.narrowed.narrow(&mut sql);
        sql.push(" AND ");
        self.begins(&mut sql, column);
        if let Some(unless) = unless {
            sql.push(" AND NOT (");
            self.begins(&mut sql, unless);
            sql.push(")");
        }
        sql.limit(most, 0).push(") AS found");
        Ok(sql.number(conn)?.unwrap_or(0))
    }
}
