//! How many there are.

/// Enrolments of a partner, or of one of its batches, by payment and invite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CandidateCounts {
    /// All.
    pub enrolled: u64,
    /// Those the partner marked as paid for.
    pub paid: u64,
    /// Those whose invite was accepted.
    pub accepted: u64,
}

impl CandidateCounts {
    /// Those the partner did not mark as paid for.
    pub const fn pending_payment(&self) -> u64 {
        self.enrolled.saturating_sub(self.paid)
    }

    /// Those whose invite was not accepted.
    pub const fn pending_invites(&self) -> u64 {
        self.enrolled.saturating_sub(self.accepted)
    }
}

/// What a partner has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CandidateTotals {
    /// Its enrolments.
    pub candidates: CandidateCounts,
    /// Its batches.
    pub batches: u64,
}
