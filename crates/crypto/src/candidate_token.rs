//! Tokens of candidates.

use std::fmt;

use accounts::{CandidateClaims, CandidateTokens, IssueError, TokenError};
use chrono::{DateTime, Utc};
use kernel::{CandidateUuid, EmailAddress, TokenId};

use crate::jwt::{Jwt, JwtSettings, JwtSettingsError, SKEW};
use crate::staff_token::{Read, Written};

/// Claim `account_type` of every such token.
const ACCOUNT_TYPE: &str = "candidate";

/// Makes and reads tokens of candidates. Give it an audience of its own: with
/// `account_type` it is what keeps a token of staff, of a partner's people, or a partner's
/// own, from passing for one of these, and the reverse.
pub struct JwtCandidateTokens(Jwt);

impl JwtCandidateTokens {
    /// Prepares the secrets' keys.
    ///
    /// # Errors
    /// See [`JwtSettingsError`].
    pub fn new(settings: &JwtSettings) -> Result<Self, JwtSettingsError> {
        Jwt::new(settings).map(Self)
    }
}

fn claims(read: &Read) -> Option<CandidateClaims> {
    if read.account_type != ACCOUNT_TYPE {
        return None;
    }
    Some(CandidateClaims {
        id: TokenId::new(read.jti),
        candidate: CandidateUuid::new(read.user_id),
        email: EmailAddress::parse(&read.email).ok()?,
        generation: read.r#gen,
        issued_at: DateTime::from_timestamp(read.iat, 0)?,
        expires_at: DateTime::from_timestamp(read.exp, 0)?,
    })
}

impl CandidateTokens for JwtCandidateTokens {
    fn issue(&self, claims: &CandidateClaims) -> Result<String, IssueError> {
        self.0.sign(&Written {
            iss: &self.0.issuer,
            aud: &self.0.audience,
            user_id: claims.candidate.get(),
            email: claims.email.as_str(),
            account_type: ACCOUNT_TYPE,
            jti: claims.id.get(),
            r#gen: claims.generation,
            iat: claims.issued_at.timestamp(),
            exp: claims.expires_at.timestamp(),
        })
    }

    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<CandidateClaims, TokenError> {
        let read: Read = self.0.genuine(token).ok_or(TokenError::Invalid)?;
        let claims = claims(&read).ok_or(TokenError::Invalid)?;
        if now - claims.expires_at >= SKEW {
            return Err(TokenError::Expired);
        }
        Ok(claims)
    }
}

impl fmt::Debug for JwtCandidateTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JwtCandidateTokens(redacted)")
    }
}

#[cfg(test)]
mod tests;
