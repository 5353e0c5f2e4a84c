//! How much partners called, and may.

use chrono::NaiveDate;
use serde::Serialize;
use usage::{Allowance, Calls, PartnerUse, QuotaUse, ReadUsage, UsageReport, UsageRow};

use super::limits::{QuotaView, RateView};

/// A partner's calls.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Usage)]
pub(crate) struct UsageView {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
    /// Whose days and months they are.
    #[schema(example = "Asia/Kolkata")]
    time_zone: &'static str,
    /// Every one of the days, oldest first.
    days: Vec<DayCallsView>,
    /// Most calls first.
    routes: Vec<RouteCallsView>,
    /// Least first.
    outcomes: Vec<OutcomeCallsView>,
    /// By all three, in this order.
    rows: Vec<CallsRowView>,
    quota: QuotaView,
    limits: RateView,
    /// Whether anybody is limited at all.
    limited: bool,
}

/// All partners' calls, for staff.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = UsageOverview)]
pub(crate) struct UsageOverviewView {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
    /// Whose days and months they are.
    #[schema(example = "Asia/Kolkata")]
    time_zone: &'static str,
    /// Every one of the days, oldest first.
    days: Vec<DayCallsView>,
    /// Most calls first.
    routes: Vec<RouteCallsView>,
    /// Least first.
    outcomes: Vec<OutcomeCallsView>,
    /// Most calls first; at most 100.
    partners: Vec<PartnerCallsView>,
    /// Whether anybody is limited at all.
    limited: bool,
}

/// Calls of a day.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = DayCalls)]
struct DayCallsView {
    day: NaiveDate,
    /// All of them.
    #[schema(example = 120)]
    calls: u64,
    /// Those with an outcome of 4000 or more.
    #[schema(example = 3)]
    refused: u64,
}

/// Calls of a route.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = RouteCalls)]
struct RouteCallsView {
    /// Method and pattern.
    #[schema(example = "POST /api/v1/partner/lead-dedupe-check")]
    route: String,
    /// All of them.
    #[schema(example = 120)]
    calls: u64,
    /// Those with an outcome of 4000 or more.
    #[schema(example = 3)]
    refused: u64,
}

/// Calls that came out alike.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OutcomeCalls)]
struct OutcomeCallsView {
    /// The code of the reply, or its HTTP status where it has none.
    #[schema(example = 2005)]
    outcome: u16,
    /// How many.
    #[schema(example = 80)]
    calls: u64,
}

/// Calls that have everything in common.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = CallsRow)]
struct CallsRowView {
    day: NaiveDate,
    /// Method and pattern.
    #[schema(example = "POST /api/v1/partner/lead-dedupe-check")]
    route: String,
    /// The code of the reply, or its HTTP status where it has none.
    #[schema(example = 2005)]
    outcome: u16,
    /// How many.
    #[schema(example = 80)]
    calls: u64,
}

/// Calls of a partner.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PartnerCalls)]
struct PartnerCallsView {
    /// The partner's uuid.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    partner_id: String,
    #[schema(example = "Northwind")]
    partner_name: String,
    /// All of them, on the days asked for.
    #[schema(example = 120)]
    calls: u64,
    /// Those with an outcome of 4000 or more.
    #[schema(example = 3)]
    refused: u64,
    /// Calls of the running month that count against the quota.
    #[schema(example = 8100)]
    quota_used: u64,
    /// Of how many.
    #[schema(example = 10000)]
    quota_allowed: u64,
}

impl UsageView {
    /// A partner's calls, and where it stands.
    pub(crate) fn of(
        report: UsageReport,
        quota: &QuotaUse,
        limits: Allowance,
        read: &ReadUsage,
    ) -> Self {
        let sums = Sums::of(&report);
        Self {
            from: report.days.from,
            to: report.days.to,
            time_zone: read.calendar.zone_name(),
            days: sums.days,
            routes: sums.routes,
            outcomes: sums.outcomes,
            rows: report.rows.into_iter().map(CallsRowView::from).collect(),
            quota: QuotaView::of(quota),
            limits: RateView::of(limits),
            limited: read.limited,
        }
    }
}

impl UsageOverviewView {
    /// All calls, and who made them.
    pub(crate) fn of(report: &UsageReport, partners: Vec<PartnerUse>, read: &ReadUsage) -> Self {
        let sums = Sums::of(report);
        let partners = partners.into_iter().map(|one| PartnerCallsView {
            partner_id: one.partner.to_string(),
            partner_name: one.name,
            calls: one.calls,
            refused: one.refused,
            quota_used: one.used,
            quota_allowed: one.own_quota.unwrap_or(read.defaults.monthly_quota),
        });
        Self {
            from: report.days.from,
            to: report.days.to,
            time_zone: read.calendar.zone_name(),
            days: sums.days,
            routes: sums.routes,
            outcomes: sums.outcomes,
            partners: partners.collect(),
            limited: read.limited,
        }
    }
}

struct Sums {
    days: Vec<DayCallsView>,
    routes: Vec<RouteCallsView>,
    outcomes: Vec<OutcomeCallsView>,
}

impl Sums {
    fn of(report: &UsageReport) -> Self {
        let days = report.by_day.iter();
        let routes = report.by_route.iter();
        let outcomes = report.by_outcome.iter();
        Self {
            days: days
                .map(|(day, Calls { calls, refused })| DayCallsView {
                    day: *day,
                    calls: *calls,
                    refused: *refused,
                })
                .collect(),
            routes: routes
                .map(|(route, Calls { calls, refused })| RouteCallsView {
                    route: route.clone(),
                    calls: *calls,
                    refused: *refused,
                })
                .collect(),
            outcomes: outcomes
                .map(|(outcome, calls)| OutcomeCallsView {
                    outcome: *outcome,
                    calls: *calls,
                })
                .collect(),
        }
    }
}

impl From<UsageRow> for CallsRowView {
    fn from(row: UsageRow) -> Self {
        Self {
            day: row.day,
            route: row.route,
            outcome: row.outcome,
            calls: row.calls,
        }
    }
}
