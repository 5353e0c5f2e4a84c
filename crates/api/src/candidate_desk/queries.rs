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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Code, Detail};
    use kernel::EnrolmentId;
    use testkit::FakeVault;

    const PARTNER: PartnerId = PartnerId::new(7);
    const UUID: &str = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11";

    fn read(text: &str) -> Result<(CandidateQuery, PageNumber), Refusal> {
        candidate_query(text, PARTNER, &FakeVault)
    }

    #[test]
    fn without_parameters_a_list_is_the_newest_twenty_of_the_caller() {
        let (query, page) = read("partner_id=8&utm=x").expect("a query");
        assert_eq!(query.partner, PARTNER);
        assert_eq!(query.filter, CandidateFilter::default());
        assert_eq!(query.place, ListPlace::Page(PageNumber::FIRST));
        assert_eq!((query.size.get(), page), (20, PageNumber::FIRST));
        let batches = batch_query("", PARTNER).expect("a query");
        assert_eq!((batches.partner, batches.limit), (PARTNER, 1_000));
    }

    #[test]
    fn every_parameter_is_read() {
        let behind = cursor::write_enrolment(EnrolmentId::new(42));
        let query = read(&format!(
            "page=3&limit=100&search=%20Asha&batch_id={UUID}&invite_status=accepted\
             &is_paid_for=false&cursor={behind}"
        ));
        let (query, page) = query.expect("a query");
        assert_eq!((query.size.get(), page.get()), (100, 3));
        assert_eq!(query.place, ListPlace::Behind(EnrolmentId::new(42)));
        let filter = query.filter;
        assert_eq!(
            filter.batch.map(|batch| batch.to_string()).as_deref(),
            Some(UUID)
        );
        assert_eq!(filter.invite, Some(candidates::InviteStatus::Accepted));
        assert_eq!(filter.paid, Some(false));
        assert_eq!(
            filter.search,
            Some(CandidateSearch::Name("asha".to_owned()))
        );
        let (query, _) = read("search=Asha%40EXAMPLE.com").expect("a query");
        let (other, _) = read("search=asha%40example.com").expect("a query");
        assert!(matches!(
            query.filter.search,
            Some(CandidateSearch::Email(_))
        ));
        assert_eq!(query.filter.search, other.filter.search);
        assert_eq!(
            read("search=%20%09").expect("a query").0.filter.search,
            None
        );
    }

    #[test]
    fn a_wrong_parameter_is_named_and_a_wrong_batch_is_none() {
        let other = format!(
            "cursor={}",
            cursor::write_endpoint(kernel::EndpointId::new(3))
        );
        let long = format!("search={}", "x".repeat(255));
        for (text, name) in [
            ("page=0", "page"),
            ("limit=0", "limit"),
            ("limit=101", "limit"),
            ("invite_status=Pending", "invite_status"),
            ("is_paid_for=yes", "is_paid_for"),
            (other.as_str(), "cursor"),
            (long.as_str(), "search"),
            ("search=a%00b", "search"),
            ("batch_id=1&batch_id=1", "batch_id"),
        ] {
            let refusal = read(text).expect_err(text);
            assert_eq!(refusal.detail, Detail::Parameter(name), "{text}");
        }
        for text in ["batch_id=1", "batch_id="] {
            assert_eq!(read(text).expect_err(text).code, Code::BatchNotFound);
        }
        for text in ["limit=1001", "limit=0"] {
            let refusal = batch_query(text, PARTNER).expect_err(text);
            assert_eq!(refusal.detail, Detail::Parameter("limit"), "{text}");
        }
    }
}
