//! Forms with a file (`multipart/form-data`, RFC 7578), read into memory within bounds, and
//! no further than needed to refuse them.

mod space;

use std::future::Future;
use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap};
use actix_web::web::{Bytes, Payload};
use futures_util::StreamExt as _;

pub(crate) use space::Taken;
pub use space::UploadSpace;

use crate::body::has_type;
use crate::error::{Code, Refusal};
use crate::fields::Faults;

/// The most parts a form may have.
const MOST_PARTS: usize = 8;

/// The most bytes that stand around a file.
const AROUND: usize = 64 * 1024;

/// The most bytes of a field that is no file: 200 characters of four bytes, and some.
const MOST_TEXT: usize = 1024;

/// What is said of more fields than there may be.
const ONLY: &str = "must be the only file of the form";

/// What a form with one file may be.
#[derive(Clone, Copy)]
pub(crate) struct FormRules {
    /// The field that holds the file; refusals of the form as a whole name it.
    pub(crate) file: &'static str,
    /// The most bytes of the file.
    pub(crate) most: usize,
    /// How long a sender may take.
    pub(crate) patience: Duration,
}

/// A form that is being read.
pub(crate) struct Form {
    rules: FormRules,
    parts: Multipart,
    count: usize,
    /// What was read of it takes.
    pub(crate) taken: Taken,
}

impl FormRules {
    /// The form of a request. One that is announced as too long is not read at all.
    ///
    /// # Errors
    /// 4150 for anything that is no form, 4130 for one that is too long.
    pub(crate) fn open(
        self,
        request: &HttpRequest,
        payload: Payload,
        space: UploadSpace,
    ) -> Result<Form, Refusal> {
        let headers = request.headers();
        if headers.contains_key(CONTENT_ENCODING) || !has_type(headers, &["multipart/form-data"]) {
            return Err(Code::UnsupportedMediaType.into());
        }
        let most = self.most.saturating_add(AROUND);
        if announced(headers)
            .is_some_and(|length| usize::try_from(length).map_or(true, |l| l > most))
        {
            return Err(Code::BodyTooLarge.into());
        }
        Ok(Form {
            rules: self,
            parts: Multipart::new(headers, bounded(payload, most)),
            count: 0,
            taken: Taken::none(space),
        })
    }

    /// What `reading` reads, if it is there in time.
    pub(crate) async fn in_time<T>(
        self,
        reading: impl Future<Output = Result<T, Refusal>>,
    ) -> Result<T, Refusal> {
        tokio::time::timeout(self.patience, reading)
            .await
            .unwrap_or_else(|_| Err(fault(self.file, "did not come in time")))
    }

    /// A field that came before.
    pub(crate) fn twice(self) -> Refusal {
        fault(self.file, ONLY)
    }

    /// A field that means nothing here; what a stranger calls a part is not repeated.
    pub(crate) fn unknown(self) -> Refusal {
        fault(self.file, "must come without unknown fields")
    }

    /// A form that cannot be read, or goes too far.
    fn broken(self, error: &MultipartError) -> Refusal {
        match error {
            MultipartError::Payload(PayloadError::Overflow) => Code::BodyTooLarge.into(),
            _ => fault(self.file, "must come in a form that is whole"),
        }
    }
}

impl Form {
    /// The next part; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Field>, Refusal> {
        let Some(part) = self.parts.next().await else {
            return Ok(None);
        };
        let part = part.map_err(|error| self.rules.broken(&error))?;
        self.count += 1;
        if self.count > MOST_PARTS {
            return Err(self.rules.twice());
        }
        Ok(Some(part))
    }

    /// The content of the file's part.
    pub(crate) async fn file(&mut self, part: Field) -> Result<Vec<u8>, Refusal> {
        self.content(part, self.rules.most).await
    }

    /// A short text, the field `name`.
    pub(crate) async fn text(&mut self, name: &str, part: Field) -> Result<String, Refusal> {
        let bytes = self.content(part, MOST_TEXT).await;
        let bytes = bytes.map_err(|refusal| match refusal.code {
            Code::BodyTooLarge => fault(name, "is too long"),
            _ => refusal,
        })?;
        String::from_utf8(bytes).map_err(|_| fault(name, "must be a text"))
    }

    /// The content of `part`, at most `most` bytes.
    async fn content(&mut self, mut part: Field, most: usize) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        while let Some(piece) = part.next().await {
            let piece = piece.map_err(|error| self.rules.broken(&error))?;
            if bytes.len().saturating_add(piece.len()) > most {
                return Err(Code::BodyTooLarge.into());
            }
            self.taken.take(piece.len())?;
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }
}

/// How long the sender says the body is.
fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// `payload`, no further than `most` bytes.
fn bounded(
    payload: Payload,
    most: usize,
) -> impl futures_util::Stream<Item = Result<Bytes, PayloadError>> + 'static {
    let mut total = 0_usize;
    payload.map(move |piece| {
        let piece = piece?;
        total = total.saturating_add(piece.len());
        if total > most {
            return Err(PayloadError::Overflow);
        }
        Ok(piece)
    })
}

/// The field `field` is wrong.
pub(crate) fn fault(field: &str, why: &str) -> Refusal {
    let mut faults = Faults::default();
    faults.add(field.to_owned(), why);
    match faults.accept(None::<()>) {
        Err(refusal) => refusal,
        // Never: there is a fault.
        Ok(()) => Code::InvalidFields.into(),
    }
}
