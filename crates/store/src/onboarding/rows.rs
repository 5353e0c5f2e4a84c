//! A partner's record, read from its four tables.

use std::collections::HashMap;

use accounts::{ApiSetup, DocumentRecord, KeptBusinessInfo, Onboarding, PartnerRecord, Review};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{KeptTaxProfile, PortFailure, PortResult, Sealed, StaffId, TimeZoneName, WebAddress};

use super::document_rows::documents;
use crate::columns::{instant, word};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::money::tax_profiles::ProfileRow;
use crate::partner_rows::PartnerRow;
use crate::schema::{partner_onboardings, tax_profiles};

/// The records of the partners of `rows`, in their order; three queries for any number.
///
/// # Errors
/// Those of the database; [`PortFailure::Corrupt`] for rows that do not fit.
pub(crate) fn records(
    conn: &mut Conn,
    rows: Vec<PartnerRow>,
) -> Result<Vec<PartnerRecord>, StoreError> {
    let keys: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut onboardings = onboardings(conn, &keys)?;
    let mut taxes = taxes(conn, &keys)?;
    let mut documents = documents(conn, &keys)?;
    let records = rows.into_iter().map(|row| {
        let key = row.id;
        let onboarding = onboardings.remove(&key);
        let onboarding =
            onboarding.ok_or(PortFailure::corrupt("partner_onboardings.partner_id"))?;
        let tax = taxes.remove(&key).unwrap_or_default();
        record(
            row,
            onboarding,
            tax,
            documents.remove(&key).unwrap_or_default(),
        )
    });
    Ok(records.collect::<PortResult<_>>()?)
}

/// The record of the partner of `row`.
///
/// # Errors
/// As [`records`].
pub(crate) fn record_of(conn: &mut Conn, row: PartnerRow) -> Result<PartnerRecord, StoreError> {
    let record = records(conn, vec![row])?.pop();
    Ok(record.ok_or(PortFailure::corrupt("partners.id"))?)
}

/// A whole row of `partner_onboardings`.
#[derive(Queryable)]
struct OnboardingRow {
    partner_id: i64,
    phone_sealed: Option<Vec<u8>>,
    started_at: i64,
    business_info_at: Option<i64>,
    api_setup_at: Option<i64>,
    verification_at: Option<i64>,
    activated_at: Option<i64>,
    company_name: Option<String>,
    website: Option<String>,
    industry: Option<String>,
    description: Option<String>,
    address_sealed: Option<Vec<u8>>,
    currency: Option<String>,
    time_zone: Option<String>,
    webhook_url: Option<String>,
    callback_url: Option<String>,
    _webhook_secret_sealed: Option<Vec<u8>>,
    review: Option<String>,
    review_reason_sealed: Option<Vec<u8>>,
    reviewed_at: Option<i64>,
    reviewed_by: Option<i64>,
}

fn onboardings(conn: &mut Conn, keys: &[i64]) -> QueryResult<HashMap<i64, OnboardingRow>> {
    let rows: Vec<OnboardingRow> = partner_onboardings::table
        .filter(partner_onboardings::partner_id.eq_any(keys.to_vec()))
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.partner_id, row)).collect())
}

fn taxes(conn: &mut Conn, keys: &[i64]) -> Result<HashMap<i64, KeptTaxProfile>, StoreError> {
    let rows: Vec<ProfileRow> = tax_profiles::table
        .filter(tax_profiles::partner_id.eq_any(keys.to_vec()))
        .load(conn)?;
    let profiles = rows
        .into_iter()
        .map(|row| Ok((row.partner_id, row.into_profile()?)));
    Ok(profiles.collect::<PortResult<_>>()?)
}

fn record(
    row: PartnerRow,
    mut onboarding: OnboardingRow,
    tax: KeptTaxProfile,
    documents: Vec<DocumentRecord>,
) -> PortResult<PartnerRecord> {
    let updated_at = instant(row.updated_at, "partners.updated_at")?;
    let deleted_at = row.deleted_at;
    Ok(PartnerRecord {
        partner: row.into_partner()?,
        phone: onboarding.phone_sealed.take().map(Sealed::new),
        onboarding: onboarding.progress()?,
        api: onboarding.api()?,
        business: onboarding.business(tax)?,
        documents,
        updated_at,
        deleted_at: at(deleted_at, "partners.deleted_at")?,
    })
}

impl OnboardingRow {
    fn progress(&mut self) -> PortResult<Onboarding> {
        Ok(Onboarding {
            started_at: instant(self.started_at, "partner_onboardings.started_at")?,
            business_info_at: at(
                self.business_info_at,
                "partner_onboardings.business_info_at",
            )?,
            api_setup_at: at(self.api_setup_at, "partner_onboardings.api_setup_at")?,
            verification_at: at(self.verification_at, "partner_onboardings.verification_at")?,
            activated_at: at(self.activated_at, "partner_onboardings.activated_at")?,
            review: self.review()?,
        })
    }

    fn review(&mut self) -> PortResult<Option<Review>> {
        let reason = self.review_reason_sealed.take().map(Sealed::new);
        let (Some(verdict), Some(reviewed_at)) = (&self.review, self.reviewed_at) else {
            return Ok(None);
        };
        Ok(Some(Review {
            verdict: word(verdict, "partner_onboardings.review")?,
            reason,
            at: instant(reviewed_at, "partner_onboardings.reviewed_at")?,
            by: self.reviewed_by.map(StaffId::new),
        }))
    }

    fn api(&self) -> PortResult<ApiSetup> {
        Ok(ApiSetup {
            webhook: site(
                self.webhook_url.as_deref(),
                "partner_onboardings.webhook_url",
            )?,
            callback: site(
                self.callback_url.as_deref(),
                "partner_onboardings.callback_url",
            )?,
        })
    }

    fn business(self, tax: KeptTaxProfile) -> PortResult<KeptBusinessInfo> {
        Ok(KeptBusinessInfo {
            company_name: read(
                self.company_name.as_deref(),
                accounts::CompanyName::parse,
                "partner_onboardings.company_name",
            )?,
            website: site(self.website.as_deref(), "partner_onboardings.website")?,
            industry: read(
                self.industry.as_deref(),
                accounts::Industry::parse,
                "partner_onboardings.industry",
            )?,
            description: read(
                self.description.as_deref(),
                accounts::BusinessDescription::parse,
                "partner_onboardings.description",
            )?,
            address: self.address_sealed.map(Sealed::new),
            tax,
            currency: read(
                self.currency.as_deref(),
                str::parse,
                "partner_onboardings.currency",
            )?,
            time_zone: read(
                self.time_zone.as_deref(),
                TimeZoneName::parse,
                "partner_onboardings.time_zone",
            )?,
        })
    }
}

fn at(micros: Option<i64>, what: &'static str) -> PortResult<Option<DateTime<Utc>>> {
    micros.map(|micros| instant(micros, what)).transpose()
}

fn site(text: Option<&str>, what: &'static str) -> PortResult<Option<WebAddress>> {
    read(text, WebAddress::site, what)
}

fn read<T, E>(
    text: Option<&str>,
    parse: impl FnOnce(&str) -> Result<T, E>,
    what: &'static str,
) -> PortResult<Option<T>> {
    text.map(|text| parse(text).map_err(|_| PortFailure::corrupt(what)))
        .transpose()
}
