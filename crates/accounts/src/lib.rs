//! Partners and staff, and how they prove who they are.
//!
//! Use cases: [`SignIn`], [`RefreshSession`], [`SignOut`], [`AuthenticatePartner`],
//! [`AuthenticateService`], [`ManagePartners`], [`OwnCredentials`], [`CreateServiceToken`];
//! [`StaffSignIn`], [`AuthenticateStaff`], [`CreateStaff`]. Ports:
//! [`PartnerDirectory`], [`PartnerRepository`], [`TokenFamilies`],
//! [`ServiceTokens`], [`SecretHasher`], [`TokenIssuer`]; [`StaffAccounts`],
//! [`PasswordHasher`], [`StaffTokens`].

mod authenticate;
mod directory;
mod family;
mod manage;
mod onboarding;
mod own_credentials;
mod partner;
mod partner_type;
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

pub use authenticate::{AuthenticateError, AuthenticatePartner, PartnerSession};
#[cfg(feature = "mocks")]
pub use directory::MockPartnerDirectory;
pub use directory::{PartnerDirectory, SessionState};
#[cfg(feature = "mocks")]
pub use family::MockTokenFamilies;
pub use family::{Family, Presented, RefreshVerdict, Ruling, TokenFamilies, judge_refresh};
pub use manage::{CreatedPartner, ManagePartners, PartnerDraft, RotatedSecret};
pub use onboarding::{Onboarding, OnboardingStep, Review, ReviewState, ReviewVerdict};
pub use own_credentials::{Overlap, OverlapError, OwnCredentials, SecretRecord};
pub use partner::{
    ClientId, NewPartner, Partner, PartnerAccess, PartnerHandle, PartnerName, PartnerNameError,
};
pub use partner_type::PartnerType;
pub use refresh::{RefreshError, RefreshSession};
pub use reindex::EmailIndexes;
#[cfg(feature = "mocks")]
pub use repository::MockPartnerRepository;
pub use repository::{CreatePartnerError, PartnerRepository, StatusChangeError};
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
    AuthenticateStaff, AuthenticateStaffError, CreateStaff, CreateStaffError, CreatedStaff,
    NewStaffAccount, Password, PasswordError, PasswordHash, PasswordHasher, SignedInStaff,
    StaffAccount, StaffAccounts, StaffClaims, StaffCredentials, StaffDraft, StaffPermission,
    StaffRole, StaffSession, StaffSignIn, StaffSignInError, StaffStatus, StaffTokens,
    UnknownStaffRole, UnknownStaffStatus,
};
#[cfg(feature = "mocks")]
pub use staff::{MockStaffAccounts, MockStaffTokens};
pub use status::{PartnerStatus, StatusTransitionError, UnknownPartnerStatus};
#[cfg(feature = "mocks")]
pub use token::MockTokenIssuer;
pub use token::{Claims, IssueError, Lifetimes, TokenError, TokenIssuer, TokenKind};
pub use token_pair::{ProvenPartner, TokenPair};
