use chrono::{DateTime, Utc};
use kernel::{FixedClock, TimeZoneName};

use super::*;
use crate::{MockPracticeRepository, quarter_of};

fn zone(name: &str) -> BusinessCalendar {
    TimeZoneName::parse(name).unwrap().calendar()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What `name` reads at noon of 22 November 2026 UTC where sessions end at `ends`.
fn read(name: &'static str, ends: &'static [&'static str]) -> ReadPractice {
    let mut repository = MockPracticeRepository::new();
    repository
        .expect_calendar()
        .returning(move |_, _| Ok(zone(name)));
    repository.expect_finished().returning(move |_, range| {
        let quarters = ends
            .iter()
            .map(|end| quarter_of(end.parse::<DateTime<Utc>>().unwrap()));
        let inside = quarters.filter(|quarter| range.contains(*quarter));
        Ok(inside.map(|quarter| (quarter, 1)).collect())
    });
    ReadPractice {
        repository: Arc::new(repository),
        calendar: zone("UTC"),
        clock: Arc::new(FixedClock::at("2026-11-22T12:00:00Z".parse().unwrap())),
    }
}

#[test]
fn days_are_those_of_the_zone() {
    let ends = &[
        "2026-11-20T18:29:59Z",
        "2026-11-20T18:30:00Z",
        "2026-11-22T11:00:00Z",
    ];
    let (from, to) = (Some(day("2026-11-20")), Some(day("2026-11-22")));
    let plot = read("Asia/Kolkata", ends)
        .by_day(PartnerId::new(1), from, to)
        .unwrap();
    assert_eq!(plot.time_zone, "Asia/Kolkata");
    let days: Vec<_> = plot
        .days
        .iter()
        .map(|count| (count.day.to_string(), count.finished))
        .collect();
    let expected = [("2026-11-20", 1), ("2026-11-21", 1), ("2026-11-22", 1)];
    assert_eq!(
        days,
        expected.map(|(day, finished)| (day.to_owned(), finished))
    );
}

#[test]
fn thirty_days_end_today_unless_others_are_asked_for() {
    let plot = read("Pacific/Auckland", &[])
        .by_day(PartnerId::new(1), None, None)
        .unwrap();
    let ends = [plot.days[0].day, plot.days[29].day];
    // It is one in the morning there.
    assert_eq!(ends, [day("2026-10-25"), day("2026-11-23")]);
    assert_eq!(plot.days.len(), 30);
}

#[test]
fn a_range_has_a_day_at_least_and_a_year_at_most() {
    let read = read("UTC", &[]);
    let count = |from: &str, to: &str| {
        let plot = read.by_day(PartnerId::new(1), Some(day(from)), Some(day(to)));
        plot.map(|plot| plot.days.len())
    };
    assert_eq!(count("2026-11-22", "2026-11-22"), Ok(1));
    assert_eq!(count("2026-11-23", "2026-11-22"), Err(DaysError::NoRange));
    assert_eq!(count("2024-01-01", "2024-12-31"), Ok(366));
    assert_eq!(count("2024-01-01", "2025-01-01"), Err(DaysError::NoRange));
}
