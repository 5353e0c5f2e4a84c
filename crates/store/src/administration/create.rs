//! Creating a partner whose onboarding staff begin.

use accounts::{CreatePartnerError, NewByStaff, OnboardingStep, PartnerRecord};
use audit::PartnerChange;
use diesel::prelude::*;
use kernel::{Actor, FieldVault, PortFailure};
use payouts::NewTaxProfile;

use super::record;
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::Fault;
use crate::letter_rows;
use crate::money::tax_profiles;
use crate::onboarding::rows::record_of;
use crate::onboarding::start::start;
use crate::onboarding::steps::write_business;
use crate::partner_rows::PartnerRow;
use crate::schema::{partner_onboardings, partners};

/// See [`accounts::PartnerAdministration::create`].
pub(super) fn create(
    conn: &mut Conn,
    vault: &dyn FieldVault,
    new: &NewByStaff,
) -> Result<PartnerRecord, Fault<CreatePartnerError>> {
    let record = start(conn, vault, &new.onboarding)?;
    letter_rows::insert(conn, &new.letter)?;
    if new.fields.is_empty() {
        return Ok(record);
    }
    add_business(conn, vault, new, &record)?;
    let row: PartnerRow = partners::table
        .find(record.partner.id.get())
        .get_result(conn)?;
    let record = record_of(conn, row).map_err(PortFailure::from)?;
    Ok(record)
}

/// What it is known to be; with its company's name the second step is done.
fn add_business(
    conn: &mut Conn,
    vault: &dyn FieldVault,
    new: &NewByStaff,
    created: &PartnerRecord,
) -> Result<(), Fault<CreatePartnerError>> {
    let (partner, at) = (created.partner.id, new.onboarding.partner.created_at);
    let info = new.business.sealed(vault, partner)?;
    write_business(conn, partner, &info)?;
    if let Some(changed) = new.tax {
        let profile = NewTaxProfile {
            profile: info.tax.clone(),
            changed,
            at,
        };
        tax_profiles::set(conn, partner, &profile, Actor::Staff(new.by))?;
    }
    if info.company_name.is_none() {
        return Ok(());
    }
    diesel::update(partner_onboardings::table.find(partner.get()))
        .set(partner_onboardings::business_info_at.eq(micros(at)))
        .execute(conn)?;
    let what = PartnerChange::StepDone {
        step: OnboardingStep::BusinessInfo.as_str(),
        fields: new.fields.join(", "),
    };
    Ok(record(conn, partner, new.by, at, what)?)
}
