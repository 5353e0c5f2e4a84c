//! Candidates and the batches they are in.

use std::sync::Arc;

use api::{CandidateDesk, CandidateUploads};
use candidates::{
    AddCandidate, BatchRepository, CreateBatch, DraftEnrolments, EnrolmentRepository, ListBatches,
    ListCandidates, MarkPaid, UploadCandidates,
};
use store::{DieselBatches, DieselEnrolments};

use super::Kit;

impl Kit {
    /// What partners do with candidates.
    pub fn candidate_desk(&self) -> CandidateDesk {
        let (batches, enrolments) = (self.batches(), self.enrolments());
        CandidateDesk {
            create_batch: CreateBatch {
                batches: Arc::clone(&batches),
                clock: Arc::clone(&self.clock),
                entropy: Arc::clone(&self.entropy),
            },
            upload: CandidateUploads::new(UploadCandidates {
                batches: Arc::clone(&batches),
                enrolments: Arc::clone(&enrolments),
                drafts: self.enrolment_drafts(),
                clock: Arc::clone(&self.clock),
            }),
            batches: ListBatches { batches },
            add: AddCandidate {
                enrolments: Arc::clone(&enrolments),
                drafts: self.enrolment_drafts(),
                clock: Arc::clone(&self.clock),
            },
            list: ListCandidates {
                enrolments: Arc::clone(&enrolments),
                vault: Arc::clone(&self.vault),
            },
            mark_paid: MarkPaid {
                enrolments,
                vault: Arc::clone(&self.vault),
                clock: Arc::clone(&self.clock),
            },
        }
    }

    /// Where batches are kept.
    pub fn batches(&self) -> Arc<dyn BatchRepository> {
        Arc::new(DieselBatches::new(self.store.clone()))
    }

    /// Where enrolments are kept.
    pub fn enrolments(&self) -> Arc<dyn EnrolmentRepository> {
        Arc::new(DieselEnrolments::new(self.store.clone()))
    }

    /// Makes enrolments ready to be kept.
    pub fn enrolment_drafts(&self) -> DraftEnrolments {
        DraftEnrolments {
            vault: Arc::clone(&self.vault),
            entropy: Arc::clone(&self.entropy),
        }
    }
}
