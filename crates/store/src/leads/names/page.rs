//! A page of a search by name.

use leads::{Cursor, LeadFilter, LeadQuery, Position, SortField};

use super::{FEW, Search};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::leads::by_amount;
use crate::leads::filter::{name_pattern, narrow, narrow_times};
use crate::leads::page::after;
use crate::leads::sql::{Place, Spot, Sql};

/// How many rows of the list are looked through first, for each that is wanted: a
/// common name is soon met.
const GLANCE: i64 = 20;
const LONGEST_GLANCE: i64 = 5_000;

/// The keys of one page and of the row behind it; `None` when the list is better
/// walked.
pub(in crate::leads) fn page(
    conn: &mut Conn,
    query: &LeadQuery,
) -> Result<Option<Vec<i64>>, StoreError> {
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

impl Search<'_> {
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
