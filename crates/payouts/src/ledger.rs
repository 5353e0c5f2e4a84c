//! The ledger: what was earned and taken back, line by line, never edited.

use kernel::{LeadId, LoanApplicationId, Money, PartnerId, words};

use crate::{Disbursal, Grade, LoanStage, Payout, Terms};

words! {
    /// What a line does to the balance.
    LineKind {
        /// Something was earned: above 0.
        Earning = "earning",
        /// What was earned changed: above or below 0.
        Adjustment = "adjustment",
        /// All that was earned is taken back: below 0.
        Reversal = "reversal",
    }
}

words! {
    /// Why a line was written.
    LineReason {
        /// The loan was disbursed within the window.
        Disbursed = "disbursed",
        /// Another disbursal amount was reported.
        AmountChanged = "amount_changed",
        /// The loan was cancelled.
        Cancelled = "cancelled",
        /// The loan was refunded.
        Refunded = "refunded",
        /// What had been reported of the disbursal was corrected, and it earns no more.
        DisbursalCorrected = "disbursal_corrected",
        /// The loan turned out to be another lead's.
        CreditedElsewhere = "credited_elsewhere",
    }
}

/// A line to be written. The lines about one lead and loan always sum up to
/// what its payout owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    /// Whose balance.
    pub partner: PartnerId,
    /// By which lead.
    pub lead: LeadId,
    /// By which loan.
    pub loan: LoanApplicationId,
    /// What it does.
    pub kind: LineKind,
    /// Why.
    pub reason: LineReason,
    /// How much; never 0.
    pub amount: Money,
    /// What the payout was computed from.
    pub basis: Basis,
}

/// What a payout was computed from; kept with each of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// The disbursal.
    pub disbursal: Disbursal,
    /// Calendar days from share to disbursal.
    pub days: i64,
    /// The grade.
    pub grade: Grade,
    /// The rules.
    pub terms: Terms,
}

impl Basis {
    pub(crate) fn of(payout: &Payout) -> Self {
        Self {
            disbursal: payout.disbursal,
            days: payout.days,
            grade: payout.grade.clone(),
            terms: payout.terms.clone(),
        }
    }
}

/// Whose and what a change is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) partner: PartnerId,
    pub(crate) lead: LeadId,
    pub(crate) loan: LoanApplicationId,
}

impl Entry {
    /// The line that brings the balance from `before` to `after`, if one is
    /// needed. `stage` is the loan's, `None` when the loan is credited elsewhere.
    pub(crate) fn line(
        self,
        before: Option<&Payout>,
        after: Option<&Payout>,
        stage: Option<LoanStage>,
    ) -> Option<NewLine> {
        let owed = |payout: Option<&Payout>| payout.map_or(Money::ZERO, Payout::amount);
        // Both lie between 0 and a disbursal's amount, so nothing overflows.
        let amount = owed(after).checked_sub(owed(before))?;
        if amount == Money::ZERO {
            return None;
        }
        let (kind, reason) = if owed(before) == Money::ZERO {
            (LineKind::Earning, LineReason::Disbursed)
        } else if owed(after) == Money::ZERO {
            (LineKind::Reversal, taken_back_by(stage))
        } else {
            (LineKind::Adjustment, LineReason::AmountChanged)
        };
        Some(NewLine {
            partner: self.partner,
            lead: self.lead,
            loan: self.loan,
            kind,
            reason,
            amount,
            basis: Basis::of(after.or(before)?),
        })
    }
}

const fn taken_back_by(stage: Option<LoanStage>) -> LineReason {
    match stage {
        None => LineReason::CreditedElsewhere,
        Some(LoanStage::Cancelled) => LineReason::Cancelled,
        Some(LoanStage::Refunded) => LineReason::Refunded,
        Some(LoanStage::Before | LoanStage::Disbursed) => LineReason::DisbursalCorrected,
    }
}

#[cfg(test)]
mod tests;
