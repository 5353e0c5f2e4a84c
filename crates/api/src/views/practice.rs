//! A partner's dashboard on the wire, as the candidates' guide has it.

use candidates::{FinanceMetrics, KeyMetrics, Metrics, NextStep, PracticeMetrics};
use serde::Serialize;

use super::Rupees;
use super::scalar::Decimal;

/// What a dashboard says.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticeDashboard)]
pub(crate) struct MetricsView {
    /// Candidates and how they do.
    key_metrics: KeyView,
    /// What practice brings.
    finance_metrics: FinanceView,
    /// Sessions and what candidates think of them.
    practice_metrics: PracticeView,
    /// What is still to be done; empty once all is.
    next_steps: Vec<StepView>,
}

/// Candidates and how they do.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticeKeyMetrics)]
struct KeyView {
    /// Enrolments, once for each batch.
    #[schema(example = 50)]
    total_candidates_enrolled: u64,
    /// Sessions finished in this month of the partner's time zone.
    #[schema(example = 12)]
    completed_sessions_this_month: u64,
    /// Finished sessions.
    #[schema(example = 120)]
    completed_sessions_all_time: i64,
    /// Of all sessions with a score, rounded to one decimal; 0 without any.
    #[schema(value_type = f64, example = 83.5)]
    average_candidate_score: Decimal<candidates::Tenths>,
    /// `Excellent` from 90 on, `Good` from 75, `Fair` from 60, else `Needs Improvement`.
    #[schema(example = "Good")]
    average_candidate_performance: &'static str,
    /// Enrolments marked as paid for.
    #[schema(example = 30)]
    candidates_paid: u64,
    /// Those that are not.
    #[schema(example = 20)]
    candidates_pending_payment: u64,
    /// Accepted invites.
    #[schema(example = 40)]
    invites_accepted: u64,
    /// Those that are not.
    #[schema(example = 10)]
    invites_pending: u64,
}

/// What practice brings.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticeFinanceMetrics)]
struct FinanceView {
    /// Money.
    revenue_and_payouts: RevenueView,
    /// What the money was for.
    practice_sessions: PurchaseView,
}

/// Money, in rupees with two decimals.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticeRevenue)]
struct RevenueView {
    /// What all sessions cost.
    #[schema(value_type = f64, example = 12_000.00)]
    total_revenue_generated: Rupees,
    /// What the partner was paid for practice.
    #[schema(value_type = f64, example = 10_000.00)]
    total_payouts: Rupees,
    /// What is left; below 0 where more was paid.
    #[schema(value_type = f64, example = 2_000.00)]
    pending_payout: Rupees,
    /// Always `INR`.
    #[schema(example = "INR")]
    currency: &'static str,
}

/// Sessions as something that was bought.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticePurchases)]
struct PurchaseView {
    /// All sessions.
    #[schema(example = 150)]
    purchased: i64,
    /// Finished ones.
    #[schema(example = 120)]
    utilized: i64,
    /// Finished ones in whole per cent; 0 without any session.
    #[schema(example = 80)]
    utilization_rate: i64,
}

/// Sessions and what candidates think of them.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticeMetrics)]
struct PracticeView {
    /// Finished sessions.
    practice_sessions_taken: TakenView,
    /// Ratings.
    feedback_trends: FeedbackView,
    /// Up to five, of sessions in whatever state: most sessions first, then by name.
    popular_exam_types: Vec<ExamTypeView>,
}

/// Finished sessions, by when they ended.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticeTaken)]
struct TakenView {
    /// Ever.
    #[schema(example = 120)]
    total: i64,
    /// In this month of the partner's time zone.
    #[schema(example = 12)]
    this_month: u64,
    /// In this week of it, which began on Monday.
    #[schema(example = 3)]
    this_week: u64,
}

/// Ratings of all sessions that have one.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticeFeedback)]
struct FeedbackView {
    /// 4 and more.
    #[schema(example = 60)]
    positive: i64,
    /// 2.5 and more.
    #[schema(example = 20)]
    neutral: i64,
    /// Less.
    #[schema(example = 5)]
    negative: i64,
    /// Rounded to one decimal; 0 without any.
    #[schema(value_type = f64, example = 4.2)]
    average_rating: Decimal<candidates::Tenths>,
}

/// How often exams of a type were practised.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticeExamType)]
struct ExamTypeView {
    /// The type.
    #[schema(example = "IELTS")]
    exam_type: String,
    /// Its sessions.
    #[schema(example = 80)]
    session_count: u64,
}

/// Something to be done.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = NextStep)]
struct StepView {
    /// `add_candidates` or `setup_payment`.
    #[schema(example = "add_candidates")]
    id: &'static str,
    /// What.
    #[schema(example = "Add your candidates")]
    title: &'static str,
    /// How.
    #[schema(example = "Add candidates one by one, or upload a CSV file of them.")]
    description: &'static str,
}

impl MetricsView {
    pub(crate) fn of(metrics: Metrics) -> Self {
        Self {
            key_metrics: key(&metrics.key),
            finance_metrics: finance(&metrics.finance),
            practice_metrics: practice(metrics.practice),
            next_steps: metrics.next_steps.into_iter().map(step).collect(),
        }
    }
}

fn key(metrics: &KeyMetrics) -> KeyView {
    KeyView {
        total_candidates_enrolled: metrics.total_candidates_enrolled,
        completed_sessions_this_month: metrics.completed_sessions_this_month,
        completed_sessions_all_time: metrics.completed_sessions_all_time,
        average_candidate_score: Decimal(metrics.average_candidate_score),
        average_candidate_performance: metrics.average_candidate_performance.as_str(),
        candidates_paid: metrics.candidates_paid,
        candidates_pending_payment: metrics.candidates_pending_payment,
        invites_accepted: metrics.invites_accepted,
        invites_pending: metrics.invites_pending,
    }
}

fn finance(metrics: &FinanceMetrics) -> FinanceView {
    FinanceView {
        revenue_and_payouts: RevenueView {
            total_revenue_generated: Rupees(metrics.revenue),
            total_payouts: Rupees(metrics.payouts),
            pending_payout: Rupees(metrics.pending),
            currency: "INR",
        },
        practice_sessions: PurchaseView {
            purchased: metrics.purchased,
            utilized: metrics.utilized,
            utilization_rate: metrics.utilization_rate,
        },
    }
}

fn practice(metrics: PracticeMetrics) -> PracticeView {
    let exam_types = metrics.exam_types.into_iter();
    PracticeView {
        practice_sessions_taken: TakenView {
            total: metrics.taken,
            this_month: metrics.this_month,
            this_week: metrics.this_week,
        },
        feedback_trends: FeedbackView {
            positive: metrics.positive,
            neutral: metrics.neutral,
            negative: metrics.negative,
            average_rating: Decimal(metrics.average_rating),
        },
        popular_exam_types: exam_types
            .map(|(exam_type, session_count)| ExamTypeView {
                exam_type,
                session_count,
            })
            .collect(),
    }
}

fn step(step: NextStep) -> StepView {
    StepView {
        id: step.id(),
        title: step.title(),
        description: step.description(),
    }
}
