//! What people who sign in with e-mail address and password have in common, whether
//! they are staff or a partner's (contract `onboarding.md`, "Accounts").

mod api_key;
mod links;
mod passwords;
mod revoke;
mod sign_in;

#[cfg(feature = "mocks")]
pub use api_key::MockApiKeys;
pub use api_key::{ApiKeys, AuthenticateApiKey};
#[cfg(feature = "mocks")]
pub use links::MockPasswordLinks;
pub use links::{DrawPasswordLink, Holder, LinkOutcome, NewPasswordLink, PasswordLinks};
pub use passwords::{RequestPasswordReset, SetPassword, SetPasswordError};
#[cfg(feature = "mocks")]
pub use revoke::MockRevokedTokens;
pub use revoke::{PersonSignOut, RevokedTokens};
pub use sign_in::{PersonSignIn, SignedInPerson};
