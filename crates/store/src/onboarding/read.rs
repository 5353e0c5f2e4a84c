//! Reading onboardings.

use accounts::{OnboardingAccess, OnboardingToken, PartnerRecord, SecretHash, Slug};
use diesel::prelude::*;
use kernel::{PartnerId, PartnerUuid};

use super::rows::record_of;
use crate::columns::{instant, word};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::partner_rows::PartnerRow;
use crate::schema::{onboarding_tokens, partners};

/// A partner's key and status, and its token if it has one.
type AccessRow = (i64, String, Option<Vec<u8>>, Option<i64>);

/// One statement whatever it finds.
pub(super) fn access(
    conn: &mut Conn,
    partner: PartnerUuid,
) -> Result<Option<OnboardingAccess>, StoreError> {
    let tokens = onboarding_tokens::table.on(onboarding_tokens::partner_id.eq(partners::id));
    let row: Option<AccessRow> = partners::table
        .left_join(tokens)
        .filter(partners::uuid.eq(partner.get().as_bytes().as_slice()))
        .filter(partners::deleted_at.is_null())
        .select((
            partners::id,
            partners::status,
            onboarding_tokens::hash.nullable(),
            onboarding_tokens::expires_at.nullable(),
        ))
        .get_result(conn)
        .optional()?;
    let Some((key, status, hash, expires_at)) = row else {
        return Ok(None);
    };
    let token = hash.zip(expires_at).map(|(hash, end)| {
        Ok::<_, kernel::PortFailure>(OnboardingToken {
            hash: SecretHash::new(hash),
            expires_at: instant(end, "onboarding_tokens.expires_at")?,
        })
    });
    Ok(Some(OnboardingAccess {
        partner: PartnerId::new(key),
        status: word(&status, "partners.status")?,
        token: token.transpose()?,
    }))
}

/// The record of a partner that is not deleted.
pub(super) fn record(
    conn: &mut Conn,
    partner: PartnerUuid,
) -> Result<Option<PartnerRecord>, StoreError> {
    let row: Option<PartnerRow> = partners::table
        .filter(partners::uuid.eq(partner.get().as_bytes().as_slice()))
        .filter(partners::deleted_at.is_null())
        .get_result(conn)
        .optional()?;
    row.map(|row| record_of(conn, row)).transpose()
}

/// The same by slug.
pub(super) fn record_of_slug(
    conn: &mut Conn,
    slug: &Slug,
) -> Result<Option<PartnerRecord>, StoreError> {
    let row: Option<PartnerRow> = partners::table
        .filter(partners::slug.eq(slug.as_str()))
        .filter(partners::deleted_at.is_null())
        .get_result(conn)
        .optional()?;
    row.map(|row| record_of(conn, row)).transpose()
}
