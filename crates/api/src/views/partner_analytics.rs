//! What came of a partner, as staff and the partner itself see it.

use accounts::{Onboarding, PayoutSums};
use chrono::{DateTime, Utc};
use kernel::Money;
use leads::{DayCount, LeadStats};
use serde::Serialize;
use usage::QuotaUse;

use super::scalar::Ratio;
use super::{Rupees, UtcSeconds};

/// What came of a partner.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PartnerAnalytics)]
pub(crate) struct AnalyticsView {
    /// Its leads.
    leads: LeadsView,
    /// What became of them.
    conversion: ConversionView,
    /// What they earned, in rupees.
    payouts: PayoutsView,
    /// How far its onboarding is.
    onboarding: ProgressView,
    /// How it uses the API.
    usage: UsageView,
}

#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LeadAnalytics)]
pub(crate) struct LeadsView {
    /// Leads shared.
    #[schema(example = 1000)]
    total: u64,
    /// Known people, free to borrow.
    #[schema(example = 200)]
    registered: u64,
    /// New people.
    #[schema(example = 600)]
    fresh: u64,
    /// People with an active loan, or barred ones.
    #[schema(example = 200)]
    active: u64,
    /// Shared within the last thirty business days, today included.
    #[schema(example = 120)]
    last30_days: u64,
}

#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConversionAnalytics)]
pub(crate) struct ConversionView {
    /// Leads credited with a disbursed loan.
    #[schema(example = 100)]
    disbursed: u64,
    /// Of all leads, with four decimals; 0 when there are none.
    #[schema(value_type = f64, example = 0.1)]
    rate: Ratio,
}

#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PayoutAnalytics)]
pub(crate) struct PayoutsView {
    /// Earned and not yet approved.
    #[schema(value_type = f64, example = 20000.00)]
    eligible: Rupees,
    /// Approved and not yet paid.
    #[schema(value_type = f64, example = 5000.00)]
    approved: Rupees,
    /// Paid.
    #[schema(value_type = f64, example = 30000.00)]
    paid: Rupees,
    /// Taken back.
    #[schema(value_type = f64, example = 500.00)]
    reversed: Rupees,
}

#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OnboardingAnalytics)]
pub(crate) struct ProgressView {
    /// What comes next.
    #[schema(example = "done")]
    current_step: &'static str,
    /// Percent.
    #[schema(example = 100)]
    progress: u8,
    /// Whether it is over.
    completed: bool,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    started_at: UtcSeconds,
    /// When the partner went live.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    activated_at: Option<UtcSeconds>,
}

#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UsageAnalytics)]
pub(crate) struct UsageView {
    /// When the newest lead was shared.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    last_lead_at: Option<UtcSeconds>,
    /// Answered calls within the last thirty business days, today included.
    #[schema(example = 3600)]
    calls_last30_days: u64,
    /// The running month.
    #[schema(example = "2026-11")]
    quota_month: String,
    /// Calls of it that count against the quota.
    #[schema(example = 8100)]
    quota_used: u64,
    /// Of how many.
    #[schema(example = 10000)]
    quota_allowed: u64,
}

/// What there is to show.
pub(crate) struct Figures {
    pub(crate) stats: LeadStats,
    pub(crate) days: Vec<DayCount>,
    pub(crate) payouts: PayoutSums,
    pub(crate) last_lead_at: Option<DateTime<Utc>>,
    pub(crate) onboarding: Onboarding,
    /// Calls of the last thirty days.
    pub(crate) calls: u64,
    pub(crate) quota: QuotaUse,
}

/// The same in its envelope.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PartnerAnalyticsData)]
pub(crate) struct AnalyticsData {
    analytics: AnalyticsView,
}

impl AnalyticsData {
    /// `figures` on the wire.
    pub(crate) fn of(figures: &Figures) -> Self {
        let (stats, onboarding) = (&figures.stats, &figures.onboarding);
        Self {
            analytics: AnalyticsView {
                leads: LeadsView {
                    total: stats.total,
                    registered: stats.registered,
                    fresh: stats.fresh,
                    active: stats.active,
                    last30_days: figures.days.iter().map(|day| day.leads).sum(),
                },
                conversion: ConversionView {
                    disbursed: stats.disbursed,
                    rate: Ratio {
                        part: stats.disbursed,
                        whole: stats.total,
                    },
                },
                payouts: PayoutsView::of(stats, figures.payouts),
                onboarding: ProgressView {
                    current_step: onboarding.current_step().as_str(),
                    progress: onboarding.progress(),
                    completed: onboarding.is_complete(),
                    started_at: UtcSeconds(onboarding.started_at),
                    activated_at: onboarding.activated_at.map(UtcSeconds),
                },
                usage: UsageView {
                    last_lead_at: figures.last_lead_at.map(UtcSeconds),
                    calls_last30_days: figures.calls,
                    quota_month: figures.quota.month.to_string(),
                    quota_used: figures.quota.used,
                    quota_allowed: figures.quota.allowed,
                },
            },
        }
    }
}

impl PayoutsView {
    /// What is not yet paid is approved or not; somebody may approve between the looks.
    fn of(stats: &LeadStats, sums: PayoutSums) -> Self {
        let eligible = stats.payout_pending.checked_sub(sums.approved);
        let nothing = Money::from_paise(0);
        Self {
            eligible: Rupees(eligible.unwrap_or(nothing).max(nothing)),
            approved: Rupees(sums.approved),
            paid: Rupees(stats.payout_paid),
            reversed: Rupees(sums.reversed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::midday;

    fn quota() -> QuotaUse {
        QuotaUse {
            month: usage::Month::of(midday().date_naive()),
            used: 9,
            allowed: 100,
            resets_at: midday(),
            alerts: Vec::new(),
        }
    }

    fn figures() -> Figures {
        let rupees = |paise| Money::from_paise(paise);
        Figures {
            stats: LeadStats {
                total: 8,
                fresh: 5,
                registered: 2,
                active: 1,
                disbursed: 1,
                payout_pending: rupees(150_050),
                payout_paid: rupees(30_000),
                ..LeadStats::default()
            },
            days: vec![
                DayCount {
                    day: chrono::NaiveDate::MIN,
                    leads: 3,
                    disbursals: 0,
                };
                2
            ],
            payouts: PayoutSums {
                approved: rupees(50_000),
                reversed: rupees(1_000),
            },
            last_lead_at: None,
            onboarding: Onboarding {
                started_at: midday(),
                business_info_at: None,
                api_setup_at: None,
                verification_at: None,
                activated_at: None,
                review: None,
            },
            calls: 12,
            quota: quota(),
        }
    }

    #[test]
    fn figures_print_as_documented() {
        let shown = serde_json::to_string(&AnalyticsData::of(&figures())).expect("serialises");
        let expected = "{\"analytics\":{\"leads\":{\"total\":8,\"registered\":2,\"fresh\":5,\"active\":1,\
            \"last30Days\":6},\"conversion\":{\"disbursed\":1,\"rate\":0.1250},\
            \"payouts\":{\"eligible\":1000.50,\"approved\":500.00,\"paid\":300.00,\"reversed\":10.00},\
            \"onboarding\":{\"currentStep\":\"business_info\",\"progress\":20,\"completed\":false,";
        assert!(shown.starts_with(expected), "{shown}");
        let end = "\"activatedAt\":null},\"usage\":{\"lastLeadAt\":null,\"callsLast30Days\":12,\
            \"quotaMonth\":\"2026-01\",\"quotaUsed\":9,\"quotaAllowed\":100}}}";
        assert!(shown.ends_with(end), "{shown}");
    }
}
