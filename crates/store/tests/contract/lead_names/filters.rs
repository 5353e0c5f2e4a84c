//! What leads are searched and filtered by.

use chrono::TimeDelta;
use dedupe::{LoanStatus, Verdict};
use leads::{LeadFilter, SearchTerm};
use payouts::PayoutStatus;
use testkit::{FakeVault, midday};

pub(super) fn named(text: &str) -> Option<SearchTerm> {
    SearchTerm::parse(text, &FakeVault).unwrap()
}

/// Texts of every form.
const TEXTS: [&str; 18] = [
    "asha",
    "ao",
    "RAO",
    "nan",
    "an",
    "a%",
    "a%d",
    "_c\\",
    "b_c",
    "ß",
    "ánan",
    "आश",
    "आशा",
    "राव",
    "n'd",
    "-an",
    "nobody",
    "x",
];

/// Searches of every form with the other filters, and filters alone.
pub(super) fn filters() -> Vec<LeadFilter> {
    let terms = TEXTS.iter().map(|text| named(text));
    let searched = terms.map(|search| LeadFilter {
        search,
        ..LeadFilter::default()
    });
    let searched: Vec<LeadFilter> = searched.collect();
    let unsearched = LeadFilter::default();
    let narrowed = searched.iter().chain([&unsearched]).flat_map(narrowed);
    narrowed.chain(searched.clone()).collect()
}

/// `only`, narrowed in every way.
fn narrowed(only: &LeadFilter) -> Vec<LeadFilter> {
    let day = |day| Some((midday() + TimeDelta::days(day)).date_naive());
    let verdict = Some(Verdict::Registered);
    let loan_status = Some(LoanStatus::Disbursed);
    let with = |change: &dyn Fn(&mut LeadFilter)| {
        let mut filter = only.clone();
        change(&mut filter);
        filter
    };
    vec![
        with(&|filter| filter.verdict = verdict),
        with(&|filter| (filter.from, filter.to) = (day(3), day(6))),
        with(&|filter| (filter.from, filter.verdict) = (day(3), verdict)),
        with(&|filter| filter.loan_status = loan_status),
        with(&|filter| {
            (filter.payout_status, filter.to) = (Some(PayoutStatus::Paid), day(6));
        }),
        with(&|filter| {
            filter.loan_status = loan_status;
            filter.payout_status = Some(PayoutStatus::Eligible);
            filter.verdict = verdict;
        }),
    ]
}
