//! Searching by name.
//!
//! A partner's leads have far fewer different names than leads. So a search looks
//! through the names (`partner_names`), and then only at the leads that bear a name
//! it found (`lead_names`, in the order of the list). Both tables are filled behind
//! the shares up to a mark (`crate::lead_names`); leads above the mark are looked
//! through themselves, so that a search finds whatever was acknowledged.

use diesel::connection::SimpleConnection as _;
use kernel::{PartnerId, PortResult};
use leads::{Cursor, LeadFilter, LeadQuery, Position, SearchTerm, SortField, Total};

use super::by_amount;
use super::filter::{name_pattern, narrow, narrow_found, narrow_times};
use super::page::after;
use super::sql::{Place, Spot, Sql};
use super::totals::unsigned;
use crate::conn::Conn;
use crate::fault::StoreError;

/// A longer tail is not looked through: until the index has caught up the list is.
const LONGEST_TAIL: i64 = 100_000;

/// So many entries are looked at one by one. Twice the cap: a lead has two at most,
/// so that more of them are certainly more leads than the cap.
const FEW: i64 = 20_000;

/// How many rows of the list are looked through first, for each that is wanted: a
/// common name is soon met.
const GLANCE: i64 = 20;
const LONGEST_GLANCE: i64 = 5_000;

/// A search of one partner while the index is good for it.
struct Search<'a> {
    partner: PartnerId,
    filter: &'a LeadFilter,
    /// Leads up to here are in the index.
    mark: i64,
}

/// The keys of one page and of the row behind it; `None` when the list is better
/// walked.
pub(super) fn page(conn: &mut Conn, query: &LeadQuery) -> Result<Option<Vec<i64>>, StoreError> {
    let Some(search) = Search::begin(conn, query.partner, &query.filter)? else {
        return Ok(None);
    };
    let by_time = query.sort.field == SortField::SharedAt;
    if by_time && search.is_plain() {
        let places = match search.glance(conn, query)? {
            Some(places) => places,
            None => search.page_by_time(conn, query)?,
        };
        return Ok(Some(places.iter().map(|place| place.id).collect()));
    }
    if search.entries(conn)?.0 > FEW {
        return Ok(None);
    }
    search.page_of_few(conn, query).map(Some)
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
        match &self.filter.search {
            Some(SearchTerm::NamePrefix(start)) => {
                sql.with(" AND n.name >= ?", start.as_str());
                if let Some(end) = behind(start) {
                    sql.with(" AND n.name < ?", end.as_str());
                }
            }
            _ => {
                let pattern = name_pattern(self.filter);
                sql.with(" AND n.name LIKE ? ESCAPE '\\'", pattern.as_str());
            }
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

    /// The page, if the first rows of the list have it.
    fn glance(&self, conn: &mut Conn, query: &LeadQuery) -> Result<Option<Vec<Place>>, StoreError> {
        let (limit, skip) = window(query);
        let wanted = limit + skip;
        let rows = (wanted * GLANCE).min(LONGEST_GLANCE);
        if wanted >= rows {
            return Ok(None);
        }
        let any = LeadFilter {
            search: None,
            ..self.filter.clone()
        };
        let descending = query.sort.descending;
        let mut sql = Sql::new(
            "SELECT at, id FROM (SELECT l.shared_at AS at, l.id AS id, \
             l.first_name_folded AS first, l.last_name_folded AS last FROM leads l WHERE ",
        );
        narrow(&mut sql, self.partner, &any)?;
        if let Position::After(cursor) = query.position {
            after(&mut sql, "l.shared_at", "l.id", descending, &cursor);
        }
        sql.order(&["l.shared_at", "l.id"], descending)
            .limit(rows, 0);
        let pattern = name_pattern(self.filter);
        sql.with(") found WHERE first LIKE ? ESCAPE '\\'", pattern.as_str());
        sql.with(" OR last LIKE ? ESCAPE '\\'", pattern.as_str());
        sql.order(&["at", "id"], descending).limit(limit, skip);
        let places = sql.places(conn)?;
        let enough = i64::try_from(places.len()).is_ok_and(|found| found == limit);
        Ok(enough.then_some(places))
    }

    /// The page from the index and the tail, in the order of time.
    fn page_by_time(&self, conn: &mut Conn, query: &LeadQuery) -> Result<Vec<Place>, StoreError> {
        let (limit, skip) = window(query);
        let wanted = limit + skip;
        let descending = query.sort.descending;
        let mut places = self.first_entries(conn, query, wanted)?;
        let mut tail = Sql::new("SELECT l.shared_at AS at, l.id AS id");
        self.tail(&mut tail)?;
        if let Position::After(cursor) = query.position {
            after(&mut tail, "l.shared_at", "l.id", descending, &cursor);
        }
        tail.order(&["l.shared_at + 0", "l.id"], descending)
            .limit(wanted, 0);
        places.extend(tail.places(conn)?);
        places.sort_unstable();
        if descending {
            places.reverse();
        }
        Ok(cut(places, limit, skip))
    }

    /// The first `wanted` leads of the index: of each name no more entries are looked
    /// at than that.
    fn first_entries(
        &self,
        conn: &mut Conn,
        query: &LeadQuery,
        wanted: i64,
    ) -> Result<Vec<Place>, StoreError> {
        let descending = query.sort.descending;
        let cursor = match query.position {
            Position::After(cursor) => Some(cursor),
            Position::Page(_) => None,
        };
        let mut sql = Sql::new("SELECT DISTINCT p.shared_at AS at, p.lead_id AS id");
        self.entries_of_names(&mut sql)?;
        let (way, end) = if descending {
            (">=", i64::MIN)
        } else {
            ("<=", i64::MAX)
        };
        sql.push(&format!(
            " AND p.shared_at {way} coalesce((SELECT q.shared_at FROM lead_names q \
             WHERE q.partner_id = n.partner_id AND q.name = n.name"
        ));
        narrow_times(&mut sql, "q", self.filter)?;
        if let Some(cursor) = &cursor {
            after(&mut sql, "q.shared_at", "q.lead_id", descending, cursor);
        }
        sql.order(&["q.shared_at", "q.lead_id"], descending)
            .limit(1, wanted - 1)
            .with("), ?)", end);
        if let Some(cursor) = &cursor {
            after(&mut sql, "p.shared_at", "p.lead_id", descending, cursor);
        }
        sql.order(&["1", "2"], descending).limit(wanted, 0);
        Ok(sql.places(conn)?)
    }

    /// The page where the index does not know the order or all of what narrows, and
    /// few entries match: their leads are read and sorted.
    fn page_of_few(&self, conn: &mut Conn, query: &LeadQuery) -> Result<Vec<i64>, StoreError> {
        const COLUMNS: &str =
            "SELECT l.shared_at AS at, l.id AS id, l.disbursal_amount_paise AS amount";
        let mut sql = Sql::new(COLUMNS);
        self.leads_of_entries(&mut sql)?;
        let mut spots = sql.spots(conn)?;
        let mut tail = Sql::new(COLUMNS);
        self.tail(&mut tail)?;
        spots.extend(tail.spots(conn)?);
        let order = Order::of(query.sort.field);
        let mut keyed: Vec<Key> = spots.iter().map(|spot| order.key(spot)).collect();
        keyed.sort_unstable();
        if query.sort.descending {
            keyed.reverse();
        }
        if let Position::After(cursor) = query.position {
            let Some(place) = self.key_of(conn, query.sort.field, &cursor)? else {
                return Ok(Vec::new());
            };
            keyed.retain(|key| (*key > place) != query.sort.descending && *key != place);
        }
        let (limit, skip) = window(query);
        let page = cut(keyed, limit, skip);
        Ok(page.into_iter().map(|(.., id)| id).collect())
    }

    fn key_of(
        &self,
        conn: &mut Conn,
        field: SortField,
        cursor: &Cursor,
    ) -> Result<Option<Key>, StoreError> {
        let id = cursor.id.get();
        Ok(match (field, cursor.value) {
            (SortField::SharedAt, at) => Some((0, at, id)),
            (SortField::DisbursalAmount, 0) => {
                by_amount::shared_at(conn, self.partner, cursor)?.map(|at| (0, at, id))
            }
            (SortField::DisbursalAmount, amount) => Some((amount, 0, id)),
        })
    }
}

/// Amount, time and key of a lead, as far as a list is ordered by them.
type Key = (i64, i64, i64);

enum Order {
    Time,
    Amount,
}

impl Order {
    const fn of(field: SortField) -> Self {
        match field {
            SortField::SharedAt => Self::Time,
            SortField::DisbursalAmount => Self::Amount,
        }
    }

    const fn key(&self, spot: &Spot) -> Key {
        let Place { at, id } = spot.place;
        match (self, spot.amount) {
            (Self::Amount, Some(amount)) => (amount, 0, id),
            (Self::Amount, None) | (Self::Time, _) => (0, at, id),
        }
    }
}

/// How many rows are wanted, the one behind the page included, after how many.
fn window(query: &LeadQuery) -> (i64, i64) {
    let skip = match query.position {
        Position::Page(page) => page.offset(query.size),
        Position::After(_) => 0,
    };
    (query.size.and_one_more(), skip)
}

fn cut<T>(rows: Vec<T>, limit: i64, skip: i64) -> Vec<T> {
    let (limit, skip) = (usize::try_from(limit), usize::try_from(skip));
    let rows = rows.into_iter().skip(skip.unwrap_or(usize::MAX));
    rows.take(limit.unwrap_or(0)).collect()
}

/// The first text behind every text that begins with `start`, byte by byte; `None`
/// when there is none.
fn behind(start: &str) -> Option<String> {
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
