//! What business a partner is, and where it is called (contract `onboarding.md`).

use accounts::{ApiSetup, BusinessInfo, Currency, PostalAddress};
use kernel::Constitution;
use serde::Serialize;

/// `businessInfo`.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BusinessInfo)]
pub(crate) struct BusinessView {
    /// What the company is called.
    #[schema(example = "Lead House Private Limited", required = true)]
    company_name: Option<String>,
    /// Its site.
    #[schema(example = "https://www.lead-house.example/", required = true)]
    website: Option<String>,
    /// What it deals in.
    #[schema(example = "fintech", required = true)]
    industry: Option<String>,
    /// What it says of itself.
    #[schema(required = true)]
    description: Option<String>,
    /// Where it is.
    #[schema(required = true)]
    address: Option<AddressView>,
    /// What it is in law.
    #[schema(example = "private_limited", required = true)]
    constitution: Option<&'static str>,
    /// Its PAN.
    #[schema(example = "ABCDE1234F", required = true)]
    pan: Option<String>,
    /// Its GSTIN.
    #[schema(required = true)]
    gstin: Option<String>,
    /// In what it is paid.
    #[schema(example = "INR", required = true)]
    currency: Option<&'static str>,
    /// Where its day begins.
    #[schema(example = "Asia/Kolkata", required = true)]
    time_zone: Option<&'static str>,
}

/// A postal address, as far as it was given.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PostalAddress)]
pub(crate) struct AddressView {
    /// First line.
    #[schema(required = true)]
    line1: Option<String>,
    /// Second line.
    #[schema(required = true)]
    line2: Option<String>,
    /// City.
    #[schema(example = "Pune", required = true)]
    city: Option<String>,
    /// State.
    #[schema(example = "Maharashtra", required = true)]
    state: Option<String>,
    /// Postal code.
    #[schema(example = "411001", required = true)]
    postal_code: Option<String>,
    /// Country.
    #[schema(example = "India", required = true)]
    country: Option<String>,
}

/// `apiSetup`.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApiSetup)]
pub(crate) struct ApiSetupView {
    /// Where the partner is called.
    #[schema(example = "https://hooks.lead-house.example/in", required = true)]
    webhook_url: Option<String>,
    /// Where browsers go back to.
    #[schema(example = "https://www.lead-house.example/back", required = true)]
    callback_url: Option<String>,
}

impl BusinessView {
    /// `info` on the wire, to the partner itself and to staff.
    pub(crate) fn of(info: &BusinessInfo) -> Self {
        Self {
            company_name: info.company_name.as_ref().map(|t| t.as_str().to_owned()),
            website: info.website.as_ref().map(|t| t.as_str().to_owned()),
            industry: info.industry.as_ref().map(|t| t.as_str().to_owned()),
            description: info.description.as_ref().map(|t| t.as_str().to_owned()),
            address: info.address.as_ref().map(AddressView::of),
            constitution: info.tax.constitution.map(Constitution::as_str),
            pan: info.tax.pan.as_ref().map(|pan| pan.as_str().to_owned()),
            gstin: info
                .tax
                .gstin
                .as_ref()
                .map(|gstin| gstin.as_str().to_owned()),
            currency: info.currency.map(Currency::as_str),
            time_zone: info.time_zone.map(kernel::TimeZoneName::as_str),
        }
    }
}

impl AddressView {
    fn of(address: &PostalAddress) -> Self {
        let line = |line: &Option<accounts::AddressLine>| {
            line.as_ref().map(|line| line.as_str().to_owned())
        };
        Self {
            line1: line(&address.line1),
            line2: line(&address.line2),
            city: line(&address.city),
            state: line(&address.state),
            postal_code: line(&address.postal_code),
            country: line(&address.country),
        }
    }
}

impl ApiSetupView {
    /// `setup` on the wire.
    pub(crate) fn of(setup: &ApiSetup) -> Self {
        let text = |address: &kernel::WebAddress| address.as_str().to_owned();
        Self {
            webhook_url: setup.webhook.as_ref().map(text),
            callback_url: setup.callback.as_ref().map(text),
        }
    }
}
