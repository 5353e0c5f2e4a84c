//! A partner's own statements (contract `partner-api.md`, "Lists").

use actix_web::{HttpRequest, HttpResponse, web};
use kernel::{LedgerLineId, PageSize, StatementId};
use payouts::DisputeText;

use crate::Api;
use crate::auth::{Authorized, DisputesOpen, PayoutsRead};
use crate::blocking::blocking;
use crate::body;
use crate::cursor;
use crate::error::{Code, Refusal};
use crate::list_query::place;
use crate::query::{Parameters, key};
use crate::reply::{Envelope, created, success};
use crate::sealed::received;
use crate::strict_body::StrictBody;
use crate::views::{
    DisputeBody, DisputeView, OwnDisputeView, Paging, StatementDetail, StatementPage,
};

/// The caller's statements, newest first, a page at a time. Drafts are not shown.
#[utoipa::path(
    get, path = "/api/v1/partner/statements", operation_id = "list_statements", tag = "Payouts",
    security(("partner" = [])),
    params(
        ("page" = Option<u32>, Query, minimum = 1, description = "Page number, default 1"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "Rows on a page, default 50"),
    ),
    responses((status = 200, description = "A page", body = Envelope<StatementPage<'static>>)),
)]
pub(crate) async fn statements(
    caller: Authorized<PayoutsRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let parameters = Parameters::parse(request.query_string(), &["page", "limit"])?;
    let (page, size) = place(&parameters)?;
    let partner = caller.session.partner.id;
    let (rows, total) = blocking(move || api.statements.list(partner, page, size)).await?;
    success(StatementPage::of(&rows, Paging::of(page, size, total)))
}

/// A statement of the caller: its figures, and its lines, 200 at a time.
#[utoipa::path(
    get, path = "/api/v1/partner/statements/{statementId}", operation_id = "get_statement", tag = "Payouts",
    security(("partner" = [])),
    params(
        ("statementId" = i64, Path, description = "The statement's id", example = 5),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "Lines at a time, default 200"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the reply before"),
    ),
    responses((status = 200, description = "The statement", body = Envelope<StatementDetail<'static>>)),
)]
pub(crate) async fn statement(
    caller: Authorized<PayoutsRead>,
    id: web::Path<String>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let id = StatementId::new(key("statementId", &id)?);
    let parameters = Parameters::parse(request.query_string(), &["limit", "cursor"])?;
    let size = match parameters.number("limit")? {
        Some(limit) => PageSize::new(limit).ok_or_else(|| Refusal::parameter("limit"))?,
        None => PageSize::new(PageSize::MAX).unwrap_or(PageSize::DEFAULT),
    };
    let after = parameters.read("cursor", cursor::read_line)?;
    let partner = caller.session.partner.id;
    let found = blocking(move || {
        let Some(statement) = api.statements.find(partner, id)? else {
            return Ok(None);
        };
        let (lines, next) = api.statements.lines(partner, &statement, after, size)?;
        Ok::<_, kernel::PortFailure>(Some((statement, lines, next)))
    });
    let (statement, lines, next) = found.await?.ok_or(Code::NotFound)?;
    success(StatementDetail::of(&statement, &lines, next))
}

/// Disputes a line of an own statement. A line is disputed at most once.
#[utoipa::path(
    post, path = "/api/v1/partner/statements/{statementId}/lines/{lineId}/dispute", tag = "Payouts",
    security(("partner" = [])),
    params(
        ("statementId" = i64, Path, description = "The statement's id", example = 5),
        ("lineId" = i64, Path, description = "The line's id", example = 7),
    ),
    request_body = DisputeBody,
    responses((status = 201, description = "The dispute is open", body = Envelope<DisputeView>)),
)]
pub(crate) async fn dispute_line(
    caller: Authorized<DisputesOpen>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
    payload: web::Payload,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let statement = StatementId::new(key("statementId", &path.0)?);
    let line = LedgerLineId::new(key("lineId", &path.1)?);
    let sent = received(&caller, &request, payload, body::SMALL).await?;
    sent.spend(&request, caller.sender.id).await?;
    let mut body = StrictBody::parse(&sent.bytes, &["reason"])?;
    let reason = body.text("reason", DisputeText::parse);
    let reason = body.accept(reason)?;
    let partner = caller.session.partner.id;
    let opened = blocking(move || api.statements.dispute(partner, statement, line, &reason));
    created(DisputeView::of(&opened.await?))
}

/// The own dispute of a line, with its answer.
#[utoipa::path(
    get, path = "/api/v1/partner/statements/{statementId}/lines/{lineId}/dispute", operation_id = "get_dispute", tag = "Payouts",
    security(("partner" = [])),
    params(
        ("statementId" = i64, Path, description = "The statement's id", example = 5),
        ("lineId" = i64, Path, description = "The line's id", example = 7),
    ),
    responses((status = 200, description = "The dispute", body = Envelope<OwnDisputeView<'static>>)),
)]
pub(crate) async fn dispute(
    caller: Authorized<PayoutsRead>,
    path: web::Path<(String, String)>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let statement = StatementId::new(key("statementId", &path.0)?);
    let line = LedgerLineId::new(key("lineId", &path.1)?);
    let partner = caller.session.partner.id;
    let found = blocking(move || api.statements.disputed(partner, statement, line)).await?;
    success(OwnDisputeView::of(&found.ok_or(Code::NotFound)?))
}
