//! Partners and staff, and how they prove who they are.
//!
//! Use cases: [`SignIn`], [`RefreshSession`], [`SignOut`], [`AuthenticatePartner`],
//! [`AuthenticateService`], [`ManagePartners`], [`OwnCredentials`], [`CreateServiceToken`];
//! [`StaffSignIn`], [`AuthenticateStaff`], [`CreateStaff`]. Ports:
//! [`PartnerDirectory`], [`PartnerRepository`], [`TokenFamilies`],
//! [`ServiceTokens`], [`SecretHasher`], [`TokenIssuer`]; [`StaffAccounts`],
//! [`PasswordHasher`], [`StaffTokens`].

mod administration;
mod authenticate;
mod candidate;
mod directory;
mod family;
mod maintenance;
mod manage;
mod onboarding;
mod own_credentials;
mod partner;
mod partner_type;
mod people;
mod portal;
mod refresh;
mod reindex;
mod repository;
mod secret;
mod service;
mod sign_in;
mod sign_out;
mod slug;
mod staff;
mod status;
mod token;
mod token_pair;

#[cfg(feature = "mocks")]
pub use administration::MockPartnerAdministration;
pub use administration::{
    AdministerPartners, ChangeRecordError, DecideReviewError, Decision, DeletePartnerError,
    DraftError, IssueTokenError, IssuedToken, MOST_OVERLAP_HOURS, NewByStaff, NewNote, Note,
    NoteRecord, NoteText, NoteTextError, PartnerAct, PartnerAdministration, PartnerFilter,
    PartnerOrder, PartnerQuery, PartnerSearch, PayoutSums, ReadDocument, ReadDocumentError,
    Reading, RecordChange, RecordPatch, Restoration, RestorePartnerError, RestoredPartner,
    ReviewAnswer, ReviewFilter, ReviewReason, ReviewReasonError, StaffsDraft, TokenIssue,
    freed_email_index, tokens_end,
};
pub use authenticate::{AuthenticateError, AuthenticatePartner, PartnerSession};
pub use candidate::{
    AuthenticateCandidate, AuthenticateCandidateError, CandidateAccount, CandidateAccounts,
    CandidateClaims, CandidateCredentials, CandidateSession, CandidateStanding, CandidateStatus,
    CandidateTokens,
};
#[cfg(feature = "mocks")]
pub use candidate::{MockCandidateAccounts, MockCandidateTokens};
#[cfg(feature = "mocks")]
pub use directory::MockPartnerDirectory;
pub use directory::{PartnerDirectory, SessionState};
#[cfg(feature = "mocks")]
pub use family::MockTokenFamilies;
pub use family::{Family, Presented, RefreshVerdict, Ruling, TokenFamilies, judge_refresh};
pub use kernel::{Overlap, OverlapError};
#[cfg(feature = "mocks")]
pub use maintenance::MockMaintenanceRepository;
pub use maintenance::{
    AnnounceError, AnnounceMaintenance, CancelMaintenanceError, Maintenance, MaintenanceRepository,
    MaintenanceSpan, MaintenanceText, MaintenanceTextError, NewMaintenance, SpanError,
};
pub use manage::{CreatedPartner, ManagePartners, PartnerDraft, RotatedSecret};
#[cfg(feature = "mocks")]
pub use onboarding::MockOnboardingRepository;
pub use onboarding::{
    ActivateError, ActivatePartner, ActivatedPartner, AddressLine, AdoptEndpoints, Adoption,
    ApiSetup, ApiStep, AuthenticateOnboarding, BusinessDescription, BusinessInfo, BusinessStep,
    CompanyName, Currency, Document, DocumentCipher, DocumentFiles, DocumentKey, DocumentKind,
    DocumentName, DocumentRecord, DocumentSource, DocumentStore, FileError, FileName,
    HandInDocuments, Industry, JudgedFile, KeptBusinessInfo, KeptSource, MediaType, NamedDocument,
    NewActivation, NewOnboarding, Onboarding, OnboardingAccess, OnboardingDraft,
    OnboardingRepository, OnboardingSession, OnboardingStep, OnboardingSteps, OnboardingToken,
    OnboardingTokenError, OpenRecord, PartnerRecord, PhoneNumber, PhoneNumberError, PostalAddress,
    RecordReader, Review, ReviewRule, ReviewState, ReviewVerdict, SetupEndpoint, StartOnboarding,
    StartedOnboarding, StepError, SweepDocuments, TextError, Unadopted,
};
pub use own_credentials::{OwnCredentials, SecretRecord};
pub use partner::{
    ClientId, NewPartner, OwnCallLimits, Partner, PartnerAccess, PartnerHandle, PartnerName,
    PartnerNameError,
};
pub use partner_type::PartnerType;
pub use people::{
    ApiKeys, AuthenticateApiKey, DrawPasswordLink, Holder, LinkOutcome, NewPasswordLink,
    PasswordLinks, PersonSignIn, PersonSignOut, RequestPasswordReset, RevokedTokens, SetPassword,
    SetPasswordError, SignedInPerson,
};
#[cfg(feature = "mocks")]
pub use people::{MockApiKeys, MockPasswordLinks, MockRevokedTokens};
#[cfg(feature = "mocks")]
pub use portal::MockPortalAccounts;
pub use portal::{
    AuthenticatePortal, AuthenticatePortalError, CreatePortalError, DraftPortalAccount,
    InviteError, ManagePortal, NewPortalAccount, PortalAccount, PortalAccounts, PortalClaims,
    PortalCredentials, PortalSession, PortalStanding, PortalStatus, PortalTokens,
};
pub use refresh::{RefreshError, RefreshSession};
pub use reindex::EmailIndexes;
#[cfg(feature = "mocks")]
pub use repository::MockPartnerRepository;
pub use repository::{
    CreatePartnerError, PartnerRepository, RotateError, Rotation, StatusChange, StatusChangeError,
};
pub use secret::{ClientSecret, LiveSecret, SecretHash, SecretHasher, SecretKind};
#[cfg(feature = "mocks")]
pub use service::MockServiceTokens;
pub use service::{
    AuthenticateService, CreateServiceToken, NewServiceToken, ServiceScope, ServiceToken,
    ServiceTokenError, ServiceTokens, UnknownScope,
};
pub use sign_in::{SignIn, SignInError};
pub use sign_out::SignOut;
pub use slug::{Slug, SlugError};
pub use staff::{
    AuthenticateStaff, AuthenticateStaffError, ChangeStaffError, CreateStaff, CreateStaffError,
    CreatedStaff, ManageStaff, NewStaffAccount, Password, PasswordError, PasswordHash,
    PasswordHasher, SignedInStaff, StaffAccount, StaffAccountChange, StaffAccounts, StaffClaims,
    StaffCredentials, StaffDraft, StaffPermission, StaffRole, StaffSession, StaffSignIn,
    StaffSignInError, StaffStanding, StaffStatus, StaffTokens, UnknownStaffRole,
    UnknownStaffStatus,
};
#[cfg(feature = "mocks")]
pub use staff::{MockStaffAccounts, MockStaffTokens};
pub use status::{PartnerStatus, StatusTransitionError, UnknownPartnerStatus};
#[cfg(feature = "mocks")]
pub use token::MockTokenIssuer;
pub use token::{Claims, IssueError, Lifetimes, TokenError, TokenIssuer, TokenKind};
pub use token_pair::{ProvenPartner, TokenPair};
