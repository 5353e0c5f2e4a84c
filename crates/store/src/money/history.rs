//! What there is to tell of a lead's payout.

use ::payouts::{HistoryLine, Payout, PayoutHistory};
use dedupe::Verdict;
use diesel::prelude::*;
use kernel::{LeadId, LedgerLineId, Money, PartnerId, PortResult};

use crate::columns::{instant, word};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::leads::current::stored_verdict;
use crate::payout_rows::{PayoutRow, payout_columns, stored_rate};
use crate::schema::{leads, ledger_lines, partners, payouts};

/// Columns of a lead and its partner, in this order.
#[derive(Queryable)]
struct LeadRow {
    verdict: i16,
    shared_at: i64,
    loan_application_id: Option<i64>,
    rate_bps: Option<i32>,
}

/// Columns of a ledger line, in this order.
#[derive(Queryable)]
struct LineRow {
    id: i64,
    kind: String,
    reason: String,
    amount_paise: i64,
    booked_at: i64,
}

/// The history of `lead`, if it is `partner`'s; to be read as of one instant.
pub(super) fn load(
    conn: &mut Conn,
    partner: PartnerId,
    lead: LeadId,
) -> Result<Option<PayoutHistory>, StoreError> {
    let row: Option<LeadRow> = leads::table
        .inner_join(partners::table.on(partners::id.eq(leads::partner_id)))
        .filter(leads::id.eq(lead.get()))
        .filter(leads::partner_id.eq(partner.get()))
        .select((
            leads::verdict,
            leads::shared_at,
            leads::loan_application_id,
            partners::rate_bps,
        ))
        .get_result(conn)
        .optional()?;
    let Some(row) = row else {
        return Ok(None);
    };
    let rate = row
        .rate_bps
        .map(|bps| stored_rate(bps, "partners.rate_bps"));
    Ok(Some(PayoutHistory {
        lead,
        shared_at: instant(row.shared_at, "leads.shared_at")?,
        open: stored_verdict(row.verdict)? != Verdict::Active,
        rate: rate.transpose()?,
        applied: row.loan_application_id.is_some(),
        payout: payout(conn, lead)?,
        lines: lines(conn, partner, lead)?,
    }))
}

fn payout(conn: &mut Conn, lead: LeadId) -> Result<Option<Payout>, StoreError> {
    let row: Option<PayoutRow> = payouts::table
        .filter(payouts::lead_id.eq(lead.get()))
        .select(payout_columns!())
        .get_result(conn)
        .optional()?;
    let payout = row.map(PayoutRow::into_payout).transpose()?;
    Ok(payout.map(|(_, payout)| payout))
}

fn lines(
    conn: &mut Conn,
    partner: PartnerId,
    lead: LeadId,
) -> Result<Vec<HistoryLine>, StoreError> {
    let rows: Vec<LineRow> = ledger_lines::table
        .filter(ledger_lines::lead_id.eq(lead.get()))
        .filter(ledger_lines::partner_id.eq(partner.get()))
        .select((
            ledger_lines::id,
            ledger_lines::kind,
            ledger_lines::reason,
            ledger_lines::amount_paise,
            ledger_lines::booked_at,
        ))
        .order(ledger_lines::id)
        .load(conn)?;
    let lines: PortResult<Vec<HistoryLine>> = rows.into_iter().map(LineRow::into_line).collect();
    Ok(lines?)
}

impl LineRow {
    fn into_line(self) -> PortResult<HistoryLine> {
        Ok(HistoryLine {
            id: LedgerLineId::new(self.id),
            kind: word(&self.kind, "ledger_lines.kind")?,
            reason: word(&self.reason, "ledger_lines.reason")?,
            amount: Money::from_paise(self.amount_paise),
            booked_at: instant(self.booked_at, "ledger_lines.booked_at")?,
        })
    }
}
