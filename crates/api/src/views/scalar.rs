//! Amounts and times as they print.

use chrono::{DateTime, SecondsFormat, Utc};
use kernel::{Money, RateBps};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;

/// Rupees as a JSON number with exactly two decimals; no float on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rupees(pub(crate) Money);

impl Serialize for Rupees {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        number(&self.0.to_string(), serializer)
    }
}

/// Whatever prints itself as a decimal number, as a JSON number in that spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal<T>(pub(crate) T);

impl<T: std::fmt::Display> Serialize for Decimal<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        number(&self.0.to_string(), serializer)
    }
}

/// A rate in per cent as a JSON number with exactly two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Percent(pub(crate) RateBps);

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        number(&self.0.to_string(), serializer)
    }
}

/// A ratio of counts as a JSON number with exactly four decimals, rounded half
/// up; 0 of nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ratio {
    pub(crate) part: u64,
    pub(crate) whole: u64,
}

impl Ratio {
    const SCALE: u128 = 10_000;

    fn text(self) -> String {
        let whole = u128::from(self.whole);
        let scaled = (u128::from(self.part) * Self::SCALE * 2 + whole)
            .checked_div(whole * 2)
            .unwrap_or(0);
        format!("{}.{:04}", scaled / Self::SCALE, scaled % Self::SCALE)
    }
}

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        number(&self.text(), serializer)
    }
}

/// `text`, which is a JSON number, in its own spelling.
fn number<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let number: &RawValue = serde_json::from_str(text).map_err(S::Error::custom)?;
    number.serialize(serializer)
}

/// An instant in UTC with milliseconds and `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UtcMillis(pub(crate) DateTime<Utc>);

impl std::fmt::Display for UtcMillis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for UtcMillis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An instant in UTC with seconds and `Z`, as `/api/partners` writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UtcSeconds(pub(crate) DateTime<Utc>);

impl std::fmt::Display for UtcSeconds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

impl Serialize for UtcSeconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_print_as_numbers_with_two_decimals() {
        for (paise, text) in [
            (0, "0.00"),
            (5, "0.05"),
            (100_000, "1000.00"),
            (-5, "-0.05"),
            // A float would lose the last paisa of this one.
            (9_007_199_254_740_993, "90071992547409.93"),
        ] {
            let shown = serde_json::to_string(&Rupees(Money::from_paise(paise)));
            assert_eq!(shown.expect("serialises"), text);
        }
    }

    #[test]
    fn rates_print_in_per_cent_with_two_decimals() {
        for (bps, text) in [(0, "0.00"), (5, "0.05"), (200, "2.00"), (10_000, "100.00")] {
            let rate = RateBps::new(bps).expect("at most 100 %");
            let shown = serde_json::to_string(&Percent(rate));
            assert_eq!(shown.expect("serialises"), text);
        }
    }

    #[test]
    fn ratios_print_with_four_decimals() {
        for (part, whole, text) in [
            (0, 0, "0.0000"),
            (0, 7, "0.0000"),
            (1, 3, "0.3333"),
            (2, 3, "0.6667"),
            (1, 20_000, "0.0001"),
            (7, 7, "1.0000"),
        ] {
            let shown = serde_json::to_string(&Ratio { part, whole });
            assert_eq!(shown.expect("serialises"), text);
        }
    }

    #[test]
    fn times_print_with_milliseconds_and_z() {
        let instant = DateTime::from_timestamp(1_736_937_000, 123_999_000).expect("in range");
        let shown = serde_json::to_string(&UtcMillis(instant)).expect("serialises");
        assert_eq!(shown, "\"2025-01-15T10:30:00.123Z\"");
    }
}
