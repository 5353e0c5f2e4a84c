//! How long two secrets count beside each other.

use chrono::TimeDelta;

/// How long the secret before a rotation still counts: 0 to 168 hours. Whoever needs
/// longer asks the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overlap(TimeDelta);

/// It is longer than a partner may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a whole number from 0 to {}", Overlap::MOST_HOURS)]
pub struct OverlapError;

impl Overlap {
    /// A week.
    pub const MOST_HOURS: u16 = 168;

    /// That many hours.
    ///
    /// # Errors
    /// [`OverlapError`] above [`Overlap::MOST_HOURS`].
    pub fn hours(hours: u16) -> Result<Self, OverlapError> {
        if hours > Self::MOST_HOURS {
            return Err(OverlapError);
        }
        Ok(Self(TimeDelta::hours(i64::from(hours))))
    }

    /// The time.
    pub const fn time(self) -> TimeDelta {
        self.0
    }
}
