//! The parameters of lists of candidates.

use candidates::{BatchQuery, CandidateFilter, CandidateQuery, CandidateSearch, ListPlace};
use kernel::{FieldVault, PageNumber, PageSize, PartnerId};

use super::bodies::batch_of;
use crate::cursor;
use crate::error::Refusal;
use crate::query::{Parameters, flag};

const KNOWN: &[&str] = &[
    "page",
    "limit",
    "search",
    "batch_id",
    "invite_status",
    "is_paid_for",
    "cursor",
];

/// Rows on a page, unless somebody asks for another number.
const DEFAULT: u32 = 20;

/// The most rows on a page.
const MOST: u32 = 100;

/// The most characters that are looked for: two names and the blank between, or an address.
const LONGEST: usize = 254;

/// Reads which of its batches `partner` wants to see.
pub(crate) fn batch_query(text: &str, partner: PartnerId) -> Result<BatchQuery, Refusal> {
    let parameters = Parameters::parse(text, &["page", "limit"])?;
    let limit = parameters.number("limit")?.unwrap_or(BatchQuery::MOST);
    if !(1..=BatchQuery::MOST).contains(&limit) {
        return Err(Refusal::parameter("limit"));
    }
    Ok(BatchQuery {
        partner,
        page: page(&parameters)?,
        limit,
    })
}

/// Reads which of its candidates `partner` wants to see, and the number of the page it
/// says that is: a cursor knows where it goes on, but not on which page.
pub(crate) fn candidate_query(
    text: &str,
    partner: PartnerId,
    vault: &dyn FieldVault,
) -> Result<(CandidateQuery, PageNumber), Refusal> {
    let parameters = Parameters::parse(text, KNOWN)?;
    let page = page(&parameters)?;
    let limit = parameters.number("limit")?.unwrap_or(DEFAULT);
    let size = PageSize::new(limit).filter(|size| size.get() <= MOST);
    let behind = parameters.read("cursor", cursor::read_enrolment)?;
    let search = parameters.read("search", |text| {
        let sane = text.chars().count() <= LONGEST && !text.contains('\0');
        sane.then(|| CandidateSearch::of(text, vault))
    })?;
    let query = CandidateQuery {
        partner,
        filter: CandidateFilter {
            batch: parameters.get("batch_id").map(batch_of).transpose()?,
            invite: parameters.read("invite_status", |word| word.parse().ok())?,
            paid: parameters.read("is_paid_for", flag)?,
            search: search.flatten(),
        },
        place: behind.map_or(ListPlace::Page(page), ListPlace::Behind),
        size: size.ok_or_else(|| Refusal::parameter("limit"))?,
    };
    Ok((query, page))
}

fn page(parameters: &Parameters) -> Result<PageNumber, Refusal> {
    let page = parameters.number("page")?.unwrap_or(1);
    PageNumber::new(page).ok_or_else(|| Refusal::parameter("page"))
}
