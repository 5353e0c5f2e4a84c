//! What is asked of the list.

use chrono::TimeDelta;
use dedupe::{LoanStatus, Verdict};
use kernel::{LeadId, PageNumber, PageSize, PartnerId};
use leads::{Cursor, LeadFilter, LeadQuery, LeadSort, Position, SearchTerm, SortField};
use payouts::PayoutStatus;
use testkit::{FakeVault, midday};

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

/// Everything that is asked of `partner`, which has `leads`.
pub(crate) fn asked(partner: PartnerId, leads: u32) -> Result<Vec<Asked>, Failure> {
    let mut all = orders(partner, leads)?;
    all.extend(filters(partner, leads)?);
    all.extend(searches(partner, leads)?);
    Ok(all)
}

fn first(what: &'static str, partner: PartnerId, filter: LeadFilter) -> Asked {
    Asked {
        what,
        query: LeadQuery {
            partner,
            filter,
            sort: LeadSort::default(),
            position: Position::Page(PageNumber::FIRST),
            size: PageSize::DEFAULT,
        },
    }
}

/// Page `page` of the same.
fn far(what: &'static str, asked: Asked, page: u32) -> Result<Asked, Failure> {
    let page = PageNumber::new(page.max(1)).ok_or("pages begin at 1")?;
    let position = Position::Page(page);
    let query = LeadQuery {
        position,
        ..asked.query
    };
    Ok(Asked { what, query })
}

fn sorted(asked: Asked, field: SortField, descending: bool) -> Asked {
    let sort = LeadSort { field, descending };
    let query = LeadQuery {
        sort,
        ..asked.query
    };
    Asked { query, ..asked }
}

fn orders(partner: PartnerId, leads: u32) -> Result<Vec<Asked>, Failure> {
    let all = |what| first(what, partner, LeadFilter::default());
    let cursor = Cursor {
        sort: LeadSort::default(),
        value: (midday() + TimeDelta::days(30)).timestamp_micros(),
        id: LeadId::new(i64::MAX),
    };
    let amount = SortField::DisbursalAmount;
    let pages = leads / 50;
    let mut deep = all("after a cursor eleven months back");
    deep.query.position = Position::After(cursor);
    Ok(vec![
        all("page 1"),
        far("page in the middle", all(""), pages / 2)?,
        far("last page", all(""), pages)?,
        deep,
        sorted(all("oldest first"), SortField::SharedAt, false),
        sorted(all("largest disbursal first"), amount, true),
        sorted(all("smallest disbursal first"), amount, false),
        sorted(
            far(
                "largest disbursal first, page in the middle",
                all(""),
                pages / 2,
            )?,
            amount,
            true,
        ),
        sorted(
            far(
                "smallest disbursal first, page in the middle",
                all(""),
                pages / 2,
            )?,
            amount,
            false,
        ),
    ])
}

fn filters(partner: PartnerId, leads: u32) -> Result<Vec<Asked>, Failure> {
    let days = |day: i64| Some((midday() + TimeDelta::days(day)).date_naive());
    let none = LeadFilter::default;
    let listed = |what, filter| first(what, partner, filter);
    let active = || LeadFilter {
        verdict: Some(Verdict::Active),
        ..none()
    };
    let month = || LeadFilter {
        from: days(100),
        to: days(129),
        ..none()
    };
    let loan = |status| LeadFilter {
        loan_status: Some(status),
        ..none()
    };
    let payout = |status| LeadFilter {
        payout_status: Some(status),
        ..none()
    };
    let disbursed = || loan(LoanStatus::Disbursed);
    let amount = SortField::DisbursalAmount;
    Ok(vec![
        listed("status 2006", active()),
        far(
            "status 2006, page in the middle",
            listed("", active()),
            leads / 50 / 66,
        )?,
        listed("30 days", month()),
        listed(
            "30 days, status 2004",
            LeadFilter {
                verdict: Some(Verdict::Registered),
                ..month()
            },
        ),
        listed("loan disbursed", disbursed()),
        far(
            "loan disbursed, page in the middle",
            listed("", disbursed()),
            leads / 50 / 11,
        )?,
        listed("loan refunded (rare)", loan(LoanStatus::Refunded)),
        listed("loan cancelled (none)", loan(LoanStatus::Cancelled)),
        listed("payout eligible", payout(PayoutStatus::Eligible)),
        listed("payout reversed (rare)", payout(PayoutStatus::Reversed)),
        listed(
            "loan closed, payout eligible",
            LeadFilter {
                payout_status: Some(PayoutStatus::Eligible),
                ..loan(LoanStatus::Closed)
            },
        ),
        listed(
            "30 days, status 2005, loan disbursed",
            LeadFilter {
                verdict: Some(Verdict::Fresh),
                loan_status: Some(LoanStatus::Disbursed),
                ..month()
            },
        ),
        sorted(
            listed("loan disbursed, largest disbursal first", disbursed()),
            amount,
            true,
        ),
        sorted(
            listed(
                "loan refunded, largest disbursal first",
                loan(LoanStatus::Refunded),
            ),
            amount,
            true,
        ),
        sorted(
            listed("30 days, largest disbursal first", month()),
            amount,
            true,
        ),
    ])
}

fn searches(partner: PartnerId, leads: u32) -> Result<Vec<Asked>, Failure> {
    let number = if leads > 1_000 { 2 } else { 1 };
    let someone = person(number, leads / 3)?;
    let term = |text: &str| SearchTerm::parse(text, &FakeVault);
    let found = |what, text: &str| -> Result<Asked, Failure> {
        let search = term(text)?;
        Ok(first(
            what,
            partner,
            LeadFilter {
                search,
                ..LeadFilter::default()
            },
        ))
    };
    let with = |what, text: &str, filter| -> Result<Asked, Failure> {
        let search = term(text)?;
        Ok(first(what, partner, LeadFilter { search, ..filter }))
    };
    let loan = |status| LeadFilter {
        loan_status: Some(status),
        ..LeadFilter::default()
    };
    let month = LeadFilter {
        from: Some((midday() + TimeDelta::days(100)).date_naive()),
        to: Some((midday() + TimeDelta::days(129)).date_naive()),
        ..LeadFilter::default()
    };
    Ok(vec![
        found("mobile number", someone.mobile.as_str())?,
        found("PAN", someone.pan.as_str())?,
        found("last four digits", someone.mobile.last_four())?,
        found("common name (one in ten)", COMMON)?,
        far(
            "common name, page 200",
            found("", COMMON)?,
            200.min(leads / 500),
        )?,
        found("part of many names", "kan")?,
        found("part of every last name", "kar")?,
        found("rare name (one in five hundred)", RARE)?,
        found("absent name", "qqxz")?,
        found("one letter", "r")?,
        found("two letters", "vi")?,
        found("two letters, absent", "qx")?,
        with(
            "common name, loan disbursed",
            COMMON,
            loan(LoanStatus::Disbursed),
        )?,
        with(
            "common name, loan refunded",
            COMMON,
            loan(LoanStatus::Refunded),
        )?,
        with("common name, 30 days", COMMON, month)?,
        sorted(
            found("common name, oldest first", COMMON)?,
            SortField::SharedAt,
            false,
        ),
        sorted(
            found("common name, largest disbursal first", COMMON)?,
            SortField::DisbursalAmount,
            true,
        ),
    ])
}
