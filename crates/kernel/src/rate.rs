//! Shares of an amount.

use crate::Money;

/// A rate in basis points (1 bp = 0.01 %), 0–10 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RateBps(u16);

/// More than 100 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 0 to 10000 basis points")]
pub struct RateError;

impl RateBps {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Judges `bps`.
    ///
    /// # Errors
    /// [`RateError`] above 10 000.
    pub const fn new(bps: u16) -> Result<Self, RateError> {
        if bps <= 10_000 {
            Ok(Self(bps))
        } else {
            Err(RateError)
        }
    }

    /// The rate in basis points.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// The share of `amount`, rounded half up to the paisa (half away from zero
    /// where `amount` is negative, so that taking back takes back the same).
    pub fn of(self, amount: Money) -> Money {
        let product = i128::from(amount.paise().unsigned_abs()) * i128::from(self.0);
        let share = (product + 5_000) / 10_000;
        // At most the amount itself, so it fits.
        let share = i64::try_from(share).unwrap_or(i64::MAX);
        Money::from_paise(if amount.paise() < 0 { -share } else { share })
    }
}

/// The rate in per cent, two decimals: `2.00`.
impl std::fmt::Display for RateBps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(bps: u16, paise: i64) -> i64 {
        let rate = RateBps::new(bps).unwrap();
        rate.of(Money::from_paise(paise)).paise()
    }

    #[test]
    fn half_a_paisa_is_rounded_away_from_zero() {
        assert_eq!(share(200, 5_000_000), 100_000);
        assert_eq!(share(200, 25), 1);
        assert_eq!(share(200, 24), 0);
        assert_eq!(share(50, 100), 1);
        assert_eq!(share(50, 99), 0);
        assert_eq!(share(200, -25), -1);
        assert_eq!(share(200, -24), 0);
    }

    #[test]
    fn the_bounds_hold_and_nothing_overflows() {
        assert_eq!(RateBps::new(10_001), Err(RateError));
        assert_eq!(share(10_000, i64::MAX), i64::MAX);
        assert_eq!(share(10_000, -i64::MAX), -i64::MAX);
        assert_eq!(share(0, i64::MAX), 0);
    }

    #[test]
    fn it_is_printed_in_per_cent() {
        assert_eq!(RateBps::new(205).unwrap().to_string(), "2.05");
        assert_eq!(RateBps::ZERO.to_string(), "0.00");
    }
}
