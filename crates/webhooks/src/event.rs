//! What partners are told of.

use chrono::{DateTime, Utc};
use kernel::{LeadId, Money, words};

words! {
    /// What can happen; the word is the `type` on the wire and in the database.
    EventKind {
        /// A status of the lead's user, loan or payout changed.
        LeadStatusChanged = "lead.status_changed",
        /// The lead's loan was paid out.
        LoanDisbursed = "loan.disbursed",
        /// A payout was earned.
        PayoutEligible = "payout.eligible",
        /// A payout was paid.
        PayoutPaid = "payout.paid",
        /// A payout was taken back.
        PayoutReversed = "payout.reversed",
        /// The partner's own status changed.
        PartnerStatusChanged = "partner.status_changed",
        /// The partner has used 80 or 100 % of its monthly quota.
        UsageThresholdReached = "usage.threshold_reached",
        /// A secret or key of the partner was replaced.
        CredentialRotated = "credential.rotated",
        /// A candidate accepted the partner's invite.
        CandidateInviteAccepted = "candidate.invite_accepted",
        /// Maintenance was announced or cancelled.
        MaintenanceScheduled = "maintenance.scheduled",
        /// Something a partner's security people should look at.
        SecurityAlert = "security.alert",
        /// The test button was pressed; goes to one endpoint, whatever it subscribed to.
        WebhookTest = "webhook.test",
    }
}

/// Something a partner may want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// What there is to say, by name, in the order it is written.
    pub facts: Vec<(&'static str, Fact)>,
}

/// A value in an event. None of them is personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// Nothing.
    Null,
    /// A word.
    Word(&'static str),
    /// A text of the lender's.
    Text(String),
    /// A whole number.
    Number(i64),
    /// An amount, written in rupees with two decimals.
    Amount(Money),
    /// An instant, written in UTC (RFC 3339).
    Instant(DateTime<Utc>),
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

impl From<Option<DateTime<Utc>>> for Fact {
    fn from(at: Option<DateTime<Utc>>) -> Self {
        at.map_or(Self::Null, Self::Instant)
    }
}

impl From<LeadId> for Fact {
    fn from(lead: LeadId) -> Self {
        Self::Number(lead.get())
    }
}
