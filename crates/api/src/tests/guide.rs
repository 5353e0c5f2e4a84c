//! What the routes of the candidates' guide need, over fakes.

use std::sync::Arc;

use candidates::{
    AcceptInvite, AddCandidate, CreateBatch, DraftEnrolments, ListBatches, ListCandidates,
    MarkPaid, MockInviteRepository, MockOwnPractice, MockPracticePayouts, MockPracticeRepository,
    ReadOwnPractice, ReadPractice, ReceivePracticeSession, RecordPracticePayout, ResendInvite,
    Turns, UploadCandidates,
};
use kernel::{BusinessCalendar, Clock, FixedClock};
use testkit::{FakeHasher, FakePasswordHasher, FakeVault, Harness, SeededEntropy, letters};

use crate::{CandidateDesk, CandidateUploads, InviteDesk, PracticeDesk};

pub(super) fn candidates(harness: &Harness, clock: &Arc<FixedClock>) -> CandidateDesk {
    let drafts = DraftEnrolments {
        vault: Arc::new(FakeVault),
        entropy: Arc::new(SeededEntropy::new(0x6361)),
    };
    CandidateDesk {
        create_batch: CreateBatch {
            batches: harness.batches.clone(),
            clock: clock.clone(),
            entropy: drafts.entropy.clone(),
        },
        batches: ListBatches {
            batches: harness.batches.clone(),
        },
        add: AddCandidate {
            enrolments: harness.enrolments.clone(),
            drafts: drafts.clone(),
            clock: clock.clone(),
        },
        list: ListCandidates {
            enrolments: harness.enrolments.clone(),
            vault: Arc::new(FakeVault),
        },
        upload: CandidateUploads::new(UploadCandidates {
            batches: harness.batches.clone(),
            enrolments: harness.enrolments.clone(),
            drafts,
            clock: clock.clone(),
        }),
        mark_paid: MarkPaid {
            enrolments: harness.enrolments.clone(),
            vault: Arc::new(FakeVault),
            clock: clock.clone(),
        },
    }
}

pub(super) fn invites(harness: &Harness, clock: &Arc<FixedClock>) -> InviteDesk {
    InviteDesk {
        resend: ResendInvite {
            invites: Arc::new(MockInviteRepository::new()),
            enrolments: harness.enrolments.clone(),
            vault: Arc::new(FakeVault),
            clock: clock.clone(),
        },
        accept: AcceptInvite {
            invites: Arc::new(MockInviteRepository::new()),
            hasher: Arc::new(FakeHasher),
            passwords: Arc::new(FakePasswordHasher::default()),
            letters: letters(Arc::new(SeededEntropy::new(0x696e))),
            clock: clock.clone(),
            turns: Turns::default(),
        },
        own: ReadOwnPractice {
            practice: Arc::new(MockOwnPractice::new()),
        },
    }
}

pub(super) fn practice(clock: &Arc<FixedClock>) -> PracticeDesk {
    let clock: Arc<dyn Clock> = clock.clone();
    PracticeDesk {
        read: ReadPractice {
            repository: Arc::new(MockPracticeRepository::new()),
            calendar: BusinessCalendar::new(chrono_tz::Asia::Kolkata),
            clock: clock.clone(),
        },
        receive: ReceivePracticeSession {
            repository: Arc::new(MockPracticeRepository::new()),
            vault: Arc::new(FakeVault),
            clock: clock.clone(),
        },
        payouts: RecordPracticePayout {
            payouts: Arc::new(MockPracticePayouts::new()),
            entropy: Arc::new(SeededEntropy::new(0x7072)),
            clock,
        },
    }
}
