//! What messages make of leads: who is credited, what is earned, what is booked,
//! told and logged.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use dedupe::{LoanStatus, UserStatus};
use kernel::{
    Actor, FieldRef, FieldVault as _, LeadId, LeadReference, LoanApplicationId, Money, PartnerId,
    PartnerUuid, PortFailure, Sealed, UserId,
};
use leads::{LeadRecord, StoreOutcome};
use lender::{FeedResult, RawLoan, RawMessage, RawUser};
use payouts::PayoutStatus;
use testkit::{
    FakeVault, Harness, Person, SeededEntropy, loan_message, midday, new_partner, receive_feed,
    share_of, share_policy, text, user_message,
};

use crate::database::Database;
use crate::harness::harness;

on_both_databases! {
    a_disbursal_pays_the_lead_and_says_so_everywhere,
    a_loan_moves_to_the_lead_whose_link_was_followed,
    a_message_reaches_along_a_chain_of_people,
    loans_swap_leads_within_one_message,
    new_keys_bind_and_unbind,
    what_was_cancelled_or_refunded_is_taken_back,
    a_later_report_stands_where_the_state_is_silent,
    repeated_messages_write_nothing,
    the_log_tells_who_won_and_why_others_lost,
    events_open_for_the_vault_and_name_nobody,
    a_lead_that_is_corrupt_spoils_its_own_messages_alone,
    many_people_at_once_are_credited_as_one_by_one,
}

struct World<'a> {
    database: &'a Database,
    harness: Harness,
    partners: Vec<(PartnerId, PartnerUuid)>,
}

/// Days after the first share.
fn day(days: i64) -> DateTime<Utc> {
    midday() - TimeDelta::days(60) + TimeDelta::days(days)
}

fn world(database: &Arc<Database>) -> World<'_> {
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

fn time(at: DateTime<Utc>) -> lender::Raw {
    text(at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
}

/// A mobile number of one and the PAN of another.
fn mixed(mobile: u32, pan: u32) -> Person {
    Person {
        mobile: Person::numbered(mobile).mobile,
        ..Person::numbered(pan)
    }
}

fn user(id: i64, person: &Person, told: i64) -> RawUser {
    user_message(UserId::new(id), person, UserStatus::Active, day(told))
}

/// Loan `id` of user `of`, applied for on day `created`, in `status` since `told`;
/// 50 000 rupees paid out on day `paid`.
fn loan(
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

impl World<'_> {
    fn share(&self, partner: usize, person: &Person, on: i64) -> LeadId {
        let seed = u64::try_from(on * 100).unwrap() + u64::try_from(partner).unwrap();
        let mobile: u64 = person.mobile.as_str().parse().unwrap();
        let reference = LeadReference::draw(&SeededEntropy::new(seed + mobile * 10_000));
        let request = share_of(self.partners[partner].0, person, reference, day(on));
        match self.harness.leads.share(request) {
            Ok(StoreOutcome::Shared(shared)) => shared.lead,
            other => panic!("{other:?}"),
        }
    }

    fn receive(&self, messages: Vec<RawMessage>) -> Vec<FeedResult> {
        let answers = receive_feed(self.harness.feed.clone()).execute(&messages);
        answers
            .into_iter()
            .map(|answer| answer.unwrap().result)
            .collect()
    }

    fn user(&self, message: RawUser) {
        let results = self.receive(vec![RawMessage::User(message)]);
        assert!(!matches!(results[0], FeedResult::Refused(_)), "{results:?}");
    }

    fn loan(&self, message: RawLoan) {
        let results = self.receive(vec![RawMessage::Loan(message)]);
        assert!(!matches!(results[0], FeedResult::Refused(_)), "{results:?}");
    }

    fn lead(&self, partner: usize, lead: LeadId) -> LeadRecord {
        let found = self.harness.leads.find(self.partners[partner].0, lead);
        found.unwrap().unwrap()
    }

    fn holds(&self, partner: usize, lead: LeadId) -> Option<i64> {
        self.lead(partner, lead).loan.map(|loan| loan.id.get())
    }

    fn payout(&self, partner: usize, lead: LeadId) -> Option<(PayoutStatus, i64)> {
        let payout = self.lead(partner, lead).payout?;
        Some((payout.status, payout.amount.paise()))
    }

    /// The partner's lines, as kind, reason and amount in rupees.
    fn lines(&self, partner: usize) -> Vec<String> {
        self.database.texts(&format!(
            "SELECT kind || ' ' || reason || ' ' || CAST(amount_paise / 100 AS TEXT) AS value \
             FROM ledger_lines WHERE partner_id = {} ORDER BY id",
            self.partners[partner].0
        ))
    }

    fn log(&self, lead: LeadId) -> Vec<String> {
        self.database.texts(&format!(
            "SELECT action || ' ' || details AS value FROM audit_entries \
             WHERE subject_id = {lead} AND action LIKE 'lead.%' ORDER BY id"
        ))
    }

    fn told(&self, partner: usize) -> Vec<String> {
        self.database.texts(&format!(
            "SELECT event AS value FROM outbox WHERE partner_id = {} ORDER BY id",
            self.partners[partner].0
        ))
    }

    fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT count(*) AS value FROM {table}");
        self.database.integers(&sql)[0]
    }

    /// Every invariant between tables that no single test is about.
    fn check(&self) {
        for (what, sql) in INVARIANTS {
            let broken = self
                .database
                .integers(&format!("SELECT count(*) AS value FROM {sql}"));
            assert_eq!(broken, [0], "{what}");
        }
    }
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

fn a_disbursal_pays_the_lead_and_says_so_everywhere(database: &Arc<Database>) {
    let world = world(database);
    let person = Person::numbered(1);
    let lead = world.share(0, &person, 0);
    world.user(user(1, &person, 1));
    let shown = world.lead(0, lead);
    assert_eq!(shown.user.as_ref().unwrap().id, UserId::new(1));
    assert_eq!(shown.user.unwrap().email, None, "nothing won yet");
    world.loan(loan(7, 1, 2, LoanStatus::Approved, 3, None));
    assert_eq!(world.holds(0, lead), Some(7));
    assert_eq!(world.payout(0, lead), None);
    world.loan(loan(7, 1, 2, LoanStatus::Disbursed, 20, Some(20)));
    let shown = world.lead(0, lead);
    let paid = shown.loan.unwrap();
    assert_eq!(paid.status, LoanStatus::Disbursed);
    assert_eq!(paid.disbursed_at, Some(day(20)));
    assert_eq!(paid.disbursal_amount, Some(Money::from_paise(5_000_000)));
    assert!(shown.user.unwrap().email.is_some());
    let payout = shown.payout.unwrap();
    assert_eq!(payout.status, PayoutStatus::Eligible);
    assert_eq!(payout.amount, Money::from_paise(100_000));
    assert_eq!(payout.grade, "A");
    assert_eq!(world.lines(0), ["earning disbursed 1000"]);
    let told = [
        "lead.status_changed",
        "lead.status_changed",
        "lead.status_changed",
        "loan.disbursed",
        "payout.eligible",
    ];
    assert_eq!(world.told(0), told);
    let booked = database.integers("SELECT booked_at AS value FROM ledger_lines");
    let received = midday() + TimeDelta::hours(1);
    assert_eq!(booked, [received.timestamp_micros()]);
    let stats = world.harness.leads.stats(world.partners[0].0).unwrap();
    assert_eq!((stats.loan_applications, stats.disbursed), (1, 1));
    assert_eq!(stats.payout_pending, Money::from_paise(100_000));
    world.check();
}

fn a_loan_moves_to_the_lead_whose_link_was_followed(database: &Arc<Database>) {
    let world = world(database);
    let person = Person::numbered(1);
    let first = world.share(0, &person, 0);
    let second = world.share(1, &person, 1);
    world.user(user(1, &person, 2));
    world.loan(loan(7, 1, 3, LoanStatus::Disbursed, 5, Some(5)));
    assert_eq!(world.holds(0, first), Some(7));
    assert_eq!(world.holds(1, second), None);
    // An older message turns up: the user came by the second partner's link.
    let campaign = share_policy().campaign;
    let mut linked = user(1, &person, 1);
    linked.utm_source = text(world.partners[1].1.to_string());
    linked.utm_campaign = text(leads::CampaignForm(campaign).write(
        &person.mobile,
        day(1),
        LeadReference::draw(&SeededEntropy::new(0)),
    ));
    world.user(linked);
    assert_eq!(world.holds(0, first), None);
    assert_eq!(world.payout(0, first), None);
    assert_eq!(world.holds(1, second), Some(7));
    assert_eq!(
        world.payout(1, second),
        Some((PayoutStatus::Eligible, 100_000))
    );
    assert_eq!(world.lead(0, first).user.unwrap().email, None);
    assert_eq!(
        world.lines(0),
        [
            "earning disbursed 1000",
            "reversal credited_elsewhere -1000"
        ]
    );
    assert_eq!(world.lines(1), ["earning disbursed 1000"]);
    assert_eq!(world.told(0).last().unwrap(), "payout.reversed");
    assert_eq!(world.told(1).last().unwrap(), "payout.eligible");
    let stats = world.harness.leads.stats(world.partners[0].0).unwrap();
    assert_eq!((stats.loan_applications, stats.disbursed), (0, 0));
    assert_eq!(stats.payout_pending, Money::ZERO);
    world.check();
}

fn a_message_reaches_along_a_chain_of_people(database: &Arc<Database>) {
    let world = world(database);
    // User 1 is the person of both leads, user 2 of the first one only.
    let first = world.share(0, &mixed(2, 1), 0);
    let second = world.share(1, &Person::numbered(1), 1);
    world.user(user(1, &Person::numbered(1), 2));
    world.user(user(2, &mixed(2, 3), 2));
    world.loan(loan(11, 1, 6, LoanStatus::Disbursed, 8, Some(8)));
    assert_eq!(world.holds(0, first), Some(11));
    assert_eq!(world.holds(1, second), None);
    // An earlier loan of user 2 takes the first lead; user 1's has to move on.
    world.loan(loan(12, 2, 5, LoanStatus::Submitted, 6, None));
    assert_eq!(world.holds(0, first), Some(12));
    assert_eq!(world.lead(0, first).user.unwrap().id, UserId::new(2));
    assert_eq!(world.holds(1, second), Some(11));
    assert_eq!(world.lines(0).len(), 2);
    assert_eq!(world.lines(1), ["earning disbursed 1000"]);
    world.check();
}

fn loans_swap_leads_within_one_message(database: &Arc<Database>) {
    let world = world(database);
    let person = Person::numbered(1);
    let first = world.share(0, &person, 0);
    let second = world.share(1, &person, 1);
    world.user(user(1, &person, 2));
    world.loan(loan(11, 1, 3, LoanStatus::Disbursed, 8, Some(8)));
    world.loan(loan(12, 1, 4, LoanStatus::Disbursed, 8, Some(9)));
    assert_eq!(world.holds(0, first), Some(11));
    assert_eq!(world.holds(1, second), Some(12));
    world.loan(loan(11, 1, 5, LoanStatus::Disbursed, 9, Some(8)));
    assert_eq!(world.holds(0, first), Some(12));
    assert_eq!(world.holds(1, second), Some(11));
    assert_eq!(world.lines(0).len(), 3);
    assert_eq!(world.count("payouts"), 2);
    world.check();
}

fn new_keys_bind_and_unbind(database: &Arc<Database>) {
    let world = world(database);
    let lead = world.share(0, &Person::numbered(1), 0);
    world.user(user(1, &Person::numbered(5), 1));
    world.loan(loan(7, 1, 2, LoanStatus::Disbursed, 3, Some(3)));
    assert_eq!(world.holds(0, lead), None);
    world.user(user(1, &mixed(1, 5), 4));
    assert_eq!(world.holds(0, lead), Some(7), "by the mobile number");
    world.user(user(1, &mixed(6, 1), 5));
    assert_eq!(world.holds(0, lead), Some(7), "by the PAN");
    assert_eq!(world.lines(0), ["earning disbursed 1000"]);
    world.user(user(1, &Person::numbered(6), 6));
    let shown = world.lead(0, lead);
    assert_eq!((shown.user, shown.loan, shown.payout), (None, None, None));
    assert_eq!(world.lines(0).len(), 2);
    assert_eq!(world.count("payouts"), 0);
    world.check();
}

fn what_was_cancelled_or_refunded_is_taken_back(database: &Arc<Database>) {
    let world = world(database);
    for (number, status) in [(1, LoanStatus::Cancelled), (2, LoanStatus::Refunded)] {
        let person = Person::numbered(number);
        let id = i64::from(number);
        let partner = usize::try_from(number).unwrap();
        let lead = world.share(partner, &person, 0);
        world.user(user(id, &person, 1));
        world.loan(loan(id, id, 2, LoanStatus::Disbursed, 3, Some(3)));
        let mut less = loan(id, id, 2, LoanStatus::Closed, 4, Some(3));
        less.disbursal_amount = text("40000");
        world.loan(less);
        assert_eq!(
            world.payout(partner, lead),
            Some((PayoutStatus::Eligible, 80_000))
        );
        world.loan(loan(id, id, 2, status, 5, None));
        assert_eq!(
            world.payout(partner, lead),
            Some((PayoutStatus::Reversed, 0))
        );
        let lines = [
            "earning disbursed 1000".to_owned(),
            "adjustment amount_changed -200".to_owned(),
            format!("reversal {status} -800"),
        ];
        assert_eq!(world.lines(partner), lines);
        let log = world.log(lead);
        assert!(
            log[1].contains(r#""from":"1000.00","to":"800.00""#),
            "{log:?}"
        );
        assert!(log[2].contains(r#""from":"800.00","to":"0.00""#), "{log:?}");
        assert_eq!(log.len(), 3);
        assert_eq!(world.told(partner).last().unwrap(), "payout.reversed");
    }
    world.check();
}

fn a_later_report_stands_where_the_state_is_silent(database: &Arc<Database>) {
    let world = world(database);
    let person = Person::numbered(1);
    let lead = world.share(0, &person, 0);
    world.user(user(1, &person, 1));
    world.loan(loan(7, 1, 2, LoanStatus::AccountManager, 9, None));
    assert_eq!(world.payout(0, lead), None);
    // Told late, and older than the state.
    world.loan(loan(7, 1, 2, LoanStatus::Disbursed, 3, Some(3)));
    let shown = world.lead(0, lead);
    let amount = shown.loan.as_ref().unwrap().disbursal_amount;
    assert_eq!(amount, Some(Money::from_paise(5_000_000)));
    assert_eq!(shown.loan.unwrap().status, LoanStatus::AccountManager);
    assert_eq!(
        world.payout(0, lead),
        Some((PayoutStatus::Eligible, 100_000))
    );
    let mut later = loan(7, 1, 2, LoanStatus::Disbursed, 4, Some(4));
    later.disbursal_amount = text("60000");
    world.loan(later);
    assert_eq!(
        world.payout(0, lead),
        Some((PayoutStatus::Eligible, 120_000))
    );
    // An even older one changes nothing.
    let mut older = loan(7, 1, 2, LoanStatus::Disbursed, 2, Some(2));
    older.disbursal_amount = text("10");
    world.loan(older);
    assert_eq!(
        world.payout(0, lead),
        Some((PayoutStatus::Eligible, 120_000))
    );
    world.check();
}

const BOOKS: [&str; 6] = [
    "ledger_lines",
    "unsettled_lines",
    "audit_entries",
    "outbox",
    "payouts",
    "partner_days",
];

fn repeated_messages_write_nothing(database: &Arc<Database>) {
    let world = world(database);
    let person = Person::numbered(1);
    world.share(0, &person, 0);
    world.share(1, &person, 1);
    let messages = || {
        vec![
            RawMessage::User(user(1, &person, 2)),
            RawMessage::Loan(loan(7, 1, 3, LoanStatus::Disbursed, 5, Some(5))),
            RawMessage::Loan(loan(7, 1, 3, LoanStatus::Refunded, 6, Some(5))),
        ]
    };
    world.receive(messages());
    let before = BOOKS.map(|table| world.count(table));
    world.receive(messages());
    world.receive(messages().into_iter().rev().collect());
    // The same state told anew is a message, but nothing that anyone sees.
    world.loan(loan(7, 1, 3, LoanStatus::Refunded, 9, Some(5)));
    world.user(user(1, &person, 9));
    assert_eq!(BOOKS.map(|table| world.count(table)), before);
    world.check();
}

fn the_log_tells_who_won_and_why_others_lost(database: &Arc<Database>) {
    let world = world(database);
    let person = Person::numbered(1);
    let first = world.share(0, &person, 0);
    let second = world.share(1, &person, 1);
    world.user(user(1, &person, 2));
    world.loan(loan(7, 1, 3, LoanStatus::Submitted, 4, None));
    let won = [r#"lead.loan_credited {"loan":"7","by":"first_touch"}"#];
    assert_eq!(world.log(first), won);
    let lost = [r#"lead.loan_not_credited {"loan":"7","because":"shared_later"}"#];
    assert_eq!(world.log(second), lost);
    // What does not change who wins and why is no entry.
    world.loan(loan(7, 1, 3, LoanStatus::Disbursed, 5, Some(5)));
    assert_eq!(world.log(first), won);
    assert_eq!(world.log(second), lost);
    // Applied for before the second share, after all.
    let mut earlier = loan(7, 1, 1, LoanStatus::Disbursed, 6, Some(5));
    earlier.created_at = time(day(1) - TimeDelta::hours(1));
    world.loan(earlier);
    assert_eq!(world.log(first), won);
    let because = r#"lead.loan_not_credited {"loan":"7","because":"shared_too_late"}"#;
    assert_eq!(world.log(second), [lost[0], because]);
    let actors = database
        .texts("SELECT DISTINCT actor_kind AS value FROM audit_entries WHERE action LIKE 'lead.%'");
    assert_eq!(actors, ["system"]);
}

fn events_open_for_the_vault_and_name_nobody(database: &Arc<Database>) {
    let world = world(database);
    let person = Person::numbered(1);
    let lead = world.share(0, &person, 0);
    world.user(user(1, &person, 1));
    world.loan(loan(7, 1, 2, LoanStatus::Disbursed, 3, Some(3)));
    let payloads = opened(database);
    let at = "2026-01-15T13:00:00.000000Z";
    assert_eq!(
        payloads.last().unwrap(),
        &format!(
            "{{\"type\":\"payout.eligible\",\"timestamp\":\"{at}\",\"data\":{{\"lead_id\":{lead},\
             \"payout_amount\":\"1000.00\",\"disbursal_amount\":\"50000.00\"}}}}"
        )
    );
    assert_eq!(
        payloads[0],
        format!(
            "{{\"type\":\"lead.status_changed\",\"timestamp\":\"{at}\",\"data\":{{\"lead_id\":{lead},\
             \"user_status\":\"active\",\"loan_status\":null,\"payout_status\":null}}}}"
        )
    );
    let logged = database.texts("SELECT details AS value FROM audit_entries");
    for text in payloads.iter().chain(&logged) {
        for secret in [
            person.mobile.as_str(),
            person.pan.as_str(),
            person.email.as_str(),
            person.first_name.as_str(),
            person.last_name.as_str(),
        ] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

/// The payloads in the outbox, opened.
fn opened(database: &Database) -> Vec<String> {
    let hex = match database {
        Database::Sqlite(_) => "hex(event_id) || ' ' || hex(payload_sealed)",
        Database::Postgres { .. } => {
            "encode(event_id, 'hex') || ' ' || encode(payload_sealed, 'hex')"
        }
    };
    let rows = database.texts(&format!("SELECT {hex} AS value FROM outbox ORDER BY id"));
    let open = |row: &String| {
        let (id, sealed) = row.split_once(' ').unwrap();
        let id = bytes(id);
        let field = FieldRef {
            table: "outbox",
            column: "payload_sealed",
            row: &id,
        };
        let opened = FakeVault.open(field, &Sealed::new(bytes(sealed))).unwrap();
        String::from_utf8(opened).unwrap()
    };
    rows.iter().map(open).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn a_lead_that_is_corrupt_spoils_its_own_messages_alone(database: &Arc<Database>) {
    let world = world(database);
    let leads: Vec<LeadId> = (1..=5)
        .map(|number| world.share(0, &Person::numbered(number), 0))
        .collect();
    let zero = match database.as_ref() {
        Database::Sqlite(_) => "x'00'",
        Database::Postgres { .. } => "'\\x00'",
    };
    database.run(&format!(
        "UPDATE leads SET campaign_index = {zero} WHERE id = {}",
        leads[2]
    ));
    let messages: Vec<RawMessage> = (1..=5)
        .map(|id| RawMessage::User(user(id, &Person::numbered(u32::try_from(id).unwrap()), 1)))
        .collect();
    let answers = receive_feed(world.harness.feed.clone()).execute(&messages);
    for (number, answer) in (1..).zip(answers) {
        if number == 3 {
            let failure = PortFailure::corrupt("leads.campaign_index");
            assert_eq!(answer.unwrap_err(), failure);
        } else {
            assert_eq!(answer.unwrap().result, FeedResult::Applied, "{number}");
        }
    }
    assert_eq!(world.count("users"), 4);
    let linked = database.integers("SELECT id AS value FROM leads WHERE user_id IS NOT NULL");
    assert_eq!(linked.len(), 4);
}

fn many_people_at_once_are_credited_as_one_by_one(database: &Arc<Database>) {
    let world = world(database);
    let people: Vec<Person> = (1..=700).map(Person::numbered).collect();
    for person in people.iter().step_by(7) {
        world.share(0, person, 0);
    }
    let users = (1..).zip(&people);
    let mut messages: Vec<RawMessage> = users
        .map(|(id, person)| RawMessage::User(user(id, person, 1)))
        .collect();
    messages.extend(
        (1..=700).map(|id| RawMessage::Loan(loan(id, id, 2, LoanStatus::Disbursed, 3, Some(3)))),
    );
    world.receive(messages);
    assert_eq!(
        world.count("leads WHERE loan_application_id = user_id"),
        100
    );
    assert_eq!(world.count("ledger_lines"), 100);
    assert_eq!(world.count("payouts"), 100);
    // One event for the link, three for the loan.
    assert_eq!(world.count("outbox"), 400);
    let stats = world.harness.leads.stats(world.partners[0].0).unwrap();
    assert_eq!(stats.payout_eligible, 100);
    assert_eq!(stats.payout_pending, Money::from_paise(10_000_000));
    world.check();
}
