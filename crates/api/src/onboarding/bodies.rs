//! Bodies of onboarding, every field judged.

use accounts::{
    AddressLine, ApiSetup, BusinessDescription, BusinessInfo, CompanyName, DocumentKind,
    DocumentName, Industry, NamedDocument, OnboardingDraft, PartnerName, PhoneNumber,
    PostalAddress,
};
use kernel::{
    EmailAddress, Gstin, Pan, Reach, TaxIdentity, TimeZoneName, WebAddress, WebAddressError,
};
use serde_json::{Map, Value};

use crate::error::Refusal;
use crate::fields::{Faults, Fields, parse};

/// Reads step 1.
pub(crate) fn read_start(bytes: &[u8]) -> Result<OnboardingDraft, Refusal> {
    const FIELDS: &[&str] = &["name", "email", "phoneNumber", "partnerType"];
    let object = parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, FIELDS, &mut faults);
    let name = body.text("name", &mut faults, PartnerName::parse);
    let email = body.text("email", &mut faults, EmailAddress::parse);
    let phone = body.text("phoneNumber", &mut faults, PhoneNumber::parse);
    let kind = body.text_if_any("partnerType", &mut faults, str::parse);
    let draft = || {
        Some(OnboardingDraft {
            name: name?,
            email: email?,
            phone: Some(phone?),
            kind,
        })
    };
    let draft = draft();
    faults.accept(draft)
}

/// Reads step 2.
pub(crate) fn read_business_step(bytes: &[u8]) -> Result<BusinessInfo, Refusal> {
    let object = parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &["businessInfo"], &mut faults);
    let info = read_business_info(&body, &mut faults);
    if !body.has("businessInfo") {
        faults.add("businessInfo".to_owned(), "is required");
    }
    faults.accept(info)
}

/// The fields of `businessInfo`.
pub(crate) const BUSINESS_FIELDS: &[&str] = &[
    "companyName",
    "website",
    "industry",
    "description",
    "address",
    "constitution",
    "pan",
    "gstin",
    "currency",
    "timeZone",
];

/// Reads `businessInfo` of `body`, if it is there; the company's name is needed.
fn read_business_info(body: &Fields<'_>, faults: &mut Faults) -> Option<BusinessInfo> {
    let info = read_any_business_info(body, faults)?;
    let fields = body.inner("businessInfo", BUSINESS_FIELDS, &mut Faults::default())?;
    if !fields.has("companyName") {
        faults.add("businessInfo.companyName".to_owned(), "is required");
    }
    info.company_name.is_some().then_some(info)
}

/// Reads as much of `businessInfo` of `body` as is there.
pub(crate) fn read_any_business_info(
    body: &Fields<'_>,
    faults: &mut Faults,
) -> Option<BusinessInfo> {
    let info = body.inner("businessInfo", BUSINESS_FIELDS, faults)?;
    Some(BusinessInfo {
        company_name: info.text_if_any("companyName", faults, CompanyName::parse),
        website: info.text_if_any("website", faults, WebAddress::site),
        industry: info.text_if_any("industry", faults, Industry::parse),
        description: info.text_if_any("description", faults, BusinessDescription::parse),
        address: read_address(&info, faults),
        tax: TaxIdentity {
            constitution: info.text_if_any("constitution", faults, str::parse),
            pan: info.text_if_any("pan", faults, Pan::parse),
            gstin: info.text_if_any("gstin", faults, Gstin::parse),
        },
        currency: info.text_if_any("currency", faults, str::parse),
        time_zone: info.text_if_any("timeZone", faults, TimeZoneName::parse),
    })
}

/// An address of which no part was given is none.
fn read_address(info: &Fields<'_>, faults: &mut Faults) -> Option<PostalAddress> {
    const FIELDS: &[&str] = &["line1", "line2", "city", "state", "postalCode", "country"];
    let address = info.inner("address", FIELDS, faults)?;
    let mut line = |name| address.text_if_any(name, faults, AddressLine::parse);
    let address = PostalAddress {
        line1: line("line1"),
        line2: line("line2"),
        city: line("city"),
        state: line("state"),
        postal_code: line("postalCode"),
        country: line("country"),
    };
    (!address.is_empty()).then_some(address)
}

/// Reads step 3.
pub(crate) fn read_api_setup(bytes: &[u8], reach: Reach) -> Result<ApiSetup, Refusal> {
    let object = parse(bytes)?;
    let mut faults = Faults::default();
    let body = Fields::of(&object, &["webhookUrl", "callbackUrl"], &mut faults);
    let webhook = body.text("webhookUrl", &mut faults, |text| {
        ApiSetup::webhook(text, reach)
    });
    let callback = body.text("callbackUrl", &mut faults, |text| {
        ApiSetup::callback(text, reach)
    });
    let whole = webhook.is_some() && callback.is_some();
    faults.accept(whole.then_some(ApiSetup { webhook, callback }))
}

/// Reads step 4.
pub(crate) fn read_verification(
    object: &Map<String, Value>,
) -> Result<Vec<NamedDocument>, Refusal> {
    let mut faults = Faults::default();
    let body = Fields::of(object, &["documents"], &mut faults);
    let items = body.inner_all("documents", &["type", "name", "url"], &mut faults);
    let documents: Option<Vec<NamedDocument>> = items
        .unwrap_or_default()
        .iter()
        .map(|item| {
            let kind = item.text("type", &mut faults, str::parse::<DocumentKind>);
            let name = item.text("name", &mut faults, DocumentName::parse);
            let url = item.text("url", &mut faults, secure_site);
            Some(NamedDocument {
                kind: kind?,
                name: name?,
                url: url?,
            })
        })
        .collect();
    faults.accept(documents)
}

/// An address people may open; nothing here fetches it.
fn secure_site(text: &str) -> Result<WebAddress, WebAddressError> {
    let site = WebAddress::site(text)?;
    if site.as_str().starts_with("https://") {
        Ok(site)
    } else {
        Err(WebAddressError::Insecure)
    }
}
