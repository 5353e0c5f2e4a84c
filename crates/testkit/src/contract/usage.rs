//! [`usage::UsageRepository`]: counts, what is told of them, and limits.

use std::sync::Arc;

use accounts::Partner;
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Actor, PartnerId};
use notices::{Notice, Recipient};
use usage::{Batch, Counted, Crossing, Days, Month, PartnerMonth, WriterId};
use webhooks::{Event, EventKind, Post};

use super::usage_limits::limits_are_set;
use super::usage_reference::counts_are_as_a_plain_list_says;
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

pub(super) fn add(harness: &Harness, batch: &Batch) -> Vec<PartnerMonth> {
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
    let all = |on| {
        let counts = harness.usage.used_in(Month::of(day(on)));
        let counts = counts.expect("the month").into_iter();
        let its = counts.filter(|count| count.partner == partner.id);
        its.map(|count| (count.counted, count.added))
            .collect::<Vec<_>>()
    };
    assert_eq!(all("2025-01-09"), [(3, 0)]);
    assert_eq!(all("2025-02-28"), [(6, 0)]);
    assert!(all("2025-03-01").is_empty());
    assert_eq!(used("2025-01-01"), 3);
    assert_eq!(used("2025-02-17"), 6);
    assert_eq!(used("2025-03-01"), 0);
}

/// That `partner` used `percent` of `quota` calls of January 2026.
pub(super) fn crossing(
    partner: &Partner,
    percent: u8,
    quota: u64,
    seed: u64,
    at: DateTime<Utc>,
) -> Crossing {
    let entropy = Arc::new(SeededEntropy::new(seed));
    let post = Post {
        vault: Arc::new(FakeVault),
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
    assert!(
        cross(partner, 80, 200, 4, seconds_after(3)),
        "another quota"
    );
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
