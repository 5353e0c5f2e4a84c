//! People who practise: their accounts, and how they are known (contract
//! `candidates.md`). A candidate belongs to no partner.

mod account;
mod authenticate;
mod token;

#[cfg(feature = "mocks")]
pub use account::MockCandidateAccounts;
pub use account::{
    CandidateAccount, CandidateAccounts, CandidateCredentials, CandidateStanding, CandidateStatus,
};
pub use authenticate::{AuthenticateCandidate, AuthenticateCandidateError, CandidateSession};
#[cfg(feature = "mocks")]
pub use token::MockCandidateTokens;
pub use token::{CandidateClaims, CandidateTokens};
