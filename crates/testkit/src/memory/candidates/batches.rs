//! Batches in memory.

use audit::{CandidateEvent, Event};
use candidates::{Batch, BatchQuery, BatchRepository, CountedBatch, CreateBatchError, NewBatch};
use kernel::{BatchId, BatchUuid, PartnerId, PortResult};

use super::{InMemoryCandidates, batch_of, counts};

impl BatchRepository for InMemoryCandidates {
    fn create(&self, new: NewBatch) -> Result<Batch, CreateBatchError> {
        let mut state = self.state();
        let folded = new.name.folded();
        let of_partner = |one: &&Batch| one.partner == new.partner;
        let mut batches = state.batches.iter().filter(of_partner);
        if batches.any(|one| one.name.folded() == folded) {
            return Err(CreateBatchError::NameTaken);
        }
        let id = i64::try_from(state.batches.len()).unwrap_or(i64::MAX);
        let batch = Batch {
            id: BatchId::new(id.saturating_add(1)),
            uuid: new.uuid,
            partner: new.partner,
            name: new.name,
            created_at: new.at,
        };
        state.batches.push(batch.clone());
        let (partner, batch_uuid) = (new.partner, new.uuid);
        let event = CandidateEvent::BatchCreated {
            partner,
            batch: batch_uuid,
        };
        self.audit.record(new.at, new.by, Event::Candidate(event));
        Ok(batch)
    }

    fn page(&self, query: BatchQuery) -> PortResult<Vec<CountedBatch>> {
        let state = self.state();
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let before = usize::try_from(query.page.get() - 1).unwrap_or(usize::MAX);
        let batches = state.batches.iter().rev();
        let page = batches
            .filter(|one| one.partner == query.partner)
            .skip(before.saturating_mul(limit))
            .take(limit)
            .map(|batch| CountedBatch {
                batch: batch.clone(),
                counts: counts(
                    state
                        .of(query.partner)
                        .filter(|one| batch_of(one) == Some(batch.uuid)),
                ),
            });
        Ok(page.collect())
    }

    fn find(&self, partner: PartnerId, batch: BatchUuid) -> PortResult<Option<Batch>> {
        Ok(self.state().batch(partner, batch).cloned())
    }
}
