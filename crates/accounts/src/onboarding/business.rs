//! What business a partner is (contract `onboarding.md`, `businessInfo`).

mod address;

pub use address::{AddressLine, PostalAddress};

use kernel::{
    FieldRef, FieldVault, KeptTaxProfile, PartnerId, PortResult, Sealed, TaxIdentity, TimeZoneName,
    WebAddress, words,
};

use super::text::text;

text! {
    /// What a company is called: 2–200 characters.
    CompanyName, 2, 200, false
}
text! {
    /// What it deals in: 1–100 characters.
    Industry, 1, 100, false
}
text! {
    /// What it says of itself: 1–2000 characters, in any number of lines.
    BusinessDescription, 1, 2000, true
}

words! {
    /// In what a partner is paid.
    Currency {
        /// Indian rupees.
        Inr = "INR",
    }
}

/// What business a partner is, in clear. A partner made at the command line, or one that
/// has not come so far, said nothing: every part may be missing. The step itself asks for
/// the company's name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BusinessInfo {
    /// `companyName`.
    pub company_name: Option<CompanyName>,
    /// `website`.
    pub website: Option<WebAddress>,
    /// `industry`.
    pub industry: Option<Industry>,
    /// `description`.
    pub description: Option<BusinessDescription>,
    /// `address`.
    pub address: Option<PostalAddress>,
    /// `constitution`, `pan` and `gstin`; kept as the partner's tax profile.
    pub tax: TaxIdentity,
    /// `currency`.
    pub currency: Option<Currency>,
    /// `timeZone`.
    pub time_zone: Option<TimeZoneName>,
}

/// The same as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeptBusinessInfo {
    /// `companyName`.
    pub company_name: Option<CompanyName>,
    /// `website`.
    pub website: Option<WebAddress>,
    /// `industry`.
    pub industry: Option<Industry>,
    /// `description`.
    pub description: Option<BusinessDescription>,
    /// `address`, as [`PostalAddress::to_text`] writes it, sealed at
    /// (`partner_onboardings`, `address_sealed`, the partner's key as 8 big-endian bytes).
    pub address: Option<Sealed>,
    /// The partner's tax profile.
    pub tax: KeptTaxProfile,
    /// `currency`.
    pub currency: Option<Currency>,
    /// `timeZone`.
    pub time_zone: Option<TimeZoneName>,
}

impl BusinessInfo {
    /// As it is kept for `partner`.
    ///
    /// # Errors
    /// Those of the vault.
    pub fn sealed(
        &self,
        vault: &dyn FieldVault,
        partner: PartnerId,
    ) -> PortResult<KeptBusinessInfo> {
        let row = partner.get().to_be_bytes();
        let seal =
            |address: &PostalAddress| vault.seal(address_field(&row), address.to_text().as_bytes());
        Ok(KeptBusinessInfo {
            company_name: self.company_name.clone(),
            website: self.website.clone(),
            industry: self.industry.clone(),
            description: self.description.clone(),
            address: self.address.as_ref().map(seal).transpose()?,
            tax: self.tax.sealed(vault, partner)?,
            currency: self.currency,
            time_zone: self.time_zone,
        })
    }

    /// The names of the fields in which `after` differs, as they are called on the wire;
    /// of the address and the tax profile no more than that they do.
    pub fn changed(&self, after: &Self) -> Vec<&'static str> {
        [
            ("companyName", self.company_name != after.company_name),
            ("website", self.website != after.website),
            ("industry", self.industry != after.industry),
            ("description", self.description != after.description),
            ("address", self.address != after.address),
            (
                "constitution",
                self.tax.constitution != after.tax.constitution,
            ),
            ("pan", self.tax.pan != after.tax.pan),
            ("gstin", self.tax.gstin != after.tax.gstin),
            ("currency", self.currency != after.currency),
            ("timeZone", self.time_zone != after.time_zone),
        ]
        .into_iter()
        .filter_map(|(name, differs)| differs.then_some(name))
        .collect()
    }
}

impl KeptBusinessInfo {
    /// What it says of `partner`.
    ///
    /// # Errors
    /// Those of the vault; [`kernel::PortFailure::Corrupt`] when what was sealed is none.
    pub fn opened(&self, vault: &dyn FieldVault, partner: PartnerId) -> PortResult<BusinessInfo> {
        let row = partner.get().to_be_bytes();
        let open =
            |sealed: &Sealed| PostalAddress::from_stored(&vault.open(address_field(&row), sealed)?);
        Ok(BusinessInfo {
            company_name: self.company_name.clone(),
            website: self.website.clone(),
            industry: self.industry.clone(),
            description: self.description.clone(),
            address: self.address.as_ref().map(open).transpose()?,
            tax: self.tax.opened(vault, partner)?,
            currency: self.currency,
            time_zone: self.time_zone,
        })
    }
}

const fn address_field(row: &[u8; 8]) -> FieldRef<'_> {
    FieldRef {
        table: "partner_onboardings",
        column: "address_sealed",
        row,
    }
}
