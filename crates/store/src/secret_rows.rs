//! Rows of client secrets.

use accounts::SecretRecord;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{ClientSecretId, PartnerId, PortResult};

use crate::columns::{instant, micros};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::partner_secrets;

/// What there is to tell of the secrets of `partner` that count at `now`, newest first.
pub(crate) fn live(
    conn: &mut Conn,
    partner: PartnerId,
    now: DateTime<Utc>,
) -> Result<Vec<SecretRecord>, StoreError> {
    let has_no_end = partner_secrets::ends_at.is_null();
    let ends_later = partner_secrets::ends_at.gt(micros(now));
    let rows: Vec<(i64, i64, Option<i64>)> = partner_secrets::table
        .filter(partner_secrets::partner_id.eq(partner.get()))
        .filter(has_no_end.or(ends_later))
        .order(partner_secrets::id.desc())
        .select((
            partner_secrets::id,
            partner_secrets::created_at,
            partner_secrets::ends_at,
        ))
        .load(conn)?;
    let records = rows.into_iter().map(|(id, created_at, ends_at)| {
        let ends_at = ends_at.map(|end| instant(end, "partner_secrets.ends_at"));
        Ok(SecretRecord {
            id: ClientSecretId::new(id),
            created_at: instant(created_at, "partner_secrets.created_at")?,
            ends_at: ends_at.transpose()?,
        })
    });
    Ok(records.collect::<PortResult<_>>()?)
}
