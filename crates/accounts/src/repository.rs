//! The port to wherever partners are kept.

use chrono::{DateTime, Utc};
use kernel::{Actor, PartnerId, PortFailure, PortResult};

use crate::{
    NewPartner, Partner, PartnerHandle, PartnerStatus, SecretHash, SecretRecord,
    StatusTransitionError,
};

/// Why a partner was not created.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CreatePartnerError {
    /// Another partner has this e-mail address.
    #[error("a partner with this e-mail address exists")]
    EmailTaken,
    /// Another partner has this slug, and it may not vary.
    #[error("a partner with this slug exists")]
    SlugTaken,
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Why a status was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatusChangeError {
    /// There is no such partner.
    #[error("no such partner")]
    Unknown,
    /// The status machine has no such step.
    #[error(transparent)]
    Transition(#[from] StatusTransitionError),
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Where partners are kept. Each change is one transaction and carries its audit
/// entry.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait PartnerRepository: Send + Sync {
    /// Creates a partner with its first secret. E-mail and slug are unique in
    /// the database; a slug that may vary becomes the first free one of
    /// `slug`, `slug-1`, `slug-2`, …
    ///
    /// # Errors
    /// See [`CreatePartnerError`].
    fn create(&self, partner: NewPartner, actor: Actor) -> Result<Partner, CreatePartnerError>;

    /// The partner `handle` names.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn find(&self, handle: &PartnerHandle) -> PortResult<Option<Partner>>;

    /// Every partner, oldest first.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn list(&self) -> PortResult<Vec<Partner>>;

    /// Changes the status if [`PartnerStatus::change_to`] allows it from the
    /// status in the database. Of simultaneous equal changes one succeeds.
    ///
    /// # Errors
    /// See [`StatusChangeError`].
    fn change_status(
        &self,
        partner: PartnerId,
        to: PartnerStatus,
        actor: Actor,
        now: DateTime<Utc>,
    ) -> Result<Partner, StatusChangeError>;

    /// Adds a secret. The newest one before it ends at `older_end_at`, all older
    /// ones at once, so that at most two are live. `false` when there is no such
    /// partner.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn rotate_secret(
        &self,
        partner: PartnerId,
        secret: SecretHash,
        older_end_at: DateTime<Utc>,
        actor: Actor,
        now: DateTime<Utc>,
    ) -> PortResult<bool>;

    /// What there is to tell of the secrets of `partner` that are live at `now`,
    /// newest first. Of nobody there are none.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn live_secrets(&self, partner: PartnerId, now: DateTime<Utc>)
    -> PortResult<Vec<SecretRecord>>;
}
