//! A token's claims as they are written.

use accounts::{Claims, ClientId, TokenKind};
use chrono::DateTime;
use kernel::{FamilyId, PartnerId, PartnerUuid, TokenId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What is signed: the contract's claims (`partner-api.md`, "Tokens"), and one that only
/// the dashboard's tokens have.
#[derive(Serialize)]
pub(crate) struct Written<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: Uuid,
    partner_id: i64,
    client_id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    jti: Uuid,
    sid: Uuid,
    r#gen: u32,
    iat: i64,
    exp: i64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dashboard: bool,
}

impl<'a> Written<'a> {
    pub(crate) fn new(claims: &'a Claims, issuer: &'a str, audience: &'a str) -> Self {
        Self {
            iss: issuer,
            aud: audience,
            sub: claims.partner_uuid.get(),
            partner_id: claims.partner.get(),
            client_id: claims.client_id.as_str(),
            kind: claims.kind.as_str(),
            jti: claims.id.get(),
            sid: claims.family.get(),
            r#gen: claims.generation,
            iat: claims.issued_at.timestamp(),
            exp: claims.expires_at.timestamp(),
            dashboard: claims.dashboard,
        }
    }
}

/// What is read. All of it must be there, but for `dashboard`; claims a later version of the platform
/// adds are ignored.
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
    sub: Uuid,
    partner_id: i64,
    client_id: String,
    #[serde(rename = "type")]
    kind: Kind,
    jti: Uuid,
    sid: Uuid,
    r#gen: u32,
    iat: i64,
    exp: i64,
    #[serde(default)]
    dashboard: bool,
}

#[derive(Deserialize)]
enum Kind {
    #[serde(rename = "access_token")]
    Access,
    #[serde(rename = "refresh_token")]
    Refresh,
}

impl Read {
    /// The claims; `None` when one of them makes no sense.
    pub(crate) fn into_claims(self) -> Option<Claims> {
        Some(Claims {
            kind: match self.kind {
                Kind::Access => TokenKind::Access,
                Kind::Refresh => TokenKind::Refresh,
            },
            id: TokenId::new(self.jti),
            family: FamilyId::new(self.sid),
            generation: self.r#gen,
            partner: PartnerId::new(self.partner_id),
            partner_uuid: PartnerUuid::new(self.sub),
            client_id: ClientId::parse(&self.client_id)?,
            dashboard: self.dashboard,
            issued_at: DateTime::from_timestamp(self.iat, 0)?,
            expires_at: DateTime::from_timestamp(self.exp, 0)?,
        })
    }
}
