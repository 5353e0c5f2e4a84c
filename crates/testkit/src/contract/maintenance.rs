//! [`accounts::MaintenanceRepository`].

use accounts::{
    AnnounceError, CancelMaintenanceError, Maintenance, MaintenanceSpan, MaintenanceText,
    NewMaintenance, Partner, PartnerAct, PartnerStatus, StaffRole,
};
use chrono::TimeDelta;
use kernel::{Actor, MaintenanceUuid, StaffId};
use uuid::Uuid;

use crate::{Harness, letter_to, midday, new_partner, new_staff, seconds_after, status_change};

/// How many do the same at the same time.
const CROWD: u128 = 8;

/// Tries every promise of maintenance on `harness`, which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn maintenance_contract(harness: &Harness) {
    let staff = harness
        .staff
        .create(new_staff(700, StaffRole::Operations), Actor::Operator);
    let world = World {
        harness,
        staff: staff.expect("a member of staff").id,
    };
    nobody_is_told_where_nobody_is(&world);
    every_active_partner_is_told_and_nobody_else(&world);
    what_is_called_off_is_told_once_more(&world);
    lists_are_in_order_and_bounded(&world);
    of_simultaneous_equal_announcements_one_is_kept(&world);
    of_simultaneous_cancellations_one_succeeds(&world);
    more_partners_than_are_told_at_a_time_are_told(&world);
}

struct World<'a> {
    harness: &'a Harness,
    staff: StaffId,
}

impl World<'_> {
    /// A partner that is active.
    fn partner(&self, number: u64) -> Partner {
        let created = self
            .harness
            .partners
            .create(new_partner(number), Actor::Operator);
        created.expect("created")
    }

    /// Announces number `number` from `from` to `to`, in seconds after noon, at `at`.
    fn announce(
        &self,
        number: u128,
        (from, to): (i64, i64),
        at: i64,
    ) -> Result<Maintenance, AnnounceError> {
        self.harness.maintenance.announce(NewMaintenance {
            uuid: uuid(number),
            span: MaintenanceSpan::kept(seconds_after(from), seconds_after(to)),
            text: MaintenanceText::parse("New \"disks\".\nReads go on.").expect("a text"),
            by: self.staff,
            at: seconds_after(at),
        })
    }

    fn cancel(&self, number: u128, at: i64) -> Result<Maintenance, CancelMaintenanceError> {
        let maintenance = &self.harness.maintenance;
        maintenance.cancel(uuid(number), self.staff, seconds_after(at))
    }

    /// How often the partner was told, by event and by letter.
    fn told(&self, partner: &Partner) -> (usize, usize) {
        let events = self.harness.probe.outbox(partner.id);
        let events = events
            .iter()
            .filter(|kind| *kind == "maintenance.scheduled");
        let letters = self.harness.told("maintenance", partner.uuid.get());
        (events.count(), letters)
    }

    fn audited(&self, action: &str) -> usize {
        let lines = self.harness.probe.audit();
        lines.iter().filter(|line| line.action == action).count()
    }

    fn upcoming(&self, now: i64, until: i64) -> Vec<MaintenanceUuid> {
        let (now, until) = (seconds_after(now), seconds_after(until));
        let found = self.harness.maintenance.upcoming(now, until);
        let found = found.expect("readable");
        found.iter().map(|maintenance| maintenance.uuid).collect()
    }
}

fn uuid(number: u128) -> MaintenanceUuid {
    MaintenanceUuid::new(Uuid::from_u128(number))
}

fn nobody_is_told_where_nobody_is(world: &World<'_>) {
    assert_eq!(world.harness.maintenance.list(10), Ok(Vec::new()));
    world.announce(1, (100, 200), 0).expect("announced");
    assert_eq!(world.audited("maintenance.announced"), 1);
    assert_eq!(world.harness.probe.letters(), []);
}

fn every_active_partner_is_told_and_nobody_else(world: &World<'_>) {
    let harness = world.harness;
    let [first, second, suspended, deleted] = [1, 2, 3, 4].map(|number| world.partner(number));
    let change = status_change(&suspended, PartnerStatus::Suspended);
    harness.partners.change_status(change).expect("suspended");
    let act = PartnerAct {
        partner: deleted.id,
        by: world.staff,
        at: midday(),
        letter: letter_to(&deleted, midday()),
    };
    harness.administration.delete(act).expect("deleted");

    let kept = world.announce(2, (1_000, 2_000), 10).expect("announced");
    assert_eq!(kept.uuid, uuid(2));
    assert_eq!(kept.span.from(), seconds_after(1_000));
    assert_eq!(kept.span.to(), seconds_after(2_000));
    assert_eq!(kept.text.as_str(), "New \"disks\".\nReads go on.");
    assert_eq!(kept.announced_at, seconds_after(10));
    assert_eq!(kept.cancelled_at, None);
    assert_eq!(harness.maintenance.list(1), Ok(vec![kept]));
    for partner in [&first, &second] {
        assert_eq!(world.told(partner), (1, 1));
    }
    for partner in [&suspended, &deleted] {
        assert_eq!(world.told(partner), (0, 0));
    }
    assert_eq!(world.audited("maintenance.announced"), 2);

    let again = world.announce(3, (1_000, 2_000), 11);
    assert_eq!(again, Err(AnnounceError::Announced));
    assert_eq!(world.told(&first), (1, 1));
    assert_eq!(world.audited("maintenance.announced"), 2);
}

fn what_is_called_off_is_told_once_more(world: &World<'_>) {
    let partner = world.partner(5);
    assert_eq!(world.cancel(99, 20), Err(CancelMaintenanceError::Unknown));
    let off = world.cancel(2, 20).expect("cancelled");
    assert_eq!(off.cancelled_at, Some(seconds_after(20)));
    let listed = world.harness.maintenance.list(1).expect("readable");
    assert_eq!(listed, [off]);
    // Whoever came meanwhile is told as well.
    assert_eq!(world.told(&partner), (1, 1));
    assert_eq!(world.audited("maintenance.cancelled"), 1);

    assert_eq!(world.cancel(2, 21), Err(CancelMaintenanceError::Cancelled));
    assert_eq!(world.cancel(1, 200), Err(CancelMaintenanceError::Over));
    assert_eq!(world.told(&partner), (1, 1));
    assert_eq!(world.audited("maintenance.cancelled"), 1);
    world.cancel(1, 199).expect("still on");
    // What was called off may be announced anew.
    world.announce(3, (1_000, 2_000), 30).expect("announced");
}

fn lists_are_in_order_and_bounded(world: &World<'_>) {
    world.announce(4, (500, 900), 31).expect("announced");
    world.announce(5, (3_000, 3_001), 32).expect("announced");
    let listed = world.harness.maintenance.list(3).expect("readable");
    let listed: Vec<_> = listed.iter().map(|one| one.uuid).collect();
    assert_eq!(listed, [uuid(5), uuid(4), uuid(3)]);

    assert_eq!(world.upcoming(0, 3_000), [uuid(4), uuid(3), uuid(5)]);
    assert_eq!(world.upcoming(0, 2_999), [uuid(4), uuid(3)]);
    assert_eq!(world.upcoming(899, 2_999), [uuid(4), uuid(3)]);
    assert_eq!(world.upcoming(900, 2_999), [uuid(3)]);
    assert_eq!(world.upcoming(3_001, 9_000), []);
}

fn of_simultaneous_equal_announcements_one_is_kept(world: &World<'_>) {
    let partner = world.partner(6);
    let results = at_once(|number| world.announce(100 + number, (50_000, 60_000), 40));
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    for refused in results.iter().filter_map(|result| result.as_ref().err()) {
        assert_eq!(*refused, AnnounceError::Announced);
    }
    assert_eq!(world.told(&partner), (1, 1));
}

fn of_simultaneous_cancellations_one_succeeds(world: &World<'_>) {
    let partner = world.partner(7);
    let results = at_once(|_| world.cancel(5, 50));
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    for refused in results.iter().filter_map(|result| result.as_ref().err()) {
        assert_eq!(*refused, CancelMaintenanceError::Cancelled);
    }
    assert_eq!(world.told(&partner), (1, 1));
}

fn more_partners_than_are_told_at_a_time_are_told(world: &World<'_>) {
    let partners: Vec<Partner> = (1_000..2_100).map(|number| world.partner(number)).collect();
    let span = TimeDelta::days(1).num_seconds();
    world
        .announce(200, (span, 2 * span), 60)
        .expect("announced");
    let letters = world.harness.probe.letters();
    let told = |partner: &&Partner| {
        let uuid = partner.uuid.get();
        letters.iter().filter(|letter| letter.to == uuid).count() == 1
    };
    assert_eq!(partners.iter().filter(told).count(), partners.len());
    for partner in partners.iter().step_by(97) {
        assert_eq!(world.told(partner), (1, 1));
    }
}

fn at_once<T: Send>(work: impl Fn(u128) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CROWD)
            .map(|number| {
                let work = &work;
                scope.spawn(move || work(number))
            })
            .collect();
        let results = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
        results.map(|result| result.expect("no panic")).collect()
    })
}
