//! [`usage::UsageRepository`] by many at the same time.

use std::sync::Barrier;

use accounts::Partner;
use kernel::PartnerId;
use usage::{Batch, Counted, Month};

use super::usage::{calls, counted, crossing, day, partner, told, writer};
use crate::{Harness, midday};

/// How many add or cross at once.
const THREADS: u64 = 32;

/// How many batches each adds.
const BATCHES: u64 = 4;

/// Tries what counts promise about simultaneous calls, on `instances` of one empty store.
///
/// # Panics
/// Where a promise is broken.
pub fn usage_at_once_contract(instances: &[Harness]) {
    let first = instances.first().expect("an instance");
    let partners: Vec<Partner> = (0..8).map(|number| partner(first, 980 + number)).collect();
    sums_are_exact(instances, &partners);
    one_crossing_wins(instances, &partners[0]);
}

/// Counts of everybody, in an order of the thread's own.
fn counts(partners: &[Partner], thread: u64) -> Vec<Counted> {
    let of = |partner: PartnerId, route: &str| Counted {
        route: route.into(),
        ..counted(partner, "2026-01-31", 3, 2)
    };
    let routes = ["GET /a", "GET /b", "POST /a", "GET /c"];
    let all = partners.iter().flat_map(|partner| {
        let own = routes.iter().map(|route| of(partner.id, route));
        own.chain([counted(partner.id, "2026-02-01", 1, 1)])
    });
    let mut all: Vec<Counted> = all.collect();
    let turn = usize::try_from(thread).expect("small") % all.len();
    all.rotate_left(turn);
    if thread.is_multiple_of(2) {
        all.reverse();
    }
    all
}

fn sums_are_exact(instances: &[Harness], partners: &[Partner]) {
    let begin = Barrier::new(usize::try_from(THREADS).expect("small"));
    std::thread::scope(|scope| {
        for (thread, harness) in (0..THREADS).zip(instances.iter().cycle()) {
            let begin = &begin;
            scope.spawn(move || {
                begin.wait();
                for number in 1..=BATCHES {
                    let batch = Batch {
                        writer: writer(100 + thread),
                        number,
                        counts: counts(partners, thread),
                        at: midday(),
                    };
                    let months = harness.usage.add(&batch).expect("added");
                    assert_eq!(months.len(), 2 * partners.len());
                    assert!(
                        months
                            .iter()
                            .all(|one| one.count.counted >= one.count.added)
                    );
                }
            });
        }
    });
    let rounds = THREADS * BATCHES;
    for partner in partners {
        for harness in instances {
            assert_eq!(calls(harness, partner.id), rounds * (4 * 3 + 1));
            let used = |on| {
                let standing = harness.usage.standing(partner.id, Month::of(day(on)));
                standing.expect("a standing").used
            };
            assert_eq!(used("2026-01-01"), rounds * 4 * 2);
            assert_eq!(used("2026-02-01"), rounds);
        }
    }
}

fn one_crossing_wins(instances: &[Harness], partner: &Partner) {
    let begin = Barrier::new(usize::try_from(THREADS).expect("small"));
    let won: Vec<bool> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .zip(instances.iter().cycle())
            .map(|(thread, harness)| {
                let begin = &begin;
                scope.spawn(move || {
                    let crossing = crossing(partner, 80, 100, 200 + thread, midday());
                    begin.wait();
                    harness.usage.cross(crossing).expect("kept or not")
                })
            })
            .collect();
        let threads = threads.into_iter();
        threads.map(|one| one.join().expect("no panic")).collect()
    });
    assert_eq!(won.iter().filter(|won| **won).count(), 1);
    let first = &instances[0];
    assert_eq!(told(first, partner), 1);
    let events = first.probe.outbox(partner.id);
    assert_eq!(events, ["usage.threshold_reached"]);
}
