//! Documents on their way in: forms of one file (`multipart/form-data`, RFC 7578), read
//! into memory within bounds, and no further than needed to refuse them.

use std::time::Duration;

use accounts::{DocumentKind, DocumentName, JudgedFile};
use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, ContentDisposition};
use actix_web::web::Payload;
use actix_web::{HttpRequest, web::Bytes};
use futures_util::StreamExt as _;

use super::space::{Taken, UploadSpace};
use crate::body::has_type;
use crate::error::{Code, Refusal};
use crate::fields::Faults;

/// The most parts a form may have.
const MOST_PARTS: usize = 8;

/// The most bytes a form may have: a document, and what stands around it.
const MOST_BYTES: usize = JudgedFile::MOST_BYTES + 64 * 1024;

/// The most bytes of a field that is no file: 200 characters of four bytes, and some.
const MOST_TEXT: usize = 1024;

/// How long a sender may take.
const PATIENCE: Duration = Duration::from_mins(2);

/// Which fields a form may have besides its file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum UploadForm {
    /// None: the path says what the document is about.
    FileAlone,
    /// `documentType` and `name`.
    WithFields,
}

/// A document that came in.
pub(crate) struct Upload {
    /// What it is about, if the form says so.
    pub(crate) kind: Option<DocumentKind>,
    /// What it is called.
    pub(crate) name: DocumentName,
    /// Its content.
    pub(crate) file: JudgedFile,
}

impl Upload {
    /// Reads the form `form` from a request.
    pub(crate) async fn read(
        request: &HttpRequest,
        payload: Payload,
        form: UploadForm,
        space: UploadSpace,
    ) -> Result<Self, Refusal> {
        let headers = request.headers();
        if headers.contains_key(CONTENT_ENCODING) || !has_type(headers, &["multipart/form-data"]) {
            return Err(Code::UnsupportedMediaType.into());
        }
        let announced = headers
            .get(CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|length| usize::try_from(length).map_or(true, |l| l > MOST_BYTES))
        {
            return Err(Code::BodyTooLarge.into());
        }
        let parts = Multipart::new(headers, bounded(payload));
        let reading = Parts::default().read(parts, form, Taken::none(space));
        tokio::time::timeout(PATIENCE, reading)
            .await
            .unwrap_or_else(|_| Err(fault("document", "did not come in time")))
    }
}

/// `payload`, no further than a form may go.
fn bounded(
    payload: Payload,
) -> impl futures_util::Stream<Item = Result<Bytes, PayloadError>> + 'static {
    let mut total = 0_usize;
    payload.map(move |piece| {
        let piece = piece?;
        total = total.saturating_add(piece.len());
        if total > MOST_BYTES {
            return Err(PayloadError::Overflow);
        }
        Ok(piece)
    })
}

/// What was read of a form so far.
#[derive(Default)]
struct Parts {
    file: Option<Vec<u8>>,
    file_name: Option<String>,
    declared: Option<String>,
    kind: Option<String>,
    name: Option<String>,
}

impl Parts {
    async fn read(
        mut self,
        mut parts: Multipart,
        form: UploadForm,
        mut taken: Taken,
    ) -> Result<Upload, Refusal> {
        let mut count = 0_usize;
        while let Some(part) = parts.next().await {
            let part = part.map_err(|error| broken(&error))?;
            count += 1;
            if count > MOST_PARTS {
                return Err(fault("document", "must be the only file of the form"));
            }
            self.take(part, form, &mut taken).await?;
        }
        self.judge()
    }

    async fn take(
        &mut self,
        part: Field,
        form: UploadForm,
        taken: &mut Taken,
    ) -> Result<(), Refusal> {
        let name = part.name().unwrap_or_default().to_owned();
        match (name.as_str(), form) {
            ("document", _) if self.file.is_none() => {
                let disposition = part.content_disposition();
                self.file_name = disposition.and_then(file_name);
                self.declared = part.content_type().map(ToString::to_string);
                self.file = Some(content(part, JudgedFile::MOST_BYTES, taken).await?);
                Ok(())
            }
            ("documentType", UploadForm::WithFields) if self.kind.is_none() => {
                self.kind = Some(text("documentType", part, taken).await?);
                Ok(())
            }
            ("name", UploadForm::WithFields) if self.name.is_none() => {
                self.name = Some(text("name", part, taken).await?);
                Ok(())
            }
            ("document" | "documentType" | "name", _) => {
                Err(fault("document", "must be the only file of the form"))
            }
            // What a stranger calls a part is not repeated.
            _ => Err(fault("document", "must come without unknown fields")),
        }
    }

    fn judge(self) -> Result<Upload, Refusal> {
        let mut faults = Faults::default();
        let kind = self.kind.as_deref().map(str::parse::<DocumentKind>);
        let kind = noted("documentType", kind, &mut faults);
        let name = noted(
            "name",
            self.name.as_deref().map(DocumentName::parse),
            &mut faults,
        );
        let sent_as = self.file_name.as_deref();
        let name = name.unwrap_or_else(|| DocumentName::of_file(sent_as.unwrap_or_default()));
        let file = match self.file {
            None => Err("is required".to_owned()),
            Some(bytes) => {
                let sent_as = sent_as.map(DocumentName::of_file);
                let sent_as = sent_as.as_ref().map(DocumentName::as_str);
                JudgedFile::judge(bytes, sent_as, self.declared.as_deref())
                    .map_err(|error| error.to_string())
            }
        };
        let file = noted("document", Some(file), &mut faults);
        faults.accept(file.map(|file| Upload { kind, name, file }))
    }
}

fn noted<T, E: std::fmt::Display>(
    field: &str,
    judged: Option<Result<T, E>>,
    faults: &mut Faults,
) -> Option<T> {
    judged?
        .map_err(|error| faults.add(field.to_owned(), &error.to_string()))
        .ok()
}

/// The file's name as its sender calls it (RFC 7578, section 4.2).
fn file_name(disposition: &ContentDisposition) -> Option<String> {
    let plain = disposition.get_filename().map(str::to_owned);
    let extended = disposition.get_filename_ext();
    let extended = extended.map(|name| String::from_utf8_lossy(&name.value).into_owned());
    extended.or(plain)
}

/// A short text.
async fn text(name: &str, part: Field, taken: &mut Taken) -> Result<String, Refusal> {
    let bytes = content(part, MOST_TEXT, taken).await;
    let bytes = bytes.map_err(|refusal| match refusal.code {
        Code::BodyTooLarge => fault(name, "is too long"),
        _ => refusal,
    })?;
    String::from_utf8(bytes).map_err(|_| fault(name, "must be a text"))
}

/// The content of `part`, at most `most` bytes.
async fn content(mut part: Field, most: usize, taken: &mut Taken) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.next().await {
        let piece = piece.map_err(|error| broken(&error))?;
        if bytes.len().saturating_add(piece.len()) > most {
            return Err(Code::BodyTooLarge.into());
        }
        taken.take(piece.len())?;
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// A form that cannot be read, or goes too far.
fn broken(error: &MultipartError) -> Refusal {
    match error {
        MultipartError::Payload(PayloadError::Overflow) => Code::BodyTooLarge.into(),
        _ => fault("document", "must come in a form that is whole"),
    }
}

fn fault(field: &str, why: &str) -> Refusal {
    let mut faults = Faults::default();
    faults.add(field.to_owned(), why);
    match faults.accept(None::<()>) {
        Err(refusal) => refusal,
        // Never: there is a fault.
        Ok(()) => Code::InvalidFields.into(),
    }
}
