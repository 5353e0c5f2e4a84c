use kernel::TimeZoneName;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Month and week of `now` in `zone`, as the instants they begin at and end before.
fn periods(zone: &str, now: &str) -> [String; 4] {
    let calendar = TimeZoneName::parse(zone).unwrap().calendar();
    let periods = Periods::of(calendar, at(now));
    let QuarterRange { from, to } = periods.month;
    [from, to, periods.week.from, periods.week.to].map(|quarter| {
        let instant = DateTime::from_timestamp(quarter * 900, 0).unwrap();
        instant.format("%Y-%m-%dT%H:%M").to_string()
    })
}

#[test]
fn months_and_weeks_begin_at_midnight_of_the_zone() {
    // Sunday, 22 November 2026.
    let kolkata = [
        "2026-10-31T18:30",
        "2026-11-30T18:30",
        "2026-11-15T18:30",
        "2026-11-22T18:30",
    ];
    assert_eq!(
        periods("Asia/Kolkata", "2026-11-22T18:29:59.999999Z"),
        kolkata
    );
    // One microsecond later it is Monday there.
    let monday = periods("Asia/Kolkata", "2026-11-22T18:30:00Z");
    assert_eq!(monday[2..], ["2026-11-22T18:30", "2026-11-29T18:30"]);
    let utc = [
        "2026-11-01T00:00",
        "2026-12-01T00:00",
        "2026-11-16T00:00",
        "2026-11-23T00:00",
    ];
    assert_eq!(periods("UTC", "2026-11-22T18:30:00Z"), utc);
    let kathmandu = periods("Asia/Kathmandu", "2026-11-22T18:14:59Z");
    assert_eq!(kathmandu[0], "2026-10-31T18:15");
    assert_eq!(kathmandu[3], "2026-11-22T18:15");
}

#[test]
fn clocks_that_change_move_the_border() {
    // New York puts its clocks back on 1 November 2026 at two in the morning.
    let york = periods("America/New_York", "2026-11-01T05:30:00Z");
    assert_eq!(
        york,
        [
            "2026-11-01T04:00",
            "2026-12-01T05:00",
            "2026-10-26T04:00",
            "2026-11-02T05:00"
        ]
    );
    // Auckland put its forward on 27 September 2026.
    let auckland = periods("Pacific/Auckland", "2026-09-27T01:00:00Z");
    assert_eq!(
        auckland,
        [
            "2026-08-31T12:00",
            "2026-09-30T11:00",
            "2026-09-20T12:00",
            "2026-09-27T11:00"
        ]
    );
    // Lord Howe Island changes its clocks by half an hour, on 4 October 2026.
    let howe = periods("Australia/Lord_Howe", "2026-10-04T00:00:00Z");
    assert_eq!(
        howe,
        [
            "2026-09-30T13:30",
            "2026-10-31T13:00",
            "2026-09-27T13:30",
            "2026-10-04T13:00"
        ]
    );
}

#[test]
fn a_week_may_begin_in_the_year_before() {
    let utc = periods("UTC", "2027-01-01T12:00:00Z");
    assert_eq!(
        utc,
        [
            "2027-01-01T00:00",
            "2027-02-01T00:00",
            "2026-12-28T00:00",
            "2027-01-04T00:00"
        ]
    );
}

#[test]
fn quarters_are_counted_from_the_epoch() {
    assert_eq!(quarter_of(at("1970-01-01T00:14:59.999999Z")), 0);
    assert_eq!(quarter_of(at("1970-01-01T00:15:00Z")), 1);
    assert_eq!(quarter_of(at("1969-12-31T23:59:59Z")), -1);
    let range = QuarterRange { from: 1, to: 3 };
    assert_eq!(
        [0, 1, 2, 3].map(|quarter| range.contains(quarter)),
        [false, true, true, false]
    );
}
