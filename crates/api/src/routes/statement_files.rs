//! A partner's statement to take along: CSV (RFC 4180), streamed, and PDF.

use std::sync::Arc;

use accounts::PartnerSession;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use futures_util::stream::{self, StreamExt as _};
use kernel::{LedgerLineId, PageSize, PartnerId, StatementId};
use payouts::Statement;

use crate::Api;
use crate::auth::{Authorized, PayoutsRead};
use crate::blocking::{blocking, blocking_at_length};
use crate::csv_line;
use crate::error::{Code, Refusal};
use crate::query::key;
use crate::reply::{ReplyCode, SUCCESS};
use crate::statement_pdf::{Parties, StatementPaper};
use crate::views::{STATEMENT_COLUMNS, line_cells, total_cells};

/// A statement as CSV: a line for each of its lines, then its totals. The
/// connection is aborted if they cannot all be read, so that a reply that ends is
/// complete.
#[utoipa::path(
    get, path = "/api/v1/partner/statements/{statementId}.csv", operation_id = "export_statement", tag = "Payouts",
    security(("partner" = [])),
    params(("statementId" = i64, Path, description = "The statement's id", example = 5)),
    responses((status = 200, description = "A header line, a line per ledger line, and a line per total, named in its first cell; cells a spreadsheet would run begin with `'`",
        content_type = "text/csv", body = String,
        headers(("Content-Disposition" = String, description = "attachment; filename=\"statement-5.csv\"")))),
)]
pub(crate) async fn statement_csv(
    caller: Authorized<PayoutsRead>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let (api, partner) = (api.into_inner(), caller.session.partner.id);
    let statement = found(&api, partner, &id).await?;
    let name = format!("statement-{}.csv", statement.id);
    let export = Export {
        api,
        statement,
        after: None,
    };
    // The first piece is read before anything is promised.
    let (first, next) = export
        .piece(csv_line::header_of(STATEMENT_COLUMNS)?)
        .await?;
    let rest = stream::try_unfold(next, Export::continued);
    let mut reply = HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(attachment(&name))
        .streaming(stream::iter([Ok(first)]).chain(rest));
    reply.extensions_mut().insert(ReplyCode(SUCCESS));
    Ok(reply)
}

/// A statement as PDF: A4, its figures and all its lines. Characters beyond
/// Windows-1252 print as `?`, and the document says so.
#[utoipa::path(
    get, path = "/api/v1/partner/statements/{statementId}.pdf", operation_id = "print_statement", tag = "Payouts",
    security(("partner" = [])),
    params(("statementId" = i64, Path, description = "The statement's id", example = 5)),
    responses((status = 200, description = "The document", content_type = "application/pdf", body = String,
        headers(("Content-Disposition" = String, description = "attachment; filename=\"statement-5.pdf\"")))),
)]
pub(crate) async fn statement_pdf(
    caller: Authorized<PayoutsRead>,
    id: web::Path<String>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let (api, session) = (api.into_inner(), caller.session);
    let statement = found(&api, session.partner.id, &id).await?;
    let name = format!("statement-{}.pdf", statement.id);
    let document = blocking_at_length(move || paper(&api, &session, &statement));
    let mut reply = HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header(attachment(&name))
        .body(document.await?);
    reply.extensions_mut().insert(ReplyCode(SUCCESS));
    Ok(reply)
}

async fn found(api: &Arc<Api>, partner: PartnerId, id: &str) -> Result<Statement, Refusal> {
    let id = StatementId::new(key("statementId", id)?);
    let api = Arc::clone(api);
    let found = blocking(move || api.statements.find(partner, id)).await?;
    found.ok_or_else(|| Code::NotFound.into())
}

fn attachment(name: &str) -> (header::HeaderName, String) {
    let value = format!("attachment; filename=\"{name}\"");
    (header::CONTENT_DISPOSITION, value)
}

fn pieces() -> PageSize {
    PageSize::new(PageSize::MAX).unwrap_or(PageSize::DEFAULT)
}

fn paper(
    api: &Api,
    session: &PartnerSession,
    statement: &Statement,
) -> Result<Vec<u8>, kernel::PortFailure> {
    let partner = &session.partner;
    let taxes = api.statements.identity(partner.id)?;
    let parties = Parties {
        lender: &api.options.lender,
        partner: partner.name.as_str(),
        slug: partner.slug.as_str(),
        taxes: &taxes,
    };
    let calendar = api.statements.policy.calendar;
    let mut paper = StatementPaper::begin(parties, statement, calendar);
    let mut after = None;
    loop {
        let (lines, next) = api
            .statements
            .lines(partner.id, statement, after, pieces())?;
        for line in &lines {
            paper.line(line);
        }
        if next.is_none() {
            return Ok(paper.finish());
        }
        after = next;
    }
}

/// An export under way.
struct Export {
    api: Arc<Api>,
    statement: Statement,
    after: Option<LedgerLineId>,
}

impl Export {
    /// The next lines after `start`, and the rest of the export if there is one;
    /// the totals end it.
    async fn piece(self, start: Vec<u8>) -> Result<(Bytes, Option<Self>), Refusal> {
        blocking(move || {
            let statement = &self.statement;
            let (lines, next) =
                self.api
                    .statements
                    .lines(statement.partner, statement, self.after, pieces())?;
            let written = csv_line::records(start, lines.iter().map(line_cells))?;
            if next.is_some() {
                let rest = Self {
                    after: next,
                    ..self
                };
                return Ok((Bytes::from(written), Some(rest)));
            }
            let written = csv_line::records(written, total_cells(statement).into_iter())?;
            Ok::<_, Refusal>((Bytes::from(written), None))
        })
        .await
    }

    async fn continued(export: Option<Self>) -> Result<Option<(Bytes, Option<Self>)>, Refusal> {
        let Some(export) = export else {
            return Ok(None);
        };
        let piece = export.piece(Vec::new()).await;
        if let Err(refusal) = &piece {
            tracing::error!(cause = refusal.cause, "an export broke off");
        }
        piece.map(Some)
    }
}
