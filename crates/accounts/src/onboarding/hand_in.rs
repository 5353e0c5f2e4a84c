//! Handing in documents, taking them back, reading them, and removing files that are
//! nobody's.

use std::sync::Arc;
use std::time::Duration;

use kernel::{Clock, DocumentUuid, Entropy, FieldVault, PortFailure, PortResult};

use super::{
    Document, DocumentCipher, DocumentFiles, DocumentKey, DocumentKind, DocumentName,
    DocumentRecord, FileName, JudgedFile, KeptSource, OnboardingRepository, OnboardingSession,
    OpenRecord, RecordReader, StepError,
};

/// Where the bytes of documents are kept, and how.
#[derive(Clone)]
pub struct DocumentStore {
    /// Keeps them.
    pub files: Arc<dyn DocumentFiles>,
    /// Encrypts them.
    pub cipher: Arc<dyn DocumentCipher>,
    /// Protects their keys and names.
    pub vault: Arc<dyn FieldVault>,
}

impl DocumentStore {
    /// The content of `document` in clear; `None` when it lies at an address.
    ///
    /// # Errors
    /// [`PortFailure`]; [`PortFailure::Corrupt`] when the file is gone or was changed.
    pub fn read(&self, document: &DocumentRecord) -> PortResult<Option<Vec<u8>>> {
        let KeptSource::File { file, key, .. } = &document.source else {
            return Ok(None);
        };
        let row = document.uuid.get();
        let field = DocumentRecord::field("key_sealed", row.as_bytes());
        let key = DocumentKey::from_stored(&self.vault.open(field, key)?)?;
        let sealed = self.files.read(file)?;
        self.cipher.open(document.uuid, &key, sealed).map(Some)
    }
}

/// Takes documents in and gives them back.
#[derive(Clone)]
pub struct HandInDocuments {
    /// Where onboardings are kept.
    pub repository: Arc<dyn OnboardingRepository>,
    /// Where the bytes are.
    pub store: DocumentStore,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws ids, names and keys.
    pub entropy: Arc<dyn Entropy>,
}

impl HandInDocuments {
    /// Keeps `file` as a document about `kind`. The file is there before its row is, so
    /// that no row ever lacks its file.
    ///
    /// # Errors
    /// See [`StepError`].
    pub fn attach(
        &self,
        session: OnboardingSession,
        kind: DocumentKind,
        name: &DocumentName,
        file: JudgedFile,
    ) -> Result<(OpenRecord, Document), StepError> {
        let before = self.repository.record(session.uuid)?;
        let before = before.ok_or(StepError::Over)?;
        if before.documents.len() >= StepError::MOST_DOCUMENTS {
            return Err(StepError::TooManyDocuments);
        }
        let (document, written) = self.written(kind, name, file)?;
        let kept = self.repository.attach(session.partner, document.clone());
        if let Err(error) = &kept
            && !matches!(error, StepError::Port(_))
        {
            // A port that failed may have kept it all the same; the sweep will tell.
            let _ = self.store.files.remove(&written);
        }
        let vault = Arc::clone(&self.store.vault);
        let opened = document.opened(vault.as_ref())?;
        Ok((RecordReader { vault }.open(kept?)?, opened))
    }

    /// Takes the document `uuid` back. Its file goes once its row is gone; one that stays
    /// behind is nobody's, and swept.
    ///
    /// # Errors
    /// See [`StepError`].
    pub fn detach(
        &self,
        session: OnboardingSession,
        uuid: DocumentUuid,
    ) -> Result<OpenRecord, StepError> {
        let now = self.clock.now();
        let (record, file) = self.repository.detach(session.partner, uuid, now)?;
        if let Some(file) = file {
            let _ = self.store.files.remove(&file);
        }
        let reader = RecordReader {
            vault: Arc::clone(&self.store.vault),
        };
        Ok(reader.open(record)?)
    }

    fn written(
        &self,
        kind: DocumentKind,
        name: &DocumentName,
        file: JudgedFile,
    ) -> PortResult<(DocumentRecord, FileName)> {
        let entropy = self.entropy.as_ref();
        let uuid = DocumentUuid::draw(entropy);
        let row = uuid.get();
        let file_name = FileName::draw(entropy);
        let key = DocumentKey::draw(entropy);
        let seal = |column, plain: &[u8]| {
            let field = DocumentRecord::field(column, row.as_bytes());
            self.store.vault.seal(field, plain)
        };
        let media = file.media();
        let size = u64::try_from(file.len())
            .map_err(|_| PortFailure::Unforeseen("a document too long to count".to_owned()))?;
        let record = DocumentRecord {
            uuid,
            kind,
            name: seal("name_sealed", name.as_str().as_bytes())?,
            source: KeptSource::File {
                file: file_name.clone(),
                key: seal("key_sealed", key.as_bytes())?,
                media,
                size,
            },
            uploaded_at: self.clock.now(),
        };
        let sealed = self.store.cipher.seal(uuid, &key, file.into_bytes())?;
        self.store.files.write(&file_name, &sealed)?;
        Ok((record, file_name))
    }
}

/// Removes files that belong to no document.
#[derive(Clone)]
pub struct SweepDocuments {
    /// Knows which files are somebody's.
    pub repository: Arc<dyn OnboardingRepository>,
    /// Where they lie.
    pub files: Arc<dyn DocumentFiles>,
}

impl SweepDocuments {
    /// A file is written before its row: it is left alone for an hour.
    pub const AGE: Duration = Duration::from_hours(1);

    /// How many files are asked about at once.
    const AT_ONCE: usize = 200;

    /// Removes them; how many there were.
    ///
    /// # Errors
    /// [`PortFailure`]; what was removed before stays removed.
    pub fn execute(&self) -> PortResult<usize> {
        let mut removed = 0;
        for some in self.files.older_than(Self::AGE)?.chunks(Self::AT_ONCE) {
            let in_use = self.repository.files_in_use(some)?;
            for orphan in some.iter().filter(|file| !in_use.contains(file)) {
                self.files.remove(orphan)?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}
