//! What becomes of a share, and what keeps it from becoming anything.

use dedupe::Verdict;
use kernel::{PortFailure, Sealed};

use crate::Shared;

/// The answer to a share.
#[derive(Clone, PartialEq, Eq)]
pub enum ShareOutcome {
    /// A fresh judgement.
    Judged {
        /// The lead the answer speaks of.
        lead: kernel::LeadId,
        /// The verdict now.
        verdict: Verdict,
        /// The lead's link; none with 2006.
        link: Option<String>,
    },
    /// The reply kept under the caller's idempotency key.
    Replayed(Vec<u8>),
}

/// Hides link and reply: a link may hold the mobile number.
impl std::fmt::Debug for ShareOutcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Judged { lead, verdict, .. } => f
                .debug_struct("Judged")
                .field("lead", lead)
                .field("verdict", verdict)
                .finish_non_exhaustive(),
            Self::Replayed(_) => f.write_str("Replayed(redacted)"),
        }
    }
}

/// Why a share was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// At least one funnel check failed (4121). Nothing was stored.
    #[error("funnel check failed")]
    Funnel(Vec<funnel::Failure>),
    /// The idempotency key was used with another body (4091).
    #[error("idempotency key reused with another body")]
    KeyReused,
    /// A request with the same key is still under way (4090).
    #[error("idempotency key in flight")]
    KeyInFlight,
    /// The envelope was taken before (4123).
    #[error("the envelope was taken before")]
    MarkSpent,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// What the repository made of a share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreOutcome {
    /// Judged and stored.
    Shared(Shared),
    /// The kept reply, sealed as [`KeepReply::seal`] sealed it.
    Replayed(Sealed),
}

/// Why the repository stored nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreShareError {
    /// The key is kept with another body.
    #[error("idempotency key reused with another body")]
    KeyReused,
    /// Another transaction holds the key for longer than one cares to wait.
    #[error("idempotency key in flight")]
    KeyInFlight,
    /// The partner spent the request's mark before.
    #[error("the envelope was taken before")]
    MarkSpent,
    /// The store failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

impl From<StoreShareError> for ShareError {
    fn from(error: StoreShareError) -> Self {
        match error {
            StoreShareError::KeyReused => Self::KeyReused,
            StoreShareError::KeyInFlight => Self::KeyInFlight,
            StoreShareError::MarkSpent => Self::MarkSpent,
            StoreShareError::Port(failure) => Self::Port(failure),
        }
    }
}
