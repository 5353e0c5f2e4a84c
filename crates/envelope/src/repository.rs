//! The ports to wherever keys, policies and marks are kept.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Actor, PartnerId, PortFailure, PortResult, ReplayMark};

use crate::{Fingerprint, Form, Policy, Profile, PublicKey};

/// Looks partners' encryption up for every request. An adapter may remember what it
/// has seen for less than a second, no longer: a retired key must be refused within
/// 1 s, also when another process retired it.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait EnvelopeProfiles: Send + Sync {
    /// What is remembered, without any I/O; `None` sends the caller to
    /// [`EnvelopeProfiles::profile`].
    fn remembered(&self, partner: PartnerId, now: DateTime<Utc>) -> Option<Arc<Profile>>;

    /// The partner's encryption; [`Profile::default`] when nothing was ever set.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn profile(&self, partner: PartnerId, now: DateTime<Utc>) -> PortResult<Arc<Profile>>;
}

/// A key that was enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// The key.
    pub key: PublicKey,
    /// When it was enrolled.
    pub enrolled_at: DateTime<Utc>,
    /// Since when it is refused; `None` while it is live.
    pub retired_at: Option<DateTime<Utc>>,
}

/// Everything kept about a partner's encryption.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Encryption {
    /// Whether it encrypts.
    pub policy: Policy,
    /// The one form it may use; `None` allows all.
    pub form: Option<Form>,
    /// Its keys, newest first, retired ones included.
    pub keys: Vec<KeyRecord>,
}

/// What becomes of the policy when a key is enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyChange {
    /// The operator says.
    Set {
        /// The policy from now on.
        policy: Policy,
        /// The form from now on; the outer `None` leaves it, the inner one allows all.
        form: Option<Option<Form>>,
    },
    /// The partner enrols by itself: [`Policy::Optional`] if nobody ever set a
    /// policy, else it stays.
    OptionalIfUnset,
}

/// A key to be enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Whose.
    pub partner: PartnerId,
    /// The key.
    pub key: PublicKey,
    /// The policy with it.
    pub policy: PolicyChange,
    /// Spent with the enrolment, so that a nonce enrols once.
    pub nonce: Option<ReplayMark>,
}

/// Why a key was not enrolled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnrolStoreError {
    /// There is no such partner.
    #[error("no such partner")]
    Unknown,
    /// The key was retired; it never comes back.
    #[error("the key was retired")]
    Retired,
    /// The nonce was used before.
    #[error("the nonce was used")]
    NonceSpent,
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Where partners' keys are kept. Each change is one transaction and carries its
/// audit entries.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait PartnerKeys: Send + Sync {
    /// Makes a key live, and changes the policy as asked. Of the keys that were live
    /// only the newest stays, so that at most [`crate::LIVE_KEYS`] are. A key that is
    /// live already stays where it is, and only the policy changes. Of simultaneous
    /// enrolments of a partner one comes after the other.
    ///
    /// # Errors
    /// See [`EnrolStoreError`]; nothing is stored then, the nonce's mark included.
    fn enrol(
        &self,
        enrolment: &Enrolment,
        actor: Actor,
        now: DateTime<Utc>,
    ) -> Result<Encryption, EnrolStoreError>;

    /// Retires a live key. `false` when the partner has no such live key.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn retire(
        &self,
        partner: PartnerId,
        key: &Fingerprint,
        actor: Actor,
        now: DateTime<Utc>,
    ) -> PortResult<bool>;

    /// Everything kept about a partner's encryption, read anew.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn encryption(&self, partner: PartnerId) -> PortResult<Encryption>;
}

/// Where marks of envelopes are kept: always in the database, so that they survive
/// restarts and are shared by instances. The mark of a lead is spent in the lead's
/// own transaction instead ([`ReplayMark`] in its request).
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait ReplayMarks: Send + Sync {
    /// Keeps `mark` until [`ReplayMark::until`] at least, durably. `false` when the
    /// partner spent it before; of simultaneous calls one gets `true`.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn spend(&self, partner: PartnerId, mark: &ReplayMark) -> PortResult<bool>;

    /// Whether the partner spent the mark with `hash`; changes nothing.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn is_spent(&self, partner: PartnerId, hash: &[u8; 32]) -> PortResult<bool>;
}
