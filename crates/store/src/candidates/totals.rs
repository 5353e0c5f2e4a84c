//! What is counted of a partner's enrolments: by batch, invite and payment, and over all
//! batches.

use std::collections::BTreeMap;

use candidates::{CandidateCounts, CandidateTotals, InviteStatus};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Text};
use kernel::{PartnerId, PortFailure, PortResult};

use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::{candidate_batches, candidate_totals};

/// The batch key of enrolments in no batch.
pub(crate) const NO_BATCH: i64 = 0;

/// The batch key of what is counted over all batches and none.
pub(crate) const ALL: i64 = -1;

/// What of an enrolment is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    /// How far its invite is.
    pub(crate) invite: InviteStatus,
    /// Whether it is paid for.
    pub(crate) paid: bool,
}

impl Cell {
    /// Of an enrolment that has just begun.
    pub(crate) const FIRST: Self = Self {
        invite: InviteStatus::Pending,
        paid: false,
    };
}

/// Changes of one partner's counts, in the order in which everybody writes them.
#[derive(Debug, Default)]
pub(crate) struct Changes(BTreeMap<(i64, &'static str, bool), i64>);

impl Changes {
    /// `by` more enrolments of `cell` in the batch of this key.
    pub(crate) fn add(&mut self, batch_key: i64, cell: Cell, by: i64) {
        for key in [batch_key, ALL] {
            let key = (key, cell.invite.as_str(), cell.paid);
            *self.0.entry(key).or_default() += by;
        }
    }

    /// One enrolment in the batch of this key goes over.
    pub(crate) fn go(&mut self, batch_key: i64, from: Cell, to: Cell) {
        self.add(batch_key, from, -1);
        self.add(batch_key, to, 1);
    }

    /// Writes them. Whoever else changes the same counts is waited for; the rows of the
    /// people and the enrolments are held already.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) fn write(&self, conn: &mut Conn, partner: PartnerId) -> QueryResult<()> {
        for ((batch_key, invite, paid), by) in &self.0 {
            if *by != 0 {
                sql_query(ADD)
                    .bind::<BigInt, _>(partner.get())
                    .bind::<BigInt, _>(*batch_key)
                    .bind::<Text, _>(*invite)
                    .bind::<Bool, _>(*paid)
                    .bind::<BigInt, _>(*by)
                    .execute(conn)?;
            }
        }
        Ok(())
    }
}

const ADD: &str = "INSERT INTO candidate_totals AS kept
        (partner_id, batch_key, invite_status, is_paid_for, candidates)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (partner_id, batch_key, invite_status, is_paid_for)
    DO UPDATE SET candidates = kept.candidates + excluded.candidates";

/// Batch key, invite, payment, how many.
type Row = (i64, String, bool, i64);

/// What a partner has.
///
/// # Errors
/// Those of the database; a corrupt row.
pub(super) fn of(conn: &mut Conn, partner: PartnerId) -> Result<CandidateTotals, StoreError> {
    let batches: i64 = candidate_batches::table
        .filter(candidate_batches::partner_id.eq(partner.get()))
        .select(count_star())
        .get_result(conn)?;
    let counts = by_batch(conn, partner, &[ALL])?;
    Ok(CandidateTotals {
        candidates: counts.get(&ALL).copied().unwrap_or_default(),
        batches: unsigned(batches)?,
    })
}

/// The counts of the batches of `keys`; none for those nobody was ever in.
///
/// # Errors
/// As [`of`].
pub(super) fn by_batch(
    conn: &mut Conn,
    partner: PartnerId,
    keys: &[i64],
) -> Result<BTreeMap<i64, CandidateCounts>, StoreError> {
    use candidate_totals::dsl as t;
    let rows: Vec<Row> = t::candidate_totals
        .filter(t::partner_id.eq(partner.get()))
        .filter(t::batch_key.eq_any(keys))
        .select((
            t::batch_key,
            t::invite_status,
            t::is_paid_for,
            t::candidates,
        ))
        .load(conn)?;
    let mut counts: BTreeMap<i64, CandidateCounts> = BTreeMap::new();
    for (key, invite, paid, candidates) in rows {
        let candidates = unsigned(candidates)?;
        let of = counts.entry(key).or_default();
        of.enrolled += candidates;
        if paid {
            of.paid += candidates;
        }
        if invite == InviteStatus::Accepted.as_str() {
            of.accepted += candidates;
        }
    }
    Ok(counts)
}

/// How many enrolments there are of `cells` in the batch of this key.
///
/// # Errors
/// As [`of`].
pub(super) fn counted(
    conn: &mut Conn,
    partner: PartnerId,
    batch_key: i64,
    cells: &[Cell],
) -> Result<u64, StoreError> {
    use candidate_totals::dsl as t;
    let rows: Vec<(String, bool, i64)> = t::candidate_totals
        .filter(t::partner_id.eq(partner.get()))
        .filter(t::batch_key.eq(batch_key))
        .select((t::invite_status, t::is_paid_for, t::candidates))
        .load(conn)?;
    let mut total = 0;
    for (invite, paid, candidates) in rows {
        let is_one = |cell: &Cell| cell.invite.as_str() == invite && cell.paid == paid;
        if cells.iter().any(is_one) {
            total += unsigned(candidates)?;
        }
    }
    Ok(total)
}

fn unsigned(count: i64) -> PortResult<u64> {
    u64::try_from(count).map_err(|_| PortFailure::corrupt("candidate_totals.candidates"))
}
