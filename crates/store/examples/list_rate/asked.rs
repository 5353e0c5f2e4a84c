//! What is asked of the list.

use chrono::{NaiveDate, TimeDelta};
use dedupe::{LoanStatus, Verdict};
use kernel::{LeadId, PageNumber, PageSize, PartnerId};
use leads::{Cursor, LeadFilter, LeadQuery, LeadSort, Position, SearchTerm, SortField};
use payouts::PayoutStatus;
use testkit::{FakeVault, Person, midday};

use crate::Failure;
use crate::fill::person;
use crate::names::{COMMON, RARE};

/// A page and its total.
pub(crate) struct Asked {
    /// In words.
    pub(crate) what: &'static str,
    /// The page.
    pub(crate) query: LeadQuery,
}

/// Everything that is asked of `partner`, number `number`, which has `leads`.
pub(crate) fn asked(partner: PartnerId, number: u64, leads: u32) -> Result<Vec<Asked>, Failure> {
    let someone = person(number, leads / 3)?;
    let mut all = orders(leads);
    all.extend(filters(leads));
    all.extend(filters_by_loan(leads));
    all.extend(searches(leads, &someone)?);
    all.extend(searches_filtered()?);
    for one in &mut all {
        one.query.partner = partner;
    }
    Ok(all)
}

fn first(what: &'static str, filter: LeadFilter) -> Asked {
    Asked {
        what,
        query: LeadQuery {
            partner: PartnerId::new(0),
            filter,
            sort: LeadSort::default(),
            position: Position::Page(PageNumber::FIRST),
            size: PageSize::DEFAULT,
        },
    }
}

impl Asked {
    fn page(mut self, page: u32) -> Self {
        let page = PageNumber::new(page.max(1)).unwrap_or(PageNumber::FIRST);
        self.query.position = Position::Page(page);
        self
    }

    fn sorted(mut self, field: SortField, descending: bool) -> Self {
        self.query.sort = LeadSort { field, descending };
        self
    }

    fn largest_first(self) -> Self {
        self.sorted(SortField::DisbursalAmount, true)
    }
}

fn day(day: i64) -> NaiveDate {
    (midday() + TimeDelta::days(day)).date_naive()
}

fn month() -> LeadFilter {
    LeadFilter {
        from: Some(day(100)),
        to: Some(day(129)),
        ..LeadFilter::default()
    }
}

fn loan(status: LoanStatus) -> LeadFilter {
    LeadFilter {
        loan_status: Some(status),
        ..LeadFilter::default()
    }
}

fn payout(status: PayoutStatus) -> LeadFilter {
    LeadFilter {
        payout_status: Some(status),
        ..LeadFilter::default()
    }
}

fn orders(leads: u32) -> Vec<Asked> {
    let all = |what| first(what, LeadFilter::default());
    let mut deep = all("after a cursor eleven months back");
    deep.query.position = Position::After(Cursor {
        sort: LeadSort::default(),
        value: (midday() + TimeDelta::days(30)).timestamp_micros(),
        id: LeadId::new(i64::MAX),
    });
    let pages = leads / 50;
    let amount = SortField::DisbursalAmount;
    vec![
        all("page 1"),
        all("page in the middle").page(pages / 2),
        all("last page").page(pages),
        deep,
        all("oldest first").sorted(SortField::SharedAt, false),
        all("largest disbursal first").largest_first(),
        all("smallest disbursal first").sorted(amount, false),
        all("largest disbursal first, page in the middle")
            .largest_first()
            .page(pages / 2),
        all("smallest disbursal first, page in the middle")
            .sorted(amount, false)
            .page(pages / 2),
    ]
}

fn filters(leads: u32) -> Vec<Asked> {
    let with = |verdict, filter| LeadFilter {
        verdict: Some(verdict),
        ..filter
    };
    let active = || with(Verdict::Active, LeadFilter::default());
    vec![
        first("status 2006", active()),
        first("status 2006, page in the middle", active()).page(leads / 3_300),
        first("30 days", month()),
        first("30 days, status 2004", with(Verdict::Registered, month())),
        first("30 days, largest disbursal first", month()).largest_first(),
    ]
}

fn filters_by_loan(leads: u32) -> Vec<Asked> {
    let disbursed = || loan(LoanStatus::Disbursed);
    let refunded = || loan(LoanStatus::Refunded);
    let closed_and_eligible = LeadFilter {
        payout_status: Some(PayoutStatus::Eligible),
        ..loan(LoanStatus::Closed)
    };
    let disbursed_fresh_month = LeadFilter {
        verdict: Some(Verdict::Fresh),
        loan_status: Some(LoanStatus::Disbursed),
        ..month()
    };
    vec![
        first("loan disbursed", disbursed()),
        first("loan disbursed, page in the middle", disbursed()).page(leads / 550),
        first("loan refunded (rare)", refunded()),
        first("loan cancelled (none)", loan(LoanStatus::Cancelled)),
        first("payout eligible", payout(PayoutStatus::Eligible)),
        first("payout reversed (rare)", payout(PayoutStatus::Reversed)),
        first("loan closed, payout eligible", closed_and_eligible),
        first(
            "30 days, status 2005, loan disbursed",
            disbursed_fresh_month,
        ),
        first("loan disbursed, largest disbursal first", disbursed()).largest_first(),
        first("loan refunded, largest disbursal first", refunded()).largest_first(),
    ]
}

fn searching(what: &'static str, text: &str, mut filter: LeadFilter) -> Result<Asked, Failure> {
    filter.search = SearchTerm::parse(text, &FakeVault)?;
    Ok(first(what, filter))
}

fn searches(leads: u32, someone: &Person) -> Result<Vec<Asked>, Failure> {
    let texts = [
        ("mobile number", someone.mobile.as_str()),
        ("PAN", someone.pan.as_str()),
        ("last four digits", someone.mobile.last_four()),
        ("common name (one in ten)", COMMON),
        ("part of many names", "kan"),
        ("part of every last name", "kar"),
        ("rare name (one in five hundred)", RARE),
        ("absent name", "qqxz"),
        ("one letter", "r"),
        ("two letters", "vi"),
        ("two letters, absent", "qx"),
    ];
    let searches = texts.into_iter();
    let mut searches: Vec<Asked> = searches
        .map(|(what, text)| searching(what, text, LeadFilter::default()))
        .collect::<Result<_, _>>()?;
    let page = 200.min(leads / 500);
    let common = |what| searching(what, COMMON, LeadFilter::default());
    searches.push(common("common name, page 200")?.page(page));
    searches.push(common("common name, oldest first")?.sorted(SortField::SharedAt, false));
    searches.push(common("common name, largest disbursal first")?.largest_first());
    Ok(searches)
}

fn searches_filtered() -> Result<Vec<Asked>, Failure> {
    let disbursed = loan(LoanStatus::Disbursed);
    Ok(vec![
        searching("common name, loan disbursed", COMMON, disbursed)?,
        searching(
            "common name, loan refunded",
            COMMON,
            loan(LoanStatus::Refunded),
        )?,
        searching("common name, 30 days", COMMON, month())?,
    ])
}
