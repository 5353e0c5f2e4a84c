//! When a letter is tried again.

use chrono::{DateTime, TimeDelta, Utc};

/// The pauses after the first attempts; afterwards it is [`THEN_EVERY`].
const PAUSES: [TimeDelta; 5] = [
    TimeDelta::seconds(5),
    TimeDelta::seconds(30),
    TimeDelta::minutes(2),
    TimeDelta::minutes(10),
    TimeDelta::hours(1),
];

const THEN_EVERY: TimeDelta = TimeDelta::hours(3);

/// Nobody cares any more after that.
const GIVEN_UP_AFTER: TimeDelta = TimeDelta::days(3);

/// When a letter about something that happened at `happened` is tried again, whose
/// attempt number `attempts` (1 is the first) failed at `now`; `None`: never.
pub(crate) fn next_attempt(
    happened: DateTime<Utc>,
    attempts: u32,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let before = usize::try_from(attempts.saturating_sub(1)).ok();
    let pause = before.and_then(|before| PAUSES.get(before));
    let next = now + *pause.unwrap_or(&THEN_EVERY);
    (next - happened <= GIVEN_UP_AFTER).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_three_hours_and_end_after_three_days() {
        let happened = DateTime::UNIX_EPOCH;
        let mut now = happened;
        let mut pauses = Vec::new();
        for attempt in 1..100 {
            let Some(next) = next_attempt(happened, attempt, now) else {
                break;
            };
            pauses.push((next - now).num_seconds());
            now = next;
        }
        assert_eq!(pauses[..7], [5, 30, 120, 600, 3_600, 10_800, 10_800]);
        assert_eq!(pauses.len(), 5 + 23);
        assert!(now - happened <= TimeDelta::days(3));
        assert!(now - happened > TimeDelta::days(3) - THEN_EVERY);
    }
}
