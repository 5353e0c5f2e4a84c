//! What sessions count for.

use kernel::Money;

use crate::{Hundredths, SessionState};

/// What a rating says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feeling {
    /// 4 and more.
    Positive,
    /// 2.5 and more.
    Neutral,
    /// Less.
    Negative,
}

impl Feeling {
    /// The least positive rating, in hundredths.
    pub const POSITIVE_FROM: i32 = 400;
    /// The least neutral rating, in hundredths.
    pub const NEUTRAL_FROM: i32 = 250;

    /// What `rating` says.
    pub const fn of(rating: Hundredths) -> Self {
        match rating.get() {
            Self::POSITIVE_FROM.. => Self::Positive,
            Self::NEUTRAL_FROM.. => Self::Neutral,
            _ => Self::Negative,
        }
    }
}

/// What sessions sum up to, or by how much that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PracticeCounts {
    /// All, whatever became of them: what was purchased.
    pub sessions: i64,
    /// Finished ones: what was utilised.
    pub finished: i64,
    /// Those with a score.
    pub scored: i64,
    /// The sum of scores, in hundredths.
    pub score_sum: i64,
    /// Those with a rating.
    pub rated: i64,
    /// The sum of ratings, in hundredths.
    pub rating_sum: i64,
    /// Ratings that are [`Feeling::Positive`].
    pub positive: i64,
    /// Ratings that are [`Feeling::Neutral`].
    pub neutral: i64,
    /// Ratings that are [`Feeling::Negative`].
    pub negative: i64,
    /// What all cost.
    pub cost: Money,
}

impl PracticeCounts {
    /// What one session counts for.
    pub fn of(state: &SessionState) -> Self {
        let feeling = state.rating.map(Feeling::of);
        let felt = |which| i64::from(feeling == Some(which));
        let number = |value: Option<Hundredths>| value.map_or(0, |value| i64::from(value.get()));
        Self {
            sessions: 1,
            finished: i64::from(state.finished_at().is_some()),
            scored: i64::from(state.score.is_some()),
            score_sum: number(state.score),
            rated: i64::from(state.rating.is_some()),
            rating_sum: number(state.rating),
            positive: felt(Feeling::Positive),
            neutral: felt(Feeling::Neutral),
            negative: felt(Feeling::Negative),
            cost: state.cost,
        }
    }

    /// By how much the counts change where what counted for `before` counts for `self`.
    /// A cost is at most ten crore, so nothing overflows.
    #[must_use]
    pub fn less(self, before: Self) -> Self {
        Self {
            sessions: self.sessions - before.sessions,
            finished: self.finished - before.finished,
            scored: self.scored - before.scored,
            score_sum: self.score_sum - before.score_sum,
            rated: self.rated - before.rated,
            rating_sum: self.rating_sum - before.rating_sum,
            positive: self.positive - before.positive,
            neutral: self.neutral - before.neutral,
            negative: self.negative - before.negative,
            cost: Money::from_paise(self.cost.paise().saturating_sub(before.cost.paise())),
        }
    }

    /// Its numbers by the names of their columns; money in paise.
    pub const fn named(&self) -> [(&'static str, i64); 10] {
        [
            ("sessions", self.sessions),
            ("finished", self.finished),
            ("scored", self.scored),
            ("score_sum", self.score_sum),
            ("rated", self.rated),
            ("rating_sum", self.rating_sum),
            ("positive", self.positive),
            ("neutral", self.neutral),
            ("negative", self.negative),
            ("cost_paise", self.cost.paise()),
        ]
    }
}
