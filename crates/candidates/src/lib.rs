//! People who practise for exams, the partners that enrol them, their invites and their
//! sessions (contract `candidates.md`).
//!
//! A person is one row however many partners enrol them; an [`Enrolment`] is one partner's
//! relationship with a person in one batch, with a payment and an invite of its own.

mod add;
mod batch;
mod batches;
mod counts;
mod draft;
mod enrolment;
mod invite;
mod invites;
mod list;
mod own;
mod paid;
mod practice;
mod repository;
mod upload;

pub use add::{AddCandidate, AddCandidateError};
pub use batch::{Batch, BatchName, BatchNameError};
#[cfg(feature = "mocks")]
pub use batches::MockBatchRepository;
pub use batches::{
    BatchQuery, BatchRepository, CountedBatch, CreateBatch, CreateBatchError, ListBatches, NewBatch,
};
pub use counts::{CandidateCounts, CandidateTotals};
pub use draft::{CandidateNameError, DraftEnrolments, OpenEnrolment, candidate_name, index};
pub use enrolment::{Enrolled, Enrolment, EnrolmentDraft, NewEnrolment};
pub use invite::{Invite, InviteStatus};
#[cfg(feature = "mocks")]
pub use invites::MockInviteRepository;
pub use invites::{
    AcceptError, AcceptInvite, Acceptance, AcceptedInvite, DueInvite, FirstPassword,
    InviteRepository, InvitesRound, NewPassword, OpenInvite, ResendError, ResendInvite, Resending,
    Turns, WriteInvites, WrittenInvite,
};
pub use list::{
    CandidateFilter, CandidatePage, CandidateQuery, CandidateSearch, ListCandidates,
    ListCandidatesError, ListPlace,
};
#[cfg(feature = "mocks")]
pub use own::MockOwnPractice;
pub use own::{OwnEnrolment, OwnPractice, OwnSession, OwnSessionPlace, OwnView, ReadOwnPractice};
pub use paid::{MarkPaid, PaidMark};
pub use practice::{
    ActivitiesAsk, Activity, ActivityPlace, ApplySessionError, DashboardFigures, DayCount,
    DaysError, Feeling, FieldFault, FinanceMetrics, Given, Hundredths, JudgeSession, KeyMetrics,
    Look, MOST_EXAM_TYPES, Metrics, NewPracticePayout, NextStep, PayoutReference,
    PayoutReferenceError, Performance, Periods, Plot, PracticeCounts, PracticeMetrics,
    PracticePayout, PracticePayoutPlace, PracticePayouts, PracticeRepository, QuarterRange,
    RawSession, ReadPractice, ReceivePracticeSession, ReceiveSessionError, RecordPayoutError,
    RecordPracticePayout, ReportedBy, SessionId, SessionIdError, SessionOutcome, SessionReport,
    SessionState, SessionStatus, Tenths, quarter_of,
};
#[cfg(feature = "mocks")]
pub use practice::{MockPracticePayouts, MockPracticeRepository};
#[cfg(feature = "mocks")]
pub use repository::MockEnrolmentRepository;
pub use repository::{EnrolError, Enrolling, EnrolmentRepository, EnrolmentWay};
pub use upload::{
    BadRow, CellEmailError, CellFaults, Judge, Judged, KeptRow, MOST_ROWS, RawRow, RowFault,
    TooManyRows, Upload, UploadCandidates, UploadedRow, Who,
};
