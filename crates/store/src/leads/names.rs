//! Searching by name.
//!
//! A partner's leads have far fewer different names than leads. So a search looks
//! through the names (`partner_names`), and then only at the leads that bear a name
//! it found (`lead_names`, in the order of the list). Both tables are filled behind
//! the shares up to a mark (`crate::lead_names`); leads above the mark are looked
//! through themselves, so that a search finds whatever was acknowledged.

mod page;

use diesel::connection::SimpleConnection as _;
use kernel::{PartnerId, PortResult};
use leads::{LeadFilter, SearchTerm, Total};

use super::filter::{name_pattern, narrow, narrow_found, narrow_times};
use super::sql::Sql;
use super::totals::unsigned;
use crate::conn::Conn;
use crate::fault::StoreError;

pub(super) use page::page;

/// A longer tail is not looked through: until the index has caught up the list is.
const LONGEST_TAIL: i64 = 100_000;

/// So many entries are looked at one by one. Twice the cap: a lead has two at most,
/// so that more of them are certainly more leads than the cap.
const FEW: i64 = 20_000;

/// A search of one partner while the index is good for it.
struct Search<'a> {
    partner: PartnerId,
    filter: &'a LeadFilter,
    /// Leads up to here are in the index.
    mark: i64,
}

/// How many leads pass, up to the cap.
pub(super) fn total(
    conn: &mut Conn,
    partner: PartnerId,
    filter: &LeadFilter,
) -> Result<Total, StoreError> {
    let cap = i64::from(Total::NAME_SEARCH_CAP);
    let found = match Search::begin(conn, partner, filter)? {
        None => walked(conn, partner, filter)?,
        Some(search) => match search.entries(conn)? {
            (entries, _) if entries > FEW && search.is_plain() => cap + 1,
            (entries, _) if entries > FEW => walked(conn, partner, filter)?,
            (_, leads) if search.is_plain() => leads + search.tail_total(conn)?,
            _ => search.few_total(conn)? + search.tail_total(conn)?,
        },
    };
    Ok(Total {
        count: unsigned(found.min(cap))?,
        capped: found > cap,
    })
}

/// Counts in the list itself, to one above the cap.
fn walked(conn: &mut Conn, partner: PartnerId, filter: &LeadFilter) -> Result<i64, StoreError> {
    let mut sql = Sql::new("SELECT count(*) AS value FROM (SELECT 1 FROM leads l WHERE ");
    narrow(&mut sql, partner, filter)?;
    sql.limit(i64::from(Total::NAME_SEARCH_CAP) + 1, 0)
        .push(") found");
    Ok(sql.number(conn)?.unwrap_or(0))
}

impl<'a> Search<'a> {
    /// `None` while the index is too far behind.
    fn begin(
        conn: &mut Conn,
        partner: PartnerId,
        filter: &'a LeadFilter,
    ) -> Result<Option<Self>, StoreError> {
        if let Conn::Postgres(one) = conn {
            // From names to leads, whatever the planner knows of either.
            one.batch_execute(
                "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; \
                 SET LOCAL enable_seqscan = off",
            )?;
        }
        let mark = Sql::new("SELECT lead_id AS value FROM lead_names_mark").number(conn)?;
        let last = Sql::new("SELECT max(id) AS value FROM leads").number(conn)?;
        let mark = mark.unwrap_or(0);
        Ok((last.unwrap_or(0) - mark <= LONGEST_TAIL).then_some(Self {
            partner,
            filter,
            mark,
        }))
    }

    /// Whether the index knows everything that narrows.
    const fn is_plain(&self) -> bool {
        self.filter.loan_status.is_none() && self.filter.payout_status.is_none()
    }

    /// Adds the names `n` that match.
    fn names(&self, sql: &mut Sql) {
        sql.with("n.partner_id = ?", self.partner.get());
        if let Some(SearchTerm::NamePrefix(start)) = &self.filter.search {
            sql.with(" AND n.name >= ?", start.as_str());
            if let Some(end) = behind(start) {
                sql.with(" AND n.name < ?", end.as_str());
            }
        } else {
            let pattern = name_pattern(self.filter);
            sql.with(" AND n.name LIKE ? ESCAPE '\\'", pattern.as_str());
        }
    }

    /// Adds the entries `p` of those names.
    fn entries_of_names(&self, sql: &mut Sql) -> PortResult<()> {
        sql.push(" FROM partner_names n CROSS JOIN lead_names p WHERE ");
        self.names(sql);
        sql.push(" AND p.partner_id = n.partner_id AND p.name = n.name");
        narrow_times(sql, "p", self.filter)
    }

    /// How many entries of the index pass, and how many leads they are, up to a
    /// little above [`FEW`].
    fn entries(&self, conn: &mut Conn) -> Result<(i64, i64), StoreError> {
        let mut sql =
            Sql::new("SELECT count(*) AS at, count(DISTINCT lead_id) AS id FROM (SELECT p.lead_id");
        self.entries_of_names(&mut sql)?;
        sql.limit(FEW + 1, 0).push(") found");
        let counts = sql.places(conn)?;
        Ok(counts.first().map_or((0, 0), |one| (one.at, one.id)))
    }

    /// The leads behind entries, narrowed by what only they know.
    fn leads_of_entries(&self, sql: &mut Sql) -> PortResult<()> {
        sql.push(" FROM (SELECT DISTINCT p.lead_id");
        self.entries_of_names(sql)?;
        sql.push(") e CROSS JOIN leads l WHERE l.id = e.lead_id AND ");
        narrow_found(sql, self.partner, self.filter)
    }

    fn few_total(&self, conn: &mut Conn) -> Result<i64, StoreError> {
        let mut sql = Sql::new("SELECT count(*) AS value");
        self.leads_of_entries(&mut sql)?;
        Ok(sql.number(conn)?.unwrap_or(0))
    }

    /// Adds the leads `l` above the mark that pass.
    fn tail(&self, sql: &mut Sql) -> PortResult<()> {
        sql.with(" FROM leads l WHERE l.id > ? AND ", self.mark);
        narrow_found(sql, self.partner, self.filter)
    }

    fn tail_total(&self, conn: &mut Conn) -> Result<i64, StoreError> {
        let mut sql = Sql::new("SELECT count(*) AS value");
        self.tail(&mut sql)?;
        Ok(sql.number(conn)?.unwrap_or(0))
    }
}

/// The first text behind every text that begins with `start`, byte by byte; `None`
/// when there is none.
pub(crate) fn behind(start: &str) -> Option<String> {
    let mut text: Vec<char> = start.chars().collect();
    while let Some(last) = text.pop() {
        let next = match u32::from(last) + 1 {
            // These are no characters.
            0xd800 => 0xe000,
            other => other,
        };
        if let Some(next) = char::from_u32(next) {
            text.push(next);
            return Some(text.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::behind;

    #[test]
    fn the_text_behind_a_prefix() {
        assert_eq!(behind("an").as_deref(), Some("ao"));
        assert_eq!(behind("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(behind("\u{d7ff}").as_deref(), Some("\u{e000}"));
        assert_eq!(behind("\u{10ffff}"), None);
    }
}
