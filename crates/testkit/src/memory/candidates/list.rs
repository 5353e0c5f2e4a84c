//! Lists of candidates, by looking at all of them.

use candidates::{
    CandidateFilter, CandidatePage, CandidateQuery, CandidateSearch, Enrolment,
    ListCandidatesError, ListPlace,
};

use super::{State, batch_of, number};

pub(super) fn page(
    state: &State,
    query: &CandidateQuery,
) -> Result<CandidatePage, ListCandidatesError> {
    let filter = &query.filter;
    if let Some(batch) = filter.batch
        && state.batch(query.partner, batch).is_none()
    {
        return Err(ListCandidatesError::UnknownBatch);
    }
    let mut all: Vec<&Enrolment> = state
        .of(query.partner)
        .filter(|one| passes(state, filter, one))
        .collect();
    all.reverse();
    let total = number(all.len());
    let is_name = matches!(filter.search, Some(CandidateSearch::Name(_)));
    let skip = match query.place {
        ListPlace::Page(page) => usize::try_from(page.offset(query.size)).unwrap_or(usize::MAX),
        ListPlace::Behind(enrolment) => {
            all.retain(|one| one.id < enrolment);
            0
        }
    };
    let size = usize::try_from(query.size.get()).unwrap_or(usize::MAX);
    let more = all.len() > skip.saturating_add(size);
    let rows = all.into_iter().skip(skip).take(size).cloned();
    Ok(CandidatePage {
        rows: rows.collect(),
        total: if is_name {
            total.min(CandidatePage::<()>::MOST_FOUND)
        } else {
            total
        },
        more,
        totals: state.totals(query.partner),
    })
}

fn passes(state: &State, filter: &CandidateFilter, one: &Enrolment) -> bool {
    let (first, last) = (one.first_name.folded(), one.last_name.folded());
    let found = match &filter.search {
        None => true,
        Some(CandidateSearch::Email(email)) => state.people.get(email) == Some(&one.candidate),
        Some(CandidateSearch::Name(start)) => {
            last.starts_with(start.as_str())
                || format!("{first} {last}").starts_with(start.as_str())
        }
    };
    found
        && filter
            .batch
            .is_none_or(|batch| batch_of(one) == Some(batch))
        && filter
            .invite
            .is_none_or(|wanted| one.invite.status == wanted)
        && filter
            .paid
            .is_none_or(|wanted| one.paid_at.is_some() == wanted)
}
