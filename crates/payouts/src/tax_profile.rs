//! What a partner's taxes depend on, as it is kept and changed (contract
//! `onboarding.md`, businessInfo's `constitution`, `pan` and `gstin`).

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{
    Actor, Clock, FieldRef, FieldVault, Gstin, Pan, PartnerId, PortFailure, PortResult, Sealed,
};

use crate::Constitution;

const PAN: &str = "pan_sealed";
const GSTIN: &str = "gstin_sealed";

/// A profile as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTaxProfile {
    /// What the partner is in law.
    pub constitution: Option<Constitution>,
    /// Its PAN, sealed at (`tax_profiles`, `pan_sealed`, the partner's key as 8
    /// big-endian bytes).
    pub pan: Option<Sealed>,
    /// Its GSTIN, sealed at (`tax_profiles`, `gstin_sealed`, the same bytes).
    pub gstin: Option<Sealed>,
}

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

/// A profile in clear: for the partner's own documents, and for nobody else.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaxIdentity {
    /// What the partner is in law.
    pub constitution: Option<Constitution>,
    /// Its PAN.
    pub pan: Option<Pan>,
    /// Its GSTIN.
    pub gstin: Option<Gstin>,
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
        if let Some(changed) = changed(&before, &after) {
            let profile = KeptTaxProfile {
                constitution: after.constitution,
                pan: self.sealed(partner, PAN, after.pan.as_ref().map(Pan::as_str))?,
                gstin: self.sealed(partner, GSTIN, after.gstin.as_ref().map(Gstin::as_str))?,
            };
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
        let pan = self.opened(partner, PAN, kept.pan.as_ref(), |text| {
            Pan::parse(text).map_err(|_| PortFailure::corrupt("tax_profiles.pan_sealed"))
        })?;
        let gstin = self.opened(partner, GSTIN, kept.gstin.as_ref(), |text| {
            Gstin::parse(text).map_err(|_| PortFailure::corrupt("tax_profiles.gstin_sealed"))
        })?;
        Ok(TaxIdentity {
            constitution: kept.constitution,
            pan,
            gstin,
        })
    }

    fn sealed(
        &self,
        partner: PartnerId,
        column: &'static str,
        plain: Option<&str>,
    ) -> PortResult<Option<Sealed>> {
        let row = partner.get().to_be_bytes();
        let seal = |plain: &str| self.vault.seal(field(column, &row), plain.as_bytes());
        plain.map(seal).transpose()
    }

    fn opened<T>(
        &self,
        partner: PartnerId,
        column: &'static str,
        sealed: Option<&Sealed>,
        parse: impl Fn(&str) -> PortResult<T>,
    ) -> PortResult<Option<T>> {
        let row = partner.get().to_be_bytes();
        let open = |sealed| {
            let plain = self.vault.open(field(column, &row), sealed)?;
            let text = std::str::from_utf8(&plain);
            parse(text.map_err(|_| PortFailure::corrupt("tax_profiles"))?)
        };
        sealed.map(open).transpose()
    }
}

const fn field<'a>(column: &'static str, row: &'a [u8]) -> FieldRef<'a> {
    FieldRef {
        table: "tax_profiles",
        column,
        row,
    }
}

fn laid_over(before: &TaxIdentity, given: TaxIdentity) -> Result<TaxIdentity, SetTaxProfileError> {
    let gstin = given.gstin.or_else(|| before.gstin.clone());
    let pan = given.pan.or_else(|| before.pan.clone());
    let pan = pan.or_else(|| gstin.as_ref().and_then(Gstin::pan));
    if let (Some(gstin), Some(pan)) = (&gstin, &pan)
        && !gstin.is_of(pan)
    {
        return Err(SetTaxProfileError::Disagree);
    }
    Ok(TaxIdentity {
        constitution: given.constitution.or(before.constitution),
        pan,
        gstin,
    })
}

fn changed(before: &TaxIdentity, after: &TaxIdentity) -> Option<&'static str> {
    let differs = (
        before.constitution != after.constitution,
        before.pan != after.pan,
        before.gstin != after.gstin,
    );
    match differs {
        (false, false, false) => None,
        (true, false, false) => Some("constitution"),
        (false, true, false) => Some("pan"),
        (false, false, true) => Some("gstin"),
        (true, true, false) => Some("constitution, pan"),
        (true, false, true) => Some("constitution, gstin"),
        (false, true, true) => Some("pan, gstin"),
        (true, true, true) => Some("constitution, pan, gstin"),
    }
}
