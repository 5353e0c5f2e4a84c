//! Partners' tokens.

use std::fmt;

use accounts::{Claims, IssueError, TokenError, TokenIssuer, TokenKind};
use chrono::{DateTime, Utc};

use crate::jwt::{Jwt, JwtSettings, JwtSettingsError, SKEW};
use crate::wire_claims::{Read, Written};

/// Makes and reads partners' tokens.
///
/// An `iat` in the future is accepted: instances' clocks differ, and whoever holds
/// the secret could write any `iat` they like. Only `exp` ends a token.
pub struct JwtTokenIssuer(Jwt);

impl JwtTokenIssuer {
    /// Prepares the secrets' keys.
    ///
    /// # Errors
    /// See [`JwtSettingsError`].
    pub fn new(settings: &JwtSettings) -> Result<Self, JwtSettingsError> {
        Jwt::new(settings).map(Self)
    }
}

impl TokenIssuer for JwtTokenIssuer {
    fn issue(&self, claims: &Claims) -> Result<String, IssueError> {
        let written = Written::new(claims, &self.0.issuer, &self.0.audience);
        self.0.sign(&written)
    }

    fn verify(
        &self,
        token: &str,
        wanted: TokenKind,
        now: DateTime<Utc>,
    ) -> Result<Claims, TokenError> {
        let read: Read = self.0.genuine(token).ok_or(TokenError::Invalid)?;
        let claims = read.into_claims().ok_or(TokenError::Invalid)?;
        if claims.kind != wanted {
            return Err(TokenError::WrongKind);
        }
        if now - claims.expires_at >= SKEW {
            return Err(TokenError::Expired);
        }
        Ok(claims)
    }
}

impl fmt::Debug for JwtTokenIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JwtTokenIssuer(redacted)")
    }
}

#[cfg(test)]
mod tests;
