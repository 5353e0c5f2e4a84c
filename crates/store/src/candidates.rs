//! Candidates: people, batches, and the enrolments that join them.
//!
//! A person is one row whoever enrols them; whoever enrols or counts anybody holds that row
//! first. What is counted of enrolments is kept up in the same transaction ([`totals`]).

mod batches;
mod enrol;
mod list;
mod names;
mod paid;
#[cfg(test)]
mod plans;
mod rows;
pub(crate) mod totals;

use candidates::{
    CandidatePage, CandidateQuery, CandidateTotals, EnrolError, Enrolled, Enrolling, Enrolment,
    EnrolmentRepository, ListCandidatesError, NewEnrolment, PaidMark,
};
use kernel::{BatchUuid, BlindIndex, EnrolmentUuid, PartnerId, PortResult};

use crate::Store;
use crate::conn::Conn;

pub use batches::DieselBatches;
pub(crate) use enrol::{EnrolmentRow, Person};
pub(crate) use rows::find;

/// Enrolments in the database.
#[derive(Clone)]
pub struct DieselEnrolments {
    store: Store,
}

impl DieselEnrolments {
    /// The enrolments of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

impl EnrolmentRepository for DieselEnrolments {
    fn enrol(&self, to: Enrolling, rows: Vec<NewEnrolment>) -> Result<Vec<Enrolled>, EnrolError> {
        let is_long = rows.len() > enrol::AT_ONCE;
        let enrol = move |conn: &mut Conn| enrol::enrol(conn, &to, &rows);
        if is_long {
            self.store.write_long(enrol)
        } else {
            self.store.write(enrol)
        }
    }

    fn enrolled(
        &self,
        partner: PartnerId,
        batch: Option<BatchUuid>,
        emails: &[BlindIndex],
    ) -> Result<Vec<bool>, EnrolError> {
        let known = self
            .store
            .snapshot(|conn| enrol::enrolled(conn, partner, batch, emails))?;
        known.ok_or(EnrolError::UnknownBatch)
    }

    fn find(&self, partner: PartnerId, enrolment: EnrolmentUuid) -> PortResult<Option<Enrolment>> {
        self.store.read(|conn| find(conn, partner, enrolment))
    }

    fn page(&self, query: &CandidateQuery) -> Result<CandidatePage, ListCandidatesError> {
        let page = self.store.snapshot(|conn| list::page(conn, query))?;
        page.ok_or(ListCandidatesError::UnknownBatch)
    }

    fn mark_paid(&self, mark: PaidMark) -> PortResult<Vec<Enrolment>> {
        self.store.write(move |conn| paid::mark(conn, &mark))
    }

    fn totals(&self, partner: PartnerId) -> PortResult<CandidateTotals> {
        self.store.snapshot(|conn| totals::of(conn, partner))
    }
}
