//! Tokens as such: JWT (RFC 7519) signed with HS256, whatever they say.

use accounts::IssueError;
use chrono::TimeDelta;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::derive::key_id;

const KID_LABEL: &str = "partner-api/v1/jwt-secret-id";

/// How far past its `exp` a token still counts (contract, "Tokens").
pub(crate) const SKEW: TimeDelta = TimeDelta::seconds(10);

/// What tokens are signed with and for.
#[derive(Debug, Clone)]
pub struct JwtSettings {
    /// The secret that signs; its UTF-8 bytes are the HMAC key.
    pub current: SecretString,
    /// The secret before, whose tokens still count during a rotation.
    pub previous: Option<SecretString>,
    /// Claim `iss`.
    pub issuer: String,
    /// Claim `aud`.
    pub audience: String,
}

/// Why tokens cannot be made with these settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JwtSettingsError {
    /// HS256 wants a key of at least 256 bits (RFC 7518 section 3.2).
    #[error("a token secret must have at least 32 bytes")]
    SecretTooShort,
    /// `iss` or `aud` would say nothing.
    #[error("issuer and audience must not be blank")]
    Blank,
}

/// Signs claims and reads them back. Header `kid` names the secret, so that a
/// token is verified once, under the one secret it can have been signed with.
///
/// Reading is the library's, except for `exp`, which whoever reads judges by our
/// own clock.
pub(crate) struct Jwt {
    pub(crate) issuer: String,
    pub(crate) audience: String,
    current: Secret,
    previous: Option<Secret>,
    accepted: Validation,
}

struct Secret {
    header: Header,
    signs: EncodingKey,
    verifies: DecodingKey,
}

impl Jwt {
    /// Prepares the secrets' keys.
    pub(crate) fn new(settings: &JwtSettings) -> Result<Self, JwtSettingsError> {
        if settings.issuer.trim().is_empty() || settings.audience.trim().is_empty() {
            return Err(JwtSettingsError::Blank);
        }
        Ok(Self {
            issuer: settings.issuer.clone(),
            audience: settings.audience.clone(),
            current: Secret::new(&settings.current)?,
            previous: settings.previous.as_ref().map(Secret::new).transpose()?,
            accepted: accepted(&settings.issuer, &settings.audience),
        })
    }

    /// A token that says `claims`, signed with the current secret.
    pub(crate) fn sign(&self, claims: &impl Serialize) -> Result<String, IssueError> {
        encode(&self.current.header, claims, &self.current.signs)
            .map_err(|error| IssueError(error.to_string()))
    }

    /// The claims of a token one of the secrets signed for this issuer and
    /// audience, however old it is.
    pub(crate) fn genuine<T: DeserializeOwned>(&self, token: &str) -> Option<T> {
        let header = decode_header(token).ok()?;
        // Extensions that must be understood; this platform has none.
        if header.crit.is_some() {
            return None;
        }
        let secret = std::iter::once(&self.current)
            .chain(&self.previous)
            .find(|secret| secret.header.kid == header.kid)?;
        let read = decode::<T>(token, &secret.verifies, &self.accepted).ok()?;
        Some(read.claims)
    }
}

/// What the library is to insist on.
fn accepted(issuer: &str, audience: &str) -> Validation {
    let mut accepted = Validation::new(Algorithm::HS256);
    accepted.set_issuer(&[issuer]);
    accepted.set_audience(&[audience]);
    accepted.set_required_spec_claims(&["iss", "aud"]);
    // Ours to judge, by the `now` that is given.
    accepted.validate_exp = false;
    accepted
}

impl Secret {
    fn new(secret: &SecretString) -> Result<Self, JwtSettingsError> {
        let secret = secret.expose_secret().as_bytes();
        if secret.len() < 32 {
            return Err(JwtSettingsError::SecretTooShort);
        }
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(hex(key_id(KID_LABEL, secret)));
        Ok(Self {
            header,
            signs: EncodingKey::from_secret(secret),
            verifies: DecodingKey::from_secret(secret),
        })
    }
}

fn hex(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}
