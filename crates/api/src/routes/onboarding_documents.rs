//! Documents of partners that find their way in (contract `onboarding.md`).

use accounts::{DocumentKind, OnboardingSession, StepError};
use actix_web::{HttpRequest, HttpResponse, web};
use kernel::DocumentUuid;
use serde::Serialize;
use uuid::Uuid;

use crate::Api;
use crate::blocking::{blocking, blocking_at_length};
use crate::error::{Code, Refusal};
use crate::onboarding::{InOnboarding, Upload, UploadForm};
use crate::reply::{Worded, worded, worded_created};
use crate::views::{DocumentView, PartnerData, PartnerView};

/// A form with a document and two fields; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct DocumentForm {
    /// PDF, PNG or JPEG, at most 10 MB.
    #[schema(value_type = String, format = Binary)]
    document: Vec<u8>,
    /// `business_registration`, `business_permit`, `tax_id`, `contract` or `other`, which
    /// it is without.
    #[schema(example = "tax_id")]
    document_type: Option<String>,
    /// 1 to 200 characters; the file's own name without.
    name: Option<String>,
}

/// A form with a document alone; for the document only.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct DocumentAlone {
    /// PDF, PNG or JPEG, at most 10 MB.
    #[schema(value_type = String, format = Binary)]
    document: Vec<u8>,
}

/// A document, and whose it is.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AttachedDocument)]
pub(crate) struct AttachedData {
    document: DocumentView,
    partner: PartnerView,
}

/// Adds a document, whose type the form says.
#[utoipa::path(
    post, path = "/api/partners/{id}/upload-documents", tag = "Onboarding",
    security(("onboarding" = [])),
    params(("id" = String, Path, description = "The partner's uuid")),
    request_body(content = DocumentForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "Kept", body = Worded<AttachedData>)),
)]
pub(crate) async fn upload_documents(
    caller: InOnboarding,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let space = api.onboarding.space.clone();
    let upload = Upload::read(&request, payload, UploadForm::WithFields, space).await?;
    let kind = upload.kind.unwrap_or(DocumentKind::Other);
    attached(api, caller.0, kind, upload).await
}

/// Adds a document of the type the path says.
#[utoipa::path(
    post, path = "/api/partners/{id}/attach-document/{documentType}", tag = "Onboarding",
    security(("onboarding" = [])),
    params(
        ("id" = String, Path, description = "The partner's uuid"),
        ("documentType" = String, Path, description = "`business_registration`, `business_permit`, `tax_id`, `contract` or `other`"),
    ),
    request_body(content = DocumentAlone, content_type = "multipart/form-data"),
    responses((status = 201, description = "Kept", body = Worded<AttachedData>)),
)]
pub(crate) async fn attach_document(
    caller: InOnboarding,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let kind = request.match_info().query("documentType").parse();
    let kind = kind.map_err(|_| Refusal::parameter("documentType"))?;
    let space = api.onboarding.space.clone();
    let upload = Upload::read(&request, payload, UploadForm::FileAlone, space).await?;
    attached(api, caller.0, kind, upload).await
}

/// Takes a document back.
#[utoipa::path(
    delete, path = "/api/partners/{id}/delete-attach-document/{documentId}", tag = "Onboarding",
    security(("onboarding" = [])),
    params(
        ("id" = String, Path, description = "The partner's uuid"),
        ("documentId" = String, Path, description = "The document's uuid"),
    ),
    responses((status = 200, description = "Gone", body = Worded<PartnerData>)),
)]
pub(crate) async fn delete_document(
    caller: InOnboarding,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let uuid = Uuid::try_parse(request.match_info().query("documentId"));
    let uuid = DocumentUuid::new(uuid.map_err(|_| Code::DocumentNotFound)?);
    let record = blocking(move || api.onboarding.documents.detach(caller.0, uuid)).await?;
    worded(Some("Document deleted"), PartnerData::of(&record))
}

/// Keeps what came in; a long document takes its time.
async fn attached(
    api: web::Data<Api>,
    session: OnboardingSession,
    kind: DocumentKind,
    upload: Upload,
) -> Result<HttpResponse, Refusal> {
    let kept = blocking_at_length(move || -> Result<_, StepError> {
        let documents = &api.onboarding.documents;
        documents.attach(session, kind, &upload.name, upload.file)
    });
    let (record, document) = kept.await?;
    let data = AttachedData {
        document: DocumentView::of(&document),
        partner: PartnerView::of(&record),
    };
    worded_created("Document attached", data)
}
