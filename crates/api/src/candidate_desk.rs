//! What the routes of candidates need.

mod bodies;
mod queries;
mod upload;

use candidates::{AddCandidate, CreateBatch, ListBatches, ListCandidates, MarkPaid};

pub(crate) use bodies::{NewCandidate, read_batch, read_candidate};
pub(crate) use queries::{batch_query, candidate_query};
pub use upload::CandidateUploads;
pub(crate) use upload::{CsvForm, UploadWish};

/// The use cases of candidates.
pub struct CandidateDesk {
    /// Creates batches.
    pub create_batch: CreateBatch,
    /// Lists batches.
    pub batches: ListBatches,
    /// Adds single candidates.
    pub add: AddCandidate,
    /// Lists candidates.
    pub list: ListCandidates,
    /// Adds candidates by the file.
    pub upload: CandidateUploads,
    /// Marks candidates as paid for.
    pub mark_paid: MarkPaid,
}
