//! [`leads::LeadRepository::share`] of what came in an envelope.

use std::sync::{Arc, Barrier};

use kernel::{FieldRef, FieldVault as _, IndexedField, PartnerId, PortFailure, ReplayMark};
use leads::{KeepReply, LeadFilter, ShareRequest, StoreOutcome, StoreShareError};

use super::leads::{partner, request};
use super::partner_keys::mark;
use crate::{FakeVault, Harness, Person, midday, seconds_after};

type Answer = Result<StoreOutcome, StoreShareError>;

/// Tries every promise about the mark of a share on `instances` of one store, which
/// must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn marked_leads_contract(instances: &[Harness]) {
    let [harness, ..] = instances else {
        panic!("no instance");
    };
    a_mark_is_taken_once(harness);
    a_mark_is_its_partners_alone(harness);
    a_mark_comes_before_the_idempotency_key(harness);
    a_key_with_another_body_spends_the_mark(harness);
    a_failure_spends_nothing(harness);
    a_mark_spent_elsewhere_counts(harness);
    for round in 0..4 {
        of_simultaneous_equal_requests_one_passes(instances, round);
        of_simultaneous_requests_each_mark_passes_once(instances, round);
    }
}

/// `partner` shares person `number` in the envelope `mark`.
fn marked(partner: PartnerId, number: u32, mark: ReplayMark) -> ShareRequest {
    ShareRequest {
        mark: Some(mark),
        ..request(partner, &Person::numbered(number), midday())
    }
}

/// The same under idempotency key `key`, with `body`.
fn keyed(partner: PartnerId, number: u32, mark: ReplayMark, key: &str, body: &str) -> ShareRequest {
    let index = |field, text: &str| FakeVault.index(field, text.as_bytes());
    let seal = |shared: &leads::Shared| {
        let at = FieldRef {
            table: "idempotency_keys",
            column: "reply_sealed",
            row: b"row",
        };
        FakeVault.seal(at, format!("lead {}", shared.lead).as_bytes())
    };
    ShareRequest {
        keep: Some(KeepReply {
            route: "lead-dedupe-check",
            key: index(IndexedField::IdempotencyKey, key),
            body: index(IndexedField::RequestBody, body),
            until: seconds_after(86_400),
            seal: Arc::new(seal),
        }),
        ..marked(partner, number, mark)
    }
}

fn rows(harness: &Harness, partner: PartnerId) -> u64 {
    let total = harness.leads.count(partner, &LeadFilter::default());
    total.expect("readable").count
}

fn is_spent(harness: &Harness, partner: PartnerId, mark: &ReplayMark) -> bool {
    let spent = harness.replay_marks.is_spent(partner, &mark.hash);
    spent.expect("readable")
}

const fn judged(answer: &Answer) -> bool {
    matches!(answer, Ok(StoreOutcome::Shared(_)))
}

const SPENT: Answer = Err(StoreShareError::MarkSpent);

fn a_mark_is_taken_once(harness: &Harness) {
    let partner = partner(harness, 970);
    let once = mark(1, 300);
    let first = harness.leads.share(marked(partner, 9_700, once));
    assert!(judged(&first), "{first:?}");
    assert!(is_spent(harness, partner, &once));
    // The same envelope, and another person in it.
    for number in [9_700, 9_701] {
        let again = harness.leads.share(marked(partner, number, once));
        assert_eq!(again, SPENT, "{number}");
    }
    assert_eq!(rows(harness, partner), 1, "nothing was stored");
    // The same person in a new envelope, and in none.
    let anew = harness.leads.share(marked(partner, 9_700, mark(2, 300)));
    assert_eq!(anew, first);
    let person = Person::numbered(9_700);
    let plain = harness.leads.share(request(partner, &person, midday()));
    assert_eq!(plain, first);
}

fn a_mark_is_its_partners_alone(harness: &Harness) {
    let partners = [971, 972].map(|number| partner(harness, number));
    for partner in partners {
        let shared = harness.leads.share(marked(partner, 9_710, mark(1, 300)));
        assert!(judged(&shared), "{shared:?}");
    }
}

fn a_mark_comes_before_the_idempotency_key(harness: &Harness) {
    let partner = partner(harness, 973);
    let share = |number, hash| {
        let request = keyed(partner, number, mark(hash, 300), "a key", "body");
        harness.leads.share(request)
    };
    assert!(judged(&share(9_730, 1)));
    assert_eq!(share(9_730, 1), SPENT, "no reply for a replay");
    let replayed = share(9_730, 2);
    assert!(
        matches!(replayed, Ok(StoreOutcome::Replayed(_))),
        "{replayed:?}"
    );
    assert!(is_spent(harness, partner, &mark(2, 300)));
    assert_eq!(share(9_730, 2), SPENT, "a replayed reply spends the mark");
    assert_eq!(rows(harness, partner), 1);
}

fn a_key_with_another_body_spends_the_mark(harness: &Harness) {
    let partner = partner(harness, 974);
    let share = |hash, body| {
        let request = keyed(partner, 9_740, mark(hash, 300), "a key", body);
        harness.leads.share(request)
    };
    assert!(judged(&share(1, "body")));
    assert_eq!(share(2, "another"), Err(StoreShareError::KeyReused));
    assert!(is_spent(harness, partner, &mark(2, 300)));
    assert_eq!(share(2, "another"), SPENT);
    assert_eq!(share(2, "body"), SPENT);
    assert_eq!(share(1, "another"), SPENT);
    // A refused replay takes no key.
    let other = keyed(partner, 9_741, mark(2, 300), "another key", "body");
    assert_eq!(harness.leads.share(other), SPENT);
    let other = keyed(partner, 9_741, mark(3, 300), "another key", "another");
    let other = harness.leads.share(other);
    assert!(judged(&other), "{other:?}");
    assert_eq!(rows(harness, partner), 2);
}

fn a_failure_spends_nothing(harness: &Harness) {
    let partner = partner(harness, 975);
    let once = mark(1, 300);
    let request = keyed(partner, 9_750, once, "a key", "body");
    let mut failing = request.clone();
    let failure = PortFailure::Unforeseen("no key".to_owned());
    if let Some(keep) = &mut failing.keep {
        let failure = failure.clone();
        keep.seal = Arc::new(move |_| Err(failure.clone()));
    }
    let failed = harness.leads.share(failing);
    assert_eq!(failed, Err(StoreShareError::Port(failure)));
    assert!(!is_spent(harness, partner, &once));
    assert_eq!(rows(harness, partner), 0);
    let shared = harness.leads.share(request);
    assert!(judged(&shared), "{shared:?}");
}

fn a_mark_spent_elsewhere_counts(harness: &Harness) {
    let partner = partner(harness, 976);
    let [by_call, by_share] = [1, 2].map(|number| mark(number, 300));
    assert_eq!(harness.replay_marks.spend(partner, &by_call), Ok(true));
    let shared = harness.leads.share(marked(partner, 9_760, by_call));
    assert_eq!(shared, SPENT);
    assert_eq!(rows(harness, partner), 0);
    let shared = harness.leads.share(marked(partner, 9_760, by_share));
    assert!(judged(&shared), "{shared:?}");
    assert_eq!(harness.replay_marks.spend(partner, &by_share), Ok(false));
}

/// All of `requests` at the same moment; number `n` goes to instance
/// `n % instances.len()`.
fn at_once(instances: &[Harness], requests: Vec<ShareRequest>) -> Vec<Answer> {
    let together = Barrier::new(requests.len());
    std::thread::scope(|scope| {
        let threads: Vec<_> = requests
            .into_iter()
            .enumerate()
            .map(|(number, request)| {
                let leads = &instances[number % instances.len()].leads;
                let together = &together;
                scope.spawn(move || {
                    together.wait();
                    leads.share(request)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no panic"))
            .collect()
    })
}

fn of_simultaneous_equal_requests_one_passes(instances: &[Harness], round: u8) {
    let partner = partner(&instances[0], 980 + u64::from(round));
    let number = 9_800 + u32::from(round);
    let requests = (0..64).map(|_| {
        let once = mark(1, 300);
        // Half the rounds ask for the same reply as well.
        if round.is_multiple_of(2) {
            marked(partner, number, once)
        } else {
            keyed(partner, number, once, "a key", "body")
        }
    });
    let answers = at_once(instances, requests.collect());
    let passed = answers.iter().filter(|answer| judged(answer)).count();
    let spent = answers.iter().filter(|answer| **answer == SPENT).count();
    assert_eq!((passed, spent), (1, 63), "{answers:?}");
    assert_eq!(rows(&instances[0], partner), 1);
}

fn of_simultaneous_requests_each_mark_passes_once(instances: &[Harness], round: u8) {
    let partner = partner(&instances[0], 990 + u64::from(round));
    // Sixteen marks, each four times and with another person each time.
    let requests = (0_u8..64).map(|caller| {
        let number = 10_000 + 100 * u32::from(round) + u32::from(caller);
        marked(partner, number, mark(caller % 16, 300))
    });
    let answers = at_once(instances, requests.collect());
    for marked in 0..16 {
        let equal = answers.iter().skip(marked).step_by(16);
        let passed = equal.clone().filter(|answer| judged(answer)).count();
        let spent = equal.filter(|answer| **answer == SPENT).count();
        assert_eq!((passed, spent), (1, 3), "{answers:?}");
    }
    assert_eq!(rows(&instances[0], partner), 16);
}
