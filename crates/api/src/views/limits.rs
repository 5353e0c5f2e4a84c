//! How much partners may call, and what is used of it.

use std::num::NonZeroU32;

use serde::Serialize;
use usage::{Alert, Allowance, OwnLimits, PartnerLimits, QuotaUse};

use super::UtcMillis;

/// What is used of a month's quota.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = QuotaUse)]
pub(crate) struct QuotaView {
    /// The running month.
    #[schema(example = "2026-11")]
    month: String,
    /// Calls that count.
    #[schema(example = 8100)]
    used: u64,
    /// Of how many.
    #[schema(example = 10000)]
    allowed: u64,
    /// What is left.
    #[schema(example = 1900)]
    remaining: u64,
    /// When the next month begins.
    #[schema(value_type = String, format = DateTime)]
    resets_at: UtcMillis,
    /// What the partner was told this month, oldest first.
    alerts: Vec<AlertView>,
}

/// That a share of the quota was used up.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = QuotaAlert)]
struct AlertView {
    /// 80 or 100.
    #[schema(example = 80)]
    percent: u8,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: UtcMillis,
}

/// How much may be called in the short run.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = CallRate)]
pub(crate) struct RateView {
    /// Calls a second in the long run.
    #[schema(example = 50)]
    per_second: u32,
    /// Calls at once.
    #[schema(example = 100)]
    burst: u32,
}

/// How much a partner may call, for staff.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = PartnerLimits)]
pub(crate) struct LimitsView {
    /// As staff set it.
    own: OwnLimitsView,
    /// What comes of it.
    effective: AllowanceView,
    /// Everybody else's.
    defaults: AllowanceView,
    quota: QuotaView,
    /// Whether anybody is limited at all.
    limited: bool,
}

/// Limits of a partner's own; null takes the deployment's.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = OwnLimits)]
struct OwnLimitsView {
    /// Calls a second in the long run.
    #[schema(required = true, example = 50)]
    per_second: Option<u32>,
    /// Calls at once.
    #[schema(required = true, example = 100)]
    burst: Option<u32>,
    /// Calls a month.
    #[schema(required = true, example = 50000)]
    monthly_quota: Option<u64>,
}

/// How much may be called.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Allowance)]
struct AllowanceView {
    /// Calls a second in the long run.
    #[schema(example = 50)]
    per_second: u32,
    /// Calls at once.
    #[schema(example = 100)]
    burst: u32,
    /// Calls a month.
    #[schema(example = 10000)]
    monthly_quota: u64,
}

/// Limits of a partner's own, to be set. All three are required; null takes the
/// deployment's.
#[derive(utoipa::ToSchema)]
#[schema(as = NewLimits)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct LimitsBody {
    /// Calls a second in the long run.
    #[schema(required = true, minimum = 1, maximum = 10000, example = 50)]
    per_second: Option<u32>,
    /// Calls at once.
    #[schema(required = true, minimum = 1, maximum = 100_000, example = 100)]
    burst: Option<u32>,
    /// Calls a month; 0 allows none.
    #[schema(required = true, maximum = 1_000_000_000_000_u64, example = 50000)]
    monthly_quota: Option<u64>,
}

impl RateView {
    /// What `allowance` allows in the short run.
    pub(super) const fn of(allowance: Allowance) -> Self {
        Self {
            per_second: allowance.rate.per_second.get(),
            burst: allowance.rate.burst.get(),
        }
    }
}

impl QuotaView {
    /// `quota` on the wire.
    pub(super) fn of(quota: &QuotaUse) -> Self {
        let alerts = quota.alerts.iter();
        Self {
            month: quota.month.to_string(),
            used: quota.used,
            allowed: quota.allowed,
            remaining: quota.remaining(),
            resets_at: UtcMillis(quota.resets_at),
            alerts: alerts
                .map(|Alert { percent, at }| AlertView {
                    percent: *percent,
                    at: UtcMillis(*at),
                })
                .collect(),
        }
    }
}

impl LimitsView {
    /// `limits` on the wire.
    pub(crate) fn of(limits: &PartnerLimits, limited: bool) -> Self {
        let OwnLimits {
            per_second,
            burst,
            monthly_quota,
        } = limits.own;
        Self {
            own: OwnLimitsView {
                per_second: per_second.map(NonZeroU32::get),
                burst: burst.map(NonZeroU32::get),
                monthly_quota,
            },
            effective: AllowanceView::of(limits.effective),
            defaults: AllowanceView::of(limits.defaults),
            quota: QuotaView::of(&limits.quota),
            limited,
        }
    }
}

impl AllowanceView {
    const fn of(allowance: Allowance) -> Self {
        Self {
            per_second: allowance.rate.per_second.get(),
            burst: allowance.rate.burst.get(),
            monthly_quota: allowance.monthly_quota,
        }
    }
}
