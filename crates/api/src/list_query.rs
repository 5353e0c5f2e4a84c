//! The parameters of lead lists (contract `partner-api.md`, "Lists").

use std::str::FromStr as _;

use dedupe::{LoanStatus, Verdict};
use kernel::{FieldVault, PageNumber, PageSize, PartnerId};
use leads::{LeadFilter, LeadQuery, LeadSort, Position, SearchTerm, SortField};
use payouts::PayoutStatus;
use validator::Validate;

use crate::cursor;
use crate::error::Refusal;
use crate::query::{Parameters, day};

/// Parameters that narrow and order; the export takes these alone.
const NARROWING: [&str; 7] = [
    "status",
    "start_date",
    "end_date",
    "search",
    "loan_status",
    "payout_status",
    "sort",
];

/// Parameters that say where a page lies.
const PLACING: [&str; 3] = ["page", "limit", "cursor"];

/// The shape of the numbered parameters.
#[derive(Debug, Validate)]
struct Place {
    /// From 1.
    #[validate(range(min = 1))]
    page: Option<u32>,
    /// 1–200.
    #[validate(range(min = 1, max = 200))]
    limit: Option<u32>,
}

/// A list asked for: the query and the page number to be shown.
#[derive(Debug)]
pub(crate) struct ListRequest {
    pub(crate) query: LeadQuery,
    pub(crate) page: PageNumber,
}

/// Reads the parameters of a page.
pub(crate) fn list_request(
    text: &str,
    partner: PartnerId,
    vault: &dyn FieldVault,
) -> Result<ListRequest, Refusal> {
    let known: Vec<&str> = PLACING.into_iter().chain(NARROWING).collect();
    let parameters = Parameters::parse(text, &known)?;
    let (page, size) = place(&parameters)?;
    let sort = sort(&parameters)?;
    let after = parameters.read("cursor", |text| cursor::read(text, sort))?;
    let query = LeadQuery {
        partner,
        filter: filter(&parameters, vault)?,
        sort,
        position: after.map_or(Position::Page(page), Position::After),
        size,
    };
    let page = if after.is_some() {
        PageNumber::FIRST
    } else {
        page
    };
    Ok(ListRequest { query, page })
}

/// Reads the parameters of an export: everything that passes the filter, in
/// pieces as large as pages may be.
pub(crate) fn export_query(
    text: &str,
    partner: PartnerId,
    vault: &dyn FieldVault,
) -> Result<LeadQuery, Refusal> {
    let parameters = Parameters::parse(text, &NARROWING)?;
    Ok(LeadQuery {
        partner,
        filter: filter(&parameters, vault)?,
        sort: sort(&parameters)?,
        position: Position::Page(PageNumber::FIRST),
        size: PageSize::new(PageSize::MAX).unwrap_or(PageSize::DEFAULT),
    })
}

/// Page number and size of any list.
pub(crate) fn place(parameters: &Parameters) -> Result<(PageNumber, PageSize), Refusal> {
    let place = Place {
        page: parameters.number("page")?,
        limit: parameters.number("limit")?,
    };
    if let Err(errors) = place.validate() {
        let page = errors.field_errors().contains_key("page");
        return Err(Refusal::parameter(if page { "page" } else { "limit" }));
    }
    let page = place.page.map_or(Some(PageNumber::FIRST), PageNumber::new);
    let size = place.limit.map_or(Some(PageSize::DEFAULT), PageSize::new);
    Ok((
        page.ok_or_else(|| Refusal::parameter("page"))?,
        size.ok_or_else(|| Refusal::parameter("limit"))?,
    ))
}

fn sort(parameters: &Parameters) -> Result<LeadSort, Refusal> {
    let sort = parameters.read("sort", |text| {
        let (descending, field) = match text.strip_prefix('-') {
            Some(field) => (true, field),
            None => (false, text),
        };
        let field = match field {
            "lead_shared_at" => SortField::SharedAt,
            "disbursal_amount" => SortField::DisbursalAmount,
            _ => return None,
        };
        Some(LeadSort { field, descending })
    })?;
    Ok(sort.unwrap_or_default())
}

fn filter(parameters: &Parameters, vault: &dyn FieldVault) -> Result<LeadFilter, Refusal> {
    let from = parameters.read("start_date", day)?;
    let to = parameters.read("end_date", day)?;
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(Refusal::parameter("start_date"));
    }
    let word = |text: &str| LoanStatus::from_str(text).ok();
    Ok(LeadFilter {
        verdict: parameters.read("status", Verdict::from_word)?,
        from,
        to,
        loan_status: parameters.read("loan_status", word)?,
        payout_status: parameters
            .read("payout_status", |text| PayoutStatus::from_str(text).ok())?,
        search: search(parameters, vault)?,
    })
}

fn search(parameters: &Parameters, vault: &dyn FieldVault) -> Result<Option<SearchTerm>, Refusal> {
    let text = parameters.get("search").unwrap_or_default();
    // No name has control characters, and not every database takes them.
    if text.chars().any(char::is_control) {
        return Err(Refusal::parameter("search"));
    }
    SearchTerm::parse(text, vault).map_err(|_| Refusal::parameter("search"))
}

#[cfg(test)]
mod tests;
