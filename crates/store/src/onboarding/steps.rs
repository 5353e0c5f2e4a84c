//! Steps 2 to 4.

use accounts::{
    ApiSetup, ApiStep, BusinessDescription, BusinessStep, CompanyName, Currency, DocumentRecord,
    Industry, KeptBusinessInfo, OnboardingStep, PartnerRecord, StepError,
};
use audit::PartnerChange;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{Actor, PartnerId, Sealed, TimeZoneName, WebAddress};
use payouts::NewTaxProfile;

use super::documents::insert_document;
use super::under_way::{afterwards, changed, note, under_way};
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::Fault;
use crate::money::tax_profiles;
use crate::schema::partner_onboardings;

/// Step 2.
pub(super) fn business(
    conn: &mut Conn,
    step: &BusinessStep,
) -> Result<PartnerRecord, Fault<StepError>> {
    let record = under_way(conn, step.partner)?;
    if !step.changed.is_empty() {
        write_business(conn, step.partner, &step.info)?;
        if let Some(fields) = step.tax_changed {
            let profile = NewTaxProfile {
                profile: step.info.tax.clone(),
                changed: fields,
                at: step.at,
            };
            let actor = Actor::Partner(step.partner);
            tax_profiles::set(conn, step.partner, &profile, actor)?;
        }
        changed(conn, &record, step.at)?;
    }
    diesel::update(partner_onboardings::table.find(step.partner.get()))
        .set(partner_onboardings::business_info_at.eq(micros(step.at)))
        .execute(conn)?;
    let what = done(OnboardingStep::BusinessInfo, &step.changed);
    note(conn, step.partner, what, step.at)?;
    afterwards(conn, step.partner)
}

/// Writes what lies in the onboarding's own row; the tax profile lies elsewhere.
pub(crate) fn write_business(
    conn: &mut Conn,
    partner: PartnerId,
    info: &KeptBusinessInfo,
) -> QueryResult<()> {
    use partner_onboardings::dsl as o;
    diesel::update(o::partner_onboardings.find(partner.get()))
        .set((
            o::company_name.eq(info.company_name.as_ref().map(CompanyName::as_str)),
            o::website.eq(info.website.as_ref().map(WebAddress::as_str)),
            o::industry.eq(info.industry.as_ref().map(Industry::as_str)),
            o::description.eq(info.description.as_ref().map(BusinessDescription::as_str)),
            o::address_sealed.eq(info.address.as_ref().map(Sealed::as_bytes)),
            o::currency.eq(info.currency.map(Currency::as_str)),
            o::time_zone.eq(info.time_zone.map(TimeZoneName::as_str)),
        ))
        .execute(conn)
        .map(drop)
}

/// Step 3.
pub(super) fn api(conn: &mut Conn, step: &ApiStep) -> Result<PartnerRecord, Fault<StepError>> {
    let record = under_way(conn, step.partner)?;
    if record.onboarding.business_info_at.is_none() {
        return Err(Fault::Refused(StepError::Incomplete));
    }
    if !step.changed.is_empty() {
        write_api(conn, step.partner, &step.setup)?;
        changed(conn, &record, step.at)?;
    }
    diesel::update(partner_onboardings::table.find(step.partner.get()))
        .set(partner_onboardings::api_setup_at.eq(micros(step.at)))
        .execute(conn)?;
    let what = done(OnboardingStep::ApiSetup, &step.changed);
    note(conn, step.partner, what, step.at)?;
    afterwards(conn, step.partner)
}

fn write_api(conn: &mut Conn, partner: PartnerId, setup: &ApiSetup) -> QueryResult<()> {
    use partner_onboardings::dsl as o;
    diesel::update(o::partner_onboardings.find(partner.get()))
        .set((
            o::webhook_url.eq(setup.webhook.as_ref().map(WebAddress::as_str)),
            o::callback_url.eq(setup.callback.as_ref().map(WebAddress::as_str)),
        ))
        .execute(conn)
        .map(drop)
}

/// Step 4.
pub(super) fn verification(
    conn: &mut Conn,
    partner: PartnerId,
    documents: &[DocumentRecord],
    at: DateTime<Utc>,
) -> Result<PartnerRecord, Fault<StepError>> {
    let record = under_way(conn, partner)?;
    let onboarding = &record.onboarding;
    if onboarding.business_info_at.is_none() || onboarding.api_setup_at.is_none() {
        return Err(Fault::Refused(StepError::Incomplete));
    }
    let total = record.documents.len().saturating_add(documents.len());
    if total == 0 {
        return Err(Fault::Refused(StepError::NoDocument));
    }
    if total > StepError::MOST_DOCUMENTS {
        return Err(Fault::Refused(StepError::TooManyDocuments));
    }
    for document in documents {
        insert_document(conn, partner, document)?;
    }
    if !documents.is_empty() {
        changed(conn, &record, at)?;
    }
    diesel::update(partner_onboardings::table.find(partner.get()))
        .set(partner_onboardings::verification_at.eq(micros(at)))
        .execute(conn)?;
    let fields: &[_] = if documents.is_empty() {
        &[]
    } else {
        &["documents"]
    };
    note(
        conn,
        partner,
        done(OnboardingStep::Verification, fields),
        at,
    )?;
    afterwards(conn, partner)
}

fn done(step: OnboardingStep, fields: &[&'static str]) -> PartnerChange {
    PartnerChange::StepDone {
        step: step.as_str(),
        fields: fields.join(", "),
    }
}
