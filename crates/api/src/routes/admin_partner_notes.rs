//! What staff note about partners.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::Api;
use crate::administration::{NoteBody, place, read_note};
use crate::blocking::blocking;
use crate::error::{Code, Refusal};
use crate::onboarding::path_uuid;
use crate::query::Parameters;
use crate::reply::{Worded, worded, worded_created};
use crate::staff_auth::{PartnersRead, PartnersWrite, StaffAuthorized};
use crate::strict_body::small_json;
use crate::views::{NoteData, NotePageView, NoteView};

/// Adds a note, which staff alone see.
#[utoipa::path(
    post, path = "/api/partners/{id}/notes", operation_id = "add_note", tag = "Partners",
    security(("staff" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    request_body = NoteBody,
    responses((status = 201, description = "The note", body = Worded<NoteData>)),
)]
pub(crate) async fn add_note(
    caller: StaffAuthorized<PartnersWrite>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = path_uuid(&request)?;
    let text = read_note(&small_json(&request, payload).await?)?;
    let added = blocking(move || api.administration.add_note(partner, &text, caller.staff)).await?;
    let note = NoteView::of(&added.ok_or(Code::PartnerNotFound)?);
    worded_created("Note added", NoteData { note })
}

/// The notes about a partner, newest first, a page at a time.
#[utoipa::path(
    get, path = "/api/partners/{id}/notes", operation_id = "list_notes", tag = "Partners",
    security(("staff" = [])),
    params(
        ("id" = String, Path, description = "The partner's uuid"),
        ("page" = Option<u32>, Query, minimum = 1, description = "Page number, default 1"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Rows on a page, default 20"),
    ),
    responses((status = 200, description = "A page", body = Worded<NotePageView>)),
)]
pub(crate) async fn notes(
    _caller: StaffAuthorized<PartnersRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = path_uuid(&request)?;
    let parameters = Parameters::parse(request.query_string(), &["page", "limit"])?;
    let (page, size) = place(&parameters)?;
    let found = blocking(move || api.administration.notes(partner, page, size)).await?;
    let (notes, total) = found.ok_or(Code::PartnerNotFound)?;
    worded(None, NotePageView::of(&notes, page, size, total))
}
