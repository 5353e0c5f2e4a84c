//! What the tests of signing in and refreshing share.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use accounts::{
    Claims, ClientId, ClientSecret, IssueError, Lifetimes, LiveSecret, MockPartnerDirectory,
    Partner, PartnerAccess, PartnerName, PartnerStatus, SecretHash, SecretHasher, SignIn, Slug,
    TokenError, TokenIssuer, TokenKind,
};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{FixedClock, PartnerId, PartnerUuid, Sealed};
use testkit::{FakeHasher, SeededEntropy, midday};
use uuid::Uuid;

pub(crate) const SECRET: &str = "psk_test_right";
pub(crate) const CLIENT: &str = "pc_000102030405060708090a0b";

pub(crate) fn secret(text: &str) -> ClientSecret {
    ClientSecret::presented(text)
}

pub(crate) fn partner(status: PartnerStatus) -> Partner {
    Partner {
        id: PartnerId::new(7),
        uuid: PartnerUuid::new(Uuid::from_u128(7)),
        slug: Slug::parse("acme").expect("a slug"),
        client_id: ClientId::parse(CLIENT).expect("a client id"),
        name: PartnerName::parse("Acme").expect("a name"),
        email: Sealed::new(Vec::new()),
        status,
        sandbox: false,
        rate: None,
        kind: None,
        tokens_from: None,
        calls: accounts::OwnCallLimits::default(),
        created_at: midday(),
    }
}

/// A partner with these secrets, each with its end.
pub(crate) fn access(
    status: PartnerStatus,
    secrets: &[(&str, Option<DateTime<Utc>>)],
) -> Arc<PartnerAccess> {
    Arc::new(PartnerAccess {
        partner: partner(status),
        secrets: secrets
            .iter()
            .map(|(text, ends_at)| LiveSecret {
                hash: FakeHasher.hash(&secret(text)),
                ends_at: *ends_at,
            })
            .collect(),
    })
}

/// A hasher that counts how often it worked.
#[derive(Default)]
pub(crate) struct CountingHasher(AtomicUsize);

impl CountingHasher {
    pub(crate) fn taken(&self) -> usize {
        self.0.swap(0, Ordering::Relaxed)
    }
}

impl SecretHasher for CountingHasher {
    fn hash(&self, secret: &ClientSecret) -> SecretHash {
        self.0.fetch_add(1, Ordering::Relaxed);
        FakeHasher.hash(secret)
    }

    fn matches(&self, secret: &ClientSecret, hash: &SecretHash) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed);
        FakeHasher.matches(secret, hash)
    }
}

/// Writes claims readably and without any protection.
pub(crate) struct PlainIssuer;

impl TokenIssuer for PlainIssuer {
    fn issue(&self, claims: &Claims) -> Result<String, IssueError> {
        Ok([
            claims.kind.as_str().to_owned(),
            claims.id.to_string(),
            claims.family.to_string(),
            claims.generation.to_string(),
            claims.partner.to_string(),
            claims.issued_at.timestamp().to_string(),
            claims.expires_at.timestamp().to_string(),
            claims.dashboard.to_string(),
        ]
        .join(" "))
    }

    fn verify(
        &self,
        token: &str,
        wanted: TokenKind,
        now: DateTime<Utc>,
    ) -> Result<Claims, TokenError> {
        let claims = read(token);
        if claims.kind != wanted {
            return Err(TokenError::WrongKind);
        }
        if now >= claims.expires_at + TimeDelta::seconds(10) {
            return Err(TokenError::Expired);
        }
        Ok(claims)
    }
}

/// The claims of a [`PlainIssuer`]'s token.
pub(crate) fn read(token: &str) -> Claims {
    let parts: Vec<&str> = token.split(' ').collect();
    let uuid = |at: usize| parts[at].parse::<Uuid>().expect("a uuid");
    let number = |at: usize| parts[at].parse::<i64>().expect("a number");
    let time = |at| DateTime::from_timestamp(number(at), 0).expect("an instant");
    Claims {
        kind: if parts[0] == "access_token" {
            TokenKind::Access
        } else {
            TokenKind::Refresh
        },
        id: kernel::TokenId::new(uuid(1)),
        family: kernel::FamilyId::new(uuid(2)),
        generation: parts[3].parse().expect("a generation"),
        partner: PartnerId::new(number(4)),
        partner_uuid: partner(PartnerStatus::Active).uuid,
        client_id: partner(PartnerStatus::Active).client_id,
        dashboard: parts[7] == "true",
        issued_at: time(5),
        expires_at: time(6),
    }
}

/// The use case over `directory`, half a second past midday.
pub(crate) fn sign_in(directory: MockPartnerDirectory) -> SignIn {
    SignIn {
        directory: Arc::new(directory),
        hasher: Arc::new(FakeHasher),
        issuer: Arc::new(PlainIssuer),
        clock: Arc::new(FixedClock::at(midday() + TimeDelta::milliseconds(500))),
        entropy: Arc::new(SeededEntropy::new(1)),
        lifetimes: Lifetimes::default(),
    }
}

/// A directory that answers every look-up so.
pub(crate) fn knowing(access: Option<Arc<PartnerAccess>>) -> MockPartnerDirectory {
    let mut directory = MockPartnerDirectory::new();
    directory
        .expect_access()
        .returning(move |_, _| Ok(access.clone()));
    directory
}
