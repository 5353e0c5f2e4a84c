//! What several do with candidates and batches at once.

use candidates::{BatchName, CreateBatchError, Enrolled, NewBatch};
use kernel::{Actor, BatchUuid, PartnerId};

use super::candidates::{batch, enrol, partner, somebody, totals};
use crate::{Harness, SeededEntropy, midday};

/// Tries what several instances, each with its own harness over one state, do at once.
///
/// # Panics
/// Where a promise is broken.
pub fn candidates_at_once_contract(harnesses: &[Harness]) {
    let first = harnesses.first().expect("an instance");
    of_simultaneous_adds_one_enrols(harnesses, partner(first, 985));
    people_in_any_order_are_enrolled_by_all(harnesses, [986, 987].map(|one| partner(first, one)));
    of_simultaneous_batches_one_gets_the_name(harnesses, partner(first, 988));
}

/// Does `work` on every harness, eight times each, all at the same time.
fn at_once<T: Send>(harnesses: &[Harness], work: impl Fn(&Harness, u64) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .flat_map(|round| harnesses.iter().map(move |harness| (round, harness)))
            .zip(1_u64..)
            .map(|((_, harness), number)| {
                let work = &work;
                scope.spawn(move || work(harness, number))
            })
            .collect();
        let threads = threads.into_iter();
        threads
            .map(|thread| thread.join().expect("no panic"))
            .collect()
    })
}

fn of_simultaneous_adds_one_enrols(harnesses: &[Harness], partner: PartnerId) {
    let first = harnesses.first().expect("an instance");
    let into = batch(first, partner, "At once").expect("a batch").uuid;
    let became = at_once(harnesses, |harness, number| {
        let new = somebody(5_000 + number, "One", "Only", "One.Only@example.test");
        enrol(harness, partner, Some(into), &[new]).expect("an answer")
    });
    let added = became.iter().filter(|one| **one != [Enrolled::Exists]);
    assert_eq!(added.count(), 1);
    assert_eq!(totals(first, partner).candidates.enrolled, 1);
}

fn people_in_any_order_are_enrolled_by_all(harnesses: &[Harness], partners: [PartnerId; 2]) {
    let first = harnesses.first().expect("an instance");
    at_once(harnesses, |harness, number| {
        let partner = partners[usize::from(number % 2 == 0)];
        let mut rows: Vec<_> = (0..40)
            .map(|row| {
                let email = format!("crowd{row}@example.test");
                somebody(10_000 * number + row, "In", "Crowd", &email)
            })
            .collect();
        if number % 3 == 0 {
            rows.reverse();
        }
        enrol(harness, partner, None, &rows).expect("an answer");
    });
    for partner in partners {
        assert_eq!(totals(first, partner).candidates.enrolled, 40);
    }
}

fn of_simultaneous_batches_one_gets_the_name(harnesses: &[Harness], partner: PartnerId) {
    let names = ["Twice", "tWICE"];
    let created = at_once(harnesses, |harness, number| {
        harness.batches.create(NewBatch {
            uuid: BatchUuid::draw(&SeededEntropy::new(777_000 + number)),
            partner,
            name: BatchName::parse(names[usize::from(number % 2 == 0)]).expect("a name"),
            by: Actor::Partner(partner),
            at: midday(),
        })
    });
    let created = created.iter().filter(|one| match one {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(*error, CreateBatchError::NameTaken);
            false
        }
    });
    assert_eq!(created.count(), 1);
}
