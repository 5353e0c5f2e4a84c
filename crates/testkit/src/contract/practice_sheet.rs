//! What a dashboard says, in the form of the plain reference.

use candidates::Metrics;

use crate::reference::practice::PlainSheet;

/// `metrics`, number by number.
pub(super) fn sheet(metrics: &Metrics) -> PlainSheet {
    let Metrics {
        key,
        finance,
        practice,
        next_steps,
    } = metrics;
    assert_eq!(key.completed_sessions_all_time, practice.taken);
    assert_eq!(key.completed_sessions_this_month, practice.this_month);
    assert_eq!(finance.utilized, practice.taken);
    let steps: Vec<_> = next_steps.iter().map(|step| step.id()).collect();
    PlainSheet::from([
        ("enrolled", key.total_candidates_enrolled.to_string()),
        ("candidates_paid", key.candidates_paid.to_string()),
        (
            "candidates_unpaid",
            key.candidates_pending_payment.to_string(),
        ),
        ("accepted", key.invites_accepted.to_string()),
        ("pending", key.invites_pending.to_string()),
        ("finished", practice.taken.to_string()),
        ("this_month", practice.this_month.to_string()),
        ("this_week", practice.this_week.to_string()),
        ("score", key.average_candidate_score.to_string()),
        (
            "performance",
            key.average_candidate_performance.as_str().to_owned(),
        ),
        ("rating", practice.average_rating.to_string()),
        ("positive", practice.positive.to_string()),
        ("neutral", practice.neutral.to_string()),
        ("negative", practice.negative.to_string()),
        ("revenue", finance.revenue.paise().to_string()),
        ("payouts", finance.payouts.paise().to_string()),
        ("left", finance.pending.paise().to_string()),
        ("purchased", finance.purchased.to_string()),
        ("utilization", finance.utilization_rate.to_string()),
        ("exam_types", format!("{:?}", practice.exam_types)),
        ("steps", steps.join(" ")),
    ])
}
