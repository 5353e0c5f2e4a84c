//! Sessions and enrolments at the same time.

use std::sync::Barrier;

use candidates::SessionOutcome;
use chrono_tz::Asia;

use super::practice::finished;
use super::practice_world::World;
use crate::reference::practice::PlainSession;
use crate::{Harness, midday};

/// How many report at once.
const THREADS: usize = 16;

/// Tries what practice promises about simultaneous calls, on `instances` of one empty store.
///
/// # Panics
/// Where a promise is broken.
pub fn practice_at_once_contract(instances: &[Harness]) {
    let first = instances.first().expect("an instance");
    for round in 0..6 {
        one_session_is_counted_once(instances, World::new(first, 20 + round, 3));
        a_persons_sessions_are_all_counted(instances, World::new(first, 40 + round, 3));
    }
    one_payout_of_a_reference_is_booked(instances, World::new(first, 60, 1));
}

/// Does `work` with each number on a thread and an instance of its own, and meanwhile `beside`.
fn at_once<T: Send>(
    instances: &[Harness],
    work: impl Fn(usize, &Harness) -> T + Sync,
    beside: impl FnOnce(),
) -> Vec<T> {
    let begin = Barrier::new(THREADS + 1);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .zip(instances.iter().cycle())
            .map(|(number, harness)| {
                let (begin, work) = (&begin, &work);
                scope.spawn(move || {
                    begin.wait();
                    work(number, harness)
                })
            })
            .collect();
        begin.wait();
        beside();
        let results = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
        results.map(|result| result.expect("no panic")).collect()
    })
}

fn one_session_is_counted_once(instances: &[Harness], mut world: World<'_>) {
    world.enrol(0, None, &[0], "Anita");
    let report = world.told(&finished("s", 0));
    let outcomes = at_once(
        instances,
        |_, harness| harness.practice.apply(report.clone()).expect("an outcome"),
        || {
            world.enrol(1, Some(0), &[0], "Anitha");
            world.enrol(2, Some(1), &[0, 1], "Anitha");
        },
    );
    let applied = outcomes
        .iter()
        .filter(|one| **one == SessionOutcome::Applied);
    assert_eq!(applied.count(), 1, "{outcomes:?}");
    world.plain.report(finished("s", 0));
    world.compare(Asia::Kolkata, midday());
}

fn a_persons_sessions_are_all_counted(instances: &[Harness], mut world: World<'_>) {
    world.enrol(0, None, &[0], "Anita");
    let session = |number: usize| PlainSession {
        score: Some(100 * i32::try_from(number).expect("small")),
        ..finished(&format!("s{number}"), 0)
    };
    let reports: Vec<_> = (0..THREADS)
        .map(|number| world.told(&session(number)))
        .collect();
    let outcomes = at_once(
        instances,
        |number, harness| {
            let report = reports[number].clone();
            harness.practice.apply(report).expect("an outcome")
        },
        || {
            world.enrol(1, Some(0), &[0, 1], "Anitha");
            world.enrol(2, None, &[1, 0], "Anitha");
            world.enrol(1, Some(1), &[0], "Anitha");
        },
    );
    assert_eq!(outcomes, [SessionOutcome::Applied; THREADS]);
    for number in 0..THREADS {
        world.plain.report(session(number));
    }
    world.compare(Asia::Kolkata, midday());
}

fn one_payout_of_a_reference_is_booked(instances: &[Harness], mut world: World<'_>) {
    let worlds: Vec<World<'_>> = instances.iter().map(|one| world.on(one)).collect();
    let booked = at_once(
        instances,
        |number, _| {
            worlds[number % worlds.len()]
                .book(0, 100, "UTR-ONCE")
                .is_ok()
        },
        || (),
    );
    assert_eq!(booked.iter().filter(|booked| **booked).count(), 1);
    world.plain.payouts.push((world.partners[0].id, 100));
    world.compare(Asia::Kolkata, midday());
}
