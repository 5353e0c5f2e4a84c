//! The lender's staff: who they are, what they may do, how they sign in
//! (contract `onboarding.md`, "Accounts", and `candidates.md` for the token).

mod account;
mod authenticate;
mod create;
mod manage;
mod password;
mod role;
mod sign_in;
mod token;

#[cfg(feature = "mocks")]
pub use account::MockStaffAccounts;
pub use account::{
    ChangeStaffError, CreateStaffError, NewStaffAccount, StaffAccount, StaffAccountChange,
    StaffAccounts, StaffCredentials, StaffStanding, StaffStatus, UnknownStaffStatus,
};
pub use authenticate::{AuthenticateStaff, AuthenticateStaffError, StaffSession};
pub use create::{CreateStaff, CreatedStaff, StaffDraft};
pub use manage::ManageStaff;
pub use password::{Password, PasswordError, PasswordHash, PasswordHasher};
pub use role::{StaffPermission, StaffRole, UnknownStaffRole};
pub use sign_in::{SignedInStaff, StaffSignIn, StaffSignInError};
pub(crate) use token::LIVES;
#[cfg(feature = "mocks")]
pub use token::MockStaffTokens;
pub use token::{StaffClaims, StaffTokens};
