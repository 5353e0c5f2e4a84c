//! What partners are told when something happens to their leads (contract
//! `onboarding.md`, "Webhooks").
//!
//! An [`Event`] is written to the outbox in the transaction of the change. So
//! far events are only kept; delivering them comes with a later part.

mod lead_events;

pub use lead_events::{LeadFacts, lead_events};

use kernel::{LeadId, Money};

/// Something a partner may want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// To which lead.
    pub lead: LeadId,
    /// What there is to say, by name.
    pub facts: Vec<(&'static str, Fact)>,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// A status of the lead's user, loan or payout changed.
    LeadStatusChanged,
    /// The lead's loan was paid out.
    LoanDisbursed,
    /// A payout was earned.
    PayoutEligible,
    /// A payout was paid.
    PayoutPaid,
    /// A payout was taken back.
    PayoutReversed,
}

impl EventKind {
    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LeadStatusChanged => "lead.status_changed",
            Self::LoanDisbursed => "loan.disbursed",
            Self::PayoutEligible => "payout.eligible",
            Self::PayoutPaid => "payout.paid",
            Self::PayoutReversed => "payout.reversed",
        }
    }
}

/// A value in an event. None of them is personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// Nothing.
    Null,
    /// A word.
    Word(&'static str),
    /// An amount, written in rupees with two decimals.
    Amount(Money),
}

impl From<Option<&'static str>> for Fact {
    fn from(word: Option<&'static str>) -> Self {
        word.map_or(Self::Null, Self::Word)
    }
}

impl From<Option<Money>> for Fact {
    fn from(amount: Option<Money>) -> Self {
        amount.map_or(Self::Null, Self::Amount)
    }
}
