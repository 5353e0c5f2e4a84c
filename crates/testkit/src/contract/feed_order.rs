//! Any order and repetition of the same messages ends in the same state
//! (contract `lender-feed.md`).

use dedupe::{KnownUser, LoanStatus, UserStatus};
use kernel::{LoanApplicationId, UserId};
use lender::{FeedResult, RawMessage};

use super::feed::receive;
use crate::{
    FakeVault, Harness, Person, SeededEntropy, Utm, loan_message, seconds_after, text, user_message,
};

/// Users in play; each has [`PER_USER`] messages and a loan.
const USERS: u32 = 6;
/// Messages per user and per loan.
const PER_USER: u32 = 5;
/// Orders tried, beside the natural one.
const ORDERS: u64 = 6;

/// Everything that can be seen of the state.
type State = (Vec<Vec<KnownUser>>, Vec<Option<Utm>>);

pub(super) fn any_order_and_repetition_ends_the_same(again: impl Fn() -> Harness) {
    let messages = messages();
    let natural = again();
    receive(&natural, &messages);
    let expected = state(&natural);
    for seed in 0..ORDERS {
        let entropy = SeededEntropy::new(seed);
        let mut arrived = messages.clone();
        for _ in 0..messages.len() / 2 {
            arrived.push(messages[entropy.below(messages.len())].clone());
        }
        entropy.shuffle(&mut arrived);
        let harness = again();
        receive_all(&harness, arrived, &entropy);
        assert_eq!(state(&harness), expected, "order {seed}");
    }
}

/// Four senders tell each of `instances`, which share one empty state, the same
/// messages, each in an order of its own; what they end in is what `calm`,
/// another empty state, comes to by hearing them once.
///
/// # Panics
/// Where a message fails or the states differ.
pub fn feed_at_once_contract(instances: &[Harness], calm: &Harness) {
    let messages = messages();
    receive(calm, &messages);
    std::thread::scope(|scope| {
        for instance in instances {
            for seed in 0..4 {
                let mut arrived = messages.clone();
                scope.spawn(move || {
                    let entropy = SeededEntropy::new(seed);
                    entropy.shuffle(&mut arrived);
                    receive_all(instance, arrived, &entropy);
                });
            }
        }
    });
    for instance in instances {
        assert_eq!(state(instance), state(calm));
    }
}

/// Sends everything in batches of any size; loans of users yet unknown are sent
/// again.
fn receive_all(harness: &Harness, messages: Vec<RawMessage>, entropy: &SeededEntropy) {
    let mut waiting = messages;
    while !waiting.is_empty() {
        let mut refused = Vec::new();
        for batch in waiting.chunks(1 + entropy.below(17)) {
            for (message, result) in batch.iter().zip(receive(harness, batch)) {
                if matches!(result, FeedResult::Refused(_)) {
                    refused.push(message.clone());
                }
            }
        }
        assert!(refused.len() < waiting.len(), "users become known at last");
        waiting = refused;
    }
}

fn messages() -> Vec<RawMessage> {
    let entropy = SeededEntropy::new(99);
    let mut messages = Vec::new();
    for number in 0..USERS {
        let id = UserId::new(i64::from(number) + 1);
        for _ in 0..PER_USER {
            // Some moments are shared: then the content decides.
            let moment = seconds_after(i64::try_from(entropy.below(4)).expect("small"));
            let status = UserStatus::ALL[entropy.below(UserStatus::ALL.len())];
            // Some users swap mobile number and PAN with the next one.
            let person = Person::numbered(number + u32::from(entropy.below(3) == 0));
            let mut message = user_message(id, &person, status, moment);
            if entropy.below(2) == 0 {
                message.utm_source = text(format!("source-{}", entropy.below(9)));
            }
            if entropy.below(2) == 0 {
                message.utm_campaign = text(format!("campaign-{}", entropy.below(9)));
            }
            messages.push(RawMessage::User(message));
        }
    }
    for number in 0..USERS * PER_USER {
        let loan = LoanApplicationId::new(i64::from(number % USERS) + 1);
        let user = UserId::new(i64::try_from(entropy.below(3)).expect("small") + 1);
        let moment = seconds_after(i64::try_from(entropy.below(4)).expect("small"));
        let status = LoanStatus::ALL[entropy.below(LoanStatus::ALL.len())];
        messages.push(RawMessage::Loan(loan_message(loan, user, status, moment)));
    }
    messages
}

fn state(harness: &Harness) -> State {
    let users = (0..=USERS)
        .map(|number| harness.known_users(&Person::numbered(number).keys(&FakeVault)))
        .collect();
    let utm = (0..USERS)
        .map(|number| harness.probe.utm(UserId::new(i64::from(number) + 1)))
        .collect();
    (users, utm)
}
