//! What the routes of onboarding need, and who may use them.

mod bodies;
mod schemas;
mod session;
mod upload;

pub(crate) use bodies::{
    BUSINESS_FIELDS, read_any_business_info, read_api_setup, read_business_step, read_start,
    read_verification,
};
pub(crate) use schemas::{
    ApiSetupBody, BusinessInfoBody, BusinessInfoFields, StartBody, VerificationBody,
};
pub(crate) use session::{GoingLive, InOnboarding, SeesOnboarding, path_uuid};
pub(crate) use upload::{Upload, UploadForm};

use accounts::{
    ActivatePartner, AuthenticateOnboarding, HandInDocuments, OnboardingSteps, StartOnboarding,
};
use kernel::Reach;

use crate::UploadSpace;

/// The use cases of partners that find their way in.
pub struct Onboarding {
    /// `POST /onboarding/start`.
    pub start: StartOnboarding,
    /// Who an onboarding token is.
    pub authenticate: AuthenticateOnboarding,
    /// Steps 2 to 4.
    pub steps: OnboardingSteps,
    /// Documents.
    pub documents: HandInDocuments,
    /// Step 5.
    pub activate: ActivatePartner,
    /// How far the addresses that partners name may lead.
    pub reach: Reach,
    /// Bounds what uploads under way take.
    pub space: UploadSpace,
}
