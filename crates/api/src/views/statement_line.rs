//! A line on a statement.

use payouts::{DisputeStatus, StatementLine};
use serde::Serialize;

use super::{DisputeStatusWord, LineKindWord, LineReasonWord, Percent, Rupees, UtcMillis};

/// A line on a statement, with what it was computed from.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = StatementLine)]
pub(crate) struct StatementLineView<'a> {
    /// Its id.
    #[schema(example = 7)]
    line_id: i64,
    /// By which lead.
    #[schema(example = 1)]
    lead_id: i64,
    /// By which loan.
    #[schema(example = 456)]
    loan_application_id: i64,
    /// What it does.
    #[schema(value_type = LineKindWord, inline, example = "earning")]
    kind: &'static str,
    /// Why.
    #[schema(value_type = LineReasonWord, inline, example = "disbursed")]
    reason: &'static str,
    /// In rupees with two decimals; below 0 where something is taken back.
    #[schema(value_type = f64, example = 1000.00)]
    amount: Rupees,
    /// When the loan was paid out.
    #[schema(value_type = String, format = DateTime)]
    disbursed_at: UtcMillis,
    /// What was paid out.
    #[schema(value_type = f64, example = 50000.00)]
    disbursal_amount: Rupees,
    /// Calendar days from share to disbursal.
    #[schema(example = 12)]
    days_to_disbursal: i64,
    /// The share in basis points.
    #[schema(example = 200)]
    rate_bps: u16,
    /// The share in per cent with two decimals.
    #[schema(value_type = f64, example = 2.00)]
    rate_percent: Percent,
    /// Grade of the disbursal.
    #[schema(example = "A")]
    payout_grade: &'a str,
    /// The name of the rules.
    #[schema(example = "2026-1")]
    rule_version: &'a str,
    /// When it was booked.
    #[schema(value_type = String, format = DateTime)]
    booked_at: UtcMillis,
    /// The state of its dispute; null where it has none.
    #[schema(value_type = Option<DisputeStatusWord>, inline, required = true)]
    dispute: Option<&'static str>,
}

impl<'a> StatementLineView<'a> {
    pub(crate) fn of(line: &'a StatementLine) -> Self {
        let basis = &line.basis;
        Self {
            line_id: line.id.get(),
            lead_id: line.lead.get(),
            loan_application_id: line.loan.get(),
            kind: line.kind.as_str(),
            reason: line.reason.as_str(),
            amount: Rupees(line.amount),
            disbursed_at: UtcMillis(basis.disbursal.at),
            disbursal_amount: Rupees(basis.disbursal.amount),
            days_to_disbursal: basis.days,
            rate_bps: basis.terms.rate.get(),
            rate_percent: Percent(basis.terms.rate),
            payout_grade: basis.grade.as_str(),
            rule_version: basis.terms.rule_version.as_str(),
            booked_at: UtcMillis(line.booked_at),
            dispute: line.dispute.map(DisputeStatus::as_str),
        }
    }
}
