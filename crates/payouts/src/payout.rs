//! What a lead's loan earns: eligibility, amount and grade.

use chrono::{DateTime, Utc};
use kernel::{BusinessCalendar, Money};

use crate::{Grade, PayoutStatus, Terms};

/// How far a loan has come, as far as payouts care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoanStage {
    /// No money was paid out (yet), or the application was refused.
    Before,
    /// Paid out; going on to `account_manager`, cleared or closed un-earns nothing.
    Disbursed,
    /// Withdrawn after all, or given back.
    Cancelled,
    /// Given back.
    Refunded,
}

/// Money paid out to the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disbursal {
    /// When.
    pub at: DateTime<Utc>,
    /// How much; above 0.
    pub amount: Money,
}

/// A payout as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payout {
    /// Its state, with what belongs to it.
    pub state: PayoutState,
    /// The disbursal it rests on.
    pub disbursal: Disbursal,
    /// Calendar days from share to disbursal in the business zone.
    pub days: i64,
    /// The grade of the disbursal.
    pub grade: Grade,
    /// What it was computed by.
    pub terms: Terms,
    /// Whether it was ever approved: from then on its attribution is frozen.
    pub frozen: bool,
}

/// The states of a payout (contract `lender-feed.md`, "Payout").
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayoutState {
    /// Disbursed after the window.
    Ineligible,
    /// Earned; not yet in an approved statement.
    Eligible {
        /// What is owed.
        amount: Money,
    },
    /// In an approved statement.
    Approved {
        /// What is owed.
        amount: Money,
        /// When it was approved.
        at: DateTime<Utc>,
    },
    /// In a paid statement.
    Paid {
        /// What was paid for it, later adjustments included.
        amount: Money,
        /// When it was approved.
        approved_at: DateTime<Utc>,
        /// When it was paid.
        at: DateTime<Utc>,
    },
    /// Taken back because the loan was cancelled or refunded.
    Reversed,
}

/// A step the status machine does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a payout that is {from} cannot become {to}")]
pub struct PayoutTransitionError {
    /// The state it is in.
    pub from: PayoutStatus,
    /// The state it was to be in.
    pub to: PayoutStatus,
}

impl Payout {
    /// The state's name.
    pub const fn status(&self) -> PayoutStatus {
        match self.state {
            PayoutState::Ineligible => PayoutStatus::Ineligible,
            PayoutState::Eligible { .. } => PayoutStatus::Eligible,
            PayoutState::Approved { .. } => PayoutStatus::Approved,
            PayoutState::Paid { .. } => PayoutStatus::Paid,
            PayoutState::Reversed => PayoutStatus::Reversed,
        }
    }

    /// What the ledger's lines about it must sum up to.
    pub const fn amount(&self) -> Money {
        match self.state {
            PayoutState::Ineligible | PayoutState::Reversed => Money::ZERO,
            PayoutState::Eligible { amount }
            | PayoutState::Approved { amount, .. }
            | PayoutState::Paid { amount, .. } => amount,
        }
    }

    /// Approves it: only an eligible payout can be.
    ///
    /// # Errors
    /// [`PayoutTransitionError`].
    pub fn approve(self, at: DateTime<Utc>) -> Result<Self, PayoutTransitionError> {
        match self.state {
            PayoutState::Eligible { amount } => Ok(Self {
                state: PayoutState::Approved { amount, at },
                frozen: true,
                ..self
            }),
            _ => Err(self.no_way_to(PayoutStatus::Approved)),
        }
    }

    /// Marks it paid: only an approved payout can be.
    ///
    /// # Errors
    /// [`PayoutTransitionError`].
    pub fn pay(self, at: DateTime<Utc>) -> Result<Self, PayoutTransitionError> {
        match self.state {
            PayoutState::Approved {
                amount,
                at: approved_at,
            } => Ok(Self {
                state: PayoutState::Paid {
                    amount,
                    approved_at,
                    at,
                },
                ..self
            }),
            _ => Err(self.no_way_to(PayoutStatus::Paid)),
        }
    }

    const fn no_way_to(&self, to: PayoutStatus) -> PayoutTransitionError {
        PayoutTransitionError {
            from: self.status(),
            to,
        }
    }
}

/// What is known of a lead's loan when its payout is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earning {
    /// When the lead was shared.
    pub shared_at: DateTime<Utc>,
    /// How far the loan has come.
    pub stage: LoanStage,
    /// The disbursal that was reported, if any: the state's own, else the last
    /// one any message reported.
    pub disbursal: Option<Disbursal>,
}

/// The payout of a loan that is credited to a lead, given what it was before.
///
/// It follows from the facts alone, with two exceptions: what was approved or
/// paid stays so while it is owed, and `before` keeps the terms it was computed
/// by. `None` where no disbursal was reported, or the report was taken back
/// before anything was approved.
pub fn payout(
    earning: &Earning,
    before: Option<&Payout>,
    terms: &Terms,
    calendar: &BusinessCalendar,
) -> Option<Payout> {
    let frozen = before.is_some_and(|before| before.frozen);
    let reported = match earning.stage {
        LoanStage::Before => None,
        LoanStage::Disbursed | LoanStage::Cancelled | LoanStage::Refunded => earning.disbursal,
    };
    // Approved money does not vanish with a corrected report; it is taken back.
    let approved = before.filter(|_| frozen).map(|before| before.disbursal);
    let disbursal = reported.or(approved)?;
    let terms = before.map_or(terms, |before| &before.terms);
    let days = calendar.days_between(earning.shared_at, disbursal.at);
    let in_window = days <= i64::from(terms.window_days);
    let state = match (in_window, earning.stage) {
        (true, LoanStage::Disbursed) if reported.is_some() => {
            owed(before, terms.rate.of(disbursal.amount))
        }
        (false, _) if !frozen => PayoutState::Ineligible,
        _ => PayoutState::Reversed,
    };
    Some(Payout {
        state,
        disbursal,
        days,
        grade: terms.grades.grade(disbursal.amount).clone(),
        terms: terms.clone(),
        frozen,
    })
}

/// What was approved or paid stays so, with what is owed now.
fn owed(before: Option<&Payout>, amount: Money) -> PayoutState {
    match before.map(|before| &before.state) {
        Some(PayoutState::Approved { at, .. }) => PayoutState::Approved { amount, at: *at },
        Some(PayoutState::Paid {
            approved_at, at, ..
        }) => PayoutState::Paid {
            amount,
            approved_at: *approved_at,
            at: *at,
        },
        _ => PayoutState::Eligible { amount },
    }
}

#[cfg(test)]
mod tests;
