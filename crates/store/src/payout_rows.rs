//! Payouts and what they were computed from, as columns.
//!
//! The columns of a basis are the same in `payouts` and in `ledger_lines`.

use diesel::prelude::*;
use kernel::{LeadId, LoanApplicationId, Money, PortFailure, PortResult, RateBps};
use payouts::{Basis, Disbursal, Grade, GradeTable, Payout, PayoutState, PayoutStatus, Terms};

use crate::columns::{instant, micros, word};
use crate::schema::payouts as rows;

/// What a payout was computed from, in the order of the columns: `disbursed_at`,
/// `disbursal_amount_paise`, `days`, `grade`, `rate_bps`, `window_days`, `grades`,
/// `rule_version`.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct BasisRow {
    disbursed_at: i64,
    disbursal_amount_paise: i64,
    days: i64,
    grade: String,
    rate_bps: i32,
    window_days: i32,
    grades: String,
    rule_version: String,
}

impl BasisRow {
    /// Judges the columns.
    ///
    /// # Errors
    /// [`PortFailure::Corrupt`] naming the column, as one of `payouts`.
    pub(crate) fn into_basis(self) -> PortResult<Basis> {
        Ok(Basis {
            disbursal: Disbursal {
                at: instant(self.disbursed_at, "payouts.disbursed_at")?,
                amount: Money::from_paise(self.disbursal_amount_paise),
            },
            days: self.days,
            grade: word::<Grade>(&self.grade, "payouts.grade")?,
            terms: Terms {
                rate: stored_rate(self.rate_bps, "payouts.rate_bps")?,
                window_days: u32::try_from(self.window_days)
                    .map_err(|_| PortFailure::corrupt("payouts.window_days"))?,
                grades: GradeTable::from_stored(&self.grades)?,
                rule_version: word(&self.rule_version, "payouts.rule_version")?,
            },
        })
    }
}

/// A rate in basis points from its column `what`.
pub(crate) fn stored_rate(bps: i32, what: &'static str) -> PortResult<RateBps> {
    u16::try_from(bps)
        .ok()
        .and_then(|bps| RateBps::new(bps).ok())
        .ok_or(PortFailure::corrupt(what))
}

/// A lead's payout as it is read, in the order of the columns of `payouts`.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct PayoutRow {
    loan_application_id: i64,
    status: String,
    amount_paise: i64,
    basis: BasisRow,
    frozen: bool,
    approved_at: Option<i64>,
    paid_at: Option<i64>,
}

/// The columns of a [`PayoutRow`].
macro_rules! payout_columns {
    () => {{
        use $crate::schema::payouts as p;
        (
            p::loan_application_id,
            p::status,
            p::amount_paise,
            (
                p::disbursed_at,
                p::disbursal_amount_paise,
                p::days,
                p::grade,
                p::rate_bps,
                p::window_days,
                p::grades,
                p::rule_version,
            ),
            p::frozen,
            p::approved_at,
            p::paid_at,
        )
    }};
}
pub(crate) use payout_columns;

impl PayoutRow {
    /// The loan and what it earns.
    ///
    /// # Errors
    /// [`PortFailure::Corrupt`] naming the column.
    pub(crate) fn into_payout(self) -> PortResult<(LoanApplicationId, Payout)> {
        let state = self.state()?;
        let basis = self.basis.into_basis()?;
        let payout = Payout {
            state,
            disbursal: basis.disbursal,
            days: basis.days,
            grade: basis.grade,
            terms: basis.terms,
            frozen: self.frozen,
        };
        Ok((LoanApplicationId::new(self.loan_application_id), payout))
    }

    fn state(&self) -> PortResult<PayoutState> {
        let amount = Money::from_paise(self.amount_paise);
        let approved_at = || {
            let at = self.approved_at;
            let at = at.ok_or(PortFailure::corrupt("payouts.approved_at"))?;
            instant(at, "payouts.approved_at")
        };
        Ok(match word(&self.status, "payouts.status")? {
            PayoutStatus::Ineligible => PayoutState::Ineligible,
            PayoutStatus::Eligible => PayoutState::Eligible { amount },
            PayoutStatus::Approved => PayoutState::Approved {
                amount,
                at: approved_at()?,
            },
            PayoutStatus::Paid => PayoutState::Paid {
                amount,
                approved_at: approved_at()?,
                at: instant(
                    self.paid_at
                        .ok_or(PortFailure::corrupt("payouts.paid_at"))?,
                    "payouts.paid_at",
                )?,
            },
            PayoutStatus::Reversed => PayoutState::Reversed,
        })
    }
}

/// A payout's whole row as it is written.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = rows, treat_none_as_default_value = false)]
pub(crate) struct NewPayoutRow {
    lead_id: i64,
    loan_application_id: i64,
    status: &'static str,
    amount_paise: i64,
    disbursed_at: i64,
    disbursal_amount_paise: i64,
    days: i64,
    grade: String,
    rate_bps: i32,
    window_days: i32,
    grades: String,
    rule_version: String,
    frozen: bool,
    approved_at: Option<i64>,
    paid_at: Option<i64>,
}

impl NewPayoutRow {
    /// What `lead` earns by `loan`.
    ///
    /// # Errors
    /// [`PortFailure::Unforeseen`] for a window longer than any calendar.
    pub(crate) fn of(lead: LeadId, loan: LoanApplicationId, payout: &Payout) -> PortResult<Self> {
        let (approved_at, paid_at) = match &payout.state {
            PayoutState::Ineligible | PayoutState::Eligible { .. } | PayoutState::Reversed => {
                (None, None)
            }
            PayoutState::Approved { at, .. } => (Some(micros(*at)), None),
            PayoutState::Paid {
                approved_at, at, ..
            } => (Some(micros(*approved_at)), Some(micros(*at))),
        };
        Ok(Self {
            lead_id: lead.get(),
            loan_application_id: loan.get(),
            status: payout.status().as_str(),
            amount_paise: payout.amount().paise(),
            disbursed_at: micros(payout.disbursal.at),
            disbursal_amount_paise: payout.disbursal.amount.paise(),
            days: payout.days,
            grade: payout.grade.as_str().to_owned(),
            rate_bps: i32::from(payout.terms.rate.get()),
            window_days: window_column(&payout.terms)?,
            grades: payout.terms.grades.to_stored(),
            rule_version: payout.terms.rule_version.as_str().to_owned(),
            frozen: payout.frozen,
            approved_at,
            paid_at,
        })
    }
}

pub(crate) fn window_column(terms: &Terms) -> PortResult<i32> {
    i32::try_from(terms.window_days)
        .map_err(|_| PortFailure::Unforeseen("a payout window is out of range".to_owned()))
}
