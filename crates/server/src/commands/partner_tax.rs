//! `partner set-tax`

use kernel::{Actor, Gstin, Pan};
use payouts::{Constitution, TaxIdentity};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::partner::{fields, identity, unknown};
use crate::cli::SetTaxArgs;
use crate::console::Console;
use crate::failure::Failure;
use crate::kit::Kit;

/// Lays what is given over the partner's tax profile, and tells what there is now;
/// of PAN and GSTIN only whether they are known.
///
/// # Errors
/// No such partner; a PAN or GSTIN that is none, or that do not agree; the database.
pub(super) fn set_tax(
    kit: &Kit,
    arguments: &SetTaxArgs,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let given = given(arguments)?;
    let partner = kit.partners().find(&arguments.partner)?;
    let partner = partner.ok_or_else(unknown)?;
    let profile = kit
        .tax_profiles()
        .execute(partner.id, given, Actor::Operator)
        .map_err(|error| Failure::told(error.to_string()))?;
    let mut json = identity(&partner);
    json["constitution"] = json!(profile.constitution.map(Constitution::as_str));
    json["has_pan"] = json!(profile.pan.is_some());
    json["has_gstin"] = json!(profile.gstin.is_some());
    console.record(&json, || fields(&json))
}

/// No reason repeats the value.
fn given(arguments: &SetTaxArgs) -> Result<TaxIdentity, Failure> {
    let pan = judged(arguments.pan.as_ref(), "pan", Pan::parse)?;
    let gstin = judged(arguments.gstin.as_ref(), "gstin", Gstin::parse)?;
    Ok(TaxIdentity {
        constitution: arguments.constitution,
        pan,
        gstin,
    })
}

fn judged<T, E: std::error::Error>(
    text: Option<&SecretString>,
    field: &str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, Failure> {
    let told = |error: E| Failure::told(format!("{field} {error}"));
    text.map(|text| parse(text.expose_secret()).map_err(told))
        .transpose()
}
