//! All leads that pass a filter, as CSV (RFC 4180), streamed.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use kernel::PartnerUuid;
use leads::{LeadQuery, Position};

use crate::Api;
use crate::auth::{Authorized, LeadsRead};
use crate::csv_export::{Pieces, attachment};
use crate::csv_line;
use crate::error::Refusal;
use crate::list_query::export_query;
use crate::views::{DedupeStatusWord, LeadRow, LoanStatusWord, PayoutStatusWord, SortWord};

/// The parameters that narrow and order a list; for the document only.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "read by name from the query; this is their description"
)]
pub(crate) struct Narrowing {
    /// Verdict when shared.
    #[param(value_type = Option<DedupeStatusWord>, inline)]
    status: Option<String>,
    /// First business day, inclusive (`YYYY-MM-DD`).
    #[param(value_type = Option<String>, format = Date)]
    start_date: Option<String>,
    /// Last business day, inclusive (`YYYY-MM-DD`).
    #[param(value_type = Option<String>, format = Date)]
    end_date: Option<String>,
    /// Ten digits: this mobile number. The form of a PAN: this PAN. Four digits:
    /// the last four of a mobile number. Else part of a name.
    #[param(max_length = 100)]
    search: Option<String>,
    /// Status of the loan.
    #[param(value_type = Option<LoanStatusWord>, inline)]
    loan_status: Option<String>,
    /// Status of the payout.
    #[param(value_type = Option<PayoutStatusWord>, inline)]
    payout_status: Option<String>,
    /// `-` sorts descending; default `-lead_shared_at`.
    #[param(value_type = Option<SortWord>, inline)]
    sort: Option<String>,
}

/// All of the caller's leads that pass the filter. The connection is aborted if
/// they cannot all be read, so that a reply that ends is complete.
#[utoipa::path(
    get, path = "/api/v1/partner/dashboard/leads.csv", operation_id = "export_leads", tag = "Dashboard",
    security(("partner" = [])),
    params(Narrowing),
    responses((status = 200, description = "A header line and a line per lead; cells a spreadsheet would run begin with `'`",
        content_type = "text/csv", body = String,
        headers(("Content-Disposition" = String, description = "attachment; filename=\"leads.csv\"")))),
)]
pub(crate) async fn leads_csv(
    caller: Authorized<LeadsRead>,
    request: HttpRequest,
    api: web::Data<Api>,
) -> Result<HttpResponse, Refusal> {
    let partner = &caller.session.partner;
    let query = export_query(request.query_string(), partner.id, api.vault.as_ref())?;
    let export = Export {
        api: api.into_inner(),
        partner: partner.uuid,
        query,
    };
    attachment(export, csv_line::header()?, "leads.csv").await
}

/// An export under way.
struct Export {
    api: Arc<Api>,
    partner: PartnerUuid,
    query: LeadQuery,
}

impl Pieces for Export {
    fn piece(self, start: Vec<u8>) -> Result<(Vec<u8>, Option<Self>), Refusal> {
        let (leads, next) = self.api.read.rows(self.partner, &self.query)?;
        let lines = csv_line::lines(start, leads.iter().map(LeadRow::of))?;
        let rest = next.map(|cursor| Self {
            query: LeadQuery {
                position: Position::After(cursor),
                ..self.query
            },
            ..self
        });
        Ok((lines, rest))
    }
}
