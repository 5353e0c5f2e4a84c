//! From what a lead showed before and after to what its partner is told.

use kernel::{LeadId, Money};

use crate::{Event, EventKind, Fact};

/// What a lead shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeadFacts {
    /// The state of the person's registration.
    pub user_status: Option<&'static str>,
    /// The state of the credited loan.
    pub loan_status: Option<&'static str>,
    /// What was paid out on it.
    pub disbursal_amount: Option<Money>,
    /// The state of the payout.
    pub payout_status: Option<&'static str>,
    /// What is owed or was paid.
    pub payout_amount: Option<Money>,
}

impl LeadFacts {
    const fn owes(&self) -> bool {
        match self.payout_amount {
            Some(amount) => amount.paise() > 0,
            None => false,
        }
    }
}

/// What is told of a lead that showed `before` and shows `after`; nothing when
/// nothing changed that a partner can see.
pub fn lead_events(lead: LeadId, before: &LeadFacts, after: &LeadFacts) -> Vec<Event> {
    let statuses = |facts: &LeadFacts| (facts.user_status, facts.loan_status, facts.payout_status);
    let payout = || ("payout_amount", Fact::from(after.payout_amount));
    let disbursal = || ("disbursal_amount", Fact::from(after.disbursal_amount));
    let mut events = Vec::new();
    let mut tell = |kind, mut facts: Vec<(&'static str, Fact)>| {
        facts.insert(0, ("lead_id", lead.into()));
        events.push(Event { kind, facts });
    };
    if statuses(before) != statuses(after) {
        tell(
            EventKind::LeadStatusChanged,
            vec![
                ("user_status", after.user_status.into()),
                ("loan_status", after.loan_status.into()),
                ("payout_status", after.payout_status.into()),
            ],
        );
    }
    if before.disbursal_amount.is_none() && after.disbursal_amount.is_some() {
        tell(EventKind::LoanDisbursed, vec![disbursal()]);
    }
    let became =
        |status| before.payout_status != Some(status) && after.payout_status == Some(status);
    if became("eligible") {
        tell(EventKind::PayoutEligible, vec![payout(), disbursal()]);
    }
    if became("paid") {
        tell(EventKind::PayoutPaid, vec![payout()]);
    }
    if became("reversed") || (before.owes() && !after.owes()) {
        tell(EventKind::PayoutReversed, vec![payout()]);
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(before: &LeadFacts, after: &LeadFacts) -> Vec<&'static str> {
        let events = lead_events(LeadId::new(1), before, after);
        events.iter().map(|event| event.kind.as_str()).collect()
    }

    const ELIGIBLE: LeadFacts = LeadFacts {
        user_status: Some("active"),
        loan_status: Some("disbursed"),
        disbursal_amount: Some(Money::from_paise(5_000_000)),
        payout_status: Some("eligible"),
        payout_amount: Some(Money::from_paise(100_000)),
    };

    #[test]
    fn nothing_new_is_nothing_told() {
        assert!(kinds(&ELIGIBLE, &ELIGIBLE).is_empty());
    }

    #[test]
    fn a_disbursal_tells_of_status_loan_and_payout() {
        let told = kinds(&LeadFacts::default(), &ELIGIBLE);
        let expected = ["lead.status_changed", "loan.disbursed", "payout.eligible"];
        assert_eq!(told, expected);
    }

    #[test]
    fn what_was_owed_and_is_no_more_is_told_once() {
        let reversed = LeadFacts {
            payout_status: Some("reversed"),
            payout_amount: Some(Money::ZERO),
            ..ELIGIBLE
        };
        let told = kinds(&ELIGIBLE, &reversed);
        assert_eq!(told, ["lead.status_changed", "payout.reversed"]);
        let elsewhere = LeadFacts {
            user_status: Some("active"),
            ..LeadFacts::default()
        };
        let told = kinds(&ELIGIBLE, &elsewhere);
        assert_eq!(told, ["lead.status_changed", "payout.reversed"]);
        assert_eq!(kinds(&elsewhere, &elsewhere), [""; 0]);
    }
}
