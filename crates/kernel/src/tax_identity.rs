//! What a partner's taxes depend on (contract `onboarding.md`, businessInfo's
//! `constitution`, `pan` and `gstin`), in clear and as it is kept.

use crate::{
    Constitution, FieldRef, FieldVault, Gstin, Pan, PartnerId, PortFailure, PortResult, Sealed,
};

const PAN: &str = "pan_sealed";
const GSTIN: &str = "gstin_sealed";

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

/// A profile as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeptTaxProfile {
    /// What the partner is in law.
    pub constitution: Option<Constitution>,
    /// Its PAN, sealed at (`tax_profiles`, `pan_sealed`, the partner's key as 8
    /// big-endian bytes).
    pub pan: Option<Sealed>,
    /// Its GSTIN, sealed at (`tax_profiles`, `gstin_sealed`, the same bytes).
    pub gstin: Option<Sealed>,
}

/// The GSTIN is a registration of another PAN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("does not contain the PAN")]
pub struct TaxIdsDisagree;

impl TaxIdentity {
    /// The same with the PAN its GSTIN contains, where it has none.
    ///
    /// # Errors
    /// [`TaxIdsDisagree`] when the GSTIN contains another PAN.
    pub fn completed(self) -> Result<Self, TaxIdsDisagree> {
        let of_gstin = self.gstin.as_ref().and_then(Gstin::pan);
        let pan = self.pan.or(of_gstin);
        if let (Some(gstin), Some(pan)) = (&self.gstin, &pan)
            && !gstin.is_of(pan)
        {
            return Err(TaxIdsDisagree);
        }
        Ok(Self { pan, ..self })
    }

    /// The names of the fields in which `after` differs, comma-separated; `None` when
    /// nothing does.
    pub fn changed(&self, after: &Self) -> Option<&'static str> {
        let differs = (
            self.constitution != after.constitution,
            self.pan != after.pan,
            self.gstin != after.gstin,
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

    /// As it is kept for `partner`.
    ///
    /// # Errors
    /// Those of the vault.
    pub fn sealed(&self, vault: &dyn FieldVault, partner: PartnerId) -> PortResult<KeptTaxProfile> {
        let row = partner.get().to_be_bytes();
        let seal = |column, plain: &str| vault.seal(field(column, &row), plain.as_bytes());
        Ok(KeptTaxProfile {
            constitution: self.constitution,
            pan: self
                .pan
                .as_ref()
                .map(|pan| seal(PAN, pan.as_str()))
                .transpose()?,
            gstin: self
                .gstin
                .as_ref()
                .map(|gstin| seal(GSTIN, gstin.as_str()))
                .transpose()?,
        })
    }
}

impl KeptTaxProfile {
    /// What it says of `partner`.
    ///
    /// # Errors
    /// Those of the vault; [`PortFailure::Corrupt`] when what was sealed is none.
    pub fn opened(&self, vault: &dyn FieldVault, partner: PartnerId) -> PortResult<TaxIdentity> {
        let row = partner.get().to_be_bytes();
        let open = |column, sealed: &Sealed| {
            let plain = vault.open(field(column, &row), sealed)?;
            String::from_utf8(plain).map_err(|_| PortFailure::corrupt("tax_profiles"))
        };
        let pan = self.pan.as_ref().map(|sealed| {
            Pan::parse(&open(PAN, sealed)?)
                .map_err(|_| PortFailure::corrupt("tax_profiles.pan_sealed"))
        });
        let gstin = self.gstin.as_ref().map(|sealed| {
            Gstin::parse(&open(GSTIN, sealed)?)
                .map_err(|_| PortFailure::corrupt("tax_profiles.gstin_sealed"))
        });
        Ok(TaxIdentity {
            constitution: self.constitution,
            pan: pan.transpose()?,
            gstin: gstin.transpose()?,
        })
    }
}

const fn field<'a>(column: &'static str, row: &'a [u8]) -> FieldRef<'a> {
    FieldRef {
        table: "tax_profiles",
        column,
        row,
    }
}
