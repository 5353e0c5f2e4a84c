//! Documents on their way in: forms of one file and what is said of it.

use std::time::Duration;

use accounts::{DocumentKind, DocumentName, JudgedFile};
use actix_multipart::Field;
use actix_web::HttpRequest;
use actix_web::http::header::ContentDisposition;
use actix_web::web::Payload;

use crate::error::Refusal;
use crate::fields::Faults;
use crate::multipart::{Form, FormRules, UploadSpace};

const RULES: FormRules = FormRules {
    file: "document",
    most: JudgedFile::MOST_BYTES,
    patience: Duration::from_mins(2),
};

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
        let opened = RULES.open(request, payload, space)?;
        RULES.in_time(Parts::default().read(opened, form)).await
    }
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
    async fn read(mut self, mut opened: Form, form: UploadForm) -> Result<Upload, Refusal> {
        while let Some(part) = opened.next().await? {
            self.take(part, form, &mut opened).await?;
        }
        self.judge()
    }

    async fn take(
        &mut self,
        part: Field,
        form: UploadForm,
        opened: &mut Form,
    ) -> Result<(), Refusal> {
        let name = part.name().unwrap_or_default().to_owned();
        match (name.as_str(), form) {
            ("document", _) if self.file.is_none() => {
                let disposition = part.content_disposition();
                self.file_name = disposition.and_then(file_name);
                self.declared = part.content_type().map(ToString::to_string);
                self.file = Some(opened.file(part).await?);
                Ok(())
            }
            ("documentType", UploadForm::WithFields) if self.kind.is_none() => {
                self.kind = Some(opened.text("documentType", part).await?);
                Ok(())
            }
            ("name", UploadForm::WithFields) if self.name.is_none() => {
                self.name = Some(opened.text("name", part).await?);
                Ok(())
            }
            ("document" | "documentType" | "name", _) => Err(RULES.twice()),
            _ => Err(RULES.unknown()),
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
