//! When a delivery is tried again.

use chrono::{DateTime, TimeDelta, Utc};

/// The pauses after the first attempts, before [`next_attempt`] spreads them: twelve
/// attempts within three days.
pub const PAUSES: [TimeDelta; 11] = [
    TimeDelta::seconds(5),
    TimeDelta::minutes(1),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
    TimeDelta::hours(12),
    TimeDelta::hours(12),
    TimeDelta::hours(14),
    TimeDelta::hours(14),
];

/// A delivery is not tried for longer (contract `onboarding.md`, "Webhooks").
pub const GIVE_UP_AFTER: TimeDelta = TimeDelta::days(3);

/// When a delivery that was first due at `since` is tried again, whose attempt number
/// `attempts` (1 is the first) failed at `now`; `None`: never. `spread` (0–255) makes the
/// pause up to a tenth longer, so that what failed together does not come back together;
/// `asked` is what the receiver asked for (`Retry-After`), which counts if it is longer.
pub fn next_attempt(
    since: DateTime<Utc>,
    attempts: u32,
    now: DateTime<Utc>,
    spread: u8,
    asked: Option<TimeDelta>,
) -> Option<DateTime<Utc>> {
    let nth = usize::try_from(attempts.checked_sub(1)?).ok()?;
    after(*PAUSES.get(nth)?, since, now, spread, asked)
}

/// Until when an endpoint is left alone that has failed since `failing_since`, when an
/// attempt that `began` then failed at `now`; `None`: it was tried for long enough. The
/// pauses are those of a delivery, but follow from how long it has been failing, so that
/// an endpoint with a thousand deliveries is knocked at as rarely as one with a single one.
pub(crate) fn next_probe(
    failing_since: DateTime<Utc>,
    began: DateTime<Utc>,
    now: DateTime<Utc>,
    spread: u8,
    asked: Option<TimeDelta>,
) -> Option<DateTime<Utc>> {
    let mut failing = began - failing_since;
    for pause in PAUSES {
        if failing < pause {
            return after(pause, failing_since, now, spread, asked);
        }
        failing -= pause;
    }
    None
}

fn after(
    pause: TimeDelta,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
    spread: u8,
    asked: Option<TimeDelta>,
) -> Option<DateTime<Utc>> {
    let pause = pause + pause * i32::from(spread) / 2_550;
    let next = now + asked.map_or(pause, |asked| asked.max(pause));
    (next - since <= GIVE_UP_AFTER).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_attempts_fit_into_three_days_however_they_are_spread() {
        for spread in [0, 128, 255] {
            let since = DateTime::UNIX_EPOCH;
            let (mut now, mut attempts) = (since, 1);
            while let Some(next) = next_attempt(since, attempts, now, spread, None) {
                assert!(next > now);
                (now, attempts) = (next, attempts + 1);
            }
            assert!(now - since <= GIVE_UP_AFTER);
            assert!(
                now - since > TimeDelta::hours(54),
                "{spread}: {}",
                now - since
            );
            assert!(attempts >= 11, "{spread}: {attempts}");
        }
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_but_not_for_less() {
        let since = DateTime::UNIX_EPOCH;
        let next = |asked| next_attempt(since, 1, since, 0, Some(TimeDelta::seconds(asked)));
        assert_eq!(next(1), Some(since + TimeDelta::seconds(5)));
        assert_eq!(next(90), Some(since + TimeDelta::seconds(90)));
        assert_eq!(next(4 * 86_400), None);
        assert_eq!(next_attempt(since, 0, since, 0, None), None);
    }
}
