//! A refresh token and the access token that goes with it.

use std::fmt;

use chrono::TimeDelta;
use kernel::{PartnerId, PartnerUuid, TokenId};

use crate::{Claims, ClientId, IssueError, Partner, TokenIssuer, TokenKind};

/// What a partner gets for its credentials.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenPair {
    /// Whose it is.
    pub partner: ProvenPartner,
    /// Opens the API.
    pub access: String,
    /// Gets the next pair.
    pub refresh: String,
    /// Seconds the access token lives.
    pub expires_in: i64,
    /// Seconds the refresh token lives.
    pub refresh_expires_in: i64,
}

/// A partner whose credentials held, as whoever answers it must know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenPartner {
    /// Key.
    pub id: PartnerId,
    /// Public identity.
    pub uuid: PartnerUuid,
    /// Credential name.
    pub client_id: ClientId,
}

impl ProvenPartner {
    /// Who `partner` is.
    pub fn of(partner: &Partner) -> Self {
        Self {
            id: partner.id,
            uuid: partner.uuid,
            client_id: partner.client_id.clone(),
        }
    }
}

/// Hides the tokens.
impl fmt::Debug for TokenPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenPair")
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

/// Signs a refresh token and the access token that goes with it.
pub(crate) fn pair(
    issuer: &dyn TokenIssuer,
    refresh: &Claims,
    access_id: TokenId,
    access_lives: TimeDelta,
) -> Result<TokenPair, IssueError> {
    let access = Claims {
        kind: TokenKind::Access,
        id: access_id,
        // An access token does not outlive its family.
        expires_at: (refresh.issued_at + access_lives).min(refresh.expires_at),
        ..refresh.clone()
    };
    Ok(TokenPair {
        partner: ProvenPartner {
            id: refresh.partner,
            uuid: refresh.partner_uuid,
            client_id: refresh.client_id.clone(),
        },
        access: issuer.issue(&access)?,
        refresh: issuer.issue(refresh)?,
        expires_in: (access.expires_at - access.issued_at).num_seconds(),
        refresh_expires_in: (refresh.expires_at - refresh.issued_at).num_seconds(),
    })
}
