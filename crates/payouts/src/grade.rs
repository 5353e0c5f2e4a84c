//! Grades by disbursal amount.

use std::fmt;

use kernel::{Money, PortFailure, PortResult};

/// A payout's grade: 1–8 characters without blanks, colons or commas, such as `A+`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Grade(String);

impl Grade {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is no grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have 1 to 8 characters without blanks, colons and commas")]
pub struct GradeError;

impl std::str::FromStr for Grade {
    type Err = GradeError;

    fn from_str(text: &str) -> Result<Self, GradeError> {
        let sane = (1..=8).contains(&text.chars().count())
            && !text
                .chars()
                .any(|c| c.is_whitespace() || c.is_control() || c == ':' || c == ',');
        if sane {
            Ok(Self(text.to_owned()))
        } else {
            Err(GradeError)
        }
    }
}

/// From which disbursal amount on each grade is given (configuration
/// `payout.grades`; contract `lender-feed.md`, "Payout").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeTable {
    /// Greatest threshold first; the last one is 0.
    steps: Vec<(Grade, Money)>,
}

/// Steps that make no table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("needs distinct thresholds of which the lowest is 0")]
pub struct GradeTableError;

impl GradeTable {
    /// A table of `steps` in any order: a grade and the amount it begins at.
    ///
    /// # Errors
    /// [`GradeTableError`] unless all thresholds differ and the lowest is 0.
    pub fn new(mut steps: Vec<(Grade, Money)>) -> Result<Self, GradeTableError> {
        steps.sort_by_key(|(_, from)| std::cmp::Reverse(*from));
        let distinct = steps
            .iter()
            .zip(steps.iter().skip(1))
            .all(|((_, above), (_, below))| above > below);
        let complete = steps.last().is_some_and(|(_, from)| *from == Money::ZERO);
        if distinct && complete {
            Ok(Self { steps })
        } else {
            Err(GradeTableError)
        }
    }

    /// The grade of a disbursal of `amount`.
    pub fn grade(&self, amount: Money) -> &Grade {
        let step = self.steps.iter().find(|(_, from)| amount >= *from);
        // The table is never empty; an amount below 0 has the lowest grade.
        let (grade, _) = step.or(self.steps.last()).unwrap_or(&self.steps[0]);
        grade
    }

    /// The steps, greatest threshold first.
    pub fn steps(&self) -> &[(Grade, Money)] {
        &self.steps
    }

    /// As it is stored with a payout: `A+:10000000,D:0`, thresholds in paise.
    pub fn to_stored(&self) -> String {
        let steps = self.steps.iter();
        let steps = steps.map(|(grade, from)| format!("{grade}:{}", from.paise()));
        steps.collect::<Vec<_>>().join(",")
    }

    /// The inverse of [`GradeTable::to_stored`].
    ///
    /// # Errors
    /// [`PortFailure::Corrupt`] for anything else.
    pub fn from_stored(text: &str) -> PortResult<Self> {
        const WHAT: PortFailure = PortFailure::corrupt("payouts.grades");
        let steps: Option<Vec<(Grade, Money)>> = text
            .split(',')
            .map(|step| {
                let (grade, from) = step.split_once(':')?;
                Some((grade.parse().ok()?, Money::from_paise(from.parse().ok()?)))
            })
            .collect();
        Self::new(steps.ok_or(WHAT)?).map_err(|_| WHAT)
    }
}

/// The contract's table: A+ from ₹ 100 000, A from 50 000, B from 25 000, C from
/// 10 000, else D.
impl Default for GradeTable {
    fn default() -> Self {
        let step = |grade: &str, rupees: i64| {
            let grade = Grade(grade.to_owned());
            (grade, Money::from_paise(rupees * 100))
        };
        Self {
            steps: vec![
                step("A+", 100_000),
                step("A", 50_000),
                step("B", 25_000),
                step("C", 10_000),
                step("D", 0),
            ],
        }
    }
}

#[cfg(test)]
mod tests;
