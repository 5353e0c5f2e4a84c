//! The port to wherever onboardings are kept.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use kernel::{Actor, DocumentUuid, PartnerId, PartnerUuid, PortFailure, PortResult};
use notices::Letter;

use super::{
    Adoption, ApiSetup, DocumentRecord, FileName, KeptBusinessInfo, OnboardingAccess,
    OnboardingToken, PartnerRecord, PhoneNumber, SetupEndpoint, Unadopted,
};
use crate::{CreatePartnerError, NewPartner, NewPortalAccount, SecretHash, Slug};

/// A partner that begins.
#[derive(Debug, Clone)]
pub struct NewOnboarding {
    /// The partner: pending, without a secret.
    pub partner: NewPartner,
    /// Its telephone number, in clear: it is sealed to a key that is not known before the
    /// row is there.
    pub phone: Option<PhoneNumber>,
    /// Opens its onboarding.
    pub token: OnboardingToken,
    /// Who began; `None` for the partner itself.
    pub by: Option<Actor>,
}

/// Step 2.
#[derive(Debug, Clone)]
pub struct BusinessStep {
    /// Whose.
    pub partner: PartnerId,
    /// The whole of what is to be kept.
    pub info: KeptBusinessInfo,
    /// The names of the fields that changed, none if nothing did: then only the step's
    /// time is noted.
    pub changed: Vec<&'static str>,
    /// Those of the tax profile alone, for its own audit entry.
    pub tax_changed: Option<&'static str>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Step 3.
#[derive(Debug, Clone)]
pub struct ApiStep {
    /// Whose.
    pub partner: PartnerId,
    /// The whole of what is to be kept.
    pub setup: ApiSetup,
    /// As [`BusinessStep::changed`].
    pub changed: Vec<&'static str>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Step 5.
#[derive(Debug, Clone)]
pub struct NewActivation {
    /// Whose.
    pub partner: PartnerId,
    /// Whether nobody has to have approved.
    pub unreviewed: bool,
    /// Hash of its client secret.
    pub secret: SecretHash,
    /// Hash of its API key.
    pub api_key: SecretHash,
    /// The endpoint of its `webhookUrl`, which is told everything.
    pub endpoint: SetupEndpoint,
    /// The account of whoever reads the partner's mail; not made if somebody else has the
    /// address.
    pub person: NewPortalAccount,
    /// Tells the partner that it is active.
    pub letter: Letter,
    /// When.
    pub at: DateTime<Utc>,
}

/// Why a step was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StepError {
    /// The partner is gone or no longer finding its way in: its token does not count.
    #[error("the onboarding is over")]
    Over,
    /// A step before is not done.
    #[error("an earlier step is not done")]
    Incomplete,
    /// There is no document at all.
    #[error("at least one document is needed")]
    NoDocument,
    /// There are [`StepError::MOST_DOCUMENTS`] already.
    #[error("there are too many documents")]
    TooManyDocuments,
    /// The partner has no such document.
    #[error("no such document")]
    UnknownDocument,
    /// The PAN and GSTIN disagree.
    #[error("the GSTIN does not contain the PAN")]
    TaxIdsDisagree,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

impl StepError {
    /// The most documents of a partner.
    pub const MOST_DOCUMENTS: usize = 20;
}

/// Why a partner did not go live.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActivateError {
    /// The partner is gone, or its token no longer counts.
    #[error("the onboarding is over")]
    Over,
    /// It is active already.
    #[error("the partner is active already")]
    Active,
    /// A step before is not done.
    #[error("an earlier step is not done")]
    Incomplete,
    /// Nobody approved.
    #[error("the review is not approved")]
    ReviewPending,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Where onboardings are kept. Each change is one transaction, carries its audit entry,
/// and is made only while the partner is pending and not deleted. Where it changes what
/// an approval rests on, the approval is withdrawn, with an audit entry of its own.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait OnboardingRepository: Send + Sync {
    /// Creates a pending partner with its onboarding and its token. E-mail and slug are
    /// unique, as [`crate::PartnerRepository::create`] says.
    ///
    /// # Errors
    /// See [`CreatePartnerError`].
    fn start(&self, new: NewOnboarding) -> Result<PartnerRecord, CreatePartnerError>;

    /// What decides whether a token opens the onboarding of a partner that is not deleted:
    /// one read.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn access(&self, partner: PartnerUuid) -> PortResult<Option<OnboardingAccess>>;

    /// The record of a partner that is not deleted.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn record(&self, partner: PartnerUuid) -> PortResult<Option<PartnerRecord>>;

    /// The record of the partner with this slug that is not deleted.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn record_of_slug(&self, slug: &Slug) -> PortResult<Option<PartnerRecord>>;

    /// Does step 2.
    ///
    /// # Errors
    /// See [`StepError`].
    fn save_business(&self, step: BusinessStep) -> Result<PartnerRecord, StepError>;

    /// Does step 3.
    ///
    /// # Errors
    /// See [`StepError`].
    fn save_api(&self, step: ApiStep) -> Result<PartnerRecord, StepError>;

    /// Adds a document, unless there are [`StepError::MOST_DOCUMENTS`].
    ///
    /// # Errors
    /// See [`StepError`].
    fn attach(
        &self,
        partner: PartnerId,
        document: DocumentRecord,
    ) -> Result<PartnerRecord, StepError>;

    /// Removes a document, and names the file nobody needs any more. Without its last
    /// document step 4 is no longer done.
    ///
    /// # Errors
    /// See [`StepError`].
    fn detach(
        &self,
        partner: PartnerId,
        document: DocumentUuid,
        at: DateTime<Utc>,
    ) -> Result<(PartnerRecord, Option<FileName>), StepError>;

    /// Does step 4, and adds `documents`, all or none.
    ///
    /// # Errors
    /// See [`StepError`].
    fn verify(
        &self,
        partner: PartnerId,
        documents: Vec<DocumentRecord>,
        at: DateTime<Utc>,
    ) -> Result<PartnerRecord, StepError>;

    /// Does step 5: the partner is active, with its secret, its API key, its webhook
    /// endpoint, the account of its first person and the letters. An approval that nobody had to give is noted as
    /// nobody's. Of simultaneous activations one succeeds, the others find it active.
    ///
    /// # Errors
    /// See [`ActivateError`].
    fn activate(&self, activation: NewActivation) -> Result<PartnerRecord, ActivateError>;

    /// Partners with keys above `after` whose webhook secret lies where activations left it
    /// once, by key, at most `most`; deleted ones too, for they may be back.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn unadopted(&self, after: Option<PartnerId>, most: u32) -> PortResult<Vec<Unadopted>>;

    /// Gives such a partner the endpoint of its `webhookUrl`, if it has one still, and
    /// removes the secret from where it lay. `false` when it lies there no more.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn adopt(&self, adoption: Adoption) -> PortResult<bool>;

    /// Which of `files` belong to documents.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn files_in_use(&self, files: &[FileName]) -> PortResult<HashSet<FileName>>;
}
