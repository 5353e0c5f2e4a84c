//! What a partner's taxes depend on, as it is kept and changed (contract
//! `onboarding.md`, businessInfo's `constitution`, `pan` and `gstin`).

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{
    Actor, Clock, FieldVault, KeptTaxProfile, PartnerId, PortFailure, PortResult, TaxIdentity,
    TaxIdsDisagree,
};

/// A profile to be kept.
#[derive(Debug, Clone)]
pub struct NewTaxProfile {
    /// The whole of it, what did not change included.
    pub profile: KeptTaxProfile,
    /// The names of the fields that changed, for the audit log.
    pub changed: &'static str,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where tax profiles are kept. Each change carries its audit entry.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait TaxProfiles: Send + Sync {
    /// Keeps `profile` in the place of the one before, for an existing partner.
    /// Statements made before stay as they are.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn set(&self, partner: PartnerId, profile: NewTaxProfile, actor: Actor) -> PortResult<()>;

    /// The profile; `None` when the partner said nothing yet.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn find(&self, partner: PartnerId) -> PortResult<Option<KeptTaxProfile>>;
}

/// Why a profile was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetTaxProfileError {
    /// The GSTIN is a registration of another PAN.
    #[error("the GSTIN does not contain the PAN")]
    Disagree,
    /// The store or the cipher failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

impl From<TaxIdsDisagree> for SetTaxProfileError {
    fn from(_: TaxIdsDisagree) -> Self {
        Self::Disagree
    }
}

/// Changes what a partner's taxes depend on, and shows it.
#[derive(Clone)]
pub struct SetTaxProfile {
    /// Where profiles are kept.
    pub profiles: Arc<dyn TaxProfiles>,
    /// Protects PAN and GSTIN.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl SetTaxProfile {
    /// Lays `given` over the profile: what it has replaces, the rest stays. A
    /// GSTIN brings the PAN it contains where there is none. Of simultaneous
    /// changes the last one stays, whole, so that PAN and GSTIN always agree.
    ///
    /// # Errors
    /// See [`SetTaxProfileError`].
    pub fn execute(
        &self,
        partner: PartnerId,
        given: TaxIdentity,
        actor: Actor,
    ) -> Result<TaxIdentity, SetTaxProfileError> {
        let before = self.show(partner)?;
        let after = laid_over(&before, given)?;
        if let Some(changed) = before.changed(&after) {
            let profile = after.sealed(self.vault.as_ref(), partner)?;
            let at = self.clock.now();
            let profile = NewTaxProfile {
                profile,
                changed,
                at,
            };
            self.profiles.set(partner, profile, actor)?;
        }
        Ok(after)
    }

    /// The profile in clear; empty when the partner said nothing yet.
    ///
    /// # Errors
    /// [`PortFailure`], also when a value does not open.
    pub fn show(&self, partner: PartnerId) -> PortResult<TaxIdentity> {
        let Some(kept) = self.profiles.find(partner)? else {
            return Ok(TaxIdentity::default());
        };
        kept.opened(self.vault.as_ref(), partner)
    }
}

fn laid_over(before: &TaxIdentity, given: TaxIdentity) -> Result<TaxIdentity, TaxIdsDisagree> {
    let laid = TaxIdentity {
        constitution: given.constitution.or(before.constitution),
        pan: given.pan.or_else(|| before.pan.clone()),
        gstin: given.gstin.or_else(|| before.gstin.clone()),
    };
    laid.completed()
}
