//! Whom paths name. Of a text that is no uuid there is nobody.

use actix_web::HttpRequest;
use kernel::{DocumentUuid, PortalUuid};
use uuid::Uuid;

use crate::error::{Code, Refusal};

/// The document `{documentId}`.
pub(crate) fn document_of(request: &HttpRequest) -> Result<DocumentUuid, Refusal> {
    named(request, "documentId", Code::DocumentNotFound).map(DocumentUuid::new)
}

/// The account `{userId}` of one of a partner's people.
pub(crate) fn person_of(request: &HttpRequest) -> Result<PortalUuid, Refusal> {
    named(request, "userId", Code::PartnerNotFound).map(PortalUuid::new)
}

fn named(request: &HttpRequest, part: &str, otherwise: Code) -> Result<Uuid, Refusal> {
    let text = request.match_info().query(part);
    Uuid::try_parse(text).map_err(|_| otherwise.into())
}
