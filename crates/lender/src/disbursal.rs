//! What a loan's messages say of the money paid out on it.

use dedupe::LoanStatus;
use kernel::LoanApplicationId;
use payouts::{Application, Disbursal, LoanFacts, LoanStage};

use crate::{Loan, Stamp};

/// The latest report of a disbursal among all messages about a loan. It stands
/// where a later state says no more of it (going on un-earns nothing), and it
/// is what a cancelled loan takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// The message.
    pub stamp: Stamp,
    /// What it reports.
    pub disbursal: Disbursal,
}

impl Report {
    /// What `loan`, reported by a message of `stamp`, reports of a disbursal.
    pub fn of(stamp: Stamp, loan: &Loan) -> Option<Self> {
        let disbursal = standing_disbursal(loan.status, own_disbursal(loan), None)?;
        Some(Self { stamp, disbursal })
    }

    /// The later of two by their messages; the order in which they came does
    /// not matter.
    pub fn later(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        [one, other]
            .into_iter()
            .flatten()
            .max_by_key(|report| report.stamp)
    }
}

/// What payouts need to know of a loan in state `loan` with the latest `report`.
pub fn loan_facts(id: LoanApplicationId, loan: &Loan, report: Option<&Report>) -> LoanFacts {
    LoanFacts {
        application: Application {
            loan: id,
            user: loan.user,
            created_at: loan.created_at,
        },
        stage: stage_of(loan.status),
        disbursal: standing_disbursal(
            loan.status,
            own_disbursal(loan),
            report.map(|report| report.disbursal),
        ),
    }
}

/// The disbursal a loan in `status` shows: its state's `own`, else the one
/// `reported` last; none while its state says that no money has been paid out.
pub fn standing_disbursal(
    status: LoanStatus,
    own: Option<Disbursal>,
    reported: Option<Disbursal>,
) -> Option<Disbursal> {
    match stage_of(status) {
        LoanStage::Before => None,
        LoanStage::Disbursed | LoanStage::Cancelled | LoanStage::Refunded => own.or(reported),
    }
}

/// How far a status is, as far as payouts care.
pub const fn stage_of(status: LoanStatus) -> LoanStage {
    use LoanStatus as S;
    match status {
        S::Submitted
        | S::UnderReview
        | S::FollowUp
        | S::Approved
        | S::ReadyForDisbursement
        | S::Disbursal
        | S::Rejected => LoanStage::Before,
        S::Disbursed | S::AccountManager | S::Cleared | S::Closed => LoanStage::Disbursed,
        S::Cancelled => LoanStage::Cancelled,
        S::Refunded => LoanStage::Refunded,
    }
}

/// What the state itself says of the money; both its date and its amount, or
/// nothing.
fn own_disbursal(loan: &Loan) -> Option<Disbursal> {
    Some(Disbursal {
        at: loan.disbursed_at?,
        amount: loan.disbursal_amount?,
    })
}

#[cfg(test)]
mod tests;
