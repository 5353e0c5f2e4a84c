//! Adapters of the crypto ports: randomness, field encryption, secret hashing
//! and tokens.
//!
//! [`SystemEntropy`] implements [`kernel::Entropy`], [`AesGcmVault`]
//! [`kernel::FieldVault`], [`HmacSecretHasher`] [`accounts::SecretHasher`] and
//! [`JwtTokenIssuer`] [`accounts::TokenIssuer`]. All keys are prepared once, when
//! an adapter is built; nothing here reads configuration or the clock.
//!
//! Every key in use is derived from a configured one under a label of its own
//! (HKDF-SHA-256, RFC 5869), so that no key does two jobs.

mod derive;
mod entropy;
mod key;
mod secret_hasher;
mod token;
mod vault;
mod wire_claims;

pub use derive::DeriveError;
pub use entropy::SystemEntropy;
pub use key::{Key32, KeyError};
pub use secret_hasher::HmacSecretHasher;
pub use token::{JwtSettings, JwtSettingsError, JwtTokenIssuer};
pub use vault::{AesGcmVault, VaultError};
