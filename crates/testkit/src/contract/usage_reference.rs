//! [`usage::UsageRepository`] against a plain list of everything that was added.

use std::collections::BTreeMap;

use accounts::Partner;
use chrono::{NaiveDate, TimeDelta};
use kernel::{Entropy as _, PartnerUuid};
use usage::{Batch, Counted, Days, Month, OverviewQuery, PartnerUse, UsageRow};
use uuid::Uuid;

use super::usage::{add, day, writer};
use crate::{Harness, SeededEntropy, midday};

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

/// Whatever chance says, of some days around the end of May.
fn drawn(dice: &Dice, partners: &[Partner; 3]) -> Vec<Counted> {
    let below = |end| usize::try_from(dice.below(end)).expect("small");
    let mut batch: BTreeMap<_, Counted> = BTreeMap::new();
    for _ in 0..dice.below(40) {
        let calls = 1 + dice.below(9);
        let count = Counted {
            partner: partners[below(3)].id,
            day: day("2026-05-28") + TimeDelta::days(dice.below(8).cast_signed()),
            route: ROUTES[below(4)].into(),
            outcome: OUTCOMES[below(5)],
            calls,
            counted: dice.below(calls + 1),
        };
        let key = (count.partner, count.day, count.route.clone(), count.outcome);
        batch.insert(key, count);
    }
    batch.into_values().rev().collect()
}

/// Counts of `partners` that have none in these days.
pub(super) fn counts_are_as_a_plain_list_says(harness: &Harness, partners: &[Partner; 3]) {
    let dice = Dice(SeededEntropy::new(17));
    let mut all: Vec<Counted> = Vec::new();
    for number in 1..=12 {
        let batch = Batch {
            writer: writer(4),
            number,
            counts: drawn(&dice, partners),
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

fn overview(
    harness: &Harness,
    days: Days,
    partner: Option<PartnerUuid>,
    most: u32,
) -> (Vec<UsageRow>, Vec<PartnerUse>) {
    let query = OverviewQuery {
        days,
        partner,
        month: Month::of(day("2026-06-01")),
        most,
    };
    harness.usage.overview(query).expect("an overview")
}

fn compare(harness: &Harness, partners: &[Partner; 3], all: &[Counted], days: Days) {
    let (rows, uses) = overview(harness, days, None, 100);
    assert_eq!(rows, plain_rows(all.iter(), days), "{days:?}");
    assert!(uses.is_sorted_by(|a, b| a.calls >= b.calls), "{uses:?}");
    let (_, first) = overview(harness, days, None, 1);
    assert_eq!(first, uses[..uses.len().min(1)]);
    for partner in partners {
        let own = all.iter().filter(|count| count.partner == partner.id);
        let one = compare_one(harness, partner, &own.collect::<Vec<_>>(), days);
        let listed = uses.iter().find(|one| one.partner == partner.uuid);
        assert_eq!(listed, (one.calls > 0).then_some(&one), "{days:?}");
    }
    let nobody = PartnerUuid::new(Uuid::from_u128(1));
    let none = (Vec::new(), Vec::new());
    assert_eq!(overview(harness, days, Some(nobody), 100), none);
}

/// What staff see of `partner` alone, whose counts are `own`.
fn compare_one(harness: &Harness, partner: &Partner, own: &[&Counted], days: Days) -> PartnerUse {
    let expected = plain_rows(own.iter().copied(), days);
    let report = harness.usage.report(partner.id, days).expect("a report");
    assert_eq!(report, expected, "{days:?}");
    let (rows, mut only) = overview(harness, days, Some(partner.uuid), 100);
    assert_eq!((rows, only.len()), (expected.clone(), 1));
    let one = only.pop().expect("one partner");
    let sum = |from| {
        let rows = expected.iter().filter(|row| row.outcome >= from);
        rows.map(|row| row.calls).sum::<u64>()
    };
    let june = own.iter().filter(|count| count.day >= day("2026-06-01"));
    let june: u64 = june.map(|count| count.counted).sum();
    assert_eq!((one.partner, one.used), (partner.uuid, june));
    assert_eq!(one.name, partner.name.as_str());
    assert_eq!((one.calls, one.refused), (sum(0), sum(4000)));
    one
}
