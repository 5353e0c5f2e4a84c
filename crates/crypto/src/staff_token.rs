//! Staff tokens.

use std::fmt;

use accounts::{IssueError, StaffClaims, StaffTokens, TokenError};
use chrono::{DateTime, Utc};
use kernel::{EmailAddress, StaffUuid, TokenId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::jwt::{Jwt, JwtSettings, JwtSettingsError, SKEW};

/// Makes and reads staff tokens. Give it an audience of its own: it is what keeps
/// a partner's token from passing for one of these, and the reverse.
pub struct JwtStaffTokens(Jwt);

impl JwtStaffTokens {
    /// Prepares the secrets' keys.
    ///
    /// # Errors
    /// See [`JwtSettingsError`].
    pub fn new(settings: &JwtSettings) -> Result<Self, JwtSettingsError> {
        Jwt::new(settings).map(Self)
    }
}

/// What is signed: the guide's claims, `jti`, `gen`, and for whom the token is.
#[derive(Serialize)]
pub(crate) struct Written<'a> {
    pub(crate) iss: &'a str,
    pub(crate) aud: &'a str,
    pub(crate) user_id: Uuid,
    pub(crate) email: &'a str,
    pub(crate) account_type: &'static str,
    pub(crate) jti: Uuid,
    pub(crate) r#gen: u32,
    pub(crate) iat: i64,
    pub(crate) exp: i64,
}

/// What is read. All of it must be there but `gen`, which tokens of earlier versions
/// lack; claims a later version of the platform adds are ignored.
#[derive(Deserialize)]
pub(crate) struct Read {
    #[expect(
        dead_code,
        reason = "the library judges it; here it only has to be a text"
    )]
    iss: String,
    #[expect(
        dead_code,
        reason = "the library judges it; here it only has to be a text"
    )]
    aud: String,
    pub(crate) user_id: Uuid,
    pub(crate) email: String,
    pub(crate) account_type: String,
    pub(crate) jti: Uuid,
    #[serde(default)]
    pub(crate) r#gen: u32,
    pub(crate) iat: i64,
    pub(crate) exp: i64,
}

impl Read {
    /// The claims; `None` when one of them makes no sense.
    fn into_claims(self) -> Option<StaffClaims> {
        Some(StaffClaims {
            id: TokenId::new(self.jti),
            staff: StaffUuid::new(self.user_id),
            email: EmailAddress::parse(&self.email).ok()?,
            role: self.account_type.parse().ok()?,
            generation: self.r#gen,
            issued_at: DateTime::from_timestamp(self.iat, 0)?,
            expires_at: DateTime::from_timestamp(self.exp, 0)?,
        })
    }
}

impl StaffTokens for JwtStaffTokens {
    fn issue(&self, claims: &StaffClaims) -> Result<String, IssueError> {
        self.0.sign(&Written {
            iss: &self.0.issuer,
            aud: &self.0.audience,
            user_id: claims.staff.get(),
            email: claims.email.as_str(),
            account_type: claims.role.as_str(),
            jti: claims.id.get(),
            r#gen: claims.generation,
            iat: claims.issued_at.timestamp(),
            exp: claims.expires_at.timestamp(),
        })
    }

    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<StaffClaims, TokenError> {
        let read: Read = self.0.genuine(token).ok_or(TokenError::Invalid)?;
        let claims = read.into_claims().ok_or(TokenError::Invalid)?;
        if now - claims.expires_at >= SKEW {
            return Err(TokenError::Expired);
        }
        Ok(claims)
    }
}

impl fmt::Debug for JwtStaffTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JwtStaffTokens(redacted)")
    }
}

#[cfg(test)]
mod tests;
