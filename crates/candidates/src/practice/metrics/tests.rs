use super::*;
use crate::CandidateCounts;

fn average(hundredths: i64, count: i64) -> String {
    Tenths::average(hundredths, count).to_string()
}

#[test]
fn averages_are_rounded_half_up_to_one_decimal() {
    assert_eq!(average(0, 0), "0");
    assert_eq!(average(8_350, 1), "83.5");
    assert_eq!(average(8_345, 1), "83.5");
    assert_eq!(average(8_344, 1), "83.4");
    // (83 + 84 + 84) / 3 = 83.666..
    assert_eq!(average(25_100, 3), "83.7");
    // 1.25 and 1.2499..
    assert_eq!(average(250, 2), "1.3");
    assert_eq!(average(12_499, 100), "1.2");
    assert_eq!(average(30_000, 3), "100");
}

#[test]
fn performance_goes_by_the_average_that_is_printed() {
    for (hundredths, word) in [
        (10_000, "Excellent"),
        (9_000, "Excellent"),
        (8_995, "Excellent"),
        (8_994, "Good"),
        (7_500, "Good"),
        (7_494, "Fair"),
        (6_000, "Fair"),
        (5_994, "Needs Improvement"),
        (0, "Needs Improvement"),
    ] {
        let performance = Performance::of(Tenths::average(hundredths, 1));
        assert_eq!(performance.as_str(), word, "{hundredths}");
    }
}

fn figures() -> DashboardFigures {
    DashboardFigures {
        candidates: CandidateCounts {
            enrolled: 5,
            paid: 2,
            accepted: 4,
        },
        counts: PracticeCounts {
            sessions: 8,
            finished: 5,
            cost: Money::from_paise(100_000),
            ..PracticeCounts::default()
        },
        paid: Money::from_paise(100_001),
        this_month: 3,
        this_week: 1,
        exam_types: vec![("IELTS".to_owned(), 8)],
    }
}

#[test]
fn what_is_left_is_computed() {
    let metrics = Metrics::of(figures());
    assert_eq!(metrics.key.candidates_pending_payment, 3);
    assert_eq!(metrics.key.invites_pending, 1);
    assert_eq!(metrics.key.completed_sessions_all_time, 5);
    assert_eq!(metrics.finance.pending, Money::from_paise(-1));
    // 62.5 %.
    assert_eq!(metrics.finance.utilization_rate, 63);
    assert_eq!(metrics.practice.exam_types, figures().exam_types);
    assert_eq!(metrics.next_steps, []);
}

#[test]
fn steps_stay_until_they_are_done() {
    use NextStep::{AddCandidates, SetupPayment};
    let steps = |enrolled, paid_candidates, paid| {
        let figures = DashboardFigures {
            candidates: CandidateCounts {
                enrolled,
                paid: paid_candidates,
                accepted: 0,
            },
            paid: Money::from_paise(paid),
            ..DashboardFigures::default()
        };
        Metrics::of(figures).next_steps
    };
    assert_eq!(steps(0, 0, 0), [AddCandidates, SetupPayment]);
    assert_eq!(steps(1, 0, 0), [SetupPayment]);
    assert_eq!(steps(1, 1, 0), []);
    assert_eq!(steps(1, 0, 1), []);
    assert_eq!(steps(0, 0, 1), [AddCandidates]);
}

#[test]
fn nothing_of_nothing_is_zero() {
    let metrics = Metrics::of(DashboardFigures::default());
    assert_eq!(metrics.finance.utilization_rate, 0);
    assert_eq!(metrics.key.average_candidate_score.to_string(), "0");
    assert_eq!(
        metrics.key.average_candidate_performance,
        Performance::NeedsImprovement
    );
}
