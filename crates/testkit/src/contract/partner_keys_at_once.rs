//! Keys and marks that many bring at the same moment.

use std::sync::Barrier;

use envelope::{EnrolStoreError, PolicyChange};
use kernel::PartnerId;

use super::leads::partner;
use super::partner_keys::{SET_OPTIONAL, live, mark};
use crate::Harness;

/// How many enrol at once.
const ENROLLING: u8 = 12;

/// How many spend a mark at once.
const SPENDING: u8 = 64;

/// Tries simultaneous enrolments and marks on `instances` of one store, which must
/// be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn partner_keys_at_once_contract(instances: &[Harness]) {
    let [first, ..] = instances else {
        panic!("no instance");
    };
    for round in 0..3 {
        simultaneous_enrolments_leave_two_live_keys(instances, partner(first, 930 + round));
        of_simultaneous_enrolments_with_one_nonce_one_passes(
            instances,
            partner(first, 940 + round),
        );
    }
    let partner = partner(first, 950);
    for round in 0..8 {
        of_simultaneous_calls_one_spends_the_mark(instances, partner, round);
    }
}

/// What `callers` are answered by `ask`, all at the same moment; caller `n` speaks
/// to instance `n % instances.len()`.
fn at_once<T: Send>(
    instances: &[Harness],
    callers: u8,
    ask: impl Fn(&Harness, u8) -> T + Sync,
) -> Vec<T> {
    let together = Barrier::new(callers.into());
    let (together, ask) = (&together, &ask);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..callers)
            .map(|caller| {
                let harness = &instances[usize::from(caller) % instances.len()];
                scope.spawn(move || {
                    together.wait();
                    ask(harness, caller)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no panic"))
            .collect()
    })
}

fn enrol(
    harness: &Harness,
    partner: PartnerId,
    number: u8,
    nonce: Option<kernel::ReplayMark>,
) -> Result<(), EnrolStoreError> {
    let enrolment = envelope::Enrolment {
        partner,
        key: super::partner_keys::key(number),
        policy: if nonce.is_some() {
            PolicyChange::OptionalIfUnset
        } else {
            SET_OPTIONAL
        },
        nonce,
    };
    let (actor, now) = (kernel::Actor::Partner(partner), crate::midday());
    harness
        .partner_keys
        .enrol(&enrolment, actor, now)
        .map(|encryption| {
            let live = encryption.keys.iter();
            let live = live.filter(|key| key.retired_at.is_none()).count();
            assert!((1..=2).contains(&live), "{live} live keys");
        })
}

fn simultaneous_enrolments_leave_two_live_keys(instances: &[Harness], partner: PartnerId) {
    let answers = at_once(instances, ENROLLING, |harness, caller| {
        enrol(harness, partner, caller + 1, None)
    });
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    let harness = &instances[0];
    let encryption = harness.partner_keys.encryption(partner);
    let keys = encryption.expect("readable").keys;
    assert_eq!(keys.len(), usize::from(ENROLLING));
    let lives: Vec<bool> = keys.iter().map(|key| key.retired_at.is_none()).collect();
    assert!(lives[0] && lives[1], "the newest two are live");
    assert!(!lives[2..].contains(&true), "and nobody else");
    assert_eq!(live(harness, partner).len(), 2);
    let audited = |action| harness.audited(action, partner.get());
    assert_eq!(audited("partner.envelope_key_enrolled"), keys.len());
    assert_eq!(audited("partner.envelope_key_retired"), keys.len() - 2);
    assert_eq!(audited("partner.encryption_changed"), 1);
}

fn of_simultaneous_enrolments_with_one_nonce_one_passes(instances: &[Harness], partner: PartnerId) {
    let answers = at_once(instances, ENROLLING, |harness, caller| {
        enrol(harness, partner, caller + 1, Some(mark(72, 600)))
    });
    let passed = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(passed, 1, "{answers:?}");
    let spent = |answer: &&Result<_, _>| **answer == Err(EnrolStoreError::NonceSpent);
    let refused = answers.iter().filter(spent).count();
    assert_eq!(refused, usize::from(ENROLLING) - 1, "{answers:?}");
    assert_eq!(live(&instances[0], partner).len(), 1);
}

fn of_simultaneous_calls_one_spends_the_mark(instances: &[Harness], partner: PartnerId, round: u8) {
    let mark = mark(round, 300);
    let answers = at_once(instances, SPENDING, |harness, _| {
        harness
            .replay_marks
            .spend(partner, &mark)
            .expect("no failure")
    });
    let passed = answers.iter().filter(|passed| **passed).count();
    assert_eq!(passed, 1);
}
