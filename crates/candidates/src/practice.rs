//! Practice sessions as the practice platform reports them, what partners are shown of
//! them, and what partners are paid for them (contract `candidates.md`).
//!
//! A session counts for every partner that has its candidate enrolled, whenever that was.
//! All that is counted is kept up with each change, so that reading takes the same time
//! however many sessions there are.

mod activity;
mod counts;
mod figures;
mod judge;
mod metrics;
mod payout;
mod periods;
mod read;
mod receive;
mod repository;
mod session;

pub use activity::{ActivitiesAsk, Activity, ActivityPlace};
pub use counts::{Feeling, PracticeCounts};
pub use figures::{DashboardFigures, MOST_EXAM_TYPES};
pub use judge::{FieldFault, Given, JudgeSession, RawSession};
pub use metrics::{
    FinanceMetrics, KeyMetrics, Metrics, NextStep, Performance, PracticeMetrics, Tenths,
};
pub use payout::{
    NewPracticePayout, PayoutReference, PayoutReferenceError, PracticePayout, PracticePayoutPlace,
    RecordPayoutError, RecordPracticePayout,
};
pub use periods::{Periods, QuarterRange, quarter_of};
pub use read::{DayCount, DaysError, Plot, ReadPractice};
pub use receive::{ReceivePracticeSession, ReceiveSessionError};
pub use repository::{ApplySessionError, Look, PracticePayouts, PracticeRepository};
#[cfg(feature = "mocks")]
pub use repository::{MockPracticePayouts, MockPracticeRepository};
pub use session::{
    Hundredths, ReportedBy, SessionId, SessionIdError, SessionOutcome, SessionReport, SessionState,
    SessionStatus,
};
