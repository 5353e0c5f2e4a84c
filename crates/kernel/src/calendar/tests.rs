use chrono_tz::{America, Asia, Australia, Europe, Pacific};
use proptest::prelude::*;

use super::*;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

const KOLKATA: BusinessCalendar = BusinessCalendar::new(Asia::Kolkata);

#[test]
fn a_day_in_kolkata_turns_at_half_past_six_in_the_evening_utc() {
    assert_eq!(
        KOLKATA.day_of(utc("2026-01-15T18:29:59.999999Z")),
        day("2026-01-15")
    );
    assert_eq!(
        KOLKATA.day_of(utc("2026-01-15T18:30:00Z")),
        day("2026-01-16")
    );
    assert_eq!(
        KOLKATA.start_of(day("2026-01-16")),
        utc("2026-01-15T18:30:00Z")
    );
    assert_eq!(
        KOLKATA.end_of(day("2026-01-16")),
        utc("2026-01-16T18:30:00Z")
    );
}

#[test]
fn days_are_counted_by_the_calendar_not_by_hours() {
    let before = utc("2026-01-15T18:29:59Z");
    let after = utc("2026-01-15T18:30:00Z");
    assert_eq!(KOLKATA.days_between(before, after), 1);
    assert_eq!(KOLKATA.days_between(after, before), -1);
    assert_eq!(KOLKATA.days_between(after, utc("2026-01-16T18:29:59Z")), 0);
    assert_eq!(KOLKATA.days_between(before, before), 0);
}

#[test]
fn a_midnight_that_a_clock_change_skips_starts_at_the_first_instant_there_is() {
    // Santiago went from 23:59:59 to 01:00 on 8 September 2024.
    let santiago = BusinessCalendar::new(America::Santiago);
    let start = santiago.start_of(day("2024-09-08"));
    assert_eq!(start, utc("2024-09-08T04:00:00Z"));
    assert_eq!(santiago.day_of(start), day("2024-09-08"));
    assert_eq!(
        santiago.day_of(start - TimeDelta::microseconds(1)),
        day("2024-09-07")
    );
}

#[test]
fn a_midnight_that_comes_twice_starts_at_the_first() {
    // Havana went from 01:00 back to 00:00 on 3 November 2024.
    let havana = BusinessCalendar::new(America::Havana);
    let start = havana.start_of(day("2024-11-03"));
    assert_eq!(start, utc("2024-11-03T04:00:00Z"));
    assert_eq!(
        havana.day_of(start - TimeDelta::microseconds(1)),
        day("2024-11-02")
    );
}

#[test]
fn days_of_23_and_25_hours_are_days() {
    let berlin = BusinessCalendar::new(Europe::Berlin);
    for (date, hours) in [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)] {
        let length = berlin.end_of(day(date)) - berlin.start_of(day(date));
        assert_eq!(length, TimeDelta::hours(hours), "{date}");
    }
}

#[test]
fn a_day_the_whole_zone_skipped_has_no_length() {
    // Samoa had no 30 December 2011.
    let apia = BusinessCalendar::new(Pacific::Apia);
    let skipped = day("2011-12-30");
    assert_eq!(apia.start_of(skipped), apia.start_of(day("2011-12-31")));
    assert_eq!(apia.end_of(skipped), apia.start_of(skipped));
}

#[test]
fn the_last_day_of_the_window_counts_and_the_next_does_not() {
    let shared = utc("2026-01-15T12:00:00Z");
    // 15 January and twenty days are 4 February in Kolkata.
    let last = utc("2026-02-04T18:29:59.999999Z");
    assert!(shared >= KOLKATA.window_opened(last, 20));
    assert!(shared < KOLKATA.window_opened(last + TimeDelta::microseconds(1), 20));
    assert_eq!(KOLKATA.window_opened(last, 20), utc("2026-01-14T18:30:00Z"));
    assert_eq!(KOLKATA.window_opened(last, 0), utc("2026-02-03T18:30:00Z"));
}

#[test]
fn windows_and_days_at_the_end_of_time_do_not_overflow() {
    let _ = KOLKATA.window_opened(utc("2026-01-15T12:00:00Z"), u32::MAX);
    assert_eq!(KOLKATA.end_of(NaiveDate::MAX), DateTime::<Utc>::MAX_UTC);
    let _ = KOLKATA.start_of(NaiveDate::MIN);
}

fn zones() -> impl Strategy<Value = BusinessCalendar> {
    prop::sample::select(vec![
        Asia::Kolkata,
        Asia::Kathmandu,
        Europe::Berlin,
        America::New_York,
        America::Santiago,
        America::Havana,
        America::St_Johns,
        Australia::Lord_Howe,
        Pacific::Chatham,
        Pacific::Kiritimati,
        chrono_tz::UTC,
    ])
    .prop_map(BusinessCalendar::new)
}

/// From 2000 to 2039, to the second.
fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    (946_684_800_i64..2_208_988_800)
        .prop_map(|seconds| DateTime::from_timestamp(seconds, 0).expect("in range"))
}

#[test]
fn an_instant_is_written_as_people_read_it_with_its_zone() {
    let calendar = BusinessCalendar::new(Asia::Kolkata);
    let at = "2026-11-20T20:05:59Z".parse().unwrap();
    assert_eq!(
        calendar.written(at),
        "21 November 2026, 01:35 (Asia/Kolkata)"
    );
}

proptest! {
    #[test]
    fn an_instant_lies_between_start_and_end_of_its_day(calendar in zones(), at in instants()) {
        let day = calendar.day_of(at);
        prop_assert!(calendar.start_of(day) <= at);
        prop_assert!(at < calendar.end_of(day));
    }

    #[test]
    fn a_day_starts_where_the_one_before_ends(calendar in zones(), at in instants()) {
        let start = calendar.start_of(calendar.day_of(at));
        let before = start - TimeDelta::microseconds(1);
        prop_assert_eq!(calendar.day_of(start), calendar.day_of(at));
        prop_assert!(calendar.day_of(before) < calendar.day_of(at));
        prop_assert_eq!(calendar.end_of(calendar.day_of(before)), start);
    }

    #[test]
    fn a_window_holds_exactly_the_shares_of_its_days(
        calendar in zones(),
        now in instants(),
        age_seconds in 0_i64..3_000_000,
        window in 0_u32..40,
    ) {
        let shared = now - TimeDelta::seconds(age_seconds);
        let inside = shared >= calendar.window_opened(now, window);
        prop_assert_eq!(inside, calendar.days_between(shared, now) <= i64::from(window));
    }
}
