//! A partner's enrolments, newest first.
//!
//! Invite and payment have two values each, so that whatever they narrow is at most four
//! ranges of one index, each in the order of the list; a page takes as many rows of each as
//! it needs and merges them.

use candidates::{CandidatePage, CandidateQuery, CandidateSearch, InviteStatus, ListPlace};
use kernel::{BlindIndex, PageSize, PartnerId};

use super::totals::{ALL, Cell};
use super::{batches, names, rows, totals};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::leads::sql::Sql;

/// What narrows a list, but a search.
#[derive(Debug, Clone, Copy)]
pub(super) struct Narrowed {
    pub(super) partner: PartnerId,
    pub(super) batch: Option<i64>,
    pub(super) invite: Option<InviteStatus>,
    pub(super) paid: Option<bool>,
}

/// Which rows of a list are wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// Only keys below this.
    pub(super) below: Option<i64>,
    /// So many are passed over.
    pub(super) skip: i64,
    /// At most so many.
    pub(super) most: i64,
}

/// See [`candidates::EnrolmentRepository::page`]; `None` where there is no such batch.
pub(super) fn page(
    conn: &mut Conn,
    query: &CandidateQuery,
) -> Result<Option<CandidatePage>, StoreError> {
    let batch = match query.filter.batch {
        None => None,
        Some(batch) => match batches::key(conn, query.partner, batch)? {
            Some(key) => Some(key),
            None => return Ok(None),
        },
    };
    let narrowed = Narrowed {
        partner: query.partner,
        batch,
        invite: query.filter.invite,
        paid: query.filter.paid,
    };
    let window = Window::of(query.place, query.size);
    let (mut keys, total) = match &query.filter.search {
        None => (narrowed.keys(conn, window)?, narrowed.total(conn)?),
        Some(CandidateSearch::Email(email)) => narrowed.of_person(conn, email, window)?,
        Some(CandidateSearch::Name(start)) => names::page(conn, narrowed, start, window)?,
    };
    let wanted = usize::try_from(query.size.get()).unwrap_or(usize::MAX);
    let more = keys.len() > wanted;
    keys.truncate(wanted);
    Ok(Some(CandidatePage {
        rows: rows::by_keys(conn, &keys)?,
        total,
        more,
        totals: totals::of(conn, query.partner)?,
    }))
}

impl Window {
    /// One row more than the page has tells whether the list goes on.
    fn of(place: ListPlace, size: PageSize) -> Self {
        let (below, skip) = match place {
            ListPlace::Page(page) => (None, page.offset(size)),
            ListPlace::Behind(enrolment) => (Some(enrolment.get()), 0),
        };
        let most = size.and_one_more();
        Self { below, skip, most }
    }
}

impl Narrowed {
    /// The keys of the window.
    pub(super) fn keys(&self, conn: &mut Conn, window: Window) -> Result<Vec<i64>, StoreError> {
        keys(conn, &self.walk(window))
    }

    /// The statement of [`Narrowed::keys`].
    fn walk(&self, window: Window) -> Sql {
        let deepest = window.skip.saturating_add(window.most);
        let mut sql = Sql::new("SELECT CAST(0 AS BIGINT) AS at, id FROM (");
        for (number, range) in self.ranges().into_iter().enumerate() {
            sql.push(if number == 0 { "" } else { " UNION ALL " });
            sql.push("SELECT id FROM (SELECT e.id FROM partner_candidates e WHERE ");
            self.range(&mut sql, range);
            if let Some(below) = window.below {
                sql.with(" AND e.id < ?", below);
            }
            sql.order(&["e.id"], true).limit(deepest, 0);
            sql.push(") AS one");
        }
        sql.push(") AS found");
        sql.order(&["id"], true).limit(window.most, window.skip);
        sql
    }

    /// The ranges of the index that the list is made of; `None`: one with all there is.
    pub(super) fn ranges(&self) -> Vec<Option<Cell>> {
        if self.batch.is_none() && self.invite.is_none() && self.paid.is_none() {
            return vec![None];
        }
        self.cells().into_iter().map(Some).collect()
    }

    /// Adds what makes `range` of the enrolments `e`.
    pub(super) fn range(&self, sql: &mut Sql, range: Option<Cell>) {
        match self.batch {
            Some(batch) => sql.with("e.batch_id = ?", batch),
            None => sql.with("e.partner_id = ?", self.partner.get()),
        };
        if let Some(cell) = range {
            sql.with(" AND e.invite_status = ?", cell.invite.as_str());
            sql.push(paid(cell.paid));
        }
    }

    /// Adds what narrows the enrolments `e`, however they were found.
    pub(super) fn narrow(&self, sql: &mut Sql) {
        sql.with("e.partner_id = ?", self.partner.get());
        if let Some(batch) = self.batch {
            sql.with(" AND e.batch_key = ?", batch);
        }
        if let Some(invite) = self.invite {
            sql.with(" AND e.invite_status = ?", invite.as_str());
        }
        if let Some(is) = self.paid {
            sql.push(paid(is));
        }
    }

    /// How many there are, from what is kept up.
    pub(super) fn total(&self, conn: &mut Conn) -> Result<u64, StoreError> {
        let batch_key = self.batch.unwrap_or(ALL);
        totals::counted(conn, self.partner, batch_key, &self.cells())
    }

    /// The enrolments of the person with this address: one for each batch at most.
    fn of_person(
        &self,
        conn: &mut Conn,
        email: &BlindIndex,
        window: Window,
    ) -> Result<(Vec<i64>, u64), StoreError> {
        let mut sql = Sql::new(
            "SELECT CAST(0 AS BIGINT) AS at, e.id FROM candidates c \
             CROSS JOIN partner_candidates e WHERE e.candidate_id = c.id",
        );
        sql.with(" AND c.email_index = ?", email.as_bytes().as_slice());
        sql.push(" AND ");
        self.narrow(&mut sql);
        sql.order(&["e.id"], true);
        let all = keys(conn, &sql)?;
        let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
        let skip = usize::try_from(window.skip).unwrap_or(usize::MAX);
        let most = usize::try_from(window.most).unwrap_or(0);
        let all = all.into_iter();
        let below = all.filter(|key| window.below.is_none_or(|below| *key < below));
        Ok((below.skip(skip).take(most).collect(), total))
    }

    fn cells(&self) -> Vec<Cell> {
        let invites = InviteStatus::ALL.iter().copied();
        let invites = invites.filter(|one| self.invite.is_none_or(|wanted| wanted == *one));
        let paid = [false, true].into_iter();
        let paid = paid.filter(|one| self.paid.is_none_or(|wanted| wanted == *one));
        invites
            .flat_map(|invite| paid.clone().map(move |paid| Cell { invite, paid }))
            .collect()
    }
}

const fn paid(is: bool) -> &'static str {
    if is {
        " AND e.is_paid_for = TRUE"
    } else {
        " AND e.is_paid_for = FALSE"
    }
}

/// The keys a statement finds, in its order.
pub(super) fn keys(conn: &mut Conn, sql: &Sql) -> Result<Vec<i64>, StoreError> {
    Ok(sql.places(conn)?.iter().map(|place| place.id).collect())
}
