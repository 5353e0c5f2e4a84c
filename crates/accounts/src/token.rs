//! Tokens (contract `partner-api.md`, "Tokens"): JWT by RFC 7519.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{FamilyId, PartnerId, PartnerUuid, TokenId};

use crate::ClientId;

/// What a token is good for (claim `type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// `access_token`: opens the API.
    Access,
    /// `refresh_token`: gets the next pair.
    Refresh,
}

impl TokenKind {
    /// The claim's value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access_token",
            Self::Refresh => "refresh_token",
        }
    }
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// Claim `type`.
    pub kind: TokenKind,
    /// Claim `jti`.
    pub id: TokenId,
    /// Claim `sid`: the login it stems from.
    pub family: FamilyId,
    /// Claim `gen`: how many refreshes lie between the login and this token.
    pub generation: u32,
    /// Claim `partner_id`.
    pub partner: PartnerId,
    /// Claim `sub`.
    pub partner_uuid: PartnerUuid,
    /// Claim `client_id`.
    pub client_id: ClientId,
    /// Claim `dashboard`: the login was the dashboard's. Its refresh token lives in a
    /// browser's cookie and may be renewed without credentials; no other may.
    pub dashboard: bool,
    /// Claim `iat`, whole seconds.
    pub issued_at: DateTime<Utc>,
    /// Claim `exp`, whole seconds.
    pub expires_at: DateTime<Utc>,
}

/// How long tokens live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// Access tokens.
    pub access: TimeDelta,
    /// Refresh tokens, and with them the whole family, counted from the login.
    pub refresh: TimeDelta,
}

/// 900 seconds and 30 days.
impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            access: TimeDelta::seconds(900),
            refresh: TimeDelta::days(30),
        }
    }
}

/// The token could not be made (4113).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("token could not be made: {0}")]
pub struct IssueError(pub String);

/// Why a text is not a valid token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Genuine, of the wanted kind, but past its `exp` and the allowed skew.
    #[error("expired")]
    Expired,
    /// Genuine, but of the other kind.
    #[error("wrong kind")]
    WrongKind,
    /// Anything else: signature, algorithm, issuer, audience, form.
    #[error("invalid")]
    Invalid,
}

/// Makes and reads tokens.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait TokenIssuer: Send + Sync {
    /// Signs `claims` with the current secret.
    ///
    /// # Errors
    /// [`IssueError`].
    fn issue(&self, claims: &Claims) -> Result<String, IssueError>;

    /// Reads a token signed with the current or the previous secret, allowing
    /// 10 s of clock skew on `exp`. Only HS256 is ever accepted.
    ///
    /// # Errors
    /// See [`TokenError`]; the signature is judged first, then the kind, then
    /// the time.
    fn verify(
        &self,
        token: &str,
        wanted: TokenKind,
        now: DateTime<Utc>,
    ) -> Result<Claims, TokenError>;
}
