//! What candidates practise.

use std::sync::Arc;

use api::PracticeDesk;
use candidates::{ReadPractice, ReceivePracticeSession, RecordPracticePayout};
use store::DieselPractice;

use super::Kit;

impl Kit {
    /// What the routes need.
    pub fn practice_desk(&self) -> PracticeDesk {
        let practice = Arc::new(DieselPractice::new(self.store.clone()));
        PracticeDesk {
            read: ReadPractice {
                repository: Arc::<DieselPractice>::clone(&practice),
                calendar: self.rules.share.calendar,
                clock: Arc::clone(&self.clock),
            },
            receive: ReceivePracticeSession {
                repository: Arc::<DieselPractice>::clone(&practice),
                vault: Arc::clone(&self.vault),
                clock: Arc::clone(&self.clock),
            },
            payouts: RecordPracticePayout {
                payouts: practice,
                entropy: Arc::clone(&self.entropy),
                clock: Arc::clone(&self.clock),
            },
        }
    }
}
