//! A partner's documents, but for their content (contract `onboarding.md`).

use accounts::{Document, DocumentKind, DocumentSource, MediaType};
use serde::Serialize;

use super::UtcSeconds;

/// A document, but for its content.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PartnerDocument)]
pub(crate) struct DocumentView {
    /// Names it in paths.
    #[schema(example = "7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    id: String,
    /// What it is about.
    #[serde(rename = "type")]
    #[schema(example = "business_registration")]
    kind: &'static str,
    /// What its sender calls it.
    #[schema(example = "registration.pdf")]
    name: String,
    /// Where it lies, if that is not here. Nobody fetches it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    url: Option<String>,
    /// What the file is, by its content.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "application/pdf", required = false, nullable = false)]
    media_type: Option<&'static str>,
    /// How long the file is, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 48_213, required = false, nullable = false)]
    size: Option<u64>,
    /// Since when it is here.
    #[schema(value_type = String, format = DateTime)]
    uploaded_at: UtcSeconds,
}

impl DocumentView {
    /// `document` on the wire.
    pub(crate) fn of(document: &Document) -> Self {
        let (url, media, size) = match &document.source {
            DocumentSource::File { media, size } => (None, Some(*media), Some(*size)),
            DocumentSource::Address(url) => (Some(url.as_str().to_owned()), None, None),
        };
        Self {
            id: document.uuid.to_string(),
            kind: DocumentKind::as_str(document.kind),
            name: document.name.as_str().to_owned(),
            url,
            media_type: media.map(MediaType::as_str),
            size,
            uploaded_at: UtcSeconds(document.uploaded_at),
        }
    }
}
