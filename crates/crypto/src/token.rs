//! Tokens: JWT (RFC 7519) signed with HS256.

use std::fmt;

use accounts::{Claims, IssueError, TokenError, TokenIssuer, TokenKind};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
};
use secrecy::{ExposeSecret as _, SecretString};

use crate::derive::key_id;
use crate::wire_claims::{Read, Written};

const KID_LABEL: &str = "partner-api/v1/jwt-secret-id";

/// How far past its `exp` a token still counts (contract, "Tokens").
const SKEW: TimeDelta = TimeDelta::seconds(10);

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

/// Makes and reads tokens. Header `kid` names the secret, so that a token is
/// verified once, under the one secret it can have been signed with.
///
/// Reading is the library's, except for `exp`, which is judged by our own clock.
///
/// An `iat` in the future is accepted: instances' clocks differ, and whoever holds
/// the secret could write any `iat` they like. Only `exp` ends a token.
pub struct JwtTokenIssuer {
    current: Secret,
    previous: Option<Secret>,
    issuer: String,
    audience: String,
    accepted: Validation,
}

struct Secret {
    header: Header,
    signs: EncodingKey,
    verifies: DecodingKey,
}

impl JwtTokenIssuer {
    /// Prepares the secrets' keys.
    ///
    /// # Errors
    /// See [`JwtSettingsError`].
    pub fn new(settings: &JwtSettings) -> Result<Self, JwtSettingsError> {
        if settings.issuer.trim().is_empty() || settings.audience.trim().is_empty() {
            return Err(JwtSettingsError::Blank);
        }
        Ok(Self {
            current: Secret::new(&settings.current)?,
            previous: settings.previous.as_ref().map(Secret::new).transpose()?,
            issuer: settings.issuer.clone(),
            audience: settings.audience.clone(),
            accepted: accepted(&settings.issuer, &settings.audience),
        })
    }

    /// The claims of a token one of the secrets signed for this issuer and
    /// audience.
    fn genuine(&self, token: &str) -> Option<Claims> {
        let header = decode_header(token).ok()?;
        // Extensions that must be understood; this platform has none.
        if header.crit.is_some() {
            return None;
        }
        let secret = std::iter::once(&self.current)
            .chain(&self.previous)
            .find(|secret| secret.header.kid == header.kid)?;
        decode::<Read>(token, &secret.verifies, &self.accepted)
            .ok()?
            .claims
            .into_claims()
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

impl TokenIssuer for JwtTokenIssuer {
    fn issue(&self, claims: &Claims) -> Result<String, IssueError> {
        let written = Written::new(claims, &self.issuer, &self.audience);
        encode(&self.current.header, &written, &self.current.signs)
            .map_err(|error| IssueError(error.to_string()))
    }

    fn verify(
        &self,
        token: &str,
        wanted: TokenKind,
        now: DateTime<Utc>,
    ) -> Result<Claims, TokenError> {
        let claims = self.genuine(token).ok_or(TokenError::Invalid)?;
        if claims.kind != wanted {
            return Err(TokenError::WrongKind);
        }
        if now - claims.expires_at >= SKEW {
            return Err(TokenError::Expired);
        }
        Ok(claims)
    }
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

impl fmt::Debug for JwtTokenIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JwtTokenIssuer(redacted)")
    }
}

fn hex(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

#[cfg(test)]
mod tests;
