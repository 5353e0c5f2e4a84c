//! What the routes of the audit log need.

use std::sync::Arc;

use audit::{ProveAuditLog, ReadAuditLog};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Code, Refusal};

/// Looks through the audit log and proves it.
pub struct AuditDesk {
    /// Looks through it.
    pub read: ReadAuditLog,
    /// Proves it untouched.
    pub prove: ProveAuditLog,
    /// One proof at a time: each reads the whole log.
    turn: Arc<Semaphore>,
}

impl AuditDesk {
    /// A desk with these use cases.
    pub fn new(read: ReadAuditLog, prove: ProveAuditLog) -> Self {
        Self {
            read,
            prove,
            turn: Arc::new(Semaphore::new(1)),
        }
    }

    /// The turn of one proof, if nobody else's is under way.
    ///
    /// # Errors
    /// 5030.
    pub(crate) fn turn(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        Arc::clone(&self.turn)
            .try_acquire_owned()
            .map_err(|_| Refusal::caused(Code::Unavailable, &"a proof is under way"))
    }
}
