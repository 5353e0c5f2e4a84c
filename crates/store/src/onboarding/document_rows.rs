//! Rows of documents.

use std::collections::HashMap;

use accounts::{DocumentRecord, FileName, KeptSource};
use diesel::prelude::*;
use kernel::{DocumentUuid, PortFailure, PortResult, Sealed};

use crate::columns::{instant, uuid, word};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::partner_documents;

/// A whole row of `partner_documents`.
#[derive(Queryable)]
struct DocumentRow {
    _id: i64,
    uuid: Vec<u8>,
    partner_id: i64,
    document_type: String,
    name_sealed: Vec<u8>,
    url_sealed: Option<Vec<u8>>,
    file_name: Option<String>,
    key_sealed: Option<Vec<u8>>,
    media_type: Option<String>,
    size: Option<i64>,
    uploaded_at: i64,
}

/// The documents of the partners with these keys, oldest first.
pub(super) fn documents(
    conn: &mut Conn,
    keys: &[i64],
) -> Result<HashMap<i64, Vec<DocumentRecord>>, StoreError> {
    let rows: Vec<DocumentRow> = partner_documents::table
        .filter(partner_documents::partner_id.eq_any(keys.to_vec()))
        .order(partner_documents::id)
        .load(conn)?;
    let mut documents: HashMap<i64, Vec<DocumentRecord>> = HashMap::new();
    for row in rows {
        let of_partner = documents.entry(row.partner_id).or_default();
        of_partner.push(row.into_document()?);
    }
    Ok(documents)
}

impl DocumentRow {
    /// The document the row describes.
    fn into_document(self) -> PortResult<DocumentRecord> {
        const SOURCE: PortFailure = PortFailure::corrupt("partner_documents.file_name");
        let source = match (self.file_name, self.key_sealed, self.media_type, self.size) {
            (Some(file), Some(key), Some(media), Some(size)) => KeptSource::File {
                file: FileName::parse(&file).ok_or(SOURCE)?,
                key: Sealed::new(key),
                media: word(&media, "partner_documents.media_type")?,
                size: u64::try_from(size)
                    .map_err(|_| PortFailure::corrupt("partner_documents.size"))?,
            },
            (None, None, None, None) => {
                KeptSource::Address(self.url_sealed.map(Sealed::new).ok_or(SOURCE)?)
            }
            _ => return Err(SOURCE),
        };
        Ok(DocumentRecord {
            uuid: DocumentUuid::new(uuid(&self.uuid, "partner_documents.uuid")?),
            kind: word(&self.document_type, "partner_documents.document_type")?,
            name: Sealed::new(self.name_sealed),
            source,
            uploaded_at: instant(self.uploaded_at, "partner_documents.uploaded_at")?,
        })
    }
}
