//! From when to when the service rests.

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};

/// From when to when, in whole milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaintenanceSpan {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

/// Why two instants are no span of a maintenance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    /// It does not end after it begins.
    #[error("must be after from")]
    Backwards,
    /// It would be over by now.
    #[error("must be in the future")]
    Over,
    /// It is longer than [`MaintenanceSpan::LONGEST`].
    #[error("must be at most 30 days after from")]
    TooLong,
    /// It begins later than [`MaintenanceSpan::FARTHEST`] from now.
    #[error("must be at most 366 days ahead")]
    TooFar,
}

impl MaintenanceSpan {
    /// How long a maintenance may last.
    pub const LONGEST: TimeDelta = TimeDelta::days(30);

    /// How long before it begins it may be announced.
    pub const FARTHEST: TimeDelta = TimeDelta::days(366);

    /// Judges a span announced at `now`. It may have begun already. Fractions of a
    /// millisecond are cut off.
    ///
    /// # Errors
    /// See [`SpanError`].
    pub fn judge(
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Self, SpanError> {
        let (from, to) = (from.trunc_subsecs(3), to.trunc_subsecs(3));
        if to <= from {
            return Err(SpanError::Backwards);
        }
        if to <= now {
            return Err(SpanError::Over);
        }
        if to.signed_duration_since(from) > Self::LONGEST {
            return Err(SpanError::TooLong);
        }
        if from.signed_duration_since(now) > Self::FARTHEST {
            return Err(SpanError::TooFar);
        }
        Ok(Self { from, to })
    }

    /// The span that was kept as these.
    pub const fn kept(from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        Self { from, to }
    }

    /// When it begins.
    pub const fn from(&self) -> DateTime<Utc> {
        self.from
    }

    /// When it ends.
    pub const fn to(&self) -> DateTime<Utc> {
        self.to
    }
}

impl SpanError {
    /// Whether it is the beginning that is wrong, rather than the end.
    pub const fn is_about_from(self) -> bool {
        matches!(self, Self::TooFar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::{midday, seconds_after};

    const DAY: i64 = 86_400;

    fn judged(from: i64, to: i64) -> Result<MaintenanceSpan, SpanError> {
        MaintenanceSpan::judge(seconds_after(from), seconds_after(to), midday())
    }

    #[test]
    fn a_span_lies_ahead_and_is_neither_long_nor_far() {
        for (from, to, expected) in [
            (60, 60, Err(SpanError::Backwards)),
            (61, 60, Err(SpanError::Backwards)),
            (-60, 0, Err(SpanError::Over)),
            (0, 30 * DAY + 1, Err(SpanError::TooLong)),
            (366 * DAY + 1, 367 * DAY, Err(SpanError::TooFar)),
        ] {
            assert_eq!(judged(from, to), expected, "{from} to {to}");
        }
        for (from, to) in [
            (-3_600, 1),
            (0, 30 * DAY),
            (-29 * DAY, DAY),
            (366 * DAY, 396 * DAY),
            (60, 61),
        ] {
            let span = judged(from, to).expect("a span");
            assert_eq!(
                (span.from(), span.to()),
                (seconds_after(from), seconds_after(to))
            );
        }
    }

    #[test]
    fn fractions_of_a_millisecond_are_cut_off() {
        let from = seconds_after(5) + TimeDelta::nanoseconds(1_999_999);
        let span = MaintenanceSpan::judge(from, seconds_after(6), midday()).expect("a span");
        assert_eq!(span.from(), seconds_after(5) + TimeDelta::milliseconds(1));
        let less = seconds_after(5) + TimeDelta::microseconds(1);
        let nothing = MaintenanceSpan::judge(seconds_after(5), less, midday());
        assert_eq!(nothing, Err(SpanError::Backwards));
    }

    #[test]
    fn the_ends_of_time_are_no_span() {
        let (first, last) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
        for (from, to) in [(first, last), (first, midday()), (midday(), last)] {
            assert!(MaintenanceSpan::judge(from, to, midday()).is_err());
        }
    }
}
