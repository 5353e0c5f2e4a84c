//! Which days are shown, and how rows are summed up.

use std::sync::Arc;

use chrono::NaiveDate;
use kernel::{BusinessCalendar, FixedClock};
use testkit::{in_memory, midday};
use usage::{Allowance, Calls, Days, DaysError, Rate, ReadUsage, UsageReport, UsageRow};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn read() -> ReadUsage {
    let one = std::num::NonZeroU32::MIN;
    ReadUsage {
        repository: in_memory().usage,
        // 15 January 2026.
        clock: Arc::new(FixedClock::at(midday())),
        calendar: BusinessCalendar::new(chrono_tz::Asia::Kolkata),
        defaults: Allowance {
            rate: Rate {
                per_second: one,
                burst: one,
            },
            monthly_quota: 10,
        },
        limited: true,
    }
}

#[test]
fn by_default_the_last_thirty_days_are_shown() {
    let days = read().days(None, None).unwrap();
    assert_eq!((days.from, days.to), (day("2025-12-17"), day("2026-01-15")));
    let days = read().days(None, Some(day("2025-06-30"))).unwrap();
    assert_eq!((days.from, days.to), (day("2025-06-01"), day("2025-06-30")));
    let days = read().days(Some(day("2026-01-01")), None).unwrap();
    assert_eq!((days.from, days.to), (day("2026-01-01"), day("2026-01-15")));
}

#[test]
fn days_are_at_most_366_and_in_order() {
    let asked = |from, to| read().days(Some(day(from)), Some(day(to)));
    assert!(asked("2025-01-01", "2026-01-01").is_ok());
    assert_eq!(asked("2025-01-01", "2026-01-02"), Err(DaysError::TooMany));
    assert!(asked("2026-01-01", "2026-01-01").is_ok());
    assert_eq!(asked("2026-01-02", "2026-01-01"), Err(DaysError::Backwards));
    let first = read().days(None, Some(NaiveDate::MIN));
    assert!(first.is_ok());
    let all = read().days(Some(NaiveDate::MIN), Some(NaiveDate::MAX));
    assert_eq!(all, Err(DaysError::TooMany));
}

#[test]
fn a_report_has_every_day_and_sums_rows_up() {
    let row = |day_of: &str, route: &str, outcome, calls| UsageRow {
        day: day(day_of),
        route: route.to_owned(),
        outcome,
        calls,
    };
    let days = Days {
        from: day("2026-01-01"),
        to: day("2026-01-03"),
    };
    let rows = vec![
        row("2026-01-01", "GET /a", 2000, 5),
        row("2026-01-01", "GET /a", 4290, 2),
        row("2026-01-03", "GET /b", 3999, 1),
        row("2026-01-03", "GET /b", 4000, 9),
    ];
    let report = UsageReport::of(days, rows);
    let calls = |calls, refused| Calls { calls, refused };
    assert_eq!(
        report.by_day,
        [
            (day("2026-01-01"), calls(7, 2)),
            (day("2026-01-02"), calls(0, 0)),
            (day("2026-01-03"), calls(10, 9)),
        ]
    );
    let (a, b) = ("GET /a".to_owned(), "GET /b".to_owned());
    assert_eq!(report.by_route, [(b, calls(10, 9)), (a, calls(7, 2))]);
    assert_eq!(
        report.by_outcome,
        [(2000, 5), (3999, 1), (4000, 9), (4290, 2)]
    );
    assert_eq!(report.calls(), 17);
}
