//! Leads in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use audit::Event;
use chrono::{DateTime, NaiveDate, Utc};
use dedupe::{Judgement, Verdict, judge};
use kernel::{Actor, BlindIndex, LeadId, PartnerId, PortResult, Sealed};
use leads::{
    DayCount, KeepReply, LeadFilter, LeadQuery, LeadRecord, LeadRepository, LeadStats, LinkedUser,
    Position, Settlement, ShareRequest, Shared, Slice, StoreOutcome, StoreShareError, Total,
    settle,
};

use super::lead_rows::Row;
use super::{InMemoryAudit, InMemoryFeed, locked};

/// Fake of [`LeadRepository`].
#[derive(Debug, Clone)]
pub struct InMemoryLeads {
    state: Arc<Mutex<State>>,
    audit: InMemoryAudit,
    users: InMemoryFeed,
}

/// What an idempotency key is scoped to, and the key.
type ReplyKey = (PartnerId, &'static str, BlindIndex);

#[derive(Debug, Default)]
struct State {
    rows: Vec<Row>,
    replies: HashMap<ReplyKey, Reply>,
}

#[derive(Debug)]
struct Reply {
    body: BlindIndex,
    until: DateTime<Utc>,
    sealed: Sealed,
}

impl InMemoryLeads {
    /// No lead; people are looked up in `users`, conflicts go to `audit`.
    pub fn new(audit: InMemoryAudit, users: InMemoryFeed) -> Self {
        Self {
            state: Arc::default(),
            audit,
            users,
        }
    }

    fn record(&self, row: &Row) -> LeadRecord {
        let user = row.user.and_then(|id| {
            let (status, registered_at) = self.users.registration(id)?;
            Some(LinkedUser {
                id,
                status,
                registered_at,
                email: None,
            })
        });
        row.record(user)
    }

    fn open(
        &self,
        state: &mut State,
        request: ShareRequest,
        judgement: &Judgement,
        closes: Option<LeadId>,
    ) {
        for row in &mut state.rows {
            row.superseded |= Some(row.id) == closes;
        }
        let id = state.next_id();
        if let Some(conflict) = judgement.conflict {
            let event = Event::IdentityConflict {
                lead: id,
                mobile_user: conflict.mobile,
                pan_user: conflict.pan,
            };
            let actor = Actor::Partner(request.partner);
            self.audit.record(request.lead.shared_at, actor, event);
        }
        state.rows.push(Row {
            id,
            partner: request.partner,
            lead: request.lead,
            verdict: judgement.verdict,
            user: judgement.user.map(|user| user.id),
            superseded: false,
        });
    }
}

impl State {
    fn next_id(&self) -> LeadId {
        LeadId::new(i64::try_from(self.rows.len()).map_or(i64::MAX, |rows| rows + 1))
    }

    fn replay(
        &self,
        partner: PartnerId,
        keep: &KeepReply,
        now: DateTime<Utc>,
    ) -> Result<Option<StoreOutcome>, StoreShareError> {
        let reply = self.replies.get(&(partner, keep.route, keep.key));
        match reply.filter(|reply| now < reply.until) {
            None => Ok(None),
            Some(reply) if reply.body == keep.body => {
                Ok(Some(StoreOutcome::Replayed(reply.sealed.clone())))
            }
            Some(_) => Err(StoreShareError::KeyReused),
        }
    }

    fn keep(&mut self, partner: PartnerId, keep: &KeepReply, shared: &Shared) -> PortResult<()> {
        let reply = Reply {
            body: keep.body,
            until: keep.until,
            sealed: (keep.seal)(shared)?,
        };
        self.replies.insert((partner, keep.route, keep.key), reply);
        Ok(())
    }
}

impl LeadRepository for InMemoryLeads {
    fn share(&self, request: ShareRequest) -> Result<StoreOutcome, StoreShareError> {
        let mut state = locked(&self.state);
        let now = request.lead.shared_at;
        if let Some(keep) = &request.keep
            && let Some(replayed) = state.replay(request.partner, keep, now)?
        {
            return Ok(replayed);
        }
        let users = self.users.known_users(&request.lead.keys);
        let judgement = judge(&users, &request.active_loans, now);
        let current = state
            .rows
            .iter()
            .find(|row| {
                !row.superseded
                    && row.partner == request.partner
                    && row.lead.keys == request.lead.keys
            })
            .map(Row::current);
        let settlement = settle(&request, &judgement, current.as_ref());
        let shared = match settlement {
            Settlement::Keep(shared) => shared,
            Settlement::Open { .. } => request.opened(state.next_id(), judgement.verdict),
        };
        // Nothing may be stored when the reply cannot be kept.
        if let Some(keep) = &request.keep {
            state.keep(request.partner, keep, &shared)?;
        }
        if let Settlement::Open { closes } = settlement {
            self.open(&mut state, request, &judgement, closes);
        }
        Ok(StoreOutcome::Shared(shared))
    }

    fn find(&self, partner: PartnerId, id: LeadId) -> PortResult<Option<LeadRecord>> {
        let state = locked(&self.state);
        let mut rows = state.rows.iter();
        let row = rows.find(|row| row.partner == partner && row.id == id);
        Ok(row.map(|row| self.record(row)))
    }

    fn page(&self, query: &LeadQuery) -> PortResult<Slice> {
        let state = locked(&self.state);
        let mut rows: Vec<&Row> = state
            .rows
            .iter()
            .filter(|row| row.passes(query.partner, &query.filter))
            .collect();
        rows.sort_by_key(|row| row.place(query.sort));
        if query.sort.descending {
            rows.reverse();
        }
        let offset = match query.position {
            Position::Page(page) => usize::try_from(page.offset(query.size)).unwrap_or(usize::MAX),
            Position::After(cursor) => rows
                .iter()
                .take_while(|row| {
                    let place = row.place(query.sort);
                    let after = place.cmp(&(cursor.value, cursor.id));
                    if query.sort.descending {
                        after.is_ge()
                    } else {
                        after.is_le()
                    }
                })
                .count(),
        };
        let rest = rows.into_iter().skip(offset);
        let rest = rest.map(|row| self.record(row)).collect();
        Ok(Slice::cut(rest, query.size))
    }

    fn count(&self, partner: PartnerId, filter: &LeadFilter) -> PortResult<Total> {
        let state = locked(&self.state);
        let rows = state.rows.iter().filter(|row| row.passes(partner, filter));
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
        let state = locked(&self.state);
        let mut sums = LeadStats::default();
        for row in state.rows.iter().filter(|row| row.partner == partner) {
            sums.total += 1;
            match row.verdict {
                Verdict::Fresh => sums.fresh += 1,
                Verdict::Registered => sums.registered += 1,
                Verdict::Active => sums.active += 1,
            }
        }
        Ok(sums)
    }

    fn by_day(
        &self,
        partner: PartnerId,
        first: NaiveDate,
        last: NaiveDate,
    ) -> PortResult<Vec<DayCount>> {
        let state = locked(&self.state);
        let shared_on = |day: NaiveDate| {
            let rows = state.rows.iter();
            rows.filter(|row| row.partner == partner && row.lead.shared_on == day)
                .count()
        };
        Ok(first
            .iter_days()
            .take_while(|day| *day <= last)
            .map(|day| DayCount {
                day,
                leads: shared_on(day).try_into().unwrap_or(u64::MAX),
                disbursals: 0,
            })
            .collect())
    }
}
