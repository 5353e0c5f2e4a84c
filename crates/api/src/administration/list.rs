//! The parameters of lists of partners (contract `onboarding.md`).

use accounts::{PartnerFilter, PartnerOrder, PartnerQuery, PartnerSearch, PartnerStatus};
use kernel::{EmailAddress, FieldVault, IndexedField, PageNumber, PageSize};

use crate::error::Refusal;
use crate::query::Parameters;

const KNOWN: &[&str] = &[
    "status",
    "onboardingCompleted",
    "search",
    "partnerType",
    "review",
    "deleted",
    "page",
    "limit",
    "sortBy",
    "sortOrder",
];

/// Rows on a page, unless somebody asks for another number.
const DEFAULT: u32 = 20;

/// The most rows on a page.
const MOST: u32 = 100;

/// The most characters that are looked for.
const LONGEST: usize = 200;

/// Reads the parameters of a list, newest first unless it says otherwise.
pub(crate) fn partner_query(text: &str, vault: &dyn FieldVault) -> Result<PartnerQuery, Refusal> {
    let parameters = Parameters::parse(text, KNOWN)?;
    let (page, size) = place(&parameters)?;
    let filter = PartnerFilter {
        status: parameters.read("status", |word| word.parse::<PartnerStatus>().ok())?,
        onboarding_completed: parameters.read("onboardingCompleted", flag)?,
        search: searched(&parameters, vault)?,
        kind: parameters.read("partnerType", |word| word.parse().ok())?,
        review: parameters.read("review", |word| word.parse().ok())?,
        deleted: parameters.read("deleted", flag)?.unwrap_or(false),
    };
    let order = parameters.read("sortBy", |word| word.parse().ok())?;
    let descending = parameters.read("sortOrder", |word| match word {
        "asc" => Some(false),
        "desc" => Some(true),
        _ => None,
    })?;
    Ok(PartnerQuery {
        filter,
        order: order.unwrap_or(PartnerOrder::CreatedAt),
        descending: descending.unwrap_or(true),
        page,
        size,
    })
}

/// Page number and size of any list of `/api/partners`.
pub(crate) fn place(parameters: &Parameters) -> Result<(PageNumber, PageSize), Refusal> {
    let page = parameters.number("page")?.unwrap_or(1);
    let page = PageNumber::new(page).ok_or_else(|| Refusal::parameter("page"))?;
    let limit = parameters.number("limit")?.unwrap_or(DEFAULT);
    let size = PageSize::new(limit).filter(|size| size.get() <= MOST);
    Ok((page, size.ok_or_else(|| Refusal::parameter("limit"))?))
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Nothing but blanks looks for nothing.
fn searched(
    parameters: &Parameters,
    vault: &dyn FieldVault,
) -> Result<Option<PartnerSearch>, Refusal> {
    let sane = |text: &str| text.chars().count() <= LONGEST && !text.contains('\0');
    let text = parameters.read("search", |text| {
        let text = text.trim();
        sane(text).then(|| text.to_owned())
    })?;
    let text = text.filter(|text| !text.is_empty());
    Ok(text.map(|text| {
        let email = EmailAddress::parse(&text).ok();
        let index = |email: EmailAddress| {
            let canonical = email.canonical();
            vault.index(IndexedField::Email, canonical.as_bytes())
        };
        PartnerSearch {
            email: email.map(index),
            text,
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Detail;
    use testkit::FakeVault;

    fn read(text: &str) -> Result<PartnerQuery, Refusal> {
        partner_query(text, &FakeVault)
    }

    #[test]
    fn without_parameters_a_list_is_the_newest_twenty() {
        let query = read("").expect("a query");
        assert_eq!(query.filter, PartnerFilter::default());
        assert_eq!(query.order, PartnerOrder::CreatedAt);
        assert!(query.descending);
        assert_eq!((query.page.get(), query.size.get()), (1, 20));
    }

    #[test]
    fn every_parameter_is_read() {
        let query = read(
            "status=active&onboardingCompleted=true&search=%20Lead%20&partnerType=business\
             &review=waiting&deleted=true&page=3&limit=100&sortBy=name&sortOrder=asc&utm=x",
        )
        .expect("a query");
        assert_eq!(query.filter.status, Some(PartnerStatus::Active));
        assert_eq!(query.filter.onboarding_completed, Some(true));
        assert_eq!(query.filter.search.expect("a search").text, "Lead");
        assert!(query.filter.kind.is_some() && query.filter.review.is_some());
        assert!(query.filter.deleted && !query.descending);
        assert_eq!(query.order, PartnerOrder::Name);
        assert_eq!((query.page.get(), query.size.get()), (3, 100));
        let found = read("search=It%40Lead.example")
            .expect("a query")
            .filter
            .search;
        assert!(found.expect("a search").email.is_some());
        assert_eq!(read("search=%20%09").expect("a query").filter.search, None);
    }

    #[test]
    fn a_wrong_parameter_is_named() {
        let long = format!("search={}", "x".repeat(201));
        for (text, name) in [
            ("status=Active", "status"),
            ("onboardingCompleted=yes", "onboardingCompleted"),
            (long.as_str(), "search"),
            ("search=a%00b", "search"),
            ("partnerType=bank", "partnerType"),
            ("review=not_ready", "review"),
            ("deleted=1", "deleted"),
            ("page=0", "page"),
            ("page=-1", "page"),
            ("limit=0", "limit"),
            ("limit=101", "limit"),
            ("limit=ten", "limit"),
            ("sortBy=email", "sortBy"),
            ("sortBy=name%3BDROP", "sortBy"),
            ("sortOrder=up", "sortOrder"),
            ("page=1&page=2", "page"),
        ] {
            let refusal = read(text).expect_err(text);
            assert_eq!(refusal.detail, Detail::Parameter(name), "{text}");
        }
    }
}
