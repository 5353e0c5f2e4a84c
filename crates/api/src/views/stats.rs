//! A partner's totals.

use chrono::NaiveDate;
use leads::{DayCount, LeadStats};
use serde::Serialize;

use super::Rupees;
use super::scalar::Ratio;

/// The eight documented fields in their order, then the additive ones.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Statistics)]
pub(crate) struct StatsView {
    /// Leads shared.
    #[schema(example = 1000)]
    total_leads: u64,
    /// Leads that were new people.
    #[schema(example = 600)]
    fresh_leads: u64,
    /// Leads that were known people, free to borrow.
    #[schema(example = 200)]
    registered_users: u64,
    /// Leads that were people with an active loan, or barred ones.
    #[schema(example = 200)]
    active_users: u64,
    /// Leads credited with a loan application.
    #[schema(example = 150)]
    loan_applications: u64,
    /// Leads credited with a disbursed loan.
    #[schema(example = 100)]
    disbursed_loans: u64,
    /// Leads with a payout that is eligible, approved or paid.
    #[schema(example = 80)]
    payout_eligible_leads: u64,
    /// The sum of those payouts, in rupees with two decimals.
    #[schema(value_type = f64, example = 50000.00)]
    total_payout_amount: Rupees,
    /// Disbursed loans per lead, with four decimals; 0 when there are no leads.
    #[schema(value_type = f64, example = 0.1)]
    conversion_rate: Ratio,
    /// Of the total, not yet paid.
    #[schema(value_type = f64, example = 20000.00)]
    pending_payout_amount: Rupees,
    /// Of the total, paid.
    #[schema(value_type = f64, example = 30000.00)]
    paid_payout_amount: Rupees,
    /// Leads of people whom the lender knows.
    #[schema(example = 400)]
    registered_leads: u64,
    /// Leads whose payout is paid.
    #[schema(example = 60)]
    paid_leads: u64,
    /// One entry for each of the last `days` business days, oldest first; only
    /// with `?days=N`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    by_day: Option<Vec<DayView>>,
}

/// One business day.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Day)]
pub(crate) struct DayView {
    /// The day.
    date: NaiveDate,
    /// Leads shared on it.
    leads: u64,
    /// Loans disbursed on it.
    disbursed: u64,
}

impl StatsView {
    pub(crate) fn of(stats: &LeadStats, by_day: Option<Vec<DayCount>>) -> Self {
        Self {
            total_leads: stats.total,
            fresh_leads: stats.fresh,
            registered_users: stats.registered,
            active_users: stats.active,
            loan_applications: stats.loan_applications,
            disbursed_loans: stats.disbursed,
            payout_eligible_leads: stats.payout_eligible,
            total_payout_amount: Rupees(stats.payout_total),
            conversion_rate: Ratio {
                part: stats.disbursed,
                whole: stats.total,
            },
            pending_payout_amount: Rupees(stats.payout_pending),
            paid_payout_amount: Rupees(stats.payout_paid),
            registered_leads: stats.linked,
            paid_leads: stats.paid,
            by_day: by_day.map(|days| days.into_iter().map(DayView::of).collect()),
        }
    }
}

impl DayView {
    fn of(count: DayCount) -> Self {
        Self {
            date: count.day,
            leads: count.leads,
            disbursed: count.disbursals,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Money;

    #[test]
    fn statistics_print_in_the_documented_order() {
        let stats = LeadStats {
            total: 8,
            disbursed: 1,
            payout_total: Money::from_paise(5_000_000),
            ..LeadStats::default()
        };
        let shown = serde_json::to_string(&StatsView::of(&stats, None)).expect("serialises");
        assert_eq!(
            shown,
            r#"{"total_leads":8,"fresh_leads":0,"registered_users":0,"active_users":0,"loan_applications":0,"disbursed_loans":1,"payout_eligible_leads":0,"total_payout_amount":50000.00,"conversion_rate":0.1250,"pending_payout_amount":0.00,"paid_payout_amount":0.00,"registered_leads":0,"paid_leads":0}"#
        );
    }

    #[test]
    fn days_print_after_everything_else() {
        let day = DayCount {
            day: NaiveDate::from_ymd_opt(2026, 1, 31).expect("a day"),
            leads: 2,
            disbursals: 1,
        };
        let view = StatsView::of(&LeadStats::default(), Some(vec![day]));
        let shown = serde_json::to_string(&view).expect("serialises");
        assert!(shown.ends_with(
            r#""paid_leads":0,"by_day":[{"date":"2026-01-31","leads":2,"disbursed":1}]}"#
        ));
    }
}
