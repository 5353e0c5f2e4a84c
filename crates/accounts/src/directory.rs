//! Partners as the request path knows them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{FamilyId, PartnerId, PortResult};

use crate::{Partner, PartnerAccess, PartnerHandle};

/// What decides whether an access token still counts.
#[derive(Debug, Clone)]
pub struct SessionState {
    /// The partner as it is now.
    pub partner: Arc<Partner>,
    /// Whether the token's family was revoked.
    pub revoked: bool,
}

/// Looks partners and sessions up for every request. An adapter may remember
/// what it has seen for less than a second, no longer: a suspension, rotation or
/// sign-out must be felt within 1 s, also when another process made it.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait PartnerDirectory: Send + Sync {
    /// What is remembered of a session, without any I/O; `None` sends the caller
    /// to [`PartnerDirectory::session`].
    fn remembered_session(
        &self,
        partner: PartnerId,
        family: FamilyId,
        now: DateTime<Utc>,
    ) -> Option<SessionState>;

    /// The state of a session; `None` when the partner does not exist.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn session(
        &self,
        partner: PartnerId,
        family: FamilyId,
        now: DateTime<Utc>,
    ) -> PortResult<Option<SessionState>>;

    /// What is remembered of a partner, without any I/O.
    fn remembered_access(
        &self,
        handle: &PartnerHandle,
        now: DateTime<Utc>,
    ) -> Option<Arc<PartnerAccess>>;

    /// A partner with its secrets, always read anew.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn access(
        &self,
        handle: &PartnerHandle,
        now: DateTime<Utc>,
    ) -> PortResult<Option<Arc<PartnerAccess>>>;
}
