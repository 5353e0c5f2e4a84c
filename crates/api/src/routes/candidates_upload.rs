//! Candidates by the file (contract `candidates.md`).

use actix_web::{HttpRequest, HttpResponse, web};

use crate::Api;
use crate::auth::CandidatesManage;
use crate::candidate_desk::{CsvForm, UploadWish};
use crate::error::Refusal;
use crate::partner_account::PartnerAccount;
use crate::query::{Parameters, flag};
use crate::reply::Guided;
use crate::views::UploadView;

/// A form with a file of candidates; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = CandidateFile)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct CsvFileForm {
    /// CSV (RFC 4180) in UTF-8 or UTF-16, with a header that has the columns `firstname`,
    /// `lastname` and `email` in any order and case; others are ignored. At most 100 000
    /// rows and 32 MiB.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The batch they are enrolled into.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    batch_id: String,
}

/// Enrols everybody in a file into a batch, unpaid, and queues their invites. Each row that
/// is right counts, all of them in one transaction; of the others the reply says why not. The
/// same file again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/candidates/upload-csv", operation_id = "upload_candidates", tag = "Candidates",
    security(("partner" = []), ("portal" = [])),
    params(("dry_run" = Option<bool>, Query, description = "Only tell what would become of the file")),
    request_body(content = CsvFileForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "What became of each row", body = Guided<UploadView>)),
)]
pub(crate) async fn upload_csv(
    caller: PartnerAccount<CandidatesManage>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let parameters = Parameters::parse(request.query_string(), &["dry_run"])?;
    let wish = UploadWish {
        partner: caller.id(),
        actor: caller.actor(),
        dry_run: parameters.read("dry_run", flag)?.unwrap_or(false),
    };
    let uploads = &api.candidates.upload;
    let form = CsvForm::read(&request, payload, uploads.space()).await?;
    Ok(uploads.take(form, wish).await?.reply())
}
