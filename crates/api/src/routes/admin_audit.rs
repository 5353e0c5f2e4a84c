//! The audit log, by the lender's staff (contract `onboarding.md`, "Audit log").

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use audit::LogQuery;

use crate::Api;
use crate::audit_query::{export_query, page_query};
use crate::blocking::{blocking, blocking_at_length};
use crate::csv_export::{Pieces, attachment};
use crate::csv_line;
use crate::cursor;
use crate::error::Refusal;
use crate::reply::{Envelope, success};
use crate::staff_auth::{AuditRead, StaffAuthorized};
use crate::views::{AUDIT_COLUMNS, AuditPageView, EntryView, ProofView, audit_cells};

/// How many entries a piece of the export has.
const PIECE: u32 = 500;

/// The parameters that narrow the log; for the document only.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "read by name from the query; this is their description"
)]
pub(crate) struct AuditNarrowing {
    /// The first instant (RFC 3339) or business day (`YYYY-MM-DD`), inclusive.
    #[param(example = "2026-11-01")]
    from: Option<String>,
    /// The last instant (RFC 3339) or business day (`YYYY-MM-DD`), inclusive.
    #[param(example = "2026-11-30T12:00:00Z")]
    to: Option<String>,
    /// `system`, `operator`, `partner`, `service` or `staff`.
    #[param(example = "staff")]
    actor: Option<String>,
    /// Which of them, with `actor`: the uuid of a partner or a member of staff, the key
    /// of a service token.
    actor_id: Option<String>,
    /// `subject.verb`, or the beginning of some, which ends with a dot.
    #[param(example = "partner.")]
    action: Option<String>,
    /// The uuid of a partner: what happened to its record, and what it did.
    partner: Option<String>,
}

/// Entries of the audit log, newest first. What was just written has no number yet.
#[utoipa::path(
    get, path = "/api/v1/admin/audit", operation_id = "list_audit_entries", tag = "Staff",
    security(("staff" = [])),
    params(
        AuditNarrowing,
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "Entries on a page, default 50"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses((status = 200, description = "A page", body = Envelope<AuditPageView<'static>>)),
)]
pub(crate) async fn audit_entries(
    _caller: StaffAuthorized<AuditRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let (query, most) = page_query(request.query_string(), api.read.calendar)?;
    let (entries, next) = blocking(move || api.audit.read.page(&query, most)).await?;
    let views: Result<Vec<EntryView<'_>>, Refusal> = entries.iter().map(EntryView::of).collect();
    success(AuditPageView {
        entries: views?,
        next_cursor: next.map(cursor::write_entry),
    })
}

/// All entries that pass, newest first. The connection is aborted if they cannot all be
/// read, so that a reply that ends is complete.
#[utoipa::path(
    get, path = "/api/v1/admin/audit.csv", operation_id = "export_audit_log", tag = "Staff",
    security(("staff" = [])),
    params(AuditNarrowing),
    responses((status = 200, description = "A header line and a line per entry; cells a spreadsheet would run begin with `'`",
        content_type = "text/csv", body = String,
        headers(("Content-Disposition" = String, description = "attachment; filename=\"audit.csv\"")))),
)]
pub(crate) async fn audit_csv(
    _caller: StaffAuthorized<AuditRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let query = export_query(request.query_string(), api.read.calendar)?;
    let export = Export {
        api: api.into_inner(),
        query,
    };
    attachment(export, csv_line::header_of(AUDIT_COLUMNS)?, "audit.csv").await
}

/// Proves the log untouched, or names the first wrong place. One at a time; whoever comes
/// meanwhile is told to come back.
#[utoipa::path(
    get, path = "/api/v1/admin/audit/verify", operation_id = "verify_audit_log", tag = "Staff",
    security(("staff" = [])),
    responses((status = 200, description = "What was found", body = Envelope<ProofView>)),
)]
pub(crate) async fn audit_verify(
    _caller: StaffAuthorized<AuditRead>,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let turn = api.audit.turn()?;
    let proof = blocking_at_length(move || {
        let proof = api.audit.prove.execute(None, &mut |_, _| {});
        // Kept until the work is done, however long the caller waits.
        drop(turn);
        proof
    });
    success(ProofView::of(&proof.await?))
}

/// An export under way.
struct Export {
    api: Arc<Api>,
    query: LogQuery,
}

impl Pieces for Export {
    fn piece(self, start: Vec<u8>) -> Result<(Vec<u8>, Option<Self>), Refusal> {
        let (entries, next) = self.api.audit.read.page(&self.query, PIECE)?;
        let lines = csv_line::records(start, entries.iter().map(audit_cells))?;
        let rest = next.map(|place| Self {
            query: LogQuery {
                after: Some(place),
                ..self.query
            },
            ..self
        });
        Ok((lines, rest))
    }
}
