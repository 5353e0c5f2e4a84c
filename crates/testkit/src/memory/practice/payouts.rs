//! The ledger of payouts for practice in memory.

use audit::{CandidateEvent, Event};
use candidates::{
    NewPracticePayout, PracticePayout, PracticePayoutPlace, PracticePayouts, RecordPayoutError,
};
use kernel::{Actor, PartnerUuid, PortResult};

use super::InMemoryPractice;
use crate::memory::locked;

impl PracticePayouts for InMemoryPractice {
    fn record(&self, payout: NewPracticePayout) -> Result<PracticePayout, RecordPayoutError> {
        let partner = self
            .partners
            .named_by(|one| one.uuid == payout.partner, |one| one.id);
        let partner = partner.ok_or(RecordPayoutError::UnknownPartner)?;
        let mut state = locked(&self.state);
        let mut own = state.payouts_of(partner);
        if own.any(|one| one.reference == payout.reference) {
            return Err(RecordPayoutError::ReferenceTaken);
        }
        drop(own);
        let place = i64::try_from(state.payouts.len()).unwrap_or(i64::MAX);
        let booked = PracticePayout {
            uuid: payout.uuid,
            amount: payout.amount,
            reference: payout.reference,
            by: payout.by,
            at: payout.at,
            place: PracticePayoutPlace(place.saturating_add(1)),
        };
        state.payouts.push((partner, booked.clone()));
        let event = CandidateEvent::PracticePaid {
            partner,
            payout: payout.uuid,
            amount: payout.amount,
        };
        let actor = Actor::Staff(payout.by);
        self.audit.record(payout.at, actor, Event::Candidate(event));
        Ok(booked)
    }

    fn list(
        &self,
        partner: PartnerUuid,
        behind: Option<PracticePayoutPlace>,
        limit: u32,
    ) -> PortResult<Option<Vec<PracticePayout>>> {
        let Some(partner) = self
            .partners
            .named_by(|one| one.uuid == partner, |one| one.id)
        else {
            return Ok(None);
        };
        let state = locked(&self.state);
        let older = state.payouts_of(partner).rev();
        let older = older.filter(|one| behind.is_none_or(|place| one.place < place));
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(Some(older.take(limit).cloned().collect()))
    }
}
