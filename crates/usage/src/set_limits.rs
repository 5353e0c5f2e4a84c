//! Changing how much a partner may call.

use std::sync::Arc;

use kernel::{Actor, Clock, PartnerUuid, PortResult, StaffId};

use crate::{CallLimitsChange, OwnLimits, UsageRepository};

/// Sets the limits of a partner, by staff.
#[derive(Clone)]
pub struct SetCallLimits {
    /// Where they are kept.
    pub repository: Arc<dyn UsageRepository>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl SetCallLimits {
    /// Gives `partner` the limits `limits`, which count within a second. Whether there is
    /// such a partner.
    ///
    /// # Errors
    /// Those of the database.
    pub fn execute(
        &self,
        partner: PartnerUuid,
        limits: OwnLimits,
        by: StaffId,
    ) -> PortResult<bool> {
        let changed = self.repository.change_limits(CallLimitsChange {
            partner,
            limits,
            by: Actor::Staff(by),
            at: self.clock.now(),
        })?;
        Ok(changed.is_some())
    }
}
