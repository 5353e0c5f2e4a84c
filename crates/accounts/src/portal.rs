//! People of partners: their accounts, and how they are known (contract
//! `onboarding.md`, "Accounts").

mod account;
mod authenticate;
mod manage;
mod token;

#[cfg(feature = "mocks")]
pub use account::MockPortalAccounts;
pub use account::{
    CreatePortalError, NewPortalAccount, PortalAccount, PortalAccounts, PortalCredentials,
    PortalStanding, PortalStatus,
};
pub use authenticate::{AuthenticatePortal, AuthenticatePortalError, PortalSession};
pub use manage::{DraftPortalAccount, InviteError, ManagePortal};
pub use token::{PortalClaims, PortalTokens};
