//! Amounts in Indian rupees, kept as whole paise.

use std::fmt;
use std::str::FromStr;

use crate::decimal::Decimal;

/// An amount in paise (1 rupee = 100 paise). Exact; arithmetic is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i64);

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a decimal number.
    #[error("is not a number")]
    NotANumber,
    /// More than two decimals that matter: less than a paisa.
    #[error("has more than two decimals")]
    TooPrecise,
    /// Beyond what 64-bit paise hold (about 92 233 720 368 547 758 rupees).
    #[error("is too large")]
    TooLarge,
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of `paise`.
    pub const fn from_paise(paise: i64) -> Self {
        Self(paise)
    }

    /// The amount in paise.
    pub const fn paise(self) -> i64 {
        self.0
    }

    /// Reads rupees from decimal or scientific notation (`1000`, `1000.50`,
    /// `1e5`), as JSON and CSV carry them; see [`crate::is_decimal`].
    ///
    /// # Errors
    /// See [`MoneyError`].
    pub fn parse_rupees(text: &str) -> Result<Self, MoneyError> {
        Decimal::parse(text)
            .ok_or(MoneyError::NotANumber)?
            .shifted(2)
            .map(Self)
    }

    /// The sum, or `None` on overflow.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(paise) => Some(Self(paise)),
            None => None,
        }
    }

    /// The difference, or `None` on overflow.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(paise) => Some(Self(paise)),
            None => None,
        }
    }
}

impl Money {
    /// Rupees as they are written in India, two decimals: `1,00,000.00`.
    pub fn grouped(self) -> String {
        let plain = self.to_string();
        let (sign, digits) = plain
            .strip_prefix('-')
            .map_or(("", plain.as_str()), |rest| ("-", rest));
        let (whole, paise) = digits.split_once('.').unwrap_or((digits, "00"));
        let mut grouped = String::new();
        for (at, digit) in whole.chars().enumerate() {
            let behind = whole.len() - at;
            // The last three digits are one group, those before are pairs.
            if at > 0 && (behind == 3 || (behind > 3 && behind % 2 == 1)) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        format!("{sign}{grouped}.{paise}")
    }
}

/// Rupees with exactly two decimals: `1000.00`, `-0.05`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let paise = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", paise / 100, paise % 100)
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse_rupees(text)
    }
}

#[cfg(test)]
mod tests;
