//! Practice sessions, what is counted of them, and payouts for practice.

mod activities;
mod add;
mod apply;
mod check;
mod figures;
pub(crate) mod fold;
mod payouts;
#[cfg(test)]
mod plans;
pub(crate) mod rows;

pub use check::PracticeDiscrepancy;

use candidates::{
    ActivitiesAsk, Activity, ApplySessionError, DashboardFigures, Look, NewPracticePayout,
    PracticePayout, PracticePayoutPlace, PracticePayouts, PracticeRepository, QuarterRange,
    RecordPayoutError, SessionOutcome, SessionReport,
};
use kernel::{BusinessCalendar, PartnerId, PartnerUuid, PortResult};

use crate::Store;

/// Sessions and payouts for practice in the database.
#[derive(Clone)]
pub struct DieselPractice {
    store: Store,
}

impl DieselPractice {
    /// Those of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

impl PracticeRepository for DieselPractice {
    fn apply(&self, report: SessionReport) -> Result<SessionOutcome, ApplySessionError> {
        self.store.write(move |conn| apply::apply(conn, &report))
    }

    fn figures(&self, partner: PartnerId, look: Look) -> PortResult<DashboardFigures> {
        self.store
            .snapshot(|conn| figures::figures(conn, partner, look))
    }

    fn activities(&self, partner: PartnerId, ask: ActivitiesAsk) -> PortResult<Vec<Activity>> {
        self.store
            .read(|conn| activities::activities(conn, partner, ask))
    }

    fn calendar(
        &self,
        partner: PartnerId,
        otherwise: BusinessCalendar,
    ) -> PortResult<BusinessCalendar> {
        self.store
            .read(|conn| figures::calendar(conn, partner, otherwise))
    }

    fn finished(&self, partner: PartnerId, range: QuarterRange) -> PortResult<Vec<(i64, u64)>> {
        self.store
            .read(|conn| figures::finished(conn, partner, range))
    }
}

impl PracticePayouts for DieselPractice {
    fn record(&self, payout: NewPracticePayout) -> Result<PracticePayout, RecordPayoutError> {
        self.store.write(move |conn| payouts::record(conn, &payout))
    }

    fn list(
        &self,
        partner: PartnerUuid,
        behind: Option<PracticePayoutPlace>,
        limit: u32,
    ) -> PortResult<Option<Vec<PracticePayout>>> {
        self.store
            .snapshot(|conn| payouts::list(conn, partner, behind, limit))
    }
}
