//! What partners handed in, for the lender's staff to look at.

use accounts::{DocumentName, MediaType};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::Api;
use crate::administration::document_of;
use crate::blocking::{blocking, blocking_at_length};
use crate::error::{Code, Refusal};
use crate::onboarding::path_uuid;
use crate::reply::{ReplyCode, SUCCESS, Worded, worded};
use crate::staff_auth::{PartnersRead, StaffAuthorized};
use crate::views::DocumentsData;

/// The documents of a partner.
#[utoipa::path(
    get, path = "/api/partners/{id}/documents", operation_id = "list_documents", tag = "Partners",
    security(("staff" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    responses((status = 200, description = "The documents", body = Worded<DocumentsData>)),
)]
pub(crate) async fn documents(
    _caller: StaffAuthorized<PartnersRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = path_uuid(&request)?;
    let open = blocking(move || api.administration.show(partner)).await?;
    let open = open.filter(|open| open.record.deleted_at.is_none());
    let open = open.ok_or(Code::PartnerNotFound)?;
    worded(None, DocumentsData::of(&open))
}

/// The content of a document that is a file of ours. Each look is recorded in the audit
/// log. Browsers may show it and must not run anything in it.
#[utoipa::path(
    get, path = "/api/partners/{id}/documents/{documentId}", operation_id = "read_document", tag = "Partners",
    security(("staff" = [])),
    params(
        ("id" = String, Path, description = "The partner's uuid"),
        ("documentId" = String, Path, description = "The document's uuid"),
    ),
    responses((status = 200, description = "The content: PDF, PNG or JPEG", content_type = "application/octet-stream", body = Vec<u8>)),
)]
pub(crate) async fn document(
    caller: StaffAuthorized<PartnersRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = path_uuid(&request)?;
    let document = document_of(&request)?;
    let work = blocking_at_length(move || {
        let desk = &api.administration;
        desk.read_document(partner, document, caller.staff)
    });
    let read = work.await?;
    let name = file_name(&read.document.name, read.media);
    let mut reply = HttpResponse::Ok()
        .content_type(read.media.as_str())
        .insert_header((CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")))
        .insert_header((CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(read.bytes);
    reply.extensions_mut().insert(ReplyCode(SUCCESS));
    Ok(reply)
}

/// The most characters of a file's name before its ending.
const LONGEST: usize = 80;

/// What a file is called when it is kept: letters, digits, dots, hyphens and underscores
/// of ASCII, and the ending of what it is, whatever its sender called it.
fn file_name(name: &DocumentName, media: MediaType) -> String {
    let ending = match media {
        MediaType::Pdf => "pdf",
        MediaType::Png => "png",
        MediaType::Jpeg => "jpg",
    };
    let stem = name
        .as_str()
        .rsplit_once('.')
        .map_or(name.as_str(), |(stem, _)| stem);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let stem: String = stem
        .chars()
        .take(LONGEST)
        .map(|c| if plain(c) { c } else { '_' })
        .collect();
    let stem = stem.trim_matches('_');
    let stem = if stem.is_empty() { "document" } else { stem };
    format!("{stem}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_under_a_harmless_name_with_the_ending_of_what_it_is() {
        for (given, media, kept) in [
            ("pan card.pdf", MediaType::Pdf, "pan_card.pdf"),
            (
                "a\"; filename=\"x.html",
                MediaType::Png,
                "a___filename__x.png",
            ),
            ("évil.exe", MediaType::Jpeg, "vil.jpg"),
            ("इंडिया", MediaType::Pdf, "document.pdf"),
            ("..", MediaType::Pdf, "document.pdf"),
            ("a.b.png", MediaType::Png, "a_b.png"),
        ] {
            let name = DocumentName::parse(given).expect("a name");
            assert_eq!(file_name(&name, media), kept, "{given}");
        }
        let long = DocumentName::parse(&"x".repeat(200)).expect("a name");
        assert_eq!(file_name(&long, MediaType::Pdf).len(), 84);
    }
}
