//! [`Statements`] in the database.

use diesel::prelude::*;
use kernel::{
    LeadId, LedgerLineId, LoanApplicationId, Money, PageNumber, PageSize, PartnerId, PortResult,
    StatementId,
};
use payouts::{PayoutHistory, Statement, StatementLine, Statements};

use super::history;
use super::statement_rows::StatementRow;
use crate::Store;
use crate::columns::{instant, word};
use crate::payout_rows::BasisRow;
use crate::schema::{disputes, ledger_lines, statement_lines, statements};

/// What a partner may see.
pub(super) const VISIBLE: [&str; 3] = ["approved", "carried", "paid"];

/// The columns of a [`BasisRow`].
const BASIS: (
    ledger_lines::disbursed_at,
    ledger_lines::disbursal_amount_paise,
    ledger_lines::days,
    ledger_lines::grade,
    ledger_lines::rate_bps,
    ledger_lines::window_days,
    ledger_lines::grades,
    ledger_lines::rule_version,
) = (
    ledger_lines::disbursed_at,
    ledger_lines::disbursal_amount_paise,
    ledger_lines::days,
    ledger_lines::grade,
    ledger_lines::rate_bps,
    ledger_lines::window_days,
    ledger_lines::grades,
    ledger_lines::rule_version,
);

/// Partners' statements in the database.
#[derive(Clone)]
pub struct DieselStatements {
    store: Store,
}

impl DieselStatements {
    /// The statements of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

/// A line on a statement, in the order of the columns selected.
#[derive(Queryable)]
struct LineRow {
    id: i64,
    lead_id: i64,
    loan_application_id: i64,
    kind: String,
    reason: String,
    amount_paise: i64,
    basis: BasisRow,
    booked_at: i64,
    dispute: Option<String>,
}

impl Statements for DieselStatements {
    fn list(
        &self,
        partner: PartnerId,
        page: PageNumber,
        size: PageSize,
    ) -> PortResult<(Vec<Statement>, u64)> {
        let visible = || {
            statements::table
                .filter(statements::partner_id.eq(partner.get()))
                .filter(statements::status.eq_any(VISIBLE))
        };
        let (rows, total) = self.store.snapshot(|conn| {
            let total: i64 = visible().count().get_result(conn)?;
            let rows: Vec<StatementRow> = visible()
                .order(statements::id.desc())
                .limit(size.get().into())
                .offset(page.offset(size))
                .load(conn)?;
            Ok((rows, total))
        })?;
        let rows: PortResult<_> = rows.into_iter().map(StatementRow::into_statement).collect();
        Ok((rows?, u64::try_from(total).unwrap_or(0)))
    }

    fn find(&self, partner: PartnerId, statement: StatementId) -> PortResult<Option<Statement>> {
        let row: Option<StatementRow> = self.store.read(|conn| {
            Ok(statements::table
                .find(statement.get())
                .filter(statements::partner_id.eq(partner.get()))
                .filter(statements::status.eq_any(VISIBLE))
                .get_result(conn)
                .optional()?)
        })?;
        row.map(StatementRow::into_statement).transpose()
    }

    fn lines(
        &self,
        partner: PartnerId,
        statement: StatementId,
        after: Option<LedgerLineId>,
        most: PageSize,
    ) -> PortResult<Vec<StatementLine>> {
        let disputed = disputes::line_id
            .eq(statement_lines::line_id)
            .and(disputes::statement_id.eq(statement_lines::statement_id));
        let query = statement_lines::table
            .inner_join(statements::table.on(statements::id.eq(statement_lines::statement_id)))
            .inner_join(ledger_lines::table.on(ledger_lines::id.eq(statement_lines::line_id)))
            .left_join(disputes::table.on(disputed))
            .filter(statement_lines::statement_id.eq(statement.get()))
            .filter(statements::partner_id.eq(partner.get()))
            .filter(statements::status.eq_any(VISIBLE))
            .filter(statement_lines::line_id.gt(after.map_or(i64::MIN, LedgerLineId::get)))
            .select((
                ledger_lines::id,
                ledger_lines::lead_id,
                ledger_lines::loan_application_id,
                ledger_lines::kind,
                ledger_lines::reason,
                ledger_lines::amount_paise,
                BASIS,
                ledger_lines::booked_at,
                disputes::status.nullable(),
            ))
            .order(statement_lines::line_id)
            .limit(most.get().into());
        let rows: Vec<LineRow> = self.store.read(|conn| Ok(query.load(conn)?))?;
        rows.into_iter().map(LineRow::into_line).collect()
    }

    fn history(&self, partner: PartnerId, lead: LeadId) -> PortResult<Option<PayoutHistory>> {
        self.store
            .snapshot(|conn| history::load(conn, partner, lead))
    }
}

impl LineRow {
    fn into_line(self) -> PortResult<StatementLine> {
        let dispute = self.dispute.as_deref();
        let dispute = dispute.map(|status| word(status, "disputes.status"));
        Ok(StatementLine {
            id: LedgerLineId::new(self.id),
            lead: LeadId::new(self.lead_id),
            loan: LoanApplicationId::new(self.loan_application_id),
            kind: word(&self.kind, "ledger_lines.kind")?,
            reason: word(&self.reason, "ledger_lines.reason")?,
            amount: Money::from_paise(self.amount_paise),
            basis: self.basis.into_basis()?,
            booked_at: instant(self.booked_at, "ledger_lines.booked_at")?,
            dispute: dispute.transpose()?,
        })
    }
}
