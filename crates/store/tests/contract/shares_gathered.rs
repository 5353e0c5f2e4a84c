//! Shares that were gathered into one batch answer for themselves alone.

use std::sync::{Arc, Barrier};

use dedupe::Verdict;
use kernel::{Actor, LeadReference, PartnerId};
use leads::{ShareRequest, StoreOutcome, StoreShareError};
use testkit::{Harness, Person, SeededEntropy, midday, new_partner, share_of};

use crate::database::Database;
use crate::harness::harness;
use crate::idempotency::share_kept;

on_both_databases! {
    a_poisoned_share_fails_alone,
    equal_keys_in_one_batch_get_one_reply,
    a_lapsed_row_is_replaced_once,
}

fn partner(harness: &Harness) -> PartnerId {
    let created = harness.partners.create(new_partner(1), Actor::Operator);
    created.unwrap().id
}

fn at_once(
    harness: &Harness,
    requests: Vec<ShareRequest>,
) -> Vec<Result<StoreOutcome, StoreShareError>> {
    let together = Barrier::new(requests.len());
    std::thread::scope(|scope| {
        let threads: Vec<_> = requests
            .into_iter()
            .map(|request| {
                let together = &together;
                scope.spawn(move || {
                    together.wait();
                    harness.leads.share(request)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

fn request(partner: PartnerId, number: u32) -> ShareRequest {
    let reference = LeadReference::draw(&SeededEntropy::new(number.into()));
    share_of(partner, &Person::numbered(number), reference, midday())
}

fn a_poisoned_share_fails_alone(database: &Arc<Database>) {
    let harness = harness(database);
    let partner = partner(&harness);
    let mut requests: Vec<_> = (0..60).map(|number| request(partner, number)).collect();
    // There is no such partner, which the database finds out.
    requests[30].partner = PartnerId::new(4_711);
    let outcomes = at_once(&harness, requests);
    for (number, outcome) in outcomes.iter().enumerate() {
        let stored = matches!(outcome, Ok(StoreOutcome::Shared(_)));
        assert_eq!(stored, number != 30, "{number}: {outcome:?}");
    }
    assert!(matches!(outcomes[30], Err(StoreShareError::Port(_))));
    let rows = database.integers("SELECT count(*) AS value FROM leads");
    assert_eq!(rows, [59]);
}

fn equal_keys_in_one_batch_get_one_reply(database: &Arc<Database>) {
    let harness = harness(database);
    let partner = partner(&harness);
    let until = midday() + chrono::TimeDelta::days(1);
    let mut requests: Vec<_> = (0..40)
        .map(|_| share_kept(partner, 1, "body", until))
        .collect();
    // The same key with another body.
    requests.push(share_kept(partner, 1, "another", until));
    let mut outcomes = at_once(&harness, requests);
    let other = outcomes.pop().unwrap();
    let judged = |outcome: &Result<_, _>| matches!(outcome, Ok(StoreOutcome::Shared(_)));
    let reused = |outcome: &Result<_, _>| *outcome == Err(StoreShareError::KeyReused);
    if judged(&other) {
        assert!(outcomes.iter().all(reused), "{outcomes:?}");
    } else {
        assert!(reused(&other), "{other:?}");
        let replayed: Vec<_> = outcomes.iter().filter(|one| !judged(one)).collect();
        assert_eq!(replayed.len(), 39, "one is judged");
        assert!(replayed.iter().all(|one| *one == replayed[0]));
        assert!(matches!(replayed[0], Ok(StoreOutcome::Replayed(_))));
    }
    let rows = database.integers("SELECT count(*) AS value FROM leads");
    assert_eq!(rows, [1]);
}

fn a_lapsed_row_is_replaced_once(database: &Arc<Database>) {
    let harness = harness(database);
    let partner = partner(&harness);
    harness.leads.share(request(partner, 1)).unwrap();
    let later = midday() + chrono::TimeDelta::days(40);
    let requests = (0..32)
        .map(|caller| {
            let reference = LeadReference::draw(&SeededEntropy::new(1_000 + caller));
            share_of(partner, &Person::numbered(1), reference, later)
        })
        .collect();
    let outcomes = at_once(&harness, requests);
    let Ok(StoreOutcome::Shared(shared)) = &outcomes[0] else {
        panic!("{:?}", outcomes[0]);
    };
    assert_eq!(shared.verdict, Verdict::Fresh);
    assert_eq!(shared.shared_at, later);
    assert!(outcomes.iter().all(|outcome| outcome == &outcomes[0]));
    let current = "SELECT count(*) AS value FROM leads WHERE superseded = 0";
    assert_eq!(database.integers(current), [1]);
    let rows = database.integers("SELECT count(*) AS value FROM leads");
    assert_eq!(rows, [2]);
}
