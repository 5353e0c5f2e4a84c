//! Documents, but for their content.

use std::collections::HashSet;

use accounts::{DocumentRecord, FileName, KeptSource, MediaType, PartnerRecord, StepError};
use audit::PartnerChange;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{DocumentUuid, PartnerId, PortFailure};

use super::under_way::{afterwards, changed, note, under_way};
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::schema::{partner_documents, partner_onboardings};

/// Adds a document.
pub(super) fn attach(
    conn: &mut Conn,
    partner: PartnerId,
    document: &DocumentRecord,
) -> Result<PartnerRecord, Fault<StepError>> {
    let record = under_way(conn, partner)?;
    if record.documents.len() >= StepError::MOST_DOCUMENTS {
        return Err(Fault::Refused(StepError::TooManyDocuments));
    }
    insert_document(conn, partner, document)?;
    changed(conn, &record, document.uploaded_at)?;
    afterwards(conn, partner)
}

/// Writes a row with its audit entry.
pub(super) fn insert_document(
    conn: &mut Conn,
    partner: PartnerId,
    document: &DocumentRecord,
) -> Result<(), Fault<StepError>> {
    use partner_documents::dsl as d;
    let row = (
        d::uuid.eq(document.uuid.get().as_bytes().to_vec()),
        d::partner_id.eq(partner.get()),
        d::document_type.eq(document.kind.as_str()),
        d::name_sealed.eq(document.name.as_bytes()),
        d::uploaded_at.eq(micros(document.uploaded_at)),
    );
    let insert = diesel::insert_into(partner_documents::table);
    match &document.source {
        KeptSource::Address(url) => insert
            .values((row, d::url_sealed.eq(url.as_bytes())))
            .execute(conn)?,
        KeptSource::File {
            file,
            key,
            media,
            size,
        } => {
            let size = i64::try_from(*size)
                .map_err(|_| PortFailure::Unforeseen("a document's size".to_owned()))?;
            let file = (
                d::file_name.eq(file.as_str()),
                d::key_sealed.eq(key.as_bytes()),
                d::media_type.eq(MediaType::as_str(*media)),
                d::size.eq(size),
            );
            insert.values((row, file)).execute(conn)?
        }
    };
    let what = PartnerChange::DocumentAttached {
        document: document.kind.as_str(),
        uuid: document.uuid.to_string(),
    };
    Ok(note(conn, partner, what, document.uploaded_at)?)
}

/// Removes a document. Nothing is handed in for review any more when it was the last.
pub(super) fn detach(
    conn: &mut Conn,
    partner: PartnerId,
    document: DocumentUuid,
    at: DateTime<Utc>,
) -> Result<(PartnerRecord, Option<FileName>), Fault<StepError>> {
    let record = under_way(conn, partner)?;
    let mut documents = record.documents.iter();
    let found = documents.find(|kept| kept.uuid == document);
    let found = found.ok_or(Fault::Refused(StepError::UnknownDocument))?;
    let row = partner_documents::table
        .filter(partner_documents::uuid.eq(document.get().as_bytes().to_vec()))
        .filter(partner_documents::partner_id.eq(partner.get()));
    diesel::delete(row).execute(conn)?;
    if record.documents.len() == 1 {
        diesel::update(partner_onboardings::table.find(partner.get()))
            .set(partner_onboardings::verification_at.eq(None::<i64>))
            .execute(conn)?;
    }
    let what = PartnerChange::DocumentRemoved {
        document: found.kind.as_str(),
        uuid: document.to_string(),
    };
    note(conn, partner, what, at)?;
    changed(conn, &record, at)?;
    let file = match &found.source {
        KeptSource::File { file, .. } => Some(file.clone()),
        KeptSource::Address(_) => None,
    };
    Ok((afterwards(conn, partner)?, file))
}

/// Which of `files` have a row.
pub(super) fn in_use(conn: &mut Conn, files: &[FileName]) -> Result<HashSet<FileName>, StoreError> {
    let names: Vec<&str> = files.iter().map(FileName::as_str).collect();
    let known: Vec<Option<String>> = partner_documents::table
        .filter(partner_documents::file_name.eq_any(names))
        .select(partner_documents::file_name)
        .load(conn)?;
    let known = known.into_iter().flatten();
    Ok(known.filter_map(|name| FileName::parse(&name)).collect())
}
