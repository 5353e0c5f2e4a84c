//! [`lender::FeedRepository`].

use dedupe::{LoanStatus, UserStatus};
use kernel::{BlindIndex, FieldVault, IndexedField, LoanApplicationId, UserId};
use lender::{FeedResult, FieldError, RawLoan, RawMessage, RawUser};

use super::feed_order;
use crate::{
    FakeVault, Harness, Person, Utm, loan_message, receive_feed, seconds_after, text, user_message,
};

/// Tries every promise of the lender's feed on `harness`, which must be empty;
/// `again` makes another empty one, and is asked for a few.
///
/// # Panics
/// Where a promise is broken.
pub fn feed_contract(harness: &Harness, again: impl Fn() -> Harness) {
    a_user_becomes_known(harness);
    the_newest_message_is_the_state(harness);
    a_message_counts_once(harness);
    a_changed_mobile_number_is_found_under_the_new_one_only(harness);
    a_loan_of_an_unknown_user_is_refused(harness);
    a_loan_follows_its_newest_message(harness);
    the_earliest_utm_stays(harness);
    many_messages_get_one_answer_each(harness);
    feed_order::any_order_and_repetition_ends_the_same(again);
}

/// The result of each message, all accepted by the port.
pub(super) fn receive(harness: &Harness, messages: &[RawMessage]) -> Vec<FeedResult> {
    let answers = receive_feed(harness.feed.clone()).execute(messages);
    answers
        .into_iter()
        .map(|answer| answer.expect("the store answers").result)
        .collect()
}

fn receive_user(harness: &Harness, message: &RawUser) -> FeedResult {
    receive(harness, &[RawMessage::User(message.clone())]).remove(0)
}

fn receive_loan(harness: &Harness, message: &RawLoan) -> FeedResult {
    receive(harness, &[RawMessage::Loan(message.clone())]).remove(0)
}

fn status_of(harness: &Harness, person: &Person) -> Vec<(UserId, UserStatus, Vec<LoanStatus>)> {
    let users = harness.known_users(&person.keys(&FakeVault));
    users
        .into_iter()
        .map(|user| (user.id, user.status, user.loans))
        .collect()
}

fn a_user_becomes_known(harness: &Harness) {
    let (id, person) = (UserId::new(1), Person::numbered(1));
    assert_eq!(status_of(harness, &person), []);
    let mut message = user_message(id, &person, UserStatus::OnHold, seconds_after(0));
    message.hold_until = text("2026-03-01T00:00:00Z");
    assert_eq!(receive_user(harness, &message), FeedResult::Applied);
    let known = harness.known_users(&person.keys(&FakeVault));
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].id, id);
    assert_eq!(known[0].status, UserStatus::OnHold);
    assert_eq!(known[0].registered_at, seconds_after(-86_400));
    let hold_until = known[0].hold_until.expect("given");
    assert_eq!(hold_until.to_rfc3339(), "2026-03-01T00:00:00+00:00");
    assert!(known[0].matched_by.mobile() && known[0].matched_by.pan());
    // One of the keys is enough, and tells which.
    let mut keys = Person::numbered(2).keys(&FakeVault);
    assert_eq!(harness.known_users(&keys), []);
    keys.pan = person.keys(&FakeVault).pan;
    let known = harness.known_users(&keys);
    assert!(known[0].matched_by.pan() && !known[0].matched_by.mobile());
}

fn the_newest_message_is_the_state(harness: &Harness) {
    let (id, person) = (UserId::new(10), Person::numbered(10));
    let at = |seconds, status| user_message(id, &person, status, seconds_after(seconds));
    let newer = at(20, UserStatus::Suspended);
    let older = at(10, UserStatus::Active);
    assert_eq!(receive_user(harness, &newer), FeedResult::Applied);
    assert_eq!(receive_user(harness, &older), FeedResult::Stale);
    let state = vec![(id, UserStatus::Suspended, Vec::new())];
    assert_eq!(status_of(harness, &person), state);
    assert_eq!(receive_user(harness, &older), FeedResult::Unchanged);
    let newest = at(30, UserStatus::NotEligible);
    assert_eq!(receive_user(harness, &newest), FeedResult::Applied);
    assert_eq!(receive_user(harness, &newer), FeedResult::Unchanged);
    let state = vec![(id, UserStatus::NotEligible, Vec::new())];
    assert_eq!(status_of(harness, &person), state);
}

fn a_message_counts_once(harness: &Harness) {
    let (id, person) = (UserId::new(20), Person::numbered(20));
    let message = user_message(id, &person, UserStatus::Active, seconds_after(0));
    let message = RawMessage::User(message);
    let twice = [message.clone(), message.clone()];
    assert_eq!(
        receive(harness, &twice),
        [FeedResult::Applied, FeedResult::Unchanged]
    );
    assert_eq!(receive(harness, &[message]), [FeedResult::Unchanged]);
}

fn a_changed_mobile_number_is_found_under_the_new_one_only(harness: &Harness) {
    let id = UserId::new(30);
    let (before, after) = (Person::numbered(30), Person::numbered(31));
    for (person, seconds) in [(&before, 0), (&after, 10)] {
        let message = user_message(id, person, UserStatus::Active, seconds_after(seconds));
        assert_eq!(receive_user(harness, &message), FeedResult::Applied);
    }
    assert_eq!(status_of(harness, &before), []);
    assert_eq!(status_of(harness, &after).len(), 1);
    // The whole state: what is not given is gone.
    let mut message = user_message(id, &after, UserStatus::Active, seconds_after(20));
    message.pan_number = lender::Raw::Absent;
    message.email = lender::Raw::Absent;
    message.first_name = lender::Raw::Absent;
    assert_eq!(receive_user(harness, &message), FeedResult::Applied);
    let known = harness.known_users(&after.keys(&FakeVault));
    assert!(!known[0].matched_by.pan());
}

fn a_loan_of_an_unknown_user_is_refused(harness: &Harness) {
    let (id, person) = (UserId::new(40), Person::numbered(40));
    let loan = LoanApplicationId::new(40);
    let message = loan_message(loan, id, LoanStatus::Submitted, seconds_after(0));
    let refused = FeedResult::Refused(vec![FieldError {
        field: "user_id",
        reason: "is not a known user".to_owned(),
    }]);
    assert_eq!(receive_loan(harness, &message), refused);
    let user = user_message(id, &person, UserStatus::Active, seconds_after(0));
    // A refused message was not kept: it may come again, even in the same batch.
    let batch = [RawMessage::User(user), RawMessage::Loan(message)];
    assert_eq!(
        receive(harness, &batch),
        [FeedResult::Applied, FeedResult::Applied]
    );
    let state = vec![(id, UserStatus::Active, vec![LoanStatus::Submitted])];
    assert_eq!(status_of(harness, &person), state);
}

fn a_loan_follows_its_newest_message(harness: &Harness) {
    let people = [Person::numbered(50), Person::numbered(51)];
    let ids = [UserId::new(50), UserId::new(51)];
    for (id, person) in ids.iter().zip(&people) {
        let user = user_message(*id, person, UserStatus::Active, seconds_after(0));
        assert_eq!(receive_user(harness, &user), FeedResult::Applied);
    }
    let loan = LoanApplicationId::new(50);
    let mut disbursed = loan_message(loan, ids[0], LoanStatus::Disbursed, seconds_after(10));
    disbursed.disbursed_at = text("2026-01-15T11:59:00Z");
    disbursed.disbursal_amount = text("49999.99");
    assert_eq!(receive_loan(harness, &disbursed), FeedResult::Applied);
    let older = loan_message(loan, ids[0], LoanStatus::Approved, seconds_after(5));
    assert_eq!(receive_loan(harness, &older), FeedResult::Stale);
    assert_eq!(receive_loan(harness, &older), FeedResult::Unchanged);
    let state = vec![(ids[0], UserStatus::Active, vec![LoanStatus::Disbursed])];
    assert_eq!(status_of(harness, &people[0]), state);
    // Corrected to be the other user's.
    let moved = loan_message(loan, ids[1], LoanStatus::Closed, seconds_after(20));
    assert_eq!(receive_loan(harness, &moved), FeedResult::Applied);
    let state = vec![(ids[0], UserStatus::Active, vec![])];
    assert_eq!(status_of(harness, &people[0]), state);
    let state = vec![(ids[1], UserStatus::Active, vec![LoanStatus::Closed])];
    assert_eq!(status_of(harness, &people[1]), state);
}

fn campaign(name: &str) -> BlindIndex {
    FakeVault.index(IndexedField::Campaign, name.as_bytes())
}

fn the_earliest_utm_stays(harness: &Harness) {
    let (id, person) = (UserId::new(60), Person::numbered(60));
    let at = |seconds, source: Option<&str>, campaign: Option<&str>| {
        let moment = seconds_after(seconds);
        let mut message = user_message(id, &person, UserStatus::Active, moment);
        message.utm_source = source.map(text).unwrap_or_default();
        message.utm_campaign = campaign.map(text).unwrap_or_default();
        message
    };
    let utm = |source: Option<&str>, named: Option<&str>| {
        Some(Utm {
            source: source.map(str::to_owned),
            campaign: named.map(campaign),
        })
    };
    assert_eq!(harness.probe.utm(id), None);
    receive_user(harness, &at(30, None, None));
    assert_eq!(harness.probe.utm(id), utm(None, None));
    receive_user(harness, &at(40, Some("late"), Some("c")));
    assert_eq!(harness.probe.utm(id), utm(Some("late"), Some("c")));
    let stale = receive_user(harness, &at(20, None, Some("d")));
    assert_eq!(stale, FeedResult::Stale);
    assert_eq!(harness.probe.utm(id), utm(None, Some("d")), "as a pair");
    receive_user(harness, &at(50, Some("later"), None));
    receive_user(harness, &at(10, None, None));
    assert_eq!(harness.probe.utm(id), utm(None, Some("d")));
}

fn many_messages_get_one_answer_each(harness: &Harness) {
    // More than any adapter puts into one transaction, with refusals between.
    let messages: Vec<RawMessage> = (0..1_201_u32)
        .map(|number| {
            let id = i64::from(number) + 10_000;
            if number % 100 == 50 {
                let (loan, nobody) = (LoanApplicationId::new(id), UserId::new(9_999_999));
                let moment = seconds_after(0);
                let message = loan_message(loan, nobody, LoanStatus::Approved, moment);
                return RawMessage::Loan(message);
            }
            let person = Person::numbered(10_000 + number);
            let moment = seconds_after(0);
            RawMessage::User(user_message(
                UserId::new(id),
                &person,
                UserStatus::Active,
                moment,
            ))
        })
        .collect();
    for (at, result) in receive(harness, &messages).iter().enumerate() {
        let expected = if at % 100 == 50 { "refused" } else { "applied" };
        assert_eq!(result.as_str(), expected, "message {at}");
    }
    let last = Person::numbered(11_200);
    assert_eq!(status_of(harness, &last).len(), 1);
}
