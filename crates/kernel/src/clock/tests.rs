use super::*;

#[test]
fn clocks_tell_whole_microseconds() {
    let instant = DateTime::from_timestamp(1_790_000_000, 123_456_789).expect("in range");
    let expected = DateTime::from_timestamp(1_790_000_000, 123_456_000).expect("in range");
    let clock = FixedClock::at(instant);
    assert_eq!(clock.now(), expected);
    clock.advance(TimeDelta::nanoseconds(1_500));
    assert_eq!(clock.now(), expected + TimeDelta::microseconds(1));
    clock.set(instant);
    assert_eq!(clock.now(), expected);
    assert_eq!(
        SystemClock::default().now().timestamp_subsec_nanos() % 1_000,
        0
    );
}

#[test]
fn a_shifted_clock_lives_that_far_away() {
    let day = TimeDelta::days(1);
    let here = SystemClock::default();
    let before = here.now();
    let there = SystemClock::shifted(day).now();
    let after = here.now();
    assert!(before + day <= there && there <= after + day);
}
