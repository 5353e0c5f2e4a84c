//! A token issuer that signs nothing: a token spells its claims out.

use accounts::{Claims, ClientId, IssueError, TokenError, TokenIssuer, TokenKind};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{FamilyId, PartnerId, PartnerUuid, TokenId};

pub(super) struct PlainIssuer;

const GENUINE: &str = "plain";

impl TokenIssuer for PlainIssuer {
    fn issue(&self, claims: &Claims) -> Result<String, IssueError> {
        Ok([
            GENUINE.to_owned(),
            claims.kind.as_str().to_owned(),
            claims.id.to_string(),
            claims.family.to_string(),
            claims.generation.to_string(),
            claims.partner.to_string(),
            claims.partner_uuid.to_string(),
            claims.client_id.as_str().to_owned(),
            claims.issued_at.timestamp().to_string(),
            claims.expires_at.timestamp().to_string(),
            claims.dashboard.to_string(),
        ]
        .join("~"))
    }

    fn verify(
        &self,
        token: &str,
        wanted: TokenKind,
        now: DateTime<Utc>,
    ) -> Result<Claims, TokenError> {
        let claims = read(token).ok_or(TokenError::Invalid)?;
        if claims.kind != wanted {
            return Err(TokenError::WrongKind);
        }
        if claims.expires_at + TimeDelta::seconds(10) < now {
            return Err(TokenError::Expired);
        }
        Ok(claims)
    }
}

fn read(token: &str) -> Option<Claims> {
    let fields: Vec<&str> = token.split('~').collect();
    let [
        GENUINE,
        kind,
        id,
        family,
        generation,
        partner,
        uuid,
        client,
        issued,
        expires,
        dashboard,
    ] = fields.as_slice()
    else {
        return None;
    };
    let kinds = [TokenKind::Access, TokenKind::Refresh];
    let time = |text: &str| DateTime::from_timestamp(text.parse().ok()?, 0);
    Some(Claims {
        kind: kinds.into_iter().find(|known| known.as_str() == *kind)?,
        id: TokenId::new(id.parse().ok()?),
        family: FamilyId::new(family.parse().ok()?),
        generation: generation.parse().ok()?,
        partner: PartnerId::new(partner.parse().ok()?),
        partner_uuid: PartnerUuid::new(uuid.parse().ok()?),
        client_id: ClientId::parse(client)?,
        dashboard: dashboard.parse().ok()?,
        issued_at: time(issued)?,
        expires_at: time(expires)?,
    })
}
