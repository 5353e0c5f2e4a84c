//! Adding one candidate.

use std::sync::Arc;

use kernel::{Actor, BatchUuid, Clock, PartnerId, PortFailure};

use crate::{
    DraftEnrolments, EnrolError, Enrolled, Enrolling, EnrolmentDraft, EnrolmentRepository,
    EnrolmentWay, OpenEnrolment,
};

/// Why a candidate was not added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddCandidateError {
    /// The partner has no such batch.
    #[error("no such batch")]
    UnknownBatch,
    /// The person is in this batch already, or in none already.
    #[error("enrolled there already")]
    Exists,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Adds single candidates.
#[derive(Clone)]
pub struct AddCandidate {
    /// Where enrolments are kept.
    pub enrolments: Arc<dyn EnrolmentRepository>,
    /// Makes drafts ready.
    pub drafts: DraftEnrolments,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl AddCandidate {
    /// Enrols `draft` into a batch of `partner`, or into none; unpaid, with an invite due
    /// at once.
    ///
    /// # Errors
    /// See [`AddCandidateError`]; nothing is kept then.
    pub fn execute(
        &self,
        partner: PartnerId,
        batch: Option<BatchUuid>,
        draft: EnrolmentDraft,
        actor: Actor,
    ) -> Result<OpenEnrolment, AddCandidateError> {
        let new = self.drafts.draft(draft)?;
        let uuid = new.uuid;
        let to = Enrolling {
            partner,
            batch,
            way: EnrolmentWay::Singly,
            actor,
            at: self.clock.now(),
        };
        let enrolled = self.enrolments.enrol(to, vec![new]);
        let enrolled = enrolled.map_err(|error| match error {
            EnrolError::UnknownBatch => AddCandidateError::UnknownBatch,
            EnrolError::Port(failure) => failure.into(),
        })?;
        if enrolled.contains(&Enrolled::Exists) {
            return Err(AddCandidateError::Exists);
        }
        let kept = self.enrolments.find(partner, uuid)?;
        let kept = kept.ok_or(PortFailure::corrupt("partner_candidates.uuid"))?;
        Ok(kept.open(self.drafts.vault.as_ref())?)
    }
}
