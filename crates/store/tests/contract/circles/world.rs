//! Partners, people and what they come to.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use dedupe::{LoanStatus, UserStatus};
use kernel::{Actor, LeadId, LeadReference, LoanApplicationId, PartnerId, PartnerUuid, UserId};
use leads::{LeadRecord, StoreOutcome};
use lender::{FeedResult, RawLoan, RawMessage, RawUser};
use payouts::PayoutStatus;
use testkit::{
    Harness, Person, SeededEntropy, loan_message, midday, new_partner, receive_feed, share_of,
    text, user_message,
};

use crate::database::Database;
use crate::harness::harness;

pub(super) struct World<'a> {
    pub(super) database: &'a Database,
    pub(super) harness: Harness,
    pub(super) partners: Vec<(PartnerId, PartnerUuid)>,
}

impl World<'_> {
    pub(super) fn share(&self, partner: usize, person: &Person, on: i64) -> LeadId {
        let seed = u64::try_from(on * 100).unwrap() + u64::try_from(partner).unwrap();
        let mobile: u64 = person.mobile.as_str().parse().unwrap();
        let reference = LeadReference::draw(&SeededEntropy::new(seed + mobile * 10_000));
        let request = share_of(self.partners[partner].0, person, reference, day(on));
        match self.harness.leads.share(request) {
            Ok(StoreOutcome::Shared(shared)) => shared.lead,
            other => panic!("{other:?}"),
        }
    }

    pub(super) fn receive(&self, messages: &[RawMessage]) -> Vec<FeedResult> {
        let answers = receive_feed(self.harness.feed.clone()).execute(messages);
        answers
            .into_iter()
            .map(|answer| answer.unwrap().result)
            .collect()
    }

    pub(super) fn user(&self, message: RawUser) {
        let results = self.receive(&[RawMessage::User(message)]);
        assert!(!matches!(results[0], FeedResult::Refused(_)), "{results:?}");
    }

    pub(super) fn loan(&self, message: RawLoan) {
        let results = self.receive(&[RawMessage::Loan(message)]);
        assert!(!matches!(results[0], FeedResult::Refused(_)), "{results:?}");
    }

    pub(super) fn lead(&self, partner: usize, lead: LeadId) -> LeadRecord {
        let found = self.harness.leads.find(self.partners[partner].0, lead);
        found.unwrap().unwrap()
    }

    pub(super) fn holds(&self, partner: usize, lead: LeadId) -> Option<i64> {
        self.lead(partner, lead).loan.map(|loan| loan.id.get())
    }

    pub(super) fn payout(&self, partner: usize, lead: LeadId) -> Option<(PayoutStatus, i64)> {
        let payout = self.lead(partner, lead).payout?;
        Some((payout.status, payout.amount.paise()))
    }

    /// The partner's lines, as kind, reason and amount in rupees.
    pub(super) fn lines(&self, partner: usize) -> Vec<String> {
        self.database.texts(&format!(
            "SELECT kind || ' ' || reason || ' ' || CAST(amount_paise / 100 AS TEXT) AS value \
             FROM ledger_lines WHERE partner_id = {} ORDER BY id",
            self.partners[partner].0
        ))
    }

    pub(super) fn log(&self, lead: LeadId) -> Vec<String> {
        self.database.texts(&format!(
            "SELECT action || ' ' || details AS value FROM audit_entries \
             WHERE subject_id = {lead} AND action LIKE 'lead.%' ORDER BY id"
        ))
    }

    pub(super) fn told(&self, partner: usize) -> Vec<String> {
        self.database.texts(&format!(
            "SELECT event AS value FROM outbox WHERE partner_id = {} ORDER BY id",
            self.partners[partner].0
        ))
    }

    pub(super) fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT count(*) AS value FROM {table}");
        self.database.integers(&sql)[0]
    }

    /// Every invariant between tables that no single test is about.
    pub(super) fn check(&self) {
        for (what, sql) in INVARIANTS {
            let broken = self
                .database
                .integers(&format!("SELECT count(*) AS value FROM {sql}"));
            assert_eq!(broken, [0], "{what}");
        }
    }
}

/// Days after the first share.
pub(super) fn day(days: i64) -> DateTime<Utc> {
    midday() - TimeDelta::days(60) + TimeDelta::days(days)
}

pub(super) fn world(database: &Arc<Database>) -> World<'_> {
    let harness = harness(database);
    let partners = (1..=3).map(|number| {
        let created = harness
            .partners
            .create(new_partner(number), Actor::Operator);
        let created = created.unwrap();
        (created.id, created.uuid)
    });
    World {
        database,
        partners: partners.collect(),
        harness,
    }
}

pub(super) fn time(at: DateTime<Utc>) -> lender::Raw {
    text(at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
}

/// A mobile number of one and the PAN of another.
pub(super) fn mixed(mobile: u32, pan: u32) -> Person {
    Person {
        mobile: Person::numbered(mobile).mobile,
        ..Person::numbered(pan)
    }
}

pub(super) fn user(id: i64, person: &Person, told: i64) -> RawUser {
    user_message(UserId::new(id), person, UserStatus::Active, day(told))
}

/// Loan `id` of user `of`, applied for on day `created`, in `status` since `told`;
/// 50 000 rupees paid out on day `paid`.
pub(super) fn loan(
    id: i64,
    of: i64,
    created: i64,
    status: LoanStatus,
    told: i64,
    paid: Option<i64>,
) -> RawLoan {
    let (id, of) = (LoanApplicationId::new(id), UserId::new(of));
    let mut message = loan_message(id, of, status, day(told));
    message.created_at = time(day(created));
    if let Some(paid) = paid {
        message.disbursed_at = time(day(paid));
        message.disbursal_amount = text("50000.00");
    }
    message
}

const INVARIANTS: [(&str, &str); 4] = [
    (
        "a payout is its lead's",
        "payouts p LEFT JOIN leads l ON l.id = p.lead_id \
         AND l.loan_application_id = p.loan_application_id AND l.payout_status = p.status \
         AND l.payout_amount_paise = p.amount_paise AND l.payout_grade = p.grade WHERE l.id IS NULL",
    ),
    (
        "a lead's payout is there",
        "leads l LEFT JOIN payouts p ON p.lead_id = l.id \
         WHERE (l.payout_status IS NULL) <> (p.lead_id IS NULL)",
    ),
    (
        "lines sum up to what is owed",
        "(SELECT l.lead_id, l.loan_application_id, SUM(l.amount_paise) AS owed \
         FROM ledger_lines l GROUP BY l.lead_id, l.loan_application_id) s \
         LEFT JOIN payouts p ON p.lead_id = s.lead_id \
         AND p.loan_application_id = s.loan_application_id \
         WHERE s.owed <> COALESCE(p.amount_paise, 0)",
    ),
    (
        "every line waits for a statement",
        "ledger_lines l LEFT JOIN unsettled_lines u ON u.line_id = l.id \
         AND u.partner_id = l.partner_id AND u.booked_on = l.booked_on WHERE u.line_id IS NULL",
    ),
];
