//! What a partner's dashboard says, computed from what is kept up.

use kernel::Money;

use crate::{DashboardFigures, PracticeCounts};

/// An average in tenths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tenths(i64);

impl Tenths {
    /// The average of `count` numbers whose sum is `hundredths`, rounded half up to one
    /// decimal; 0 where there are none.
    pub fn average(hundredths: i64, count: i64) -> Self {
        Self(rounded(hundredths, count.saturating_mul(10)))
    }

    /// The number of tenths.
    pub const fn get(self) -> i64 {
        self.0
    }
}

/// With one decimal where it is not 0: `90`, `83.5`.
impl std::fmt::Display for Tenths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{}", self.0 / 10),
            tenth => write!(f, "{}.{tenth}", self.0 / 10),
        }
    }
}

/// `part / whole`, rounded half up; 0 where there is no whole. Neither is below 0.
fn rounded(part: i64, whole: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    let (part, whole) = (i128::from(part), i128::from(whole));
    i64::try_from((2 * part + whole) / (2 * whole)).unwrap_or(i64::MAX)
}

/// How good an average score is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Performance {
    /// 90 and more.
    Excellent,
    /// 75 and more.
    Good,
    /// 60 and more.
    Fair,
    /// Less, or nothing was scored.
    NeedsImprovement,
}

impl Performance {
    /// That of an average as it is printed, so that number and word never contradict each
    /// other.
    pub const fn of(average: Tenths) -> Self {
        match average.0 {
            900.. => Self::Excellent,
            750.. => Self::Good,
            600.. => Self::Fair,
            _ => Self::NeedsImprovement,
        }
    }

    /// The words of the guide.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Excellent => "Excellent",
            Self::Good => "Good",
            Self::Fair => "Fair",
            Self::NeedsImprovement => "Needs Improvement",
        }
    }
}

/// Candidates and how they do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the guide's, by name")]
pub struct KeyMetrics {
    pub total_candidates_enrolled: u64,
    pub completed_sessions_this_month: u64,
    pub completed_sessions_all_time: i64,
    pub average_candidate_score: Tenths,
    pub average_candidate_performance: Performance,
    pub candidates_paid: u64,
    pub candidates_pending_payment: u64,
    pub invites_accepted: u64,
    pub invites_pending: u64,
}

/// What practice brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinanceMetrics {
    /// What all sessions cost.
    pub revenue: Money,
    /// What was paid for practice.
    pub payouts: Money,
    /// What is left to be paid; below 0 where too much was.
    pub pending: Money,
    /// All sessions.
    pub purchased: i64,
    /// Finished ones.
    pub utilized: i64,
    /// Finished ones in per cent of all, rounded half up; 0 where there are none.
    pub utilization_rate: i64,
}

/// Sessions and what candidates think of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeMetrics {
    /// Finished ones.
    pub taken: i64,
    /// Finished ones of this month.
    pub this_month: u64,
    /// Finished ones of this week.
    pub this_week: u64,
    /// Ratings of 4 and more.
    pub positive: i64,
    /// Ratings of 2.5 and more.
    pub neutral: i64,
    /// Ratings below.
    pub negative: i64,
    /// The average rating.
    pub average_rating: Tenths,
    /// See [`DashboardFigures::exam_types`].
    pub exam_types: Vec<(String, u64)>,
}

/// What a partner has still to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// Nobody is enrolled.
    AddCandidates,
    /// Nobody is paid for, and nothing was ever paid out.
    SetupPayment,
}

impl NextStep {
    /// The word on the wire.
    pub const fn id(self) -> &'static str {
        match self {
            Self::AddCandidates => "add_candidates",
            Self::SetupPayment => "setup_payment",
        }
    }

    /// What is to be done.
    pub const fn title(self) -> &'static str {
        match self {
            Self::AddCandidates => "Add your candidates",
            Self::SetupPayment => "Set up payment",
        }
    }

    /// How.
    pub const fn description(self) -> &'static str {
        match self {
            Self::AddCandidates => "Add candidates one by one, or upload a CSV file of them.",
            Self::SetupPayment => "Mark a candidate as paid once their payment is settled.",
        }
    }
}

/// All a dashboard says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are their types, by name")]
pub struct Metrics {
    pub key: KeyMetrics,
    pub finance: FinanceMetrics,
    pub practice: PracticeMetrics,
    pub next_steps: Vec<NextStep>,
}

impl Metrics {
    /// Computes them.
    pub fn of(figures: DashboardFigures) -> Self {
        Self {
            key: key(&figures),
            finance: finance(&figures.counts, figures.paid),
            next_steps: next_steps(&figures),
            practice: practice(figures),
        }
    }
}

fn key(figures: &DashboardFigures) -> KeyMetrics {
    let (candidates, counts) = (figures.candidates, &figures.counts);
    let average = Tenths::average(counts.score_sum, counts.scored);
    KeyMetrics {
        total_candidates_enrolled: candidates.enrolled,
        completed_sessions_this_month: figures.this_month,
        completed_sessions_all_time: counts.finished,
        average_candidate_score: average,
        average_candidate_performance: Performance::of(average),
        candidates_paid: candidates.paid,
        candidates_pending_payment: candidates.pending_payment(),
        invites_accepted: candidates.accepted,
        invites_pending: candidates.pending_invites(),
    }
}

fn finance(counts: &PracticeCounts, paid: Money) -> FinanceMetrics {
    FinanceMetrics {
        revenue: counts.cost,
        payouts: paid,
        pending: Money::from_paise(counts.cost.paise().saturating_sub(paid.paise())),
        purchased: counts.sessions,
        utilized: counts.finished,
        utilization_rate: rounded(counts.finished.saturating_mul(100), counts.sessions),
    }
}

fn practice(figures: DashboardFigures) -> PracticeMetrics {
    let counts = figures.counts;
    PracticeMetrics {
        taken: counts.finished,
        this_month: figures.this_month,
        this_week: figures.this_week,
        positive: counts.positive,
        neutral: counts.neutral,
        negative: counts.negative,
        average_rating: Tenths::average(counts.rating_sum, counts.rated),
        exam_types: figures.exam_types,
    }
}

fn next_steps(figures: &DashboardFigures) -> Vec<NextStep> {
    let mut open = Vec::new();
    if figures.candidates.enrolled == 0 {
        open.push(NextStep::AddCandidates);
    }
    if figures.candidates.paid == 0 && figures.paid <= Money::ZERO {
        open.push(NextStep::SetupPayment);
    }
    open
}

#[cfg(test)]
mod tests;
