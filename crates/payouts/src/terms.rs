//! What a payout is computed by, and kept with it.

use kernel::{BusinessCalendar, RateBps};

use crate::GradeTable;

/// The rules one payout was computed by. Kept with the payout and its ledger
/// lines: a later change of configuration changes nothing already earned
/// (contract `lender-feed.md`, "Payout").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The share of the disbursal.
    pub rate: RateBps,
    /// Calendar days from share to disbursal that still earn; the last one counts.
    pub window_days: u32,
    /// Grades by disbursal amount.
    pub grades: GradeTable,
    /// The deployment's name for these rules (configuration `payout.rule_version`).
    pub rule_version: RuleVersion,
}

/// A name for a set of rules: 1–32 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleVersion(String);

/// A text that names no rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have 1 to 32 visible ASCII characters")]
pub struct RuleVersionError;

impl RuleVersion {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for RuleVersion {
    type Err = RuleVersionError;

    fn from_str(text: &str) -> Result<Self, RuleVersionError> {
        let sane = (1..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if sane {
            Ok(Self(text.to_owned()))
        } else {
            Err(RuleVersionError)
        }
    }
}

/// Which of a person's shares inside their window is credited when no link of
/// theirs was followed (configuration `payout.attribution`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Touch {
    /// The earliest.
    #[default]
    First,
    /// The latest.
    Last,
}

/// The deployment's rules for new payouts.
#[derive(Debug, Clone)]
pub struct PayoutPolicy {
    /// Which share is credited.
    pub touch: Touch,
    /// The terms of partners without a rate of their own.
    pub terms: Terms,
    /// Days are counted in its zone.
    pub calendar: BusinessCalendar,
}

impl PayoutPolicy {
    /// The terms of a partner whose own rate is `own`.
    pub fn terms_for(&self, own: Option<RateBps>) -> Terms {
        Terms {
            rate: own.unwrap_or(self.terms.rate),
            ..self.terms.clone()
        }
    }
}

#[cfg(test)]
mod tests;
