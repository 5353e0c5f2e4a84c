//! Partners in memory, as the request path knows them.

use std::sync::Arc;

use accounts::{PartnerAccess, PartnerDirectory, PartnerHandle, SessionState};
use chrono::{DateTime, Utc};
use kernel::{FamilyId, PartnerId, PortResult};

use super::{InMemoryPartners, has_handle};

impl PartnerDirectory for InMemoryPartners {
    fn remembered_session(
        &self,
        partner: PartnerId,
        family: FamilyId,
        _now: DateTime<Utc>,
    ) -> Option<SessionState> {
        let partner = self.find_row(
            |row| row.exists_as(partner),
            |row| Arc::new(row.partner.clone()),
        )?;
        Some(SessionState {
            partner,
            revoked: self.families.is_revoked(family),
        })
    }

    fn session(
        &self,
        partner: PartnerId,
        family: FamilyId,
        now: DateTime<Utc>,
    ) -> PortResult<Option<SessionState>> {
        Ok(self.remembered_session(partner, family, now))
    }

    fn remembered_access(
        &self,
        handle: &PartnerHandle,
        _now: DateTime<Utc>,
    ) -> Option<Arc<PartnerAccess>> {
        self.find_row(
            |row| has_handle(row, handle),
            |row| {
                Arc::new(PartnerAccess {
                    partner: row.partner.clone(),
                    secrets: row.secrets.clone(),
                })
            },
        )
    }

    fn access(
        &self,
        handle: &PartnerHandle,
        now: DateTime<Utc>,
    ) -> PortResult<Option<Arc<PartnerAccess>>> {
        Ok(self.remembered_access(handle, now))
    }
}
