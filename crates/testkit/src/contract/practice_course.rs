//! Practice against the plain reference: whatever happens in whatever order, dashboards say
//! what the rows come to.

use candidates::{ActivitiesAsk, ActivityPlace};
use chrono::{DateTime, Datelike as _, Days, NaiveDate, TimeDelta, TimeZone as _, Utc};
use chrono_tz::{America, Asia, Australia, Pacific, Tz};

use super::practice_world::{BATCHES, World};
use crate::reference::practice::PlainSession;
use crate::{Harness, SeededEntropy};

/// Half and quarter hours, clocks that change on either side of the equator, and by half an
/// hour.
const ZONES: [Tz; 6] = [
    Asia::Kolkata,
    America::New_York,
    Pacific::Auckland,
    Asia::Kathmandu,
    Australia::Lord_Howe,
    Tz::UTC,
];

/// Days that begin months or weeks or have another length.
const DAYS: [&str; 7] = [
    "2026-10-01",
    "2026-11-01",
    "2027-01-01",
    "2026-11-02",
    "2026-09-28",
    "2026-10-04",
    "2027-03-15",
];

const PARTNERS: u64 = 3;
const PEOPLE: u64 = 6;
const SESSIONS: u64 = 12;
const TYPES: [&str; 7] = ["IELTS", "GRE", "gre", "CAT", "UPSC", "Ångström", "A-Level"];

/// Tells `harness` of `worlds` small worlds drawn from `seed`, each step by step, and
/// compares on the way and at the end what partners are shown with the plain rows.
///
/// # Panics
/// Where they differ; the message names the world.
pub fn practice_course_contract(harness: &Harness, seed: u64, worlds: u64) {
    for number in 0..worlds {
        let course = Course {
            dice: SeededEntropy::new(seed.wrapping_mul(1_000_003) ^ number),
            zone: ZONES[at(number, ZONES.len())],
        };
        course.run(World::new(harness, 1_000 + number, PARTNERS));
    }
}

fn at(number: u64, below: usize) -> usize {
    usize::try_from(number).expect("small") % below
}

struct Course {
    dice: SeededEntropy,
    zone: Tz,
}

impl Course {
    fn below(&self, end: u64) -> u64 {
        self.dice.next_u64() % end
    }

    fn index(&self, end: usize) -> usize {
        at(self.below(1 << 40), end)
    }

    fn run(&self, mut world: World<'_>) {
        for step in 0..60 {
            self.step(&mut world);
            if step % 12 == 11 {
                world.compare(self.zone, self.instant());
            }
        }
        for _ in 0..4 {
            world.compare(self.zone, self.instant());
        }
        self.compare_activities(&world);
        self.compare_days(&world);
    }

    /// Close to where a month, a week or a day begins in the zone.
    fn instant(&self) -> DateTime<Utc> {
        let day: NaiveDate = DAYS[self.index(DAYS.len())].parse().expect("a day");
        let day = day + Days::new(self.below(3));
        let midnight = day.and_hms_opt(0, 0, 0).expect("a time");
        let midnight = self.zone.from_local_datetime(&midnight).earliest();
        let midnight = midnight.expect("these zones have this midnight");
        let offset = match self.below(6) {
            0 => TimeDelta::zero(),
            1 => TimeDelta::microseconds(-1),
            2 => TimeDelta::seconds(1),
            3 => TimeDelta::minutes(i64::try_from(self.below(240)).expect("small") - 120),
            4 => TimeDelta::hours(-24),
            _ => TimeDelta::hours(i64::try_from(self.below(400)).expect("small") - 200),
        };
        (midnight + offset).with_timezone(&Utc)
    }

    fn step(&self, world: &mut World<'_>) {
        match self.below(12) {
            0..=2 => {
                let partner = self.index(world.partners.len());
                let batch = [None, Some(0), Some(1)][self.index(1 + BATCHES)];
                let people = (0..PEOPLE).filter(|_| self.below(3) == 0);
                let people: Vec<usize> = people.map(|one| at(one, usize::MAX)).collect();
                let names = ["Anita", "Anitha", "ANITA"][self.index(3)];
                world.enrol(partner, batch, &people, names);
            }
            3..=8 => {
                let session = self.session();
                world.report(session.clone());
                if self.below(4) == 0 {
                    world.report(session);
                }
            }
            9 => world.mark_paid(self.index(8)),
            10 => world.accept(self.index(8)),
            _ => {
                let paise = i64::try_from(1 + self.below(200_000)).expect("small");
                world.pay(self.index(world.partners.len()), paise);
            }
        }
    }

    fn session(&self) -> PlainSession {
        let number = self.below(SESSIONS);
        let status = ["started", "finished", "finished", "abandoned"][self.index(4)];
        let some = |most: u64| {
            let drawn = i32::try_from(self.below(most + 1)).expect("small");
            (self.below(4) > 0).then_some(drawn)
        };
        // Now and then somebody else claims the session.
        let stranger = u64::from(self.below(15) == 0);
        let ended = status == "finished" || self.below(2) == 0;
        PlainSession {
            id: format!("s{number}"),
            person: at(number + stranger, at(PEOPLE, usize::MAX)),
            exam_name: format!("Mock {}", self.below(3)),
            exam_type: TYPES[self.index(TYPES.len())].to_owned(),
            status,
            score: some(10_000),
            cost: i64::try_from(self.below(100_000)).expect("small"),
            rating: some(10).map(|half| half * 50),
            minutes: some(180).map(i32::unsigned_abs),
            completed_at: ended.then(|| self.instant()),
        }
    }

    /// Page by page.
    fn compare_activities(&self, world: &World<'_>) {
        for partner in &world.partners {
            let read = world.read(self.zone, self.instant());
            let mut shown = Vec::new();
            let mut behind: Option<ActivityPlace> = None;
            loop {
                let ask = ActivitiesAsk { behind, limit: 3 };
                let page = read.activities(partner.id, ask).expect("activities");
                let Some(last) = page.last() else { break };
                behind = Some(last.place);
                shown.extend(page.into_iter().map(|one| {
                    let name = format!("{} {}", one.first_name.as_str(), one.last_name.as_str());
                    let id = one.session.as_str().rsplit('-').next().unwrap_or_default();
                    (id.to_owned(), name, one.exam_name, one.place.completed_at)
                }));
            }
            assert_eq!(shown, world.plain.activities(partner.id));
        }
    }

    fn compare_days(&self, world: &World<'_>) {
        let now = self.instant();
        let to = now.with_timezone(&self.zone).date_naive();
        let from = to - Days::new(self.below(120));
        for partner in &world.partners {
            let read = world.read(self.zone, now);
            let plot = read.by_day(partner.id, Some(from), Some(to)).expect("days");
            assert_eq!(
                plot.days.len(),
                at(
                    u64::try_from((to - from).num_days()).expect("small") + 1,
                    usize::MAX
                )
            );
            for count in plot.days {
                let expected = world.plain.on_day(partner.id, self.zone, count.day);
                assert_eq!(count.finished, expected, "{} {}", self.zone, count.day);
            }
        }
        debug_assert!(from.year() > 2000, "days are near");
    }
}
