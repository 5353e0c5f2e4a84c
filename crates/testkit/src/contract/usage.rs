//! [`usage::UsageRepository`]: counts, what is told of them, and limits.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use accounts::{OwnCallLimits, Partner};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::{Actor, Entropy as _, PartnerId, PartnerUuid, StaffId};
use notices::{Notice, Recipient};
use usage::{
    Batch, CallLimitsChange, Counted, Crossing, Days, Month, OverviewQuery, OwnLimits,
    PartnerMonth, UsageRow, WriterId,
};
use uuid::Uuid;
use webhooks::{Event, EventKind, Post};

use crate::{FakeVault, Harness, SeededEntropy, letters, midday, new_partner, seconds_after};

/// Tries every promise of counts, except those about simultaneous calls, on `harness`,
/// which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn usage_contract(harness: &Harness) {
    let partners = [970, 971, 972].map(|number| partner(harness, number));
    a_batch_is_added_once(harness, &partners[0]);
    months_are_counted_apart(harness, &partners[1]);
    counts_are_as_a_plain_list_says(harness, &partners);
    partners_are_told_once(harness, &partners[0], &partners[1]);
    limits_are_set(harness, &partners[2]);
}

/// A partner of its own.
pub(super) fn partner(harness: &Harness, number: u64) -> Partner {
    let created = harness
        .partners
        .create(new_partner(number), Actor::Operator);
    created.expect("a partner")
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub(super) fn writer(number: u64) -> WriterId {
    WriterId::draw(&SeededEntropy::new(number))
}

/// Every day.
fn ever() -> Days {
    Days {
        from: day("2020-01-01"),
        to: day("2030-12-31"),
    }
}

pub(super) fn calls(harness: &Harness, partner: PartnerId) -> u64 {
    let rows = harness.usage.report(partner, ever()).expect("a report");
    rows.iter().map(|row| row.calls).sum()
}

/// `calls` calls of `partner`, of which `counted` count.
pub(super) fn counted(partner: PartnerId, on: &str, calls: u64, counted: u64) -> Counted {
    Counted {
        partner,
        day: day(on),
        route: "GET /a".into(),
        outcome: 2000,
        calls,
        counted,
    }
}

fn add(harness: &Harness, batch: &Batch) -> Vec<PartnerMonth> {
    harness.usage.add(batch).expect("added")
}

fn a_batch_is_added_once(harness: &Harness, partner: &Partner) {
    let batch = |number, counts| Batch {
        writer: writer(1),
        number,
        counts,
        at: midday(),
    };
    let first = batch(1, vec![counted(partner.id, "2025-03-05", 5, 3)]);
    let months = add(harness, &first);
    let of = |months: &[PartnerMonth]| {
        let months = months.iter();
        let of = |month: &PartnerMonth| (month.count.counted, month.count.added);
        months.map(of).collect::<Vec<_>>()
    };
    assert_eq!(of(&months), [(3, 3)]);
    let month = &months[0];
    assert_eq!((month.uuid, month.own_quota), (partner.uuid, None));
    assert_eq!(month.count.partner, partner.id);
    assert_eq!(month.count.month, Month::of(day("2025-03-01")));
    // Its answer may have been lost.
    assert_eq!(of(&add(harness, &first)), [(3, 3)]);
    assert_eq!(calls(harness, partner.id), 5);
    let second = batch(2, vec![counted(partner.id, "2025-03-05", 1, 1)]);
    assert_eq!(of(&add(harness, &second)), [(4, 1)]);
    assert_eq!(of(&add(harness, &first)), [(4, 3)], "an old one comes late");
    // What counts for nothing is told of all the same.
    let idle = batch(3, vec![counted(partner.id, "2025-03-05", 1, 0)]);
    assert_eq!(of(&add(harness, &idle)), [(4, 0)]);
    let other = Batch {
        writer: writer(2),
        ..batch(1, vec![counted(partner.id, "2025-04-01", 7, 0)])
    };
    assert_eq!(of(&add(harness, &other)), [(0, 0)], "a month without any");
    assert_eq!(calls(harness, partner.id), 14);
    assert!(add(harness, &batch(4, Vec::new())).is_empty());
}

fn months_are_counted_apart(harness: &Harness, partner: &Partner) {
    let batch = Batch {
        writer: writer(3),
        number: 1,
        counts: vec![
            counted(partner.id, "2025-02-01", 2, 2),
            counted(partner.id, "2025-01-31", 3, 3),
            counted(partner.id, "2025-02-28", 4, 4),
        ],
        at: midday(),
    };
    let months = add(harness, &batch);
    let months: Vec<(String, u64)> = months
        .iter()
        .map(|month| (month.count.month.to_string(), month.count.counted))
        .collect();
    let of = |month: &str, calls| (month.to_owned(), calls);
    assert_eq!(months, [of("2025-01", 3), of("2025-02", 6)]);
    let used = |on| {
        let month = Month::of(day(on));
        let standing = harness.usage.standing(partner.id, month);
        standing.expect("a standing").used
    };
    assert_eq!(used("2025-01-01"), 3);
    assert_eq!(used("2025-02-17"), 6);
    assert_eq!(used("2025-03-01"), 0);
}

/// Small numbers that look like chance.
struct Dice(SeededEntropy);

impl Dice {
    fn below(&self, end: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % end
    }
}

const ROUTES: [&str; 4] = ["GET /a", "POST /a", "GET /B", "GET /a-b"];
const OUTCOMES: [u16; 5] = [200, 2000, 3999, 4000, 4290];

fn counts_are_as_a_plain_list_says(harness: &Harness, partners: &[Partner; 3]) {
    let dice = Dice(SeededEntropy::new(17));
    let pick = |list: &[&'static str]| list[usize::try_from(dice.below(4)).expect("small")];
    let mut all: Vec<Counted> = Vec::new();
    for number in 1..=12 {
        let mut batch: BTreeMap<_, Counted> = BTreeMap::new();
        for _ in 0..dice.below(40) {
            let whose = usize::try_from(dice.below(3)).expect("small");
            let outcome = usize::try_from(dice.below(5)).expect("small");
            let calls = 1 + dice.below(9);
            let count = Counted {
                partner: partners[whose].id,
                day: day("2026-05-28") + TimeDelta::days(dice.below(8).cast_signed()),
                route: pick(&ROUTES).into(),
                outcome: OUTCOMES[outcome],
                calls,
                counted: dice.below(calls + 1),
            };
            let key = (count.partner, count.day, count.route.clone(), count.outcome);
            batch.insert(key, count);
        }
        let batch = Batch {
            writer: writer(4),
            number,
            counts: batch.into_values().rev().collect(),
            at: midday(),
        };
        add(harness, &batch);
        all.extend(batch.counts);
    }
    for (from, to) in [
        ("2026-05-28", "2026-06-04"),
        ("2026-05-31", "2026-06-01"),
        ("2026-06-02", "2026-06-02"),
        ("2026-07-01", "2026-07-09"),
    ] {
        let days = Days {
            from: day(from),
            to: day(to),
        };
        compare(harness, partners, &all, days);
    }
}

/// Rows of `counts` within `days`, in order.
fn plain_rows<'a>(counts: impl Iterator<Item = &'a Counted>, days: Days) -> Vec<UsageRow> {
    let mut sums: BTreeMap<(NaiveDate, String, u16), u64> = BTreeMap::new();
    for count in counts.filter(|count| (days.from..=days.to).contains(&count.day)) {
        let key = (count.day, count.route.to_string(), count.outcome);
        *sums.entry(key).or_default() += count.calls;
    }
    let row = |((day, route, outcome), calls)| UsageRow {
        day,
        route,
        outcome,
        calls,
    };
    sums.into_iter().map(row).collect()
}

fn compare(harness: &Harness, partners: &[Partner; 3], all: &[Counted], days: Days) {
    let query = |partner: Option<PartnerUuid>, most| OverviewQuery {
        days,
        partner,
        month: Month::of(day("2026-06-01")),
        most,
    };
    let overview = |query| harness.usage.overview(query).expect("an overview");
    let (rows, uses) = overview(query(None, 100));
    assert_eq!(rows, plain_rows(all.iter(), days), "{days:?}");
    assert!(uses.is_sorted_by(|a, b| a.calls >= b.calls), "{uses:?}");
    let (_, first) = overview(query(None, 1));
    assert_eq!(first, uses[..uses.len().min(1)]);
    for partner in partners {
        let own: Vec<&Counted> = all
            .iter()
            .filter(|count| count.partner == partner.id)
            .collect();
        let expected = plain_rows(own.iter().copied(), days);
        let report = harness.usage.report(partner.id, days).expect("a report");
        assert_eq!(report, expected, "{days:?}");
        let (rows, only) = overview(query(Some(partner.uuid), 100));
        assert_eq!(rows, expected);
        let sum = |from| {
            let rows = expected.iter().filter(|row| row.outcome >= from);
            rows.map(|row| row.calls).sum::<u64>()
        };
        let june = own
            .iter()
            .filter(|count| count.day >= day("2026-06-01"))
            .map(|count| count.counted)
            .sum::<u64>();
        let [one] = only.as_slice() else {
            panic!("one partner was asked for: {only:?}");
        };
        assert_eq!((one.partner, one.used), (partner.uuid, june));
        assert_eq!(one.name, partner.name.as_str());
        assert_eq!((one.calls, one.refused), (sum(0), sum(4000)));
        let listed = uses.iter().find(|one| one.partner == partner.uuid);
        assert_eq!(listed, (sum(0) > 0).then_some(one), "{days:?}");
    }
    let nobody = PartnerUuid::new(Uuid::from_u128(1));
    let none = (Vec::new(), Vec::new());
    assert_eq!(overview(query(Some(nobody), 100)), none);
}

/// That `partner` used `percent` of `quota` calls of January 2026.
pub(super) fn crossing(
    partner: &Partner,
    percent: u8,
    quota: u64,
    seed: u64,
    at: DateTime<Utc>,
) -> Crossing {
    let entropy = std::sync::Arc::new(SeededEntropy::new(seed));
    let post = Post {
        vault: std::sync::Arc::new(FakeVault),
        entropy: entropy.clone(),
    };
    let event = Event {
        kind: EventKind::UsageThresholdReached,
        facts: Vec::new(),
    };
    let notice = Notice::UsageThreshold {
        percent,
        quota,
        resets_at: at,
    };
    let letter = letters(entropy).letter(Recipient::Partner(partner.uuid), &notice, at);
    Crossing {
        partner: partner.id,
        month: Month::of(day("2026-01-01")),
        percent,
        quota,
        event: post.event(partner.id, &event, at).expect("posted"),
        letter: letter.expect("a letter"),
        at,
    }
}

/// How many letters about the quota of `partner` are kept.
pub(super) fn told(harness: &Harness, partner: &Partner) -> usize {
    let letters = harness.probe.letters();
    let its = letters
        .iter()
        .filter(|line| line.notice == "usage_threshold" && line.to == partner.uuid.get());
    its.count()
}

fn partners_are_told_once(harness: &Harness, partner: &Partner, other: &Partner) {
    let cross = |whose, percent, quota, seed, at| {
        let crossing = crossing(whose, percent, quota, seed, at);
        harness.usage.cross(crossing).expect("kept or not")
    };
    assert!(cross(partner, 80, 100, 1, midday()));
    assert!(!cross(partner, 80, 100, 2, seconds_after(1)));
    assert!(cross(partner, 100, 100, 3, seconds_after(2)));
    assert!(cross(partner, 80, 200, 4, seconds_after(3)), "another quota");
    assert!(cross(other, 80, 100, 5, seconds_after(4)));
    let month = |on| Month::of(day(on));
    let standing = |on| harness.usage.standing(partner.id, month(on));
    let alerts = standing("2026-01-31").expect("a standing").alerts;
    let alerts: Vec<_> = alerts.iter().map(|it| (it.percent, it.at)).collect();
    assert_eq!(
        alerts,
        [
            (80, midday()),
            (100, seconds_after(2)),
            (80, seconds_after(3))
        ]
    );
    assert!(standing("2026-02-01").expect("one").alerts.is_empty());
    assert_eq!((told(harness, partner), told(harness, other)), (3, 1));
    let events = harness.probe.outbox(partner.id);
    assert_eq!(events, ["usage.threshold_reached"; 3]);
}

fn limits_are_set(harness: &Harness, partner: &Partner) {
    let number = |number| NonZeroU32::new(number);
    let set = |whose, limits| {
        let changed = harness.usage.change_limits(CallLimitsChange {
            partner: whose,
            limits,
            by: Actor::Staff(StaffId::new(1)),
            at: midday(),
        });
        changed.expect("changed or not")
    };
    let own = |whose| harness.usage.own_limits(whose).expect("limits or not");
    let entries = || {
        let audit = harness.probe.audit();
        let changes = audit.iter();
        let changes = changes.filter(|line| line.action == "partner.limits_changed");
        changes.map(|line| line.subject).collect::<Vec<_>>()
    };
    let none = OwnLimits::default();
    assert_eq!(own(partner.uuid), Some((partner.id, none)));
    let limits = OwnLimits {
        per_second: number(10_000),
        burst: number(1),
        monthly_quota: Some(0),
    };
    assert_eq!(set(partner.uuid, limits), Some(partner.id));
    assert_eq!(own(partner.uuid), Some((partner.id, limits)));
    let handle = accounts::PartnerHandle::Uuid(partner.uuid);
    let calls = || {
        let found = harness.partners.find(&handle).expect("found");
        found.expect("a partner").calls
    };
    let expected = OwnCallLimits {
        per_second: number(10_000),
        burst: number(1),
        monthly_quota: Some(0),
    };
    assert_eq!(calls(), expected);
    // Felt at once by whoever remembers the partner.
    let access = || harness.directory.access(&handle, midday()).expect("an answer");
    let felt = || access().expect("a partner").partner.calls;
    assert_eq!(felt(), expected);
    assert_eq!(entries(), [partner.id.get()]);
    assert_eq!(set(partner.uuid, limits), Some(partner.id));
    assert_eq!(entries().len(), 1, "nothing changed");
    let quota = harness.usage.add(&Batch {
        writer: writer(5),
        number: 1,
        counts: vec![counted(partner.id, "2025-03-05", 1, 1)],
        at: midday(),
    });
    assert_eq!(quota.expect("added")[0].own_quota, Some(0));
    assert_eq!(set(partner.uuid, none), Some(partner.id));
    assert_eq!((calls(), felt()), (OwnCallLimits::default(), OwnCallLimits::default()));
    assert_eq!(entries().len(), 2);
    let nobody = PartnerUuid::new(Uuid::from_u128(1));
    assert_eq!((set(nobody, limits), own(nobody)), (None, None));
    assert_eq!(entries().len(), 2);
}
