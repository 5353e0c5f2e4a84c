//! Partners by their API keys.

use accounts::{ApiKeys, LiveSecret, PartnerAccess, SecretHash};
use diesel::prelude::*;
use kernel::PortResult;

use crate::Store;
use crate::columns::instant;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::partner_rows::PartnerRow;
use crate::schema::{partner_api_keys, partner_secrets, partners};

/// API keys in the database.
#[derive(Clone)]
pub struct DieselApiKeys {
    store: Store,
}

impl DieselApiKeys {
    /// The API keys of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

impl ApiKeys for DieselApiKeys {
    fn access(&self, hashes: &[SecretHash]) -> PortResult<Option<PartnerAccess>> {
        self.store.read(|conn| access(conn, hashes))
    }
}

/// A partner, and one of its secrets with its end.
type Row = (PartnerRow, Option<Vec<u8>>, Option<i64>);

/// One statement whether there is such a key or not.
fn access(conn: &mut Conn, hashes: &[SecretHash]) -> Result<Option<PartnerAccess>, StoreError> {
    let hashes: Vec<&[u8]> = hashes.iter().map(SecretHash::as_bytes).collect();
    let secrets = partner_secrets::table.on(partner_secrets::partner_id.eq(partners::id));
    let rows: Vec<Row> = partner_api_keys::table
        .inner_join(partners::table.on(partners::id.eq(partner_api_keys::partner_id)))
        .left_join(secrets)
        .filter(partner_api_keys::hash.eq_any(hashes))
        .filter(partners::deleted_at.is_null())
        .select((
            partners::all_columns,
            partner_secrets::hash.nullable(),
            partner_secrets::ends_at.nullable(),
        ))
        .load(conn)?;
    let mut found: Option<PartnerAccess> = None;
    for (partner, hash, ends_at) in rows {
        let access = match &mut found {
            Some(access) => access,
            none => none.insert(PartnerAccess {
                partner: partner.into_partner()?,
                secrets: Vec::new(),
            }),
        };
        if let Some(hash) = hash {
            let ends_at = ends_at.map(|end| instant(end, "partner_secrets.ends_at"));
            access.secrets.push(LiveSecret {
                hash: SecretHash::new(hash),
                ends_at: ends_at.transpose()?,
            });
        }
    }
    Ok(found)
}
