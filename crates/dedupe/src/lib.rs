//! Is this person known to the lender? Contract `partner-api.md`, "Verdict".
//!
//! [`judge`] is the whole rule, as a pure function of what [`UserDirectory`]
//! knows; [`CheckPerson`] joins the two for teams that only want an answer.

mod directory;
mod rule;
mod status;

#[cfg(feature = "mocks")]
pub use directory::MockUserDirectory;
pub use directory::{CheckPerson, KnownUser, MatchedBy, PersonKeys, UserDirectory};
pub use rule::{Conflict, Judgement, LinkedUser, Verdict, judge};
pub use status::{LoanStatus, LoanStatuses, UnknownStatus, UserStatus};
