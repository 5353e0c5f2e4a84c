//! Partners as the request path knows them: remembered for half a second.

use std::sync::Arc;
use std::time::{Duration, Instant};

use accounts::{
    LiveSecret, PartnerAccess, PartnerDirectory, PartnerHandle, SecretHash, SessionState,
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{FamilyId, PartnerId, PortResult};

use crate::Store;
use crate::cache::{Remembered, ShortMemory};
use crate::columns::instant;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::partner_rows::{PartnerRow, by_handle};
use crate::schema::{partner_secrets, partners, token_families};

/// How long an answer is remembered. Contract: a change is felt within 1 s, also
/// when another process made it; the rest is for the request under way.
const MEMORY: Duration = Duration::from_millis(500);

/// Looks partners and sessions up, and remembers them for up to 500 ms. A change
/// made through the same [`Store`] is felt at once.
pub struct CachedPartnerDirectory {
    store: Store,
    accesses: ShortMemory<PartnerHandle, Arc<PartnerAccess>>,
    sessions: ShortMemory<(PartnerId, FamilyId), SessionState>,
}

impl CachedPartnerDirectory {
    /// The partners of `store`; remembers about `capacity` partners and as many
    /// sessions at most.
    pub fn new(store: Store, capacity: usize) -> Self {
        Self {
            store,
            accesses: ShortMemory::new(capacity, MEMORY),
            sessions: ShortMemory::new(capacity, MEMORY),
        }
    }

    /// What a value read from now on must carry to be remembered.
    fn stamp(&self, now: DateTime<Utc>) -> Remembered {
        Remembered {
            now,
            // The given time may stand still or be set back; this one cannot.
            read_at: Instant::now(),
            change: self.store.access_changes(),
        }
    }
}

impl PartnerDirectory for CachedPartnerDirectory {
    fn remembered_session(
        &self,
        partner: PartnerId,
        family: FamilyId,
        now: DateTime<Utc>,
    ) -> Option<SessionState> {
        self.sessions.get(&(partner, family), self.stamp(now))
    }

    fn session(
        &self,
        partner: PartnerId,
        family: FamilyId,
        now: DateTime<Utc>,
    ) -> PortResult<Option<SessionState>> {
        let stamp = self.stamp(now);
        let key = (partner, family);
        let state = self.store.read(|conn| session(conn, partner, family))?;
        self.sessions.keep(key, state.as_ref(), stamp);
        Ok(state)
    }

    fn remembered_access(
        &self,
        handle: &PartnerHandle,
        now: DateTime<Utc>,
    ) -> Option<Arc<PartnerAccess>> {
        self.accesses.get(handle, self.stamp(now))
    }

    fn access(
        &self,
        handle: &PartnerHandle,
        now: DateTime<Utc>,
    ) -> PortResult<Option<Arc<PartnerAccess>>> {
        let stamp = self.stamp(now);
        let access = self
            .store
            .snapshot(|conn| access(conn, handle))?
            .map(Arc::new);
        self.accesses.keep(handle.clone(), access.as_ref(), stamp);
        Ok(access)
    }
}

fn session(
    conn: &mut Conn,
    partner: PartnerId,
    family: FamilyId,
) -> Result<Option<SessionState>, StoreError> {
    let sid = family.get().as_bytes().to_vec();
    let row: Option<(PartnerRow, Option<i64>)> = partners::table
        .left_join(token_families::table.on(token_families::sid.eq(sid)))
        .filter(partners::id.eq(partner.get()))
        .filter(partners::deleted_at.is_null())
        .select((partners::all_columns, token_families::revoked_at.nullable()))
        .first(conn)
        .optional()?;
    let Some((row, revoked_at)) = row else {
        return Ok(None);
    };
    Ok(Some(SessionState {
        partner: Arc::new(row.into_partner()?),
        revoked: revoked_at.is_some(),
    }))
}

fn access(conn: &mut Conn, handle: &PartnerHandle) -> Result<Option<PartnerAccess>, StoreError> {
    let Some(row) = by_handle(conn, handle)? else {
        return Ok(None);
    };
    let partner = row.into_partner()?;
    let secrets: Vec<(Vec<u8>, Option<i64>)> = partner_secrets::table
        .filter(partner_secrets::partner_id.eq(partner.id.get()))
        .order(partner_secrets::id)
        .select((partner_secrets::hash, partner_secrets::ends_at))
        .load(conn)?;
    let secrets: PortResult<Vec<LiveSecret>> = secrets
        .into_iter()
        .map(|(hash, ends_at)| {
            let ends_at = ends_at.map(|end| instant(end, "partner_secrets.ends_at"));
            Ok(LiveSecret {
                hash: SecretHash::new(hash),
                ends_at: ends_at.transpose()?,
            })
        })
        .collect();
    Ok(Some(PartnerAccess {
        partner,
        secrets: secrets?,
    }))
}
