//! Batches and candidates of the calling partner (contract `candidates.md`).

use actix_web::{HttpRequest, HttpResponse, web};
use candidates::{AddCandidateError, CreateBatchError, ListCandidatesError, ListPlace};
use kernel::CandidateUuid;
use uuid::Uuid;

use crate::Api;
use crate::auth::CandidatesManage;
use crate::blocking::blocking;
use crate::candidate_desk::{
    NewCandidate, batch_query, candidate_query, read_batch, read_candidate,
};
use crate::error::{Code, Refusal};
use crate::partner_account::PartnerAccount;
use crate::reply::{Guided, guided, guided_created, plain};
use crate::strict_body::small_json;
use crate::views::{
    BatchView, CandidateListView, CandidateView, NewBatchBody, NewCandidateBody, PaidView,
};

/// Creates a batch; nobody is in it.
#[utoipa::path(
    post, path = "/api/v1/candidates/batches", operation_id = "create_candidate_batch", tag = "Candidates",
    security(("partner" = []), ("portal" = [])),
    request_body = NewBatchBody,
    responses((status = 201, description = "The batch", body = Guided<BatchView>)),
)]
pub(crate) async fn create_batch(
    caller: PartnerAccount<CandidatesManage>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let name = read_batch(&small_json(&request, payload).await?)?;
    let (partner, by) = (caller.id(), caller.actor());
    let work = blocking(move || api.candidates.create_batch.execute(partner, name, by));
    let batch = work.await?;
    guided_created("Batch created successfully", BatchView::of(&batch))
}

/// The batches, the newest first, with who is in them.
#[utoipa::path(
    get, path = "/api/v1/candidates/batches", operation_id = "list_candidate_batches", tag = "Candidates",
    security(("partner" = []), ("portal" = [])),
    params(
        ("page" = Option<u32>, Query, minimum = 1, description = "Which page, 1 unless given"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Batches on a page, 1000 unless given"),
    ),
    responses((status = 200, description = "A page", body = Guided<Vec<BatchView>>)),
)]
pub(crate) async fn batches(
    caller: PartnerAccount<CandidatesManage>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let query = batch_query(request.query_string(), caller.id())?;
    let batches = blocking(move || api.candidates.batches.execute(query)).await?;
    let views: Vec<BatchView> = batches.iter().map(BatchView::of).collect();
    guided("Batches fetched successfully", views)
}

/// Adds a candidate to a batch, or to none, unpaid, and queues the invite. Somebody is in a
/// batch, or in none, once only: the same address in any case is the same person.
#[utoipa::path(
    post, path = "/api/v1/candidates", operation_id = "add_candidate", tag = "Candidates",
    security(("partner" = []), ("portal" = [])),
    request_body = NewCandidateBody,
    responses((status = 201, description = "The candidate", body = Guided<CandidateView>)),
)]
pub(crate) async fn add(
    caller: PartnerAccount<CandidatesManage>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let NewCandidate { batch, draft } = read_candidate(&small_json(&request, payload).await?)?;
    let (partner, actor) = (caller.id(), caller.actor());
    let work = blocking(move || api.candidates.add.execute(partner, batch, draft, actor));
    // Where the person is already is told as it was asked.
    let added = work
        .await
        .map_err(|refusal| in_batch(refusal, batch.is_some()))?;
    guided_created("Candidate added successfully", CandidateView::of(&added))
}

fn in_batch(refusal: Refusal, batch: bool) -> Refusal {
    if batch && refusal.code == Code::CandidateExists {
        return Code::CandidateInBatch.into();
    }
    refusal
}

/// The candidates, the newest first. `search` finds an e-mail address as a whole, and names
/// by their beginning: the last name, or first and last name with a blank between, in
/// whatever case. With a `cursor`, `page` is only repeated.
#[utoipa::path(
    get, path = "/api/v1/candidates", operation_id = "list_candidates", tag = "Candidates",
    security(("partner" = []), ("portal" = [])),
    params(
        ("page" = Option<u32>, Query, minimum = 1, description = "Which page, 1 unless given"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "Candidates on a page, 20 unless given"),
        ("search" = Option<String>, Query, max_length = 254, description = "An e-mail address, or the beginning of a name"),
        ("batch_id" = Option<String>, Query, description = "Only those in this batch"),
        ("invite_status" = Option<String>, Query, description = "Only those whose invite is `pending`, or `accepted`"),
        ("is_paid_for" = Option<bool>, Query, description = "Only those that are paid for, or not"),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before"),
    ),
    responses((status = 200, description = "A page", body = CandidateListView)),
)]
pub(crate) async fn list(
    caller: PartnerAccount<CandidatesManage>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let vault = api.vault.as_ref();
    let (query, page) = candidate_query(request.query_string(), caller.id(), vault)?;
    let (size, place) = (query.size, query.place);
    let found = blocking(move || api.candidates.list.execute(&query)).await?;
    let by_cursor = matches!(place, ListPlace::Behind(_));
    plain(&CandidateListView::of(&found, page, size, by_cursor))
}

/// Marks a candidate as paid for in all batches of the calling partner. Doing it again
/// changes nothing.
#[utoipa::path(
    patch, path = "/api/v1/candidates/{candidate_id}/mark-paid", operation_id = "mark_candidate_paid", tag = "Candidates",
    security(("partner" = []), ("portal" = [])),
    params(("candidate_id" = String, Path, description = "The person's `_id`", example = "0d9e5f0a-6b1f-4a3e-8f5e-2f6f6a0c9b1d")),
    responses((status = 200, description = "The candidate", body = Guided<PaidView>)),
)]
pub(crate) async fn mark_paid(
    caller: PartnerAccount<CandidatesManage>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let candidate = Uuid::try_parse(&id).map_err(|_| Code::CandidateNotFound)?;
    let candidate = CandidateUuid::new(candidate);
    let (partner, actor) = (caller.id(), caller.actor());
    let work = blocking(move || api.candidates.mark_paid.execute(partner, candidate, actor));
    let marked = work.await?;
    if marked.is_empty() {
        return Err(Code::CandidateNotFound.into());
    }
    let candidates = CandidateView::all(&marked);
    let is_paid_for = true;
    guided(
        "Candidate marked as paid",
        PaidView {
            candidates,
            is_paid_for,
        },
    )
}

impl From<CreateBatchError> for Refusal {
    fn from(error: CreateBatchError) -> Self {
        match error {
            CreateBatchError::NameTaken => Code::BatchExists.into(),
            CreateBatchError::Port(failure) => failure.into(),
        }
    }
}

impl From<AddCandidateError> for Refusal {
    fn from(error: AddCandidateError) -> Self {
        match error {
            AddCandidateError::UnknownBatch => Code::BatchNotFound.into(),
            AddCandidateError::Exists => Code::CandidateExists.into(),
            AddCandidateError::Port(failure) => failure.into(),
        }
    }
}

impl From<ListCandidatesError> for Refusal {
    fn from(error: ListCandidatesError) -> Self {
        match error {
            ListCandidatesError::UnknownBatch => Code::BatchNotFound.into(),
            ListCandidatesError::Port(failure) => failure.into(),
        }
    }
}
