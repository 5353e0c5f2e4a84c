//! Finished sessions by day, for plots.

use candidates::Plot;
use chrono::NaiveDate;
use serde::Serialize;

/// Finished sessions by day.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticeDays)]
pub(crate) struct PlotView {
    /// The first day.
    #[schema(required = true, example = "2026-10-24")]
    from: Option<NaiveDate>,
    /// The last day.
    #[schema(required = true, example = "2026-11-22")]
    to: Option<NaiveDate>,
    /// In which days are counted.
    #[schema(example = "Asia/Kolkata")]
    time_zone: &'static str,
    /// Every day, in order.
    days: Vec<DayView>,
}

/// Finished sessions of a day.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PracticeDay)]
struct DayView {
    /// The day.
    #[schema(example = "2026-11-22")]
    day: NaiveDate,
    /// How many.
    #[schema(example = 4)]
    finished: u64,
}

impl PlotView {
    pub(crate) fn of(plot: &Plot) -> Self {
        let days = plot.days.iter().map(|count| DayView {
            day: count.day,
            finished: count.finished,
        });
        Self {
            from: plot.days.first().map(|count| count.day),
            to: plot.days.last().map(|count| count.day),
            time_zone: plot.time_zone,
            days: days.collect(),
        }
    }
}
