//! How a partner finds its way in: five steps, documents, review, activation
//! (contract `onboarding.md`).

mod activate;
mod adopt;
mod api_setup;
mod business;
mod document;
mod files;
mod hand_in;
mod judge_file;
mod partner_record;
mod phone;
mod record;
mod repository;
mod setup_endpoint;
mod start;
mod step;
mod steps;
mod text;
mod token;

pub use activate::{ActivatePartner, ActivatedPartner, ReviewRule};
pub use adopt::{AdoptEndpoints, Adoption, Unadopted};
pub use api_setup::ApiSetup;
pub use business::{
    AddressLine, BusinessDescription, BusinessInfo, CompanyName, Currency, Industry,
    KeptBusinessInfo, PostalAddress,
};
pub use document::{
    Document, DocumentKind, DocumentName, DocumentRecord, DocumentSource, FileName, KeptSource,
    MediaType,
};
pub use files::{DocumentCipher, DocumentFiles, DocumentKey};
pub use hand_in::{DocumentStore, HandInDocuments, SweepDocuments};
pub use judge_file::{FileError, JudgedFile};
pub use partner_record::{OpenRecord, PartnerRecord, RecordReader};
pub use phone::{PhoneNumber, PhoneNumberError};
pub use record::{Onboarding, Review, ReviewState, ReviewVerdict};
#[cfg(feature = "mocks")]
pub use repository::MockOnboardingRepository;
pub use repository::{
    ActivateError, ApiStep, BusinessStep, NewActivation, NewOnboarding, OnboardingRepository,
    StepError,
};
pub use setup_endpoint::SetupEndpoint;
pub use start::{OnboardingDraft, StartOnboarding, StartedOnboarding};
pub use step::OnboardingStep;
pub use steps::{NamedDocument, OnboardingSteps};
pub use text::TextError;
pub use token::{
    AuthenticateOnboarding, OnboardingAccess, OnboardingSession, OnboardingToken,
    OnboardingTokenError,
};
