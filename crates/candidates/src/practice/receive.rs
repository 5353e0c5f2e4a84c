//! Receiving a report: the use case behind the internal route.

use std::sync::Arc;

use kernel::{Clock, FieldVault, IndexedField, PortFailure};

use crate::{
    ApplySessionError, FieldFault, JudgeSession, PracticeRepository, RawSession, ReportedBy,
    SessionOutcome, SessionReport,
};

/// Why a report was not applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiveSessionError {
    /// It makes no sense; why, field by field.
    #[error("fields that cannot be accepted")]
    Refused(Vec<FieldFault>),
    /// Nobody is named so.
    #[error("no such candidate")]
    UnknownCandidate,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Judges reports of sessions and applies them.
#[derive(Clone)]
pub struct ReceivePracticeSession {
    /// Where they are kept.
    pub repository: Arc<dyn PracticeRepository>,
    /// Indexes addresses.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl ReceivePracticeSession {
    /// Applies one report.
    ///
    /// # Errors
    /// See [`ReceiveSessionError`]; nothing changed then.
    pub fn execute(&self, raw: &RawSession) -> Result<SessionOutcome, ReceiveSessionError> {
        let now = self.clock.now();
        let (id, who, state) =
            JudgeSession::judge(raw, now).map_err(ReceiveSessionError::Refused)?;
        let email = who.email.map(|email| {
            let canonical = email.canonical();
            self.vault.index(IndexedField::Email, canonical.as_bytes())
        });
        let report = SessionReport {
            id,
            by: ReportedBy {
                email,
                candidate: who.candidate,
            },
            state,
            at: now,
        };
        self.repository.apply(report).map_err(refused)
    }
}

fn refused(error: ApplySessionError) -> ReceiveSessionError {
    match error {
        ApplySessionError::UnknownCandidate => ReceiveSessionError::UnknownCandidate,
        ApplySessionError::AnotherCandidate => ReceiveSessionError::Refused(vec![FieldFault {
            field: "candidate_id",
            reason: "is not whose session this is".to_owned(),
        }]),
        ApplySessionError::Port(failure) => ReceiveSessionError::Port(failure),
    }
}

#[cfg(test)]
mod tests;
