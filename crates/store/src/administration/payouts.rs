//! What a partner's payouts come to.

use accounts::PayoutSums;
use kernel::{Money, PartnerId};

use crate::conn::Conn;
use crate::fault::StoreError;
use crate::leads::sql::Sql;

/// As many leads as the runs that are not paid yet have.
const APPROVED: &str = "SELECT CAST(SUM(payout_amount_paise) AS BIGINT) AS value FROM leads \
     WHERE payout_status = 'approved' AND partner_id = ?";

/// One statement a run.
const SETTLED: &str = "SELECT CAST(SUM(reversals_paise) AS BIGINT) AS value FROM statements \
     WHERE status <> 'rejected' AND partner_id = ?";

/// As many lines as no run has collected yet.
const UNSETTLED: &str = "SELECT CAST(SUM(l.amount_paise) AS BIGINT) AS value \
     FROM unsettled_lines u JOIN ledger_lines l ON l.id = u.line_id \
     WHERE l.amount_paise < 0 AND u.partner_id = ?";

/// See [`accounts::PartnerAdministration::payouts`]. Nothing is looked through that
/// grows for ever but the partner's statements, of which there is one a period.
pub(super) fn payouts(conn: &mut Conn, partner: PartnerId) -> Result<PayoutSums, StoreError> {
    let mut sum = |text: &str| -> Result<i64, StoreError> {
        let mut sql = Sql::new("");
        sql.with(text, partner.get());
        Ok(sql.number(conn)?.unwrap_or(0))
    };
    let approved = sum(APPROVED)?;
    // A line of a rejected run is unsettled again.
    let taken_back = sum(SETTLED)?.saturating_add(sum(UNSETTLED)?);
    Ok(PayoutSums {
        approved: Money::from_paise(approved),
        reversed: Money::from_paise(taken_back.saturating_neg()),
    })
}
