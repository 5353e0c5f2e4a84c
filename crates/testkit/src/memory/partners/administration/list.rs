//! Pages of partners in memory.

use accounts::{
    OnboardingStep, PartnerFilter, PartnerOrder, PartnerQuery, PartnerRecord, PartnerStatus,
    ReviewFilter, ReviewVerdict,
};
use kernel::{PageNumber, PageSize};

use super::super::Row;

pub(super) fn page(rows: &[Row], query: &PartnerQuery) -> (Vec<PartnerRecord>, u64) {
    let passing = rows.iter().filter(|row| passes(row, &query.filter));
    let mut records: Vec<PartnerRecord> = passing.map(Row::record).collect();
    records.sort_by_cached_key(|record| (key(record, query.order), record.partner.id));
    if query.descending {
        records.reverse();
    }
    let total = u64::try_from(records.len()).unwrap_or(u64::MAX);
    (cut(records, query.page, query.size), total)
}

/// Those of `all` that are on the page.
pub(super) fn cut<T>(all: Vec<T>, page: PageNumber, size: PageSize) -> Vec<T> {
    let skipped = usize::try_from(page.offset(size)).unwrap_or(usize::MAX);
    let most = usize::try_from(size.get()).unwrap_or(usize::MAX);
    all.into_iter().skip(skipped).take(most).collect()
}

fn key(record: &PartnerRecord, order: PartnerOrder) -> (i64, String) {
    let partner = &record.partner;
    match order {
        PartnerOrder::CreatedAt => (partner.created_at.timestamp_micros(), String::new()),
        PartnerOrder::UpdatedAt => (record.updated_at.timestamp_micros(), String::new()),
        PartnerOrder::Name => (0, partner.name.as_str().to_lowercase()),
        PartnerOrder::Status => (0, partner.status.to_string()),
        PartnerOrder::Slug => (0, partner.slug.as_str().to_owned()),
    }
}

fn passes(row: &Row, filter: &PartnerFilter) -> bool {
    let (partner, more) = (&row.partner, &row.more);
    let completed = filter.onboarding_completed;
    more.deleted_at.is_some() == filter.deleted
        && filter.status.is_none_or(|status| partner.status == status)
        && filter.kind.is_none_or(|kind| partner.kind == Some(kind))
        && completed.is_none_or(|completed| more.onboarding.is_complete() == completed)
        && filter.review.is_none_or(|review| in_review(row, review))
        && is_found(row, filter)
}

fn in_review(row: &Row, wanted: ReviewFilter) -> bool {
    let onboarding = &row.more.onboarding;
    let verdict = onboarding.review.as_ref().map(|review| review.verdict);
    match wanted {
        ReviewFilter::Waiting => {
            verdict.is_none()
                && row.partner.status == PartnerStatus::Pending
                && onboarding.current_step() == OnboardingStep::Activation
        }
        ReviewFilter::Approved => verdict == Some(ReviewVerdict::Approved),
        ReviewFilter::Rejected => verdict == Some(ReviewVerdict::Rejected),
    }
}

fn is_found(row: &Row, filter: &PartnerFilter) -> bool {
    let Some(search) = &filter.search else {
        return true;
    };
    let text = search.text.to_lowercase();
    let company = row.more.business.company_name.as_ref();
    search.email.is_some_and(|email| row.holds_email(&email))
        || row.partner.name.as_str().to_lowercase().contains(&text)
        || row.partner.slug.as_str().contains(&text)
        || company.is_some_and(|name| name.as_str().to_lowercase().contains(&text))
}
