//! [`leads::LeadRepository`]: what a share does to the rows.

use chrono::{DateTime, TimeDelta, Utc};
use dedupe::{LoanStatus, UserStatus, Verdict};
use kernel::{Actor, LeadId, LeadReference, LoanApplicationId, PartnerId, UserId};
use leads::{LeadFilter, LeadRecord, ShareRequest, Shared, StoreOutcome};
use lender::RawMessage;

use super::leads_lists as lists;
use crate::{
    Harness, Person, SeededEntropy, loan_message, midday, new_partner, seconds_after, share_of,
    user_message,
};

/// Tries every promise of leads, except those about idempotency keys and
/// simultaneous calls, on `harness`, which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn leads_contract(harness: &Harness) {
    a_stranger_is_fresh_and_shown_as_shared(harness);
    a_known_user_is_registered_and_linked(harness);
    sharing_again_in_the_window_keeps_the_row(harness);
    a_lapsed_row_gives_way_to_a_new_one(harness);
    a_2006_row_gives_way_once_the_person_is_free(harness);
    a_conflict_is_audited_when_its_row_opens(harness);
    a_lead_is_shown_to_its_own_partner_only(harness);
    lists::the_usual_order_is_newest_first(harness);
    lists::pages_and_cursors_show_each_row_once(harness);
    lists::filters_narrow_by_verdict_and_day(harness);
    lists::a_search_finds_by_number_and_by_name(harness);
    lists::wildcards_in_a_search_are_text(harness);
    lists::totals_and_days_add_up(harness);
}

/// A partner of its own for each test; `number` must be new.
pub(super) fn partner(harness: &Harness, number: u64) -> PartnerId {
    let created = harness
        .partners
        .create(new_partner(number), Actor::Operator);
    created.expect("a new partner is created").id
}

/// `partner` shares `person`; the reference depends on the arguments alone.
pub(super) fn request(partner: PartnerId, person: &Person, now: DateTime<Utc>) -> ShareRequest {
    let digits: u64 = person.mobile.as_str().parse().expect("digits");
    let seed = digits ^ now.timestamp_micros().unsigned_abs() ^ partner.get().unsigned_abs() << 40;
    let reference = LeadReference::draw(&SeededEntropy::new(seed));
    share_of(partner, person, reference, now)
}

/// What a share without an idempotency key comes to.
pub(super) fn share(harness: &Harness, request: ShareRequest) -> Shared {
    match harness.leads.share(request).expect("the share is stored") {
        StoreOutcome::Shared(shared) => shared,
        StoreOutcome::Replayed(_) => panic!("nothing was kept to be replayed"),
    }
}

fn record(harness: &Harness, partner: PartnerId, lead: LeadId) -> LeadRecord {
    let found = harness.leads.find(partner, lead).expect("readable");
    found.expect("the lead is its partner's")
}

/// The lender reports `messages`.
pub(super) fn report(harness: &Harness, messages: &[RawMessage]) {
    super::feed::receive(harness, messages);
}

fn rows(harness: &Harness, partner: PartnerId) -> u64 {
    let total = harness.leads.count(partner, &LeadFilter::default());
    total.expect("readable").count
}

fn days(days: i64) -> DateTime<Utc> {
    midday() + TimeDelta::days(days)
}

fn a_stranger_is_fresh_and_shown_as_shared(harness: &Harness) {
    let partner = partner(harness, 301);
    let sent = request(partner, &Person::numbered(3_010), midday());
    let shared = share(harness, sent.clone());
    assert_eq!(shared, sent.opened(shared.lead, Verdict::Fresh));
    let expected = LeadRecord {
        id: shared.lead,
        reference: sent.lead.reference,
        first_name: sent.lead.first_name,
        last_name: sent.lead.last_name,
        mobile: sent.lead.mobile,
        pan: sent.lead.pan,
        verdict: Verdict::Fresh,
        campaign: sent.lead.campaign,
        shared_at: midday(),
        user: None,
        loan: None,
        payout: None,
    };
    assert_eq!(record(harness, partner, shared.lead), expected);
}

fn a_known_user_is_registered_and_linked(harness: &Harness) {
    let partner = partner(harness, 302);
    let (id, person) = (UserId::new(302), Person::numbered(3_020));
    let user = user_message(id, &person, UserStatus::Active, midday());
    report(harness, &[RawMessage::User(user)]);
    let shared = share(harness, request(partner, &person, seconds_after(1)));
    assert_eq!(shared.verdict, Verdict::Registered);
    let linked = record(harness, partner, shared.lead).user;
    let linked = linked.expect("the lead is linked");
    assert_eq!(linked.id, id);
    assert_eq!(linked.status, UserStatus::Active);
    assert_eq!(linked.registered_at, days(-1));
    assert_eq!(linked.email, None, "only a lead that won a loan shows it");
}

fn sharing_again_in_the_window_keeps_the_row(harness: &Harness) {
    let partner = partner(harness, 303);
    let person = Person::numbered(3_030);
    let first = share(harness, request(partner, &person, midday()));
    let user = user_message(UserId::new(303), &person, UserStatus::Active, midday());
    report(harness, &[RawMessage::User(user)]);
    let told = record(harness, partner, first.lead).user;
    assert_eq!(told.as_ref().map(|user| user.id), Some(UserId::new(303)));
    let again = share(harness, request(partner, &person, days(20)));
    let expected = Shared {
        verdict: Verdict::Registered,
        ..first
    };
    assert_eq!(again, expected, "the verdict is the present one");
    let row = record(harness, partner, first.lead);
    assert_eq!(row.verdict, Verdict::Fresh, "the row keeps its first one");
    assert_eq!(row.user, told, "and the link the feed gave it");
    assert_eq!(row.shared_at, midday());
    assert_eq!(rows(harness, partner), 1);
}

fn a_lapsed_row_gives_way_to_a_new_one(harness: &Harness) {
    let partner = partner(harness, 304);
    let person = Person::numbered(3_040);
    let first = share(harness, request(partner, &person, midday()));
    let later = share(harness, request(partner, &person, days(21)));
    assert_ne!(later.lead, first.lead);
    assert_eq!(later.shared_at, days(21));
    let again = share(harness, request(partner, &person, days(22)));
    assert_eq!(again, later, "the new row is the current one");
    assert_eq!(rows(harness, partner), 2, "the old row stays on the list");
}

fn a_2006_row_gives_way_once_the_person_is_free(harness: &Harness) {
    let partner = partner(harness, 305);
    let (id, person) = (UserId::new(305), Person::numbered(3_050));
    let loan = LoanApplicationId::new(305);
    let user = user_message(id, &person, UserStatus::Active, midday());
    let running = loan_message(loan, id, LoanStatus::Approved, midday());
    report(
        harness,
        &[RawMessage::User(user), RawMessage::Loan(running)],
    );
    let barred = share(harness, request(partner, &person, seconds_after(1)));
    assert_eq!(barred.verdict, Verdict::Active);
    let still = share(harness, request(partner, &person, seconds_after(2)));
    assert_eq!(still, barred);
    let closed = loan_message(loan, id, LoanStatus::Closed, seconds_after(3));
    report(harness, &[RawMessage::Loan(closed)]);
    let free = share(harness, request(partner, &person, seconds_after(4)));
    assert_eq!(free.verdict, Verdict::Registered);
    assert_ne!(free.lead, barred.lead);
    assert_eq!(rows(harness, partner), 2);
}

fn a_conflict_is_audited_when_its_row_opens(harness: &Harness) {
    let partner = partner(harness, 306);
    let (by_mobile, by_pan) = (Person::numbered(3_060), Person::numbered(3_061));
    let users = [(306, &by_mobile), (307, &by_pan)].map(|(id, person)| {
        let message = user_message(UserId::new(id), person, UserStatus::Active, midday());
        RawMessage::User(message)
    });
    report(harness, &users);
    let both = Person {
        pan: by_pan.pan,
        ..by_mobile
    };
    let shared = share(harness, request(partner, &both, seconds_after(1)));
    let linked = record(harness, partner, shared.lead).user;
    assert_eq!(linked.map(|user| user.id), Some(UserId::new(307)));
    let subject = shared.lead.get();
    assert_eq!(harness.audited("lead.identity_conflict", subject), 1);
    share(harness, request(partner, &both, seconds_after(2)));
    assert_eq!(harness.audited("lead.identity_conflict", subject), 1);
}

fn a_lead_is_shown_to_its_own_partner_only(harness: &Harness) {
    let (own, other) = (partner(harness, 308), partner(harness, 309));
    let person = Person::numbered(3_080);
    let shared = share(harness, request(own, &person, midday()));
    assert_eq!(harness.leads.find(other, shared.lead), Ok(None));
    assert_eq!(rows(harness, other), 0);
    let nobody = LeadId::new(shared.lead.get() + 1_000_000);
    assert_eq!(harness.leads.find(own, nobody), Ok(None));
    let theirs = share(harness, request(other, &person, midday()));
    assert_ne!(theirs.lead, shared.lead, "each has a lead of its own");
}
