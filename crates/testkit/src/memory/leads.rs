//! Leads in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use audit::Event;
use chrono::NaiveDate;
use dedupe::{Judgement, judge};
use kernel::{Actor, LeadId, PartnerId, PortResult};
use leads::{
    DayCount, LeadFilter, LeadQuery, LeadRecord, LeadRepository, LeadStats, Position, Settlement,
    ShareRequest, Slice, SortField, StoreOutcome, StoreShareError, Total, settle,
};
use webhooks::LeadFacts;

use super::feed::State;
use super::lead_rows::Row;
use super::replies::Replies;
use super::{InMemoryAudit, InMemoryFeed, InMemoryReplayMarks, locked};

/// Fake of [`LeadRepository`].
#[derive(Debug, Clone)]
pub struct InMemoryLeads {
    replies: Arc<Mutex<Replies>>,
    audit: InMemoryAudit,
    /// Keeps the leads as well.
    feed: InMemoryFeed,
    marks: InMemoryReplayMarks,
}

impl InMemoryLeads {
    /// No lead; people are looked up in `feed`, conflicts go to `audit`, marks are
    /// spent in `marks`.
    pub fn new(audit: InMemoryAudit, feed: InMemoryFeed, marks: InMemoryReplayMarks) -> Self {
        Self {
            replies: Arc::default(),
            audit,
            feed,
            marks,
        }
    }

    fn open(
        &self,
        state: &mut State,
        request: ShareRequest,
        judgement: &Judgement,
        closes: Option<LeadId>,
    ) {
        if let Some(row) = closes.and_then(|id| state.books.row_mut(id)) {
            row.superseded = true;
        }
        let id = state.books.next_id();
        if let Some(conflict) = judgement.conflict {
            let event = Event::IdentityConflict {
                lead: id,
                mobile_user: conflict.mobile,
                pan_user: conflict.pan,
            };
            let actor = Actor::Partner(request.partner);
            self.audit.record(request.lead.shared_at, actor, event);
        }
        let mut row = Row {
            id,
            partner: request.partner,
            lead: request.lead,
            verdict: judgement.verdict,
            user: judgement.user.map(|user| user.id),
            superseded: false,
            credit: None,
            told: LeadFacts::default(),
        };
        row.told = row.facts(state);
        state.books.open(row);
    }

    /// [`LeadRepository::share`] of a request whose mark is not looked at.
    fn share_unmarked(&self, request: ShareRequest) -> Result<StoreOutcome, StoreShareError> {
        let mut replies = locked(&self.replies);
        let mut state = self.feed.state();
        let now = request.lead.shared_at;
        if let Some(keep) = &request.keep
            && let Some(replayed) = replies.replay(request.partner, keep, now)?
        {
            return Ok(replayed);
        }
        let users = state.known_users(&request.lead.keys);
        let judgement = judge(&users, &request.active_loans, now);
        let current = state
            .books
            .of_mobile(&request.lead.keys.mobile)
            .find(|row| {
                !row.superseded
                    && row.partner == request.partner
                    && row.lead.keys == request.lead.keys
            })
            .map(Row::current);
        let settlement = settle(&request, &judgement, current.as_ref());
        let shared = match settlement {
            Settlement::Keep(shared) => shared,
            Settlement::Open { .. } => request.opened(state.books.next_id(), judgement.verdict),
        };
        // Nothing may be stored when the reply cannot be kept.
        if let Some(keep) = &request.keep {
            replies.keep(request.partner, keep, &shared)?;
        }
        if let Settlement::Open { closes } = settlement {
            self.open(&mut state, request, &judgement, closes);
        }
        Ok(StoreOutcome::Shared(shared))
    }
}

impl LeadRepository for InMemoryLeads {
    fn share(&self, request: ShareRequest) -> Result<StoreOutcome, StoreShareError> {
        let Some(mark) = request.mark else {
            return self.share_unmarked(request);
        };
        let mark = (request.partner, mark.hash);
        let mut spent = self.marks.spent();
        if spent.contains(&mark) {
            return Err(StoreShareError::MarkSpent);
        }
        let answer = self.share_unmarked(request);
        if matches!(answer, Ok(_) | Err(StoreShareError::KeyReused)) {
            spent.insert(mark);
        }
        answer
    }

    fn find(&self, partner: PartnerId, id: LeadId) -> PortResult<Option<LeadRecord>> {
        let state = self.feed.state();
        let row = state.books.row(id).filter(|row| row.partner == partner);
        Ok(row.map(|row| row.record(&state)))
    }

    fn these(&self, partner: PartnerId, ids: &[LeadId]) -> PortResult<Vec<LeadRecord>> {
        let state = self.feed.state();
        let rows = state.books.rows().iter();
        let rows = rows.filter(|row| row.partner == partner && ids.contains(&row.id));
        Ok(rows.map(|row| row.record(&state)).collect())
    }

    fn page(&self, query: &LeadQuery) -> PortResult<Slice> {
        let state = self.feed.state();
        let rows = state.books.rows().iter();
        let mut rows: Vec<&Row> = rows
            .filter(|row| row.passes(&state, query.partner, &query.filter))
            .collect();
        rows.sort_by_key(|row| row.place(&state, query.sort));
        if query.sort.descending {
            rows.reverse();
        }
        let offset = match query.position {
            Position::Page(page) => usize::try_from(page.offset(query.size)).unwrap_or(usize::MAX),
            Position::After(cursor) => {
                let id = cursor.id;
                let shared_at = |id| {
                    let row = rows.iter().find(|row| row.id == id);
                    row.map_or(0, |row| row.lead.shared_at.timestamp_micros())
                };
                let cursor = match (query.sort.field, cursor.value) {
                    (SortField::SharedAt, at) => (0, at, id),
                    (SortField::DisbursalAmount, 0) => (0, shared_at(id), id),
                    (SortField::DisbursalAmount, amount) => (amount, 0, id),
                };
                let before = |row: &&&Row| {
                    let after = row.place(&state, query.sort).cmp(&cursor);
                    if query.sort.descending {
                        after.is_ge()
                    } else {
                        after.is_le()
                    }
                };
                rows.iter().take_while(before).count()
            }
        };
        let rest = rows.into_iter().skip(offset);
        let rest = rest.map(|row| row.record(&state)).collect();
        Ok(Slice::cut(rest, query.size))
    }

    fn count(&self, partner: PartnerId, filter: &LeadFilter) -> PortResult<Total> {
        let state = self.feed.state();
        let rows = state.books.rows().iter();
        let rows = rows.filter(|row| row.passes(&state, partner, filter));
        let count = rows.count().try_into().unwrap_or(u64::MAX);
        let cap = match &filter.search {
            Some(term) if term.is_name() => u64::from(Total::NAME_SEARCH_CAP),
            _ => u64::MAX,
        };
        Ok(Total {
            count: count.min(cap),
            capped: count > cap,
        })
    }

    fn stats(&self, partner: PartnerId) -> PortResult<LeadStats> {
        let state = self.feed.state();
        let mut sums = LeadStats::default();
        let rows = state.books.rows().iter();
        for row in rows.filter(|row| row.partner == partner) {
            row.count(&state, &mut sums);
        }
        Ok(sums)
    }

    fn by_day(
        &self,
        partner: PartnerId,
        first: NaiveDate,
        last: NaiveDate,
    ) -> PortResult<Vec<DayCount>> {
        let state = self.feed.state();
        let calendar = &self.feed.policy().calendar;
        let mut days: BTreeMap<NaiveDate, DayCount> = first
            .iter_days()
            .take_while(|day| *day <= last)
            .map(|day| {
                let (leads, disbursals) = (0, 0);
                (
                    day,
                    DayCount {
                        day,
                        leads,
                        disbursals,
                    },
                )
            })
            .collect();
        let rows = state.books.rows().iter();
        for row in rows.filter(|row| row.partner == partner) {
            if let Some(day) = days.get_mut(&row.lead.shared_on) {
                day.leads += 1;
            }
            let disbursal = row.disbursal(&state);
            let disbursed_on = disbursal.map(|disbursal| calendar.day_of(disbursal.at));
            if let Some(day) = disbursed_on.and_then(|day| days.get_mut(&day)) {
                day.disbursals += 1;
            }
        }
        Ok(days.into_values().collect())
    }
}
