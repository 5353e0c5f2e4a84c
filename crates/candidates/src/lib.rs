//! People who practise for exams, the partners that enrol them, their invites and their
//! sessions (contract `candidates.md`).
//!
//! A person is one row however many partners enrol them; an [`Enrolment`] is one partner's
//! relationship with a person in one batch, with a payment and an invite of its own.

mod batch;
mod enrolment;
mod invite;
mod repository;

pub use batch::{Batch, BatchName, BatchNameError};
pub use enrolment::{Enrolled, Enrolment, EnrolmentDraft, NewEnrolment};
pub use invite::{Invite, InviteStatus};
#[cfg(feature = "mocks")]
pub use repository::MockEnrolmentRepository;
pub use repository::{EnrolError, Enrolling, EnrolmentRepository};
