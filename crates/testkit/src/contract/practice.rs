//! [`candidates::PracticeRepository`] and [`candidates::PracticePayouts`]: sessions, what is
//! counted of them, and payouts.

use candidates::{ActivitiesAsk, ApplySessionError, RecordPayoutError, ReportedBy, SessionOutcome};
use chrono::TimeDelta;
use chrono_tz::Asia;
use kernel::{CandidateUuid, PartnerUuid};

use super::practice_world::World;
use crate::reference::practice::PlainSession;
use crate::{Harness, SeededEntropy, midday};

/// Tries every promise about practice, except those about simultaneous calls, on `harness`.
///
/// # Panics
/// Where a promise is broken.
pub fn practice_contract(harness: &Harness) {
    a_report_is_judged_by_what_is_kept(World::new(harness, 1, 2));
    a_person_is_named_by_address_or_id(&mut World::new(harness, 2, 2));
    sessions_count_for_whoever_enrols_the_person(World::new(harness, 3, 3));
    activities_have_the_newest_first(World::new(harness, 4, 2));
    payouts_are_booked_once(World::new(harness, 5, 2));
}

/// A session of `person` that was finished an hour before midday.
pub(super) fn finished(id: &str, person: usize) -> PlainSession {
    PlainSession {
        id: id.to_owned(),
        person,
        exam_name: "Mock 1".to_owned(),
        exam_type: "IELTS".to_owned(),
        status: "finished",
        score: Some(8_350),
        cost: 49_900,
        rating: Some(400),
        minutes: Some(45),
        completed_at: Some(midday() - TimeDelta::hours(1)),
    }
}

fn a_report_is_judged_by_what_is_kept(mut world: World<'_>) {
    world.enrol(0, None, &[0, 1], "Anita");
    let first = finished("s", 0);
    let started = PlainSession {
        status: "started",
        completed_at: None,
        score: None,
        ..first.clone()
    };
    let corrected = PlainSession {
        score: Some(9_000),
        rating: None,
        exam_type: "GRE".to_owned(),
        completed_at: Some(midday() - TimeDelta::days(20)),
        ..first.clone()
    };
    let abandoned = PlainSession {
        status: "abandoned",
        ..first.clone()
    };
    // `report` compares with what the plain reference says becomes of it.
    for report in [
        &started, &first, &first, &started, &corrected, &abandoned, &corrected,
    ] {
        world.report(report.clone());
        world.compare(Asia::Kolkata, midday());
    }
    world.report(finished("s", 1));
    world.compare(Asia::Kolkata, midday());
}

fn a_person_is_named_by_address_or_id(world: &mut World<'_>) {
    world.enrol(0, None, &[0, 1], "Anita");
    let people = [world.person(0), world.person(1)];
    let report = world.told(&finished("s", 0));
    let email = report.by.email;
    let told = |email, candidate| {
        let by = ReportedBy { email, candidate };
        world.harness.practice.apply(candidates::SessionReport {
            by,
            ..report.clone()
        })
    };
    let nobody = CandidateUuid::draw(&SeededEntropy::new(77));
    assert_eq!(
        told(None, Some(nobody)),
        Err(ApplySessionError::UnknownCandidate)
    );
    assert_eq!(
        told(email, Some(people[1])),
        Err(ApplySessionError::UnknownCandidate)
    );
    assert_eq!(told(None, Some(people[0])), Ok(SessionOutcome::Applied));
    assert_eq!(told(email, Some(people[0])), Ok(SessionOutcome::Unchanged));
    assert_eq!(told(email, None), Ok(SessionOutcome::Unchanged));
    assert_eq!(
        told(None, Some(people[1])),
        Err(ApplySessionError::AnotherCandidate)
    );
}

fn sessions_count_for_whoever_enrols_the_person(mut world: World<'_>) {
    let compare = |world: &World<'_>| world.compare(Asia::Kolkata, midday());
    world.enrol(0, None, &[0], "Anita");
    world.report(finished("before", 0));
    compare(&world);
    // Somebody else enrols them later, into two batches; each session counts once.
    world.enrol(1, Some(0), &[0, 1], "Anitha");
    compare(&world);
    world.enrol(1, Some(1), &[0, 1], "Anitha");
    compare(&world);
    world.report(finished("after", 0));
    world.report(finished("other", 1));
    world.mark_paid(0);
    world.accept(1);
    compare(&world);
}

fn activities_have_the_newest_first(mut world: World<'_>) {
    world.enrol(0, None, &[0, 1], "Anita");
    world.enrol(0, Some(0), &[0], "Anitha");
    world.enrol(1, None, &[0], "Other");
    for (id, person, hours) in [("a", 0, 3), ("b", 1, 1), ("c", 0, 1), ("d", 1, 2)] {
        world.report(PlainSession {
            completed_at: Some(midday() - TimeDelta::hours(hours)),
            ..finished(id, person)
        });
    }
    world.report(PlainSession {
        status: "abandoned",
        ..finished("e", 0)
    });
    compare_activities(&world);
}

/// Names and order are the plain rows', from the beginning and from a place on.
fn compare_activities(world: &World<'_>) {
    let read = world.read(Asia::Kolkata, midday());
    let ask = ActivitiesAsk {
        behind: None,
        limit: 100,
    };
    let list = |partner, ask| read.activities(partner, ask).expect("activities");
    for partner in &world.partners {
        let shown = list(partner.id, ask);
        let names = shown.iter().map(|one| one.first_name.as_str());
        let expected = world.plain.activities(partner.id);
        let plain = expected.iter().map(|(_, name, _, _)| name);
        let plain = plain.map(|name| name.split(' ').next().unwrap_or_default());
        assert_eq!(names.collect::<Vec<_>>(), plain.collect::<Vec<_>>());
        let newest = list(partner.id, ActivitiesAsk { limit: 1, ..ask });
        assert_eq!(newest, shown[..1]);
        let behind = ActivitiesAsk {
            behind: Some(newest[0].place),
            ..ask
        };
        assert_eq!(list(partner.id, behind), shown[1..]);
    }
    assert_eq!(list(kernel::PartnerId::new(4_711), ask), []);
}

fn payouts_are_booked_once(mut world: World<'_>) {
    world.pay(0, 10_000);
    let booked = world.book(0, 5_000, "ref/000001").expect("booked");
    assert_eq!(booked.reference.as_str(), "REF/000001");
    world.plain.payouts.push((world.partners[0].id, 5_000));
    let again = world.book(0, 1, "REF/000001");
    assert_eq!(again, Err(RecordPayoutError::ReferenceTaken));
    // Another partner's is another.
    let other = world.book(1, 7, "REF/000001");
    assert!(other.is_ok());
    world.plain.payouts.push((world.partners[1].id, 7));
    world.compare(Asia::Kolkata, midday());
    let payouts = &world.harness.practice_payouts;
    let own = world.partners[0].uuid;
    let listed = payouts
        .list(own, None, 10)
        .expect("a list")
        .expect("a partner");
    let paise: Vec<i64> = listed.iter().map(|one| one.amount.paise()).collect();
    assert_eq!(paise, [5_000, 10_000]);
    assert_eq!(listed[0], booked);
    let older = payouts.list(own, Some(booked.place), 10).expect("a list");
    assert_eq!(older, Some(listed[1..].to_vec()));
    let nobody = PartnerUuid::draw(&SeededEntropy::new(78));
    assert_eq!(payouts.list(nobody, None, 10), Ok(None));
    let audited = world.harness.audited(
        "partner.practice_payout_recorded",
        world.partners[0].id.get(),
    );
    assert_eq!(audited, 2);
}
