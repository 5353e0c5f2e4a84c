//! Who looked at documents.

use accounts::Reading;
use audit::PartnerChange;
use diesel::dsl::exists;
use diesel::prelude::*;
use kernel::PortFailure;

use super::record;
use crate::conn::Conn;
use crate::fault::Fault;
use crate::partners::existing;
use crate::schema::partner_documents;

/// See [`accounts::PartnerAdministration::note_reading`].
pub(super) fn note_reading(conn: &mut Conn, reading: &Reading) -> Result<bool, Fault<PortFailure>> {
    let document = partner_documents::table
        .filter(partner_documents::uuid.eq(reading.document.get().as_bytes().to_vec()))
        .filter(partner_documents::partner_id.eq(reading.partner.get()));
    let there: bool = diesel::select(exists(document)).get_result(conn)?;
    let known: bool = diesel::select(exists(existing(reading.partner))).get_result(conn)?;
    if there && known {
        let what = PartnerChange::DocumentRead {
            uuid: reading.document.to_string(),
        };
        record(conn, reading.partner, reading.by, reading.at, what)?;
    }
    Ok(there && known)
}
