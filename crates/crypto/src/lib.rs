//! Adapters of the crypto ports: randomness, field encryption, secret hashing
//! and tokens.
//!
//! [`SystemEntropy`] implements [`kernel::Entropy`], [`AesGcmVault`]
//! [`kernel::FieldVault`], [`HmacSecretHasher`] [`accounts::SecretHasher`],
//! [`HmacChainHasher`] [`audit::ChainHasher`], [`AesGcmDocuments`]
//! [`accounts::DocumentCipher`], [`Argon2PasswordHasher`]
//! [`accounts::PasswordHasher`], [`JwtTokenIssuer`] [`accounts::TokenIssuer`] and
//! [`JwtStaffTokens`] [`accounts::StaffTokens`], [`JwtPortalTokens`]
//! [`accounts::PortalTokens`], [`JwtCandidateTokens`] [`accounts::CandidateTokens`],
//! `RsaProbe` `envelope::EnvelopeProbe`.
//! All keys are prepared once, when an adapter is built; nothing here reads
//! configuration or the clock.
//!
//! Every key in use is derived from a configured one under a label of its own
//! (HKDF-SHA-256, RFC 5869), so that no key does two jobs.

#[cfg(feature = "platform")]
mod candidate_token;
#[cfg(feature = "platform")]
mod chain_hasher;
#[cfg(feature = "platform")]
mod derive;
#[cfg(feature = "platform")]
mod document_cipher;
mod entropy;
mod envelope;
#[cfg(feature = "platform")]
mod jwt;
#[cfg(feature = "platform")]
mod key;
#[cfg(feature = "platform")]
mod password_hasher;
#[cfg(feature = "platform")]
mod portal_token;
#[cfg(feature = "platform")]
mod probe;
#[cfg(feature = "platform")]
mod secret_hasher;
#[cfg(feature = "platform")]
mod staff_token;
#[cfg(feature = "platform")]
mod token;
#[cfg(feature = "platform")]
mod vault;
#[cfg(feature = "platform")]
mod wire_claims;

pub use self::envelope::{GenerateError, PrivateKey, PrivateKeyError, RsaEnvelope};
#[cfg(feature = "platform")]
pub use candidate_token::JwtCandidateTokens;
#[cfg(feature = "platform")]
pub use chain_hasher::HmacChainHasher;
#[cfg(feature = "platform")]
pub use derive::DeriveError;
#[cfg(feature = "platform")]
pub use document_cipher::AesGcmDocuments;
pub use entropy::SystemEntropy;
#[cfg(feature = "platform")]
pub use jwt::{JwtSettings, JwtSettingsError};
#[cfg(feature = "platform")]
pub use key::{Key32, KeyError};
#[cfg(feature = "platform")]
pub use password_hasher::{Argon2Cost, Argon2CostError, Argon2PasswordHasher};
#[cfg(feature = "platform")]
pub use portal_token::JwtPortalTokens;
#[cfg(feature = "platform")]
pub use probe::{ProbeError, RsaProbe};
#[cfg(feature = "platform")]
pub use secret_hasher::HmacSecretHasher;
#[cfg(feature = "platform")]
pub use staff_token::JwtStaffTokens;
#[cfg(feature = "platform")]
pub use token::JwtTokenIssuer;
#[cfg(feature = "platform")]
pub use vault::{AesGcmVault, VaultError};
