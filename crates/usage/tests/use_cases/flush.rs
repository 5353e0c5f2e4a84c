//! Writing counts, and telling of them.

use std::sync::{Arc, Mutex};

use accounts::{PartnerDraft, PartnerName};
use chrono::NaiveDate;
use kernel::{
    Actor, BusinessCalendar, Clock as _, EmailAddress, Entropy, FixedClock, PartnerId, PortFailure,
    PortResult,
};
use testkit::{FakeVault, Harness, SeededEntropy, in_memory, letters, manage_partners, midday};
use usage::{
    Ask, Batch, CallCounts, CallLimitsChange, Counted, Crossing, Days, FlushUsage, Flushed,
    Judgement, Limiter, Month, MonthCount, OverviewQuery, OwnLimits, PartnerMonth, PartnerUse,
    Standing, Telling, UsageRepository, UsageRow, WriterId,
};
use webhooks::Post;

/// Counts that a test puts there.
#[derive(Default)]
struct Given(Mutex<Vec<Counted>>);

impl CallCounts for Given {
    fn drain(&self) -> Vec<Counted> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// Remembers what it was taught.
#[derive(Default)]
struct Pupil(Mutex<Vec<MonthCount>>);

impl Limiter for Pupil {
    fn judge(&self, _: Ask) -> Judgement {
        panic!("nobody asks")
    }

    fn learn(&self, counts: &[MonthCount]) {
        self.0.lock().unwrap().extend(counts);
    }
}

/// A database that may be away, or lose its answers.
struct Shaky {
    inner: Arc<dyn UsageRepository>,
    /// What becomes of calls: whether it is done, and whether that is said.
    fate: Mutex<(bool, bool)>,
    alerts_refused: Mutex<bool>,
}

impl Shaky {
    fn refuse_alerts(&self, refused: bool) {
        *self.alerts_refused.lock().unwrap() = refused;
    }

    fn through<T>(
        &self,
        work: impl FnOnce(&dyn UsageRepository) -> PortResult<T>,
    ) -> PortResult<T> {
        let (done, said) = *self.fate.lock().unwrap();
        let away = || Err(PortFailure::Unavailable("away".to_owned()));
        if !done {
            return away();
        }
        let result = work(self.inner.as_ref());
        if said { result } else { away() }
    }
}

impl UsageRepository for Shaky {
    fn add(&self, batch: &Batch) -> PortResult<Vec<PartnerMonth>> {
        self.through(|inner| inner.add(batch))
    }

    fn used_in(&self, month: Month) -> PortResult<Vec<MonthCount>> {
        self.through(|inner| inner.used_in(month))
    }

    fn standing(&self, partner: PartnerId, month: Month) -> PortResult<Standing> {
        self.inner.standing(partner, month)
    }

    fn cross(&self, crossing: Crossing) -> PortResult<bool> {
        if *self.alerts_refused.lock().unwrap() {
            return Err(PortFailure::Unavailable("away".to_owned()));
        }
        self.through(|inner| inner.cross(crossing))
    }

    fn report(&self, partner: PartnerId, days: Days) -> PortResult<Vec<UsageRow>> {
        self.inner.report(partner, days)
    }

    fn overview(&self, query: OverviewQuery) -> PortResult<(Vec<UsageRow>, Vec<PartnerUse>)> {
        self.inner.overview(query)
    }

    fn own_limits(
        &self,
        partner: kernel::PartnerUuid,
    ) -> PortResult<Option<(PartnerId, OwnLimits)>> {
        self.inner.own_limits(partner)
    }

    fn change_limits(&self, change: CallLimitsChange) -> PortResult<Option<PartnerId>> {
        self.inner.change_limits(change)
    }
}

struct World {
    harness: Harness,
    given: Arc<Given>,
    pupil: Arc<Pupil>,
    shaky: Arc<Shaky>,
    clock: Arc<FixedClock>,
    flush: FlushUsage,
    partner: accounts::Partner,
}

fn calendar() -> BusinessCalendar {
    BusinessCalendar::new(chrono_tz::Asia::Kolkata)
}

type Parts<'a> = (
    &'a Arc<Given>,
    &'a Arc<Pupil>,
    &'a Arc<Shaky>,
    &'a Arc<FixedClock>,
);

fn flusher(parts: Parts<'_>, seed: u64, quota: Option<u64>) -> FlushUsage {
    let (given, pupil, shaky, clock) = parts;
    let entropy = Arc::new(SeededEntropy::new(seed));
    let telling = Telling {
        post: Post {
            vault: Arc::new(FakeVault),
            entropy: entropy.clone(),
        },
        letters: letters(entropy.clone()),
        clock: clock.clone(),
        calendar: calendar(),
        quota,
    };
    FlushUsage::new(
        given.clone(),
        shaky.clone(),
        Some(pupil.clone()),
        telling,
        WriterId::draw(entropy.as_ref()),
    )
}

impl World {
    fn new() -> Self {
        let harness = in_memory();
        let clock = Arc::new(FixedClock::at(midday()));
        let entropy: Arc<dyn Entropy> = Arc::new(SeededEntropy::new(7));
        let draft = PartnerDraft {
            name: PartnerName::parse("Northwind").unwrap(),
            email: EmailAddress::parse("desk@northwind.example.test").unwrap(),
            slug: None,
            sandbox: false,
            rate: None,
        };
        let manage = manage_partners(harness.partners.clone(), clock.clone(), entropy);
        let partner = manage.create(draft, Actor::Operator).unwrap().partner;
        let (given, pupil) = (Arc::<Given>::default(), Arc::<Pupil>::default());
        let shaky = Arc::new(Shaky {
            inner: harness.usage.clone(),
            fate: Mutex::new((true, true)),
            alerts_refused: Mutex::new(false),
        });
        let mut flush = flusher((&given, &pupil, &shaky, &clock), 3, Some(10));
        flush.recall().unwrap();
        Self {
            harness,
            given,
            pupil,
            shaky,
            clock,
            flush,
            partner,
        }
    }

    /// Another process on the same database.
    fn another(&self, seed: u64, quota: Option<u64>) -> FlushUsage {
        let parts = (&self.given, &self.pupil, &self.shaky, &self.clock);
        flusher(parts, seed, quota)
    }

    fn count(&self, day: &str, calls: u64, counted: u64) {
        self.given.0.lock().unwrap().push(Counted {
            partner: self.partner.id,
            day: day.parse().unwrap(),
            route: "GET /a".into(),
            outcome: 2000,
            calls,
            counted,
        });
    }

    fn calls(&self) -> u64 {
        let days = Days {
            from: NaiveDate::MIN,
            to: NaiveDate::MAX,
        };
        let rows = self.harness.usage.report(self.partner.id, days).unwrap();
        rows.iter().map(|row| row.calls).sum()
    }

    fn told(&self) -> Vec<String> {
        self.harness.probe.outbox(self.partner.id)
    }

    fn alerts(&self) -> Vec<u8> {
        let month = Month::at(calendar(), self.clock.now());
        let standing = self.harness.usage.standing(self.partner.id, month).unwrap();
        standing.alerts.iter().map(|alert| alert.percent).collect()
    }
}

const TODAY: &str = "2026-01-15";

#[test]
fn what_was_counted_is_written_once_and_taught() {
    let mut world = World::new();
    world.count(TODAY, 5, 3);
    assert_eq!(world.flush.flush().unwrap().calls, 5);
    assert_eq!(world.flush.flush().unwrap(), Flushed::default());
    assert_eq!(world.calls(), 5);
    let taught = world.pupil.0.lock().unwrap().clone();
    assert_eq!(taught.len(), 1);
    assert_eq!((taught[0].counted, taught[0].added), (3, 3));
    assert!(world.told().is_empty());
}

#[test]
fn a_process_that_begins_knows_what_was_used_before() {
    let mut world = World::new();
    world.count(TODAY, 9, 9);
    world.flush.flush().unwrap();
    let taught = || std::mem::take(&mut *world.pupil.0.lock().unwrap());
    taught();
    let mut next = world.another(4, Some(10));
    *world.shaky.fate.lock().unwrap() = (false, false);
    next.recall().unwrap_err();
    assert!(taught().is_empty());
    *world.shaky.fate.lock().unwrap() = (true, true);
    for _ in 0..2 {
        next.flush().unwrap();
    }
    let taught: Vec<(u64, u64)> = taught().iter().map(|c| (c.counted, c.added)).collect();
    assert_eq!(taught, [(9, 0)]);
}

#[test]
fn counts_outlast_an_outage() {
    let mut world = World::new();
    *world.shaky.fate.lock().unwrap() = (false, false);
    world.count(TODAY, 5, 1);
    world.flush.flush().unwrap_err();
    assert_eq!(world.flush.unwritten(), 5);
    world.count(TODAY, 2, 1);
    world.flush.flush().unwrap_err();
    *world.shaky.fate.lock().unwrap() = (true, true);
    assert_eq!(world.flush.flush().unwrap().calls, 5);
    assert_eq!(world.flush.flush().unwrap().calls, 2);
    assert_eq!((world.calls(), world.flush.unwritten()), (7, 0));
}

#[test]
fn a_batch_whose_answer_was_lost_is_not_counted_twice() {
    let mut world = World::new();
    *world.shaky.fate.lock().unwrap() = (true, false);
    world.count(TODAY, 5, 5);
    world.flush.flush().unwrap_err();
    world.flush.flush().unwrap_err();
    *world.shaky.fate.lock().unwrap() = (true, true);
    world.flush.flush().unwrap();
    assert_eq!(world.calls(), 5);
    let taught = world.pupil.0.lock().unwrap().clone();
    assert_eq!((taught.len(), taught[0].added), (1, 5));
}

#[test]
fn a_partner_is_told_of_each_threshold_once() {
    let mut world = World::new();
    world.count(TODAY, 7, 7);
    world.flush.flush().unwrap();
    assert!(world.alerts().is_empty());
    world.count(TODAY, 1, 1);
    assert_eq!(world.flush.flush().unwrap().told, 1);
    assert_eq!(world.alerts(), [80]);
    world.count(TODAY, 1, 1);
    assert_eq!(world.flush.flush().unwrap().told, 0);
    world.count(TODAY, 1, 1);
    assert_eq!(world.flush.flush().unwrap().told, 1);
    world.count(TODAY, 90, 90);
    assert_eq!(world.flush.flush().unwrap().told, 0);
    assert_eq!(world.alerts(), [80, 100]);
    assert_eq!(world.told(), ["usage.threshold_reached"; 2]);
    let letters = world.harness.probe.letters();
    let its = letters
        .iter()
        .filter(|line| line.notice == "usage_threshold");
    assert_eq!(its.count(), 2);
    // Another process finds the same, and tells nobody.
    let mut other = world.another(99, Some(10));
    world.count(TODAY, 1, 1);
    assert_eq!(other.flush().unwrap().told, 0);
    assert_eq!(world.told().len(), 2);
}

#[test]
fn what_could_not_be_told_is_told_later() {
    let mut world = World::new();
    world.shaky.refuse_alerts(true);
    world.count(TODAY, 10, 10);
    world.flush.flush().unwrap_err();
    assert_eq!((world.calls(), world.told().len()), (10, 0));
    world.shaky.refuse_alerts(false);
    assert_eq!(world.flush.flush().unwrap().told, 2);
    assert_eq!(world.alerts(), [80, 100]);
}

#[test]
fn months_end_where_the_business_is_and_past_ones_alert_nobody() {
    let mut world = World::new();
    // 31 January, 18:31 UTC is 1 February in Kolkata.
    world.clock.set("2026-01-31T18:31:00Z".parse().unwrap());
    world.count("2026-01-31", 10, 10);
    world.count("2026-02-01", 8, 8);
    assert_eq!(world.flush.flush().unwrap().told, 1);
    assert_eq!(world.alerts(), [80]);
    let taught = world.pupil.0.lock().unwrap().clone();
    let months: Vec<String> = taught.iter().map(|count| count.month.to_string()).collect();
    assert_eq!(months, ["2026-01", "2026-02"]);
}

#[test]
fn nobody_is_told_of_a_quota_that_there_is_not() {
    let world = World::new();
    for (seed, quota) in [(11, None), (12, Some(0))] {
        let mut flush = world.another(seed, quota);
        world.count(TODAY, 50, 50);
        assert_eq!(flush.flush().unwrap().told, 0);
    }
    assert!(world.told().is_empty());
}

#[test]
fn a_quota_of_its_own_counts_and_a_changed_one_anew() {
    let mut world = World::new();
    let (usage, uuid) = (world.harness.usage.clone(), world.partner.uuid);
    let set = |quota| {
        usage
            .change_limits(CallLimitsChange {
                partner: uuid,
                limits: OwnLimits {
                    monthly_quota: Some(quota),
                    ..OwnLimits::default()
                },
                by: Actor::Operator,
                at: midday(),
            })
            .unwrap()
    };
    set(100);
    world.count(TODAY, 20, 20);
    assert_eq!(world.flush.flush().unwrap().told, 0);
    set(25);
    world.count(TODAY, 0, 0);
    assert_eq!(world.flush.flush().unwrap().told, 1);
    assert_eq!(world.alerts(), [80]);
}

#[test]
fn large_drains_are_written_in_pieces() {
    let mut world = World::new();
    for number in 0..4_005 {
        let mut given = world.given.0.lock().unwrap();
        given.push(Counted {
            partner: world.partner.id,
            day: TODAY.parse().unwrap(),
            route: format!("GET /{number}").into(),
            outcome: 2000,
            calls: 1,
            counted: 0,
        });
    }
    assert_eq!(world.flush.flush().unwrap().calls, 4_005);
    assert_eq!(world.calls(), 4_005);
    assert_eq!(world.pupil.0.lock().unwrap().len(), 2, "one a piece");
}
