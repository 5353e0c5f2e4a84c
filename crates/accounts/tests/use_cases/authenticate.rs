//! Access tokens and service tokens.

use std::sync::Arc;

use crate::support::partner;
use accounts::{
    AuthenticateError, AuthenticatePartner, AuthenticateService, Claims, ClientSecret,
    CreateServiceToken, MockPartnerDirectory, MockServiceTokens, MockTokenIssuer, PartnerStatus,
    SecretHash, SecretHasher, SecretKind, ServiceScope, ServiceToken, ServiceTokenError,
    SessionState, TokenError, TokenKind, UnknownScope,
};
use chrono::TimeDelta;
use kernel::{Actor, FamilyId, FixedClock, PartnerId, PortFailure, ServiceTokenId, TokenId};
use testkit::{FakeHasher, InMemoryAudit, InMemoryServiceTokens, SeededEntropy, midday};
use uuid::Uuid;

fn claims() -> Claims {
    Claims {
        kind: TokenKind::Access,
        id: TokenId::new(Uuid::from_u128(100)),
        family: FamilyId::new(Uuid::from_u128(200)),
        generation: 0,
        partner: PartnerId::new(7),
        partner_uuid: partner(PartnerStatus::Active).uuid,
        client_id: partner(PartnerStatus::Active).client_id,
        dashboard: false,
        issued_at: midday(),
        expires_at: midday() + TimeDelta::seconds(900),
    }
}

fn state(status: PartnerStatus, revoked: bool) -> SessionState {
    SessionState {
        partner: Arc::new(partner(status)),
        revoked,
    }
}

fn authenticate(directory: MockPartnerDirectory, issuer: MockTokenIssuer) -> AuthenticatePartner {
    AuthenticatePartner {
        directory: Arc::new(directory),
        issuer: Arc::new(issuer),
        clock: Arc::new(FixedClock::at(midday())),
    }
}

fn with_directory(directory: MockPartnerDirectory) -> AuthenticatePartner {
    authenticate(directory, MockTokenIssuer::new())
}

fn with_session(session: Option<SessionState>) -> AuthenticatePartner {
    let mut directory = MockPartnerDirectory::new();
    let known = session.clone();
    directory
        .expect_session()
        .withf(|partner, family, now| {
            (*partner, *family, *now) == (claims().partner, claims().family, midday())
        })
        .returning(move |_, _, _| Ok(known.clone()));
    directory
        .expect_remembered_session()
        .returning(move |_, _, _| session.clone());
    with_directory(directory)
}

#[test]
fn a_token_is_read_as_an_access_token_of_now() {
    for answer in [
        Ok(claims()),
        Err(TokenError::Expired),
        Err(TokenError::WrongKind),
        Err(TokenError::Invalid),
    ] {
        let mut issuer = MockTokenIssuer::new();
        let told = answer.clone();
        issuer
            .expect_verify()
            .withf(|token, wanted, now| {
                (token, *wanted, *now) == ("token", TokenKind::Access, midday())
            })
            .once()
            .return_once(move |_, _, _| told);
        let read = authenticate(MockPartnerDirectory::new(), issuer).read("token");
        assert_eq!(read, answer.map_err(AuthenticateError::Token));
    }
}

#[test]
fn an_active_partner_s_live_session_counts_from_memory_and_looked_up() {
    let authenticate = with_session(Some(state(PartnerStatus::Active, false)));
    let looked_up = authenticate.look_up(&claims()).expect("a session");
    let remembered = authenticate.remember(&claims()).expect("no error");
    for session in [looked_up, remembered.expect("a session")] {
        assert_eq!(session.partner.id, PartnerId::new(7));
        assert_eq!(session.family, claims().family);
    }
}

#[test]
fn a_revoked_family_and_a_partner_that_is_not_active_do_not_count() {
    for (status, revoked, error) in [
        (PartnerStatus::Active, true, AuthenticateError::Revoked),
        (
            PartnerStatus::Suspended,
            false,
            AuthenticateError::PartnerNotActive,
        ),
        (
            PartnerStatus::Suspended,
            true,
            AuthenticateError::PartnerNotActive,
        ),
        (
            PartnerStatus::Inactive,
            false,
            AuthenticateError::PartnerNotActive,
        ),
        (
            PartnerStatus::Pending,
            false,
            AuthenticateError::PartnerNotActive,
        ),
        (
            PartnerStatus::Rejected,
            false,
            AuthenticateError::PartnerNotActive,
        ),
    ] {
        let authenticate = with_session(Some(state(status, revoked)));
        let looked_up = authenticate.look_up(&claims()).map(|_| ());
        assert_eq!(looked_up, Err(error.clone()), "{status}");
        let remembered = authenticate.remember(&claims()).map(|_| ());
        assert_eq!(remembered, Err(error), "{status}");
    }
}

#[test]
fn a_partner_that_is_gone_is_not_active_and_memory_may_know_nothing() {
    let authenticate = with_session(None);
    assert_eq!(
        authenticate.look_up(&claims()).map(|_| ()),
        Err(AuthenticateError::PartnerNotActive)
    );
    assert!(
        authenticate
            .remember(&claims())
            .expect("no error")
            .is_none()
    );
}

#[test]
fn a_failing_directory_is_passed_on() {
    let failure = PortFailure::Unavailable("away".to_owned());
    let mut directory = MockPartnerDirectory::new();
    let told = failure.clone();
    directory
        .expect_session()
        .return_once(move |_, _, _| Err(told));
    assert_eq!(
        with_directory(directory).look_up(&claims()).map(|_| ()),
        Err(AuthenticateError::Port(failure))
    );
}

fn service(tokens: MockServiceTokens) -> AuthenticateService {
    AuthenticateService {
        tokens: Arc::new(tokens),
        hasher: Arc::new(FakeHasher),
    }
}

fn feed_token() -> ServiceToken {
    ServiceToken {
        id: ServiceTokenId::new(3),
        name: "core".to_owned(),
        scope: ServiceScope::Internal,
    }
}

#[test]
fn a_service_token_is_found_by_its_hash() {
    let presented = ClientSecret::presented("pst_live_abc");
    let hash = FakeHasher.hash(&presented);
    let mut tokens = MockServiceTokens::new();
    tokens
        .expect_find()
        .withf(move |wanted| *wanted == hash)
        .once()
        .return_once(|_| Ok(Some(feed_token())));
    let found = service(tokens).execute(&presented, ServiceScope::Internal);
    assert_eq!(found, Ok(feed_token()));
}

#[test]
fn an_unknown_service_token_and_a_partner_s_secret_are_invalid() {
    let mut tokens = MockServiceTokens::new();
    tokens.expect_find().once().return_once(|_| Ok(None));
    let unknown = ClientSecret::presented("pst_live_abc");
    assert_eq!(
        service(tokens).execute(&unknown, ServiceScope::Internal),
        Err(ServiceTokenError::Invalid)
    );
    // A secret of another kind is not even looked up.
    for text in ["psk_live_abc", "", "pst_test_abc"] {
        let presented = ClientSecret::presented(text);
        assert_eq!(
            service(MockServiceTokens::new()).execute(&presented, ServiceScope::Internal),
            Err(ServiceTokenError::Invalid)
        );
    }
}

#[test]
fn a_failing_store_of_service_tokens_is_passed_on() {
    let failure = PortFailure::Unavailable("away".to_owned());
    let mut tokens = MockServiceTokens::new();
    let told = failure.clone();
    tokens.expect_find().return_once(move |_| Err(told));
    let presented = ClientSecret::presented("pst_live_abc");
    assert_eq!(
        service(tokens).execute(&presented, ServiceScope::Internal),
        Err(ServiceTokenError::Port(failure))
    );
}

#[test]
fn a_created_service_token_opens_what_it_was_made_for() {
    let tokens = Arc::new(InMemoryServiceTokens::new(InMemoryAudit::default()));
    let create = CreateServiceToken {
        tokens: Arc::<InMemoryServiceTokens>::clone(&tokens),
        hasher: Arc::new(FakeHasher),
        clock: Arc::new(FixedClock::at(midday())),
        entropy: Arc::new(SeededEntropy::new(1)),
    };
    let (token, secret) = create
        .execute("core", ServiceScope::Internal, Actor::Operator)
        .expect("a token");
    assert_eq!(token.name, "core");
    assert!(secret.expose().starts_with(SecretKind::Service.prefix()));
    let authenticate = AuthenticateService {
        tokens,
        hasher: Arc::new(FakeHasher),
    };
    let found = authenticate.execute(&secret, ServiceScope::Internal);
    assert_eq!(found, Ok(token));
}

#[test]
fn the_one_scope_is_read_back() {
    assert_eq!("internal".parse(), Ok(ServiceScope::Internal));
    assert_eq!(ServiceScope::Internal.to_string(), "internal");
    assert_eq!("Internal".parse::<ServiceScope>(), Err(UnknownScope));
}

/// Hashes under a new key and knows the one before.
struct TwoKeys;

impl SecretHasher for TwoKeys {
    fn hash(&self, secret: &ClientSecret) -> SecretHash {
        SecretHash::new(format!("new {}", secret.expose()).into_bytes())
    }

    fn hashes(&self, secret: &ClientSecret) -> Vec<SecretHash> {
        let old = SecretHash::new(format!("old {}", secret.expose()).into_bytes());
        vec![self.hash(secret), old]
    }

    fn matches(&self, secret: &ClientSecret, hash: &SecretHash) -> bool {
        self.hashes(secret).contains(hash)
    }
}

#[test]
fn a_service_token_hashed_under_the_key_before_still_opens() {
    let token = ClientSecret::draw(SecretKind::Service, &SeededEntropy::new(1));
    let unknown = ClientSecret::draw(SecretKind::Service, &SeededEntropy::new(2));
    let stored = TwoKeys.hashes(&token).remove(1);
    let mut tokens = MockServiceTokens::new();
    tokens.expect_find().returning(move |hash| {
        Ok((*hash == stored).then(|| ServiceToken {
            id: ServiceTokenId::new(3),
            name: "core system".to_owned(),
            scope: ServiceScope::Internal,
        }))
    });
    let authenticate = AuthenticateService {
        tokens: Arc::new(tokens),
        hasher: Arc::new(TwoKeys),
    };
    let found = authenticate.execute(&token, ServiceScope::Internal);
    assert_eq!(found.map(|found| found.id), Ok(ServiceTokenId::new(3)));
    assert_eq!(
        authenticate.execute(&unknown, ServiceScope::Internal),
        Err(ServiceTokenError::Invalid)
    );
}
