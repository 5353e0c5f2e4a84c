//! Partners that find their way in, for tests, and fakes of where their documents lie.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use accounts::{
    ActivatePartner, AuthenticateOnboarding, DocumentCipher, DocumentFiles, DocumentKey,
    DocumentStore, DraftPortalAccount, FileName, HandInDocuments, OnboardingSteps, ReviewRule,
    StartOnboarding, SweepDocuments,
};
use kernel::{Clock, DocumentUuid, Entropy, PortFailure, PortResult};

use crate::memory::locked;
use crate::{FakeHasher, FakeVault, Harness, letters, password_links};

/// Files in memory, each as old as tests want them to be.
#[derive(Debug, Clone, Default)]
pub struct InMemoryDocuments(Arc<Mutex<Files>>);

/// What lies there, and how old it is.
type Files = BTreeMap<FileName, (Vec<u8>, Duration)>;

impl InMemoryDocuments {
    /// How many files there are.
    pub fn count(&self) -> usize {
        locked(&self.0).len()
    }

    /// Lets every file grow older by `age`.
    pub fn age(&self, age: Duration) {
        for (_, (_, kept)) in locked(&self.0).iter_mut() {
            *kept += age;
        }
    }
}

impl DocumentFiles for InMemoryDocuments {
    fn write(&self, name: &FileName, bytes: &[u8]) -> PortResult<()> {
        let file = (bytes.to_vec(), Duration::ZERO);
        locked(&self.0).insert(name.clone(), file);
        Ok(())
    }

    fn read(&self, name: &FileName) -> PortResult<Vec<u8>> {
        let files = locked(&self.0);
        let found = files.get(name).map(|(bytes, _)| bytes.clone());
        found.ok_or(PortFailure::corrupt("partner_documents.file_name"))
    }

    fn remove(&self, name: &FileName) -> PortResult<()> {
        locked(&self.0).remove(name);
        Ok(())
    }

    fn older_than(&self, age: Duration) -> PortResult<Vec<FileName>> {
        let files = locked(&self.0);
        let old = files.iter().filter(|(_, (_, kept))| *kept >= age);
        Ok(old.map(|(name, _)| name.clone()).collect())
    }
}

/// A cipher that keeps the rules of the port and protects nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct FakeDocumentCipher;

impl DocumentCipher for FakeDocumentCipher {
    fn seal(
        &self,
        document: DocumentUuid,
        key: &DocumentKey,
        plain: Vec<u8>,
    ) -> PortResult<Vec<u8>> {
        let mut sealed = document.get().as_bytes().to_vec();
        sealed.extend(key.as_bytes());
        sealed.extend(plain.iter().map(|byte| !byte));
        Ok(sealed)
    }

    fn open(
        &self,
        document: DocumentUuid,
        key: &DocumentKey,
        sealed: Vec<u8>,
    ) -> PortResult<Vec<u8>> {
        let head = [document.get().as_bytes().as_slice(), key.as_bytes()].concat();
        let body = sealed.strip_prefix(head.as_slice());
        let body = body.ok_or(PortFailure::corrupt("partner_documents.file_name"))?;
        Ok(body.iter().map(|byte| !byte).collect())
    }
}

/// The use cases of onboarding over one store, with the fakes.
#[derive(Clone)]
#[expect(missing_docs, reason = "the fields are the use cases, by name")]
pub struct OnboardingCases {
    pub start: StartOnboarding,
    pub authenticate: AuthenticateOnboarding,
    pub steps: OnboardingSteps,
    pub documents: HandInDocuments,
    pub activate: ActivatePartner,
    pub sweep: SweepDocuments,
    /// Where their documents lie.
    pub files: InMemoryDocuments,
}

/// The use cases over `harness`; somebody has to approve.
pub fn onboarding_cases(
    harness: &Harness,
    clock: &Arc<dyn Clock>,
    entropy: &Arc<dyn Entropy>,
) -> OnboardingCases {
    let repository = &harness.onboarding;
    let files = InMemoryDocuments::default();
    OnboardingCases {
        start: StartOnboarding {
            repository: Arc::clone(repository),
            hasher: Arc::new(FakeHasher),
            vault: Arc::new(FakeVault),
            clock: Arc::clone(clock),
            entropy: Arc::clone(entropy),
        },
        authenticate: AuthenticateOnboarding {
            repository: Arc::clone(repository),
            hasher: Arc::new(FakeHasher),
            clock: Arc::clone(clock),
        },
        steps: OnboardingSteps {
            repository: Arc::clone(repository),
            vault: Arc::new(FakeVault),
            clock: Arc::clone(clock),
            entropy: Arc::clone(entropy),
        },
        documents: documents(harness, &files, clock, entropy),
        activate: activate(harness, clock, entropy),
        sweep: SweepDocuments {
            repository: Arc::clone(repository),
            files: Arc::new(files.clone()),
        },
        files,
    }
}

fn documents(
    harness: &Harness,
    files: &InMemoryDocuments,
    clock: &Arc<dyn Clock>,
    entropy: &Arc<dyn Entropy>,
) -> HandInDocuments {
    HandInDocuments {
        repository: Arc::clone(&harness.onboarding),
        store: DocumentStore {
            files: Arc::new(files.clone()),
            cipher: Arc::new(FakeDocumentCipher),
            vault: Arc::new(FakeVault),
        },
        clock: Arc::clone(clock),
        entropy: Arc::clone(entropy),
    }
}

fn activate(
    harness: &Harness,
    clock: &Arc<dyn Clock>,
    entropy: &Arc<dyn Entropy>,
) -> ActivatePartner {
    ActivatePartner {
        repository: Arc::clone(&harness.onboarding),
        hasher: Arc::new(FakeHasher),
        people: DraftPortalAccount {
            links: password_links(Arc::clone(entropy)),
            vault: Arc::new(FakeVault),
        },
        letters: letters(Arc::clone(entropy)),
        vault: Arc::new(FakeVault),
        clock: Arc::clone(clock),
        entropy: Arc::clone(entropy),
        review: ReviewRule::Manual,
    }
}
