//! A person some partners shared, for contracts about what that earns.

use chrono::{DateTime, TimeDelta, Utc};
use dedupe::{LoanStatus, UserStatus};
use kernel::{Actor, LeadId, LeadReference, LoanApplicationId, PartnerId, RateBps, UserId};
use leads::{LeadRecord, StoreOutcome};
use lender::{FeedResult, RawLoan, RawMessage};
use payouts::PayoutStatus;

use super::feed::receive;
use crate::{
    Harness, LedgerLine, Person, SeededEntropy, loan_message, new_partner, seconds_after, share_of,
    share_policy, text, user_message,
};

/// A person shared by some partners a few days ago.
pub(super) struct Case<'a> {
    pub(super) harness: &'a Harness,
    number: u32,
    pub(super) partners: Vec<PartnerId>,
    leads: Vec<LeadId>,
}

impl<'a> Case<'a> {
    /// Partners with these rates of their own share person `number` one after the
    /// other, the first one five days ago.
    pub(super) fn new(harness: &'a Harness, number: u32, rates: &[Option<u16>]) -> Self {
        let mut case = Self {
            harness,
            number,
            partners: Vec::new(),
            leads: Vec::new(),
        };
        for (rate, at) in rates.iter().zip(0_u32..) {
            let mut new = new_partner(u64::from(number + at));
            new.rate = rate.map(|bps| RateBps::new(bps).expect("at most 10 000"));
            let partner = harness.partners.create(new, Actor::Operator);
            let partner = partner.expect("the store answers").id;
            let reference = LeadReference::draw(&SeededEntropy::new(u64::from(number + at)));
            let request = share_of(partner, &case.person(), reference, Self::shared_at(at));
            let outcome = harness.leads.share(request).expect("the store answers");
            let StoreOutcome::Shared(shared) = outcome else {
                panic!("no key, no replay");
            };
            case.partners.push(partner);
            case.leads.push(shared.lead);
        }
        case
    }

    pub(super) fn person(&self) -> Person {
        Person::numbered(self.number)
    }

    fn shared_at(at: u32) -> DateTime<Utc> {
        seconds_after(0) - TimeDelta::days(5) + TimeDelta::hours(at.into())
    }

    pub(super) fn user(&self) -> UserId {
        UserId::new(self.number.into())
    }

    pub(super) fn tell_of_user(
        &self,
        person: &Person,
        second: i64,
        link: Option<(PartnerId, u32)>,
    ) {
        let at = seconds_after(second);
        let mut message = user_message(self.user(), person, UserStatus::Active, at);
        if let Some((partner, share)) = link {
            let partners = self.harness.partners.list().expect("the store answers");
            let partner = partners.iter().find(|one| one.id == partner);
            message.utm_source = text(partner.expect("it exists").uuid.to_string());
            let reference = LeadReference::draw(&SeededEntropy::new(0));
            let campaign = leads::CampaignForm(share_policy().campaign);
            let campaign = campaign.write(&person.mobile, Self::shared_at(share), reference);
            message.utm_campaign = text(campaign);
        }
        self.tell(RawMessage::User(message));
    }

    pub(super) fn loan(&self, status: LoanStatus, second: i64, rupees: Option<&str>) -> RawLoan {
        let loan = LoanApplicationId::new(self.number.into());
        let mut message = loan_message(loan, self.user(), status, seconds_after(second));
        if let Some(rupees) = rupees {
            message.disbursed_at = text("2026-01-15T11:30:00Z");
            message.disbursal_amount = text(rupees);
        }
        message
    }

    pub(super) fn tell_of_loan(&self, status: LoanStatus, second: i64, rupees: Option<&str>) {
        self.tell(RawMessage::Loan(self.loan(status, second, rupees)));
    }

    pub(super) fn tell(&self, message: RawMessage) {
        assert_eq!(receive(self.harness, &[message]), [FeedResult::Applied]);
    }

    pub(super) fn lead(&self, at: usize) -> LeadRecord {
        let lead = self.harness.leads.find(self.partners[at], self.leads[at]);
        lead.expect("the store answers").expect("it exists")
    }

    pub(super) fn payout(&self, at: usize) -> Option<(PayoutStatus, i64)> {
        let payout = self.lead(at).payout?;
        Some((payout.status, payout.amount.paise()))
    }

    /// Kind, reason and paise of each of a partner's lines.
    pub(super) fn lines(&self, at: usize) -> Vec<(String, String, i64)> {
        let lines = self.harness.probe.ledger(self.partners[at]);
        let lead = self.leads[at];
        assert!(lines.iter().all(|line| line.lead == lead));
        lines
            .into_iter()
            .map(|line: LedgerLine| (line.kind, line.reason, line.paise))
            .collect()
    }

    pub(super) fn told(&self, at: usize) -> Vec<String> {
        self.harness.probe.outbox(self.partners[at])
    }

    pub(super) fn audited(&self, action: &str, at: usize) -> usize {
        self.harness.audited(action, self.leads[at].get())
    }
}
