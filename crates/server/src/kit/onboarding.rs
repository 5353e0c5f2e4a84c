//! How partners find their way in.

use std::sync::Arc;

use accounts::{
    ActivatePartner, AdoptEndpoints, AuthenticateOnboarding, DocumentFiles, DocumentStore,
    DraftPortalAccount, HandInDocuments, OnboardingRepository, OnboardingSteps, ReviewRule,
    StartOnboarding, SweepDocuments,
};
use api::{Onboarding, UploadSpace};
use crypto::AesGcmDocuments;
use kernel::Reach;
use store::{DieselOnboarding, DocumentFolder};

use super::Kit;
use crate::settings::{Environment, ReviewMode};

impl Kit {
    /// Where onboardings are kept.
    pub fn onboardings(&self) -> Arc<dyn OnboardingRepository> {
        Arc::new(DieselOnboarding::new(self.store.clone(), self.post()))
    }

    /// Lets partners begin.
    pub fn start_onboarding(&self) -> StartOnboarding {
        StartOnboarding {
            repository: self.onboardings(),
            hasher: Arc::clone(&self.hasher),
            vault: Arc::clone(&self.vault),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
        }
    }

    /// The bytes of documents.
    pub fn documents(&self) -> DocumentStore {
        DocumentStore {
            files: self.document_files(),
            cipher: Arc::new(AesGcmDocuments),
            vault: Arc::clone(&self.vault),
        }
    }

    /// Removes files of documents that are nobody's.
    pub fn sweep_documents(&self) -> SweepDocuments {
        SweepDocuments {
            repository: self.onboardings(),
            files: self.document_files(),
        }
    }

    /// Gives partners of before there were webhook endpoints theirs.
    pub fn adopt_endpoints(&self) -> AdoptEndpoints {
        AdoptEndpoints {
            repository: self.onboardings(),
            vault: Arc::clone(&self.vault),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
        }
    }

    /// How far the addresses that partners name may lead.
    pub const fn reach(&self) -> Reach {
        match self.settings.environment {
            Environment::Production => Reach::World,
            Environment::Test => Reach::Practice,
            Environment::Development => Reach::Desk,
        }
    }

    /// Everything about partners that find their way in.
    pub fn onboarding(&self) -> Onboarding {
        Onboarding {
            start: self.start_onboarding(),
            authenticate: AuthenticateOnboarding {
                repository: self.onboardings(),
                hasher: Arc::clone(&self.hasher),
                clock: Arc::clone(&self.clock),
            },
            steps: OnboardingSteps {
                repository: self.onboardings(),
                vault: Arc::clone(&self.vault),
                clock: Arc::clone(&self.clock),
                entropy: Arc::clone(&self.entropy),
            },
            documents: HandInDocuments {
                repository: self.onboardings(),
                store: self.documents(),
                clock: Arc::clone(&self.clock),
                entropy: Arc::clone(&self.entropy),
            },
            activate: self.activate_partner(),
            reach: self.reach(),
            space: UploadSpace::default(),
        }
    }

    fn activate_partner(&self) -> ActivatePartner {
        ActivatePartner {
            repository: self.onboardings(),
            hasher: Arc::clone(&self.hasher),
            people: DraftPortalAccount {
                links: self.password_links(),
                vault: Arc::clone(&self.vault),
            },
            letters: self.letters(),
            vault: Arc::clone(&self.vault),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
            review: match self.settings.onboarding.review {
                ReviewMode::Manual => ReviewRule::Manual,
                ReviewMode::Automatic => ReviewRule::Automatic,
            },
        }
    }

    fn document_files(&self) -> Arc<dyn DocumentFiles> {
        Arc::new(DocumentFolder::in_data_dir(&self.settings.data_dir))
    }
}
