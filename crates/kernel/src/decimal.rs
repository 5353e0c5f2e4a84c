//! Decimal numbers as texts carry them, read without any rounding.

use crate::MoneyError;

/// Whether `text` is a decimal number: digits, perhaps a minus sign before,
/// decimals after a point, and an exponent (`20000`, `-0.5`, `1e5`, `2.5E+3`).
/// It is the grammar of JSON numbers (RFC 8259 section 6), but for leading
/// zeros, which are allowed. Blanks, a plus sign, grouping and words are not.
pub fn is_decimal(text: &str) -> bool {
    Decimal::parse(text).is_some()
}

/// A decimal number in its parts: ± `whole`.`fraction` × 10^`exponent`.
pub(crate) struct Decimal<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    exponent: i64,
}

impl<'a> Decimal<'a> {
    /// Cuts `text` into its parts; `None` when it is no decimal number.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (rest, 0),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) => (digits(whole)?, digits(fraction)?),
            None => (digits(mantissa)?, ""),
        };
        Some(Self {
            negative,
            whole,
            fraction,
            exponent,
        })
    }

    /// The number times 10^`places`, which must be whole.
    pub(crate) fn shifted(&self, places: i64) -> Result<i64, MoneyError> {
        let all = format!("{}{}", self.whole, self.fraction);
        let digits = all.trim_start_matches('0');
        let significant = digits.trim_end_matches('0');
        if significant.is_empty() {
            return Ok(0);
        }
        let zeros = length(digits) - length(significant);
        let shift = self.exponent - length(self.fraction) + zeros + places;
        if shift < 0 {
            return Err(MoneyError::TooPrecise);
        }
        // Twenty digits are beyond 64 bits; fewer fit 128 bits before the shift.
        if shift + length(significant) >= 20 {
            return Err(MoneyError::TooLarge);
        }
        let number = format!(
            "{significant}{}",
            "0".repeat(usize::try_from(shift).unwrap_or(0))
        )
        .parse::<i128>()
        .map_err(|_| MoneyError::TooLarge)?;
        let signed = if self.negative { -number } else { number };
        i64::try_from(signed).map_err(|_| MoneyError::TooLarge)
    }
}

fn digits(text: &str) -> Option<&str> {
    let sane = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    sane.then_some(text)
}

/// An exponent too long for 32 bits becomes one that is out of reach anyway.
fn parse_exponent(text: &str) -> Option<i64> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let size = i64::from(digits(text)?.parse::<i32>().unwrap_or(i32::MAX));
    Some(if negative { -size } else { size })
}

fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}
