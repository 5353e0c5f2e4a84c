//! Creating batches and listing them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Actor, BatchUuid, Clock, Entropy, PageNumber, PartnerId, PortFailure, PortResult};

use crate::{Batch, BatchName, CandidateCounts};

/// A batch to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBatch {
    /// Public identity.
    pub uuid: BatchUuid,
    /// Whose.
    pub partner: PartnerId,
    /// What the partner calls it.
    pub name: BatchName,
    /// Who creates it.
    pub by: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// Why there is no new batch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CreateBatchError {
    /// The partner has one of this name, in whatever case.
    #[error("the partner has a batch of this name")]
    NameTaken,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Which of a partner's batches, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchQuery {
    /// Whose.
    pub partner: PartnerId,
    /// Which page.
    pub page: PageNumber,
    /// Batches on a page, 1–[`BatchQuery::MOST`].
    pub limit: u32,
}

impl BatchQuery {
    /// The most batches on a page.
    pub const MOST: u32 = 1_000;
}

/// A batch and who is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedBatch {
    /// The batch.
    pub batch: Batch,
    /// Who is in it.
    pub counts: CandidateCounts,
}

/// Where batches are kept. Everything is of one partner; nobody sees another's.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait BatchRepository: Send + Sync {
    /// Keeps a batch, with an audit entry. Of simultaneous calls with one name, in
    /// whatever case, one succeeds; another partner's names do not matter.
    ///
    /// # Errors
    /// See [`CreateBatchError`]; nothing is kept then.
    fn create(&self, new: NewBatch) -> Result<Batch, CreateBatchError>;

    /// A page of a partner's batches with their counts, the newest first; the counts
    /// are as of one instant.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn page(&self, query: BatchQuery) -> PortResult<Vec<CountedBatch>>;

    /// One batch of `partner`.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn find(&self, partner: PartnerId, batch: BatchUuid) -> PortResult<Option<Batch>>;
}

/// Creates batches.
#[derive(Clone)]
pub struct CreateBatch {
    /// Where they are kept.
    pub batches: Arc<dyn BatchRepository>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws identities.
    pub entropy: Arc<dyn Entropy>,
}

impl CreateBatch {
    /// Creates a batch of `partner`; nobody is in it.
    ///
    /// # Errors
    /// See [`CreateBatchError`].
    pub fn execute(
        &self,
        partner: PartnerId,
        name: BatchName,
        by: Actor,
    ) -> Result<CountedBatch, CreateBatchError> {
        let batch = self.batches.create(NewBatch {
            uuid: BatchUuid::draw(self.entropy.as_ref()),
            partner,
            name,
            by,
            at: self.clock.now(),
        })?;
        Ok(CountedBatch {
            batch,
            counts: CandidateCounts::default(),
        })
    }
}

/// Lists batches.
#[derive(Clone)]
pub struct ListBatches {
    /// Where they are kept.
    pub batches: Arc<dyn BatchRepository>,
}

impl ListBatches {
    /// A page of a partner's batches, the newest first.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn execute(&self, query: BatchQuery) -> PortResult<Vec<CountedBatch>> {
        self.batches.page(query)
    }
}
