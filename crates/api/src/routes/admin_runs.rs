//! Payout runs, by the lender's staff (contract `lender-feed.md`, "Payout runs and
//! statements").

use actix_web::{HttpRequest, HttpResponse, web};
use kernel::{PageNumber, PageSize, PayoutRunId, StatementId};
use payouts::{BankReference, CreateRunError, is_period};

use crate::Api;
use crate::blocking::{blocking, blocking_at_length};
use crate::error::{Code, Refusal};
use crate::list_query::place;
use crate::query::{Parameters, key};
use crate::reply::{Envelope, created, success};
use crate::staff_auth::{PayoutRunsRead, PayoutRunsWrite, StaffAuthorized, StatementsRead};
use crate::strict_body::{StrictBody, small_json};
use crate::views::{
    NewRunView, Paging, PaymentBody, RunBody, RunPage, RunStatements, RunView, StatementView,
};

/// Closes a period: every ledger line up to `to` that is in no statement goes into
/// a draft statement of its partner.
#[utoipa::path(
    post, path = "/api/v1/admin/payout-runs", tag = "Staff",
    security(("staff" = [])),
    request_body = RunBody,
    responses((status = 201, description = "The run, a draft, and its first 200 statements", body = Envelope<NewRunView<'static>>)),
)]
pub(crate) async fn create_payout_run(
    caller: StaffAuthorized<PayoutRunsWrite>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let bytes = small_json(&request, payload).await?;
    let mut body = StrictBody::parse(&bytes, &["from", "to"])?;
    let period = body.day("from").zip(body.day("to"));
    let sane = period.is_none_or(|(from, to)| is_period(from, to));
    body.unless(sane, "from", "must not be after to");
    let (from, to) = body.accept(period)?;
    let work = blocking_at_length(move || {
        let run = api.payout_runs.create(from, to, caller.staff)?;
        let size = PageSize::new(PageSize::MAX).unwrap_or(PageSize::DEFAULT);
        let shown = api
            .payout_runs
            .statements(run.id, PageNumber::FIRST, size)?;
        let statements = shown.map(|(_, statements)| statements);
        Ok::<_, CreateRunError>((run, statements.unwrap_or_default()))
    });
    let (run, statements) = work.await?;
    created(NewRunView::of(&run, &statements))
}

/// All payout runs, newest first, a page at a time.
#[utoipa::path(
    get, path = "/api/v1/admin/payout-runs", operation_id = "list_payout_runs", tag = "Staff",
    security(("staff" = [])),
    params(
        ("page" = Option<u32>, Query, minimum = 1, description = "Page number, default 1"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "Rows on a page, default 50"),
    ),
    responses((status = 200, description = "A page", body = Envelope<RunPage>)),
)]
pub(crate) async fn payout_runs(
    _caller: StaffAuthorized<PayoutRunsRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let parameters = Parameters::parse(request.query_string(), &["page", "limit"])?;
    let (page, size) = place(&parameters)?;
    let (runs, total) = blocking(move || api.payout_runs.list(page, size)).await?;
    success(RunPage::of(&runs, Paging::of(page, size, total)))
}

/// A payout run.
#[utoipa::path(
    get, path = "/api/v1/admin/payout-runs/{runId}", operation_id = "get_payout_run", tag = "Staff",
    security(("staff" = [])),
    params(("runId" = i64, Path, description = "The run's id", example = 3)),
    responses((status = 200, description = "The run", body = Envelope<RunView>)),
)]
pub(crate) async fn payout_run(
    _caller: StaffAuthorized<PayoutRunsRead>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let run = PayoutRunId::new(key("runId", &id)?);
    let found = blocking(move || api.payout_runs.find(run)).await?;
    success(RunView::of(&found.ok_or(Code::NotFound)?))
}

/// The statements of a run, a page at a time.
#[utoipa::path(
    get, path = "/api/v1/admin/payout-runs/{runId}/statements", operation_id = "list_payout_run_statements", tag = "Staff",
    security(("staff" = [])),
    params(
        ("runId" = i64, Path, description = "The run's id", example = 3),
        ("page" = Option<u32>, Query, minimum = 1, description = "Page number, default 1"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "Rows on a page, default 50"),
    ),
    responses((status = 200, description = "A page", body = Envelope<RunStatements<'static>>)),
)]
pub(crate) async fn payout_run_statements(
    _caller: StaffAuthorized<StatementsRead>,
    id: web::Path<String>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let run = PayoutRunId::new(key("runId", &id)?);
    let parameters = Parameters::parse(request.query_string(), &["page", "limit"])?;
    let (page, size) = place(&parameters)?;
    let found = blocking(move || api.payout_runs.statements(run, page, size)).await?;
    let (run, statements) = found.ok_or(Code::NotFound)?;
    let paging = Paging::of(page, size, run.statements);
    success(RunStatements::of(&run, &statements, paging))
}

/// Approves a draft. Whoever created it cannot; of simultaneous calls one succeeds.
#[utoipa::path(
    post, path = "/api/v1/admin/payout-runs/{runId}/approve", tag = "Staff",
    security(("staff" = [])),
    params(("runId" = i64, Path, description = "The run's id", example = 3)),
    responses((status = 200, description = "The run, approved", body = Envelope<RunView>)),
)]
pub(crate) async fn approve_payout_run(
    caller: StaffAuthorized<PayoutRunsWrite>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let run = PayoutRunId::new(key("runId", &id)?);
    let work = blocking_at_length(move || api.payout_runs.approve(run, caller.staff));
    success(RunView::of(&work.await?))
}

/// Rejects a draft; its lines are free for another run.
#[utoipa::path(
    post, path = "/api/v1/admin/payout-runs/{runId}/reject", tag = "Staff",
    security(("staff" = [])),
    params(("runId" = i64, Path, description = "The run's id", example = 3)),
    responses((status = 200, description = "The run, rejected", body = Envelope<RunView>)),
)]
pub(crate) async fn reject_payout_run(
    caller: StaffAuthorized<PayoutRunsWrite>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let run = PayoutRunId::new(key("runId", &id)?);
    let work = blocking_at_length(move || api.payout_runs.reject(run, caller.staff));
    success(RunView::of(&work.await?))
}

/// Marks an approved statement paid by a bank transfer, whose reference is nobody
/// else's.
#[utoipa::path(
    post, path = "/api/v1/admin/statements/{statementId}/pay", tag = "Staff",
    security(("staff" = [])),
    params(("statementId" = i64, Path, description = "The statement's id", example = 5)),
    request_body = PaymentBody,
    responses((status = 200, description = "The statement, paid", body = Envelope<StatementView<'static>>)),
)]
pub(crate) async fn pay_statement(
    caller: StaffAuthorized<PayoutRunsWrite>,
    id: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let statement = StatementId::new(key("statementId", &id)?);
    let bytes = small_json(&request, payload).await?;
    let mut body = StrictBody::parse(&bytes, &["bank_reference"])?;
    let reference = body.text("bank_reference", str::parse::<BankReference>);
    let reference = body.accept(reference)?;
    let work = blocking_at_length(move || api.payout_runs.pay(statement, reference, caller.staff));
    success(StatementView::of(&work.await?))
}
