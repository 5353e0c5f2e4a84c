//! How limits on calls do.

use serde::Serialize;

use super::PartStatus;
use crate::service_health::ServiceHealth;

/// Limits on calls.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = LimitsHealth)]
pub(super) struct LimitsView {
    /// `failing`: they should be shared, and every process counts for itself.
    #[schema(value_type = PartStatus, inline, example = "ok")]
    status: &'static str,
    /// `redis` (shared by all processes), `memory` (of each) or `off`.
    #[schema(example = "memory")]
    kept_in: &'static str,
}

impl LimitsView {
    pub(super) const fn of(health: &ServiceHealth) -> Self {
        Self {
            status: health.limits.as_str(),
            kept_in: health.limits_kept_in,
        }
    }
}
