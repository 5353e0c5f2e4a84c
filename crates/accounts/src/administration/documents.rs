//! Looking at what partners handed in.

use kernel::{DocumentUuid, PartnerUuid, PortFailure, StaffId};

use super::{AdministerPartners, Reading};
use crate::{Document, DocumentSource, MediaType};

/// A document with its content.
#[derive(Clone)]
pub struct ReadDocument {
    /// The document.
    pub document: Document,
    /// What it is, by its content.
    pub media: MediaType,
    /// The content in clear.
    pub bytes: Vec<u8>,
}

/// Whatever is handed in may be personal.
impl std::fmt::Debug for ReadDocument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReadDocument")
            .field("media", &self.media)
            .finish_non_exhaustive()
    }
}

/// Why a document is not shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadDocumentError {
    /// There is no such partner.
    #[error("no such partner")]
    Unknown,
    /// It has no such document, or one that lies at an address.
    #[error("no such document")]
    UnknownDocument,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

impl AdministerPartners {
    /// A document with its content. Each look is recorded, before anything is shown.
    ///
    /// # Errors
    /// See [`ReadDocumentError`].
    pub fn read_document(
        &self,
        partner: PartnerUuid,
        document: DocumentUuid,
        by: StaffId,
    ) -> Result<ReadDocument, ReadDocumentError> {
        let record = self.repository.record(partner)?;
        let record = record.filter(|record| record.deleted_at.is_none());
        let record = record.ok_or(ReadDocumentError::Unknown)?;
        let found = record.documents.iter().find(|kept| kept.uuid == document);
        let found = found.ok_or(ReadDocumentError::UnknownDocument)?;
        let opened = found.opened(self.manage.vault.as_ref())?;
        let (DocumentSource::File { media, .. }, Some(bytes)) =
            (&opened.source, self.documents.read(found)?)
        else {
            return Err(ReadDocumentError::UnknownDocument);
        };
        let media = *media;
        let reading = Reading {
            partner: record.partner.id,
            document,
            by,
            at: self.manage.clock.now(),
        };
        if !self.repository.note_reading(reading)? {
            return Err(ReadDocumentError::UnknownDocument);
        }
        Ok(ReadDocument {
            document: opened,
            media,
            bytes,
        })
    }
}
