//! Rows of `partners` and what they mean.

use std::num::NonZeroU32;

use accounts::{ClientId, OwnCallLimits, Partner, PartnerHandle, PartnerName, Slug};
use diesel::prelude::*;
use kernel::{PartnerId, PartnerUuid, PortFailure, PortResult, RateBps, Sealed};

use crate::columns::{instant, uuid, word};
use crate::conn::Conn;
use crate::schema::partners;

/// A whole row.
#[derive(Queryable)]
pub(crate) struct PartnerRow {
    pub(crate) id: i64,
    uuid: Vec<u8>,
    slug: String,
    client_id: String,
    name: String,
    email_sealed: Vec<u8>,
    _email_index: Vec<u8>,
    status: String,
    sandbox: bool,
    rate_bps: Option<i32>,
    created_at: i64,
    pub(crate) updated_at: i64,
    partner_type: Option<String>,
    pub(crate) deleted_at: Option<i64>,
    deleted_slug: Option<String>,
    tokens_from: Option<i64>,
    calls_per_second: Option<i32>,
    call_burst: Option<i32>,
    monthly_quota: Option<i64>,
}

impl PartnerRow {
    /// The partner the row describes.
    ///
    /// # Errors
    /// [`PortFailure::Corrupt`] naming the column that does not fit.
    pub(crate) fn into_partner(self) -> PortResult<Partner> {
        Ok(Partner {
            id: PartnerId::new(self.id),
            uuid: PartnerUuid::new(uuid(&self.uuid, "partners.uuid")?),
            slug: Slug::parse(self.deleted_slug.as_deref().unwrap_or(&self.slug))
                .map_err(|_| PortFailure::corrupt("partners.slug"))?,
            client_id: ClientId::parse(&self.client_id)
                .ok_or(PortFailure::corrupt("partners.client_id"))?,
            name: PartnerName::parse(&self.name)
                .map_err(|_| PortFailure::corrupt("partners.name"))?,
            email: Sealed::new(self.email_sealed),
            status: word(&self.status, "partners.status")?,
            sandbox: self.sandbox,
            rate: self.rate_bps.map(rate).transpose()?,
            kind: self
                .partner_type
                .map(|kind| word(&kind, "partners.partner_type"))
                .transpose()?,
            tokens_from: self
                .tokens_from
                .map(|from| instant(from, "partners.tokens_from"))
                .transpose()?,
            calls: calls(self.calls_per_second, self.call_burst, self.monthly_quota)?,
            created_at: instant(self.created_at, "partners.created_at")?,
        })
    }
}

/// The limits of a partner's own.
fn calls(
    per_second: Option<i32>,
    burst: Option<i32>,
    quota: Option<i64>,
) -> PortResult<OwnCallLimits> {
    let number = |value: Option<i32>, what| {
        let number = value.map(|value| u32::try_from(value).ok().and_then(NonZeroU32::new));
        number.map_or(Ok(None), |number| match number {
            Some(number) => Ok(Some(number)),
            None => Err(PortFailure::corrupt(what)),
        })
    };
    let quota = quota.map(u64::try_from).transpose();
    Ok(OwnCallLimits {
        per_second: number(per_second, "partners.calls_per_second")?,
        burst: number(burst, "partners.call_burst")?,
        monthly_quota: quota.map_err(|_| PortFailure::corrupt("partners.monthly_quota"))?,
    })
}

fn rate(bps: i32) -> PortResult<RateBps> {
    u16::try_from(bps)
        .ok()
        .and_then(|bps| RateBps::new(bps).ok())
        .ok_or(PortFailure::corrupt("partners.rate_bps"))
}

/// The row `handle` names, unless it was deleted.
pub(crate) fn by_handle(
    conn: &mut Conn,
    handle: &PartnerHandle,
) -> QueryResult<Option<PartnerRow>> {
    let existing = partners::table.filter(partners::deleted_at.is_null());
    match handle {
        PartnerHandle::ClientId(id) => existing
            .filter(partners::client_id.eq(id.as_str()))
            .first(conn),
        PartnerHandle::Uuid(uuid) => existing
            .filter(partners::uuid.eq(uuid.get().as_bytes().as_slice()))
            .first(conn),
        PartnerHandle::Slug(slug) => existing
            .filter(partners::slug.eq(slug.as_str()))
            .first(conn),
    }
    .optional()
}
