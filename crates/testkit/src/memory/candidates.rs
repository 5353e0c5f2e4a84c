//! Candidates in memory.

mod batches;
mod list;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use audit::{CandidateEvent, Event};
use candidates::{
    Batch, CandidateCounts, CandidatePage, CandidateQuery, CandidateTotals, EnrolError, Enrolled,
    Enrolling, Enrolment, EnrolmentRepository, Invite, InviteStatus, ListCandidatesError,
    NewEnrolment, PaidMark,
};
use kernel::{
    BatchUuid, BlindIndex, CandidateUuid, EnrolmentId, EnrolmentUuid, PartnerId, PortResult,
};

use super::{InMemoryAudit, InMemoryPeople, locked};

/// Fake of [`EnrolmentRepository`] and [`BatchRepository`], over one state.
#[derive(Debug, Clone)]
pub struct InMemoryCandidates {
    state: Arc<Mutex<State>>,
    audit: InMemoryAudit,
    people: InMemoryPeople,
}

/// People, batches and enrolments, each oldest first.
#[derive(Debug, Default)]
pub(super) struct State {
    /// By the index of their address.
    pub(super) people: HashMap<BlindIndex, CandidateUuid>,
    pub(super) batches: Vec<Batch>,
    pub(super) enrolments: Vec<Enrolment>,
}

impl InMemoryCandidates {
    pub(super) fn new(audit: InMemoryAudit, people: InMemoryPeople) -> Self {
        Self {
            state: Arc::default(),
            audit,
            people,
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }
}

impl State {
    /// The batch, if the partner has it.
    pub(super) fn batch(&self, partner: PartnerId, batch: BatchUuid) -> Option<&Batch> {
        let mut batches = self.batches.iter();
        batches.find(|one| one.partner == partner && one.uuid == batch)
    }

    /// A partner's enrolments, oldest first.
    pub(super) fn of(&self, partner: PartnerId) -> impl Iterator<Item = &Enrolment> {
        let enrolments = self.enrolments.iter();
        enrolments.filter(move |one| one.partner == partner)
    }

    fn is_in(&self, partner: PartnerId, batch: Option<BatchUuid>, person: CandidateUuid) -> bool {
        self.of(partner)
            .any(|one| one.candidate == person && batch_of(one) == batch)
    }

    fn totals(&self, partner: PartnerId) -> CandidateTotals {
        let batches = self.batches.iter();
        CandidateTotals {
            candidates: counts(self.of(partner)),
            batches: number(batches.filter(|one| one.partner == partner).count()),
        }
    }

    fn enrol(&mut self, to: &Enrolling, row: &NewEnrolment) -> Enrolled {
        let person = *self.people.entry(row.email_index).or_insert(row.person);
        if self.is_in(to.partner, to.batch, person) {
            return Enrolled::Exists;
        }
        let batch = to.batch.and_then(|batch| self.batch(to.partner, batch));
        let batch = batch.map(|batch| (batch.uuid, batch.name.clone()));
        let id = i64::try_from(self.enrolments.len()).unwrap_or(i64::MAX);
        self.enrolments.push(Enrolment {
            id: EnrolmentId::new(id.saturating_add(1)),
            uuid: row.uuid,
            partner: to.partner,
            candidate: person,
            batch,
            first_name: row.first_name.clone(),
            last_name: row.last_name.clone(),
            email: row.email.clone(),
            is_active: true,
            paid_at: None,
            invite: Invite {
                status: InviteStatus::Pending,
                sent_at: to.at,
                expires_at: to.at + Invite::LIVES,
                accepted_at: None,
            },
            created_at: to.at,
            updated_at: to.at,
        });
        Enrolled::Added(person)
    }
}

pub(super) fn batch_of(enrolment: &Enrolment) -> Option<BatchUuid> {
    enrolment.batch.as_ref().map(|(uuid, _)| *uuid)
}

/// How many of them are paid for, and accepted.
pub(super) fn counts<'a>(enrolments: impl Iterator<Item = &'a Enrolment>) -> CandidateCounts {
    let mut counts = CandidateCounts::default();
    for one in enrolments {
        counts.enrolled += 1;
        counts.paid += u64::from(one.paid_at.is_some());
        counts.accepted += u64::from(one.invite.status == InviteStatus::Accepted);
    }
    counts
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

impl EnrolmentRepository for InMemoryCandidates {
    fn enrol(&self, to: Enrolling, rows: Vec<NewEnrolment>) -> Result<Vec<Enrolled>, EnrolError> {
        let mut state = self.state();
        if let Some(batch) = to.batch
            && state.batch(to.partner, batch).is_none()
        {
            return Err(EnrolError::UnknownBatch);
        }
        let became: Vec<Enrolled> = rows.iter().map(|row| state.enrol(&to, row)).collect();
        for row in &rows {
            self.people.person(row, to.at);
        }
        let added = became.iter().filter(|one| **one != Enrolled::Exists);
        let candidates = number(added.count());
        if candidates > 0 {
            let event = CandidateEvent::Enrolled {
                partner: to.partner,
                batch: to.batch,
                candidates,
                way: to.way.as_str(),
            };
            self.audit.record(to.at, to.actor, Event::Candidate(event));
        }
        Ok(became)
    }

    fn enrolled(
        &self,
        partner: PartnerId,
        batch: Option<BatchUuid>,
        emails: &[BlindIndex],
    ) -> Result<Vec<bool>, EnrolError> {
        let state = self.state();
        if let Some(batch) = batch
            && state.batch(partner, batch).is_none()
        {
            return Err(EnrolError::UnknownBatch);
        }
        let is_in = |email| {
            let person = state.people.get(email);
            person.is_some_and(|person| state.is_in(partner, batch, *person))
        };
        Ok(emails.iter().map(is_in).collect())
    }

    fn find(&self, partner: PartnerId, enrolment: EnrolmentUuid) -> PortResult<Option<Enrolment>> {
        let state = self.state();
        let found = state.of(partner).find(|one| one.uuid == enrolment);
        Ok(found.cloned())
    }

    fn page(&self, query: &CandidateQuery) -> Result<CandidatePage, ListCandidatesError> {
        list::page(&self.state(), query)
    }

    fn mark_paid(&self, mark: PaidMark) -> PortResult<Vec<Enrolment>> {
        let mut state = self.state();
        let mut enrolments = 0;
        let mut all = Vec::new();
        for one in state.enrolments.iter_mut().rev() {
            if one.partner != mark.partner || one.candidate != mark.candidate {
                continue;
            }
            if one.paid_at.is_none() {
                one.paid_at = Some(mark.at);
                one.updated_at = mark.at;
                enrolments += 1;
            }
            all.push(one.clone());
        }
        if enrolments > 0 {
            let event = CandidateEvent::MarkedPaid {
                partner: mark.partner,
                candidate: mark.candidate,
                enrolments,
            };
            self.audit
                .record(mark.at, mark.actor, Event::Candidate(event));
        }
        Ok(all)
    }

    fn totals(&self, partner: PartnerId) -> PortResult<CandidateTotals> {
        Ok(self.state().totals(partner))
    }
}
