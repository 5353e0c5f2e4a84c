//! What a business is after a change by staff.

use kernel::TaxIdentity;

use super::{ChangeRecordError, RecordPatch};
use crate::BusinessInfo;

/// What `patch` says over `before`. A GSTIN brings the PAN it contains where there is none.
pub(super) fn laid_over(
    before: &BusinessInfo,
    patch: &RecordPatch,
) -> Result<BusinessInfo, ChangeRecordError> {
    let Some(given) = patch.business.clone() else {
        return Ok(before.clone());
    };
    let old = without(before.clone(), &patch.emptied);
    let tax = TaxIdentity {
        constitution: given.tax.constitution.or(old.tax.constitution),
        pan: given.tax.pan.or(old.tax.pan),
        gstin: given.tax.gstin.or(old.tax.gstin),
    };
    Ok(BusinessInfo {
        company_name: given.company_name.or(old.company_name),
        website: given.website.or(old.website),
        industry: given.industry.or(old.industry),
        description: given.description.or(old.description),
        address: given.address.or(old.address),
        tax: tax.completed()?,
        currency: given.currency.or(old.currency),
        time_zone: given.time_zone.or(old.time_zone),
    })
}

/// `info` without the fields `emptied`.
fn without(mut info: BusinessInfo, emptied: &[&'static str]) -> BusinessInfo {
    for name in emptied {
        match *name {
            "companyName" => info.company_name = None,
            "website" => info.website = None,
            "industry" => info.industry = None,
            "description" => info.description = None,
            "address" => info.address = None,
            "constitution" => info.tax.constitution = None,
            "pan" => info.tax.pan = None,
            "gstin" => info.tax.gstin = None,
            "currency" => info.currency = None,
            "timeZone" => info.time_zone = None,
            _ => {}
        }
    }
    info
}
