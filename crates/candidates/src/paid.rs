//! Marking a candidate as paid for.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Actor, CandidateUuid, Clock, FieldVault, PartnerId, PortResult};

use crate::{EnrolmentRepository, OpenEnrolment};

/// Whom a partner marks as paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidMark {
    /// Which partner.
    pub partner: PartnerId,
    /// Whom.
    pub candidate: CandidateUuid,
    /// Who does it.
    pub actor: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// Marks candidates as paid for.
#[derive(Clone)]
pub struct MarkPaid {
    /// Where enrolments are kept.
    pub enrolments: Arc<dyn EnrolmentRepository>,
    /// Opens addresses.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl MarkPaid {
    /// Marks all enrolments of `candidate` by `partner` as paid for and returns them, the
    /// newest first; none if the partner has no such candidate. Doing it again changes
    /// nothing.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn execute(
        &self,
        partner: PartnerId,
        candidate: CandidateUuid,
        actor: Actor,
    ) -> PortResult<Vec<OpenEnrolment>> {
        let marked = self.enrolments.mark_paid(PaidMark {
            partner,
            candidate,
            actor,
            at: self.clock.now(),
        })?;
        let rows = marked.into_iter();
        rows.map(|row| row.open(self.vault.as_ref())).collect()
    }
}
