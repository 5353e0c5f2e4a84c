//! Ledger lines as they are written.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use kernel::PortResult;
use payouts::NewLine;

use crate::columns::{days, micros};
use crate::payout_rows::window_column;
use crate::schema::ledger_lines;

/// A ledger line's whole row, but its key.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = ledger_lines)]
pub(crate) struct NewLineRow {
    partner_id: i64,
    lead_id: i64,
    loan_application_id: i64,
    kind: &'static str,
    reason: &'static str,
    amount_paise: i64,
    disbursed_at: i64,
    disbursal_amount_paise: i64,
    days: i64,
    grade: String,
    rate_bps: i32,
    window_days: i32,
    grades: String,
    rule_version: String,
    booked_at: i64,
    booked_on: i32,
}

impl NewLineRow {
    /// `line`, booked at `at`, which falls on the business day `on`.
    ///
    /// # Errors
    /// [`kernel::PortFailure::Unforeseen`] for a window longer than any calendar.
    pub(crate) fn of(line: &NewLine, at: DateTime<Utc>, on: NaiveDate) -> PortResult<Self> {
        let basis = &line.basis;
        Ok(Self {
            partner_id: line.partner.get(),
            lead_id: line.lead.get(),
            loan_application_id: line.loan.get(),
            kind: line.kind.as_str(),
            reason: line.reason.as_str(),
            amount_paise: line.amount.paise(),
            disbursed_at: micros(basis.disbursal.at),
            disbursal_amount_paise: basis.disbursal.amount.paise(),
            days: basis.days,
            grade: basis.grade.as_str().to_owned(),
            rate_bps: i32::from(basis.terms.rate.get()),
            window_days: window_column(&basis.terms)?,
            grades: basis.terms.grades.to_stored(),
            rule_version: basis.terms.rule_version.as_str().to_owned(),
            booked_at: micros(at),
            booked_on: days(on),
        })
    }
}
