//! The ports to where sessions and payouts for practice are kept.

use chrono::{DateTime, Utc};
use kernel::{BusinessCalendar, PartnerId, PartnerUuid, PortFailure, PortResult};

use crate::{
    ActivitiesAsk, Activity, DashboardFigures, NewPracticePayout, PracticePayout,
    PracticePayoutPlace, QuarterRange, RecordPayoutError, SessionOutcome, SessionReport,
};

/// Why a report was not applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplySessionError {
    /// Nobody is named so.
    #[error("no such candidate")]
    UnknownCandidate,
    /// The session is somebody else's.
    #[error("the session is another candidate's")]
    AnotherCandidate,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// When figures are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Now.
    pub at: DateTime<Utc>,
    /// How days are counted for a partner that named no time zone.
    pub otherwise: BusinessCalendar,
}

/// Where sessions are kept, and what is counted of them.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait PracticeRepository: Send + Sync {
    /// Makes the reported state the session's as [`crate::SessionState::judged`] says, in
    /// one transaction with all that is counted of it, for every partner that has the
    /// person enrolled. Of reports of one session at the same time each is judged by what
    /// the one before left.
    ///
    /// # Errors
    /// See [`ApplySessionError`]; nothing changed then.
    fn apply(&self, report: SessionReport) -> Result<SessionOutcome, ApplySessionError>;

    /// What is kept up of `partner`, seen as of one instant. Takes the same time however
    /// many sessions there are.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn figures(&self, partner: PartnerId, look: Look) -> PortResult<DashboardFigures>;

    /// Finished sessions of the candidates of `partner`, newest first.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn activities(&self, partner: PartnerId, ask: ActivitiesAsk) -> PortResult<Vec<Activity>>;

    /// How `partner` counts days; `otherwise` where it named no time zone.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn calendar(
        &self,
        partner: PartnerId,
        otherwise: BusinessCalendar,
    ) -> PortResult<BusinessCalendar>;

    /// How many sessions of the candidates of `partner` were finished in each quarter of
    /// an hour of `range`, in order; quarters without any are left out.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn finished(&self, partner: PartnerId, range: QuarterRange) -> PortResult<Vec<(i64, u64)>>;
}

/// The ledger of what partners were paid for practice. It only grows.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait PracticePayouts: Send + Sync {
    /// Books a payout, in one transaction with the partner's total and an audit entry. Of
    /// several with one reference at the same time one is booked.
    ///
    /// # Errors
    /// See [`RecordPayoutError`]; nothing is booked then.
    fn record(&self, payout: NewPracticePayout) -> Result<PracticePayout, RecordPayoutError>;

    /// At most `limit` payouts of `partner`, newest first, from behind a place on; `None`
    /// where there is no such partner.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn list(
        &self,
        partner: PartnerUuid,
        behind: Option<PracticePayoutPlace>,
        limit: u32,
    ) -> PortResult<Option<Vec<PracticePayout>>>;
}
