//! Adapters of the crypto ports: randomness, field encryption, secret hashing
//! and tokens.
//!
//! [`SystemEntropy`] implements [`kernel::Entropy`], [`AesGcmVault`]
//! [`kernel::FieldVault`], [`HmacSecretHasher`] [`accounts::SecretHasher`],
//! [`HmacChainHasher`] [`audit::ChainHasher`], [`Argon2PasswordHasher`]
//! [`accounts::PasswordHasher`], [`JwtTokenIssuer`] [`accounts::TokenIssuer`] and
//! [`JwtStaffTokens`] [`accounts::StaffTokens`]. All keys are prepared once, when
//! an adapter is built; nothing here reads configuration or the clock.
//!
//! Every key in use is derived from a configured one under a label of its own
//! (HKDF-SHA-256, RFC 5869), so that no key does two jobs.

mod chain_hasher;
mod derive;
mod entropy;
mod jwt;
mod key;
mod password_hasher;
mod secret_hasher;
mod staff_token;
mod token;
mod vault;
mod wire_claims;

pub use chain_hasher::HmacChainHasher;
pub use derive::DeriveError;
pub use entropy::SystemEntropy;
pub use jwt::{JwtSettings, JwtSettingsError};
pub use key::{Key32, KeyError};
pub use password_hasher::{Argon2Cost, Argon2CostError, Argon2PasswordHasher};
pub use secret_hasher::HmacSecretHasher;
pub use staff_token::JwtStaffTokens;
pub use token::JwtTokenIssuer;
pub use vault::{AesGcmVault, VaultError};
