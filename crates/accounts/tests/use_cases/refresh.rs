//! Exchanging refresh tokens, signing out.

use std::sync::Arc;

use crate::support::{
    CLIENT, PlainIssuer, SECRET, access, knowing, partner, read, secret, sign_in,
};
use accounts::{
    Claims, IssueError, Lifetimes, MockPartnerDirectory, MockTokenFamilies, MockTokenIssuer,
    PartnerSession, PartnerStatus, RefreshError, RefreshSession, RefreshVerdict, SessionState,
    SignIn, SignInError, SignOut, TokenError, TokenIssuer, TokenKind, TokenPair,
};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{FamilyId, FixedClock, PartnerId, PortFailure, TokenId};
use testkit::{InMemoryAudit, InMemoryFamilies, InMemoryMail, SeededEntropy, letters, midday};
use uuid::Uuid;

fn active() -> MockPartnerDirectory {
    knowing(Some(access(PartnerStatus::Active, &[(SECRET, None)])))
}

fn refresh_claims() -> Claims {
    Claims {
        kind: TokenKind::Refresh,
        id: TokenId::new(Uuid::from_u128(100)),
        family: FamilyId::new(Uuid::from_u128(200)),
        generation: 4,
        partner: PartnerId::new(7),
        partner_uuid: partner(PartnerStatus::Active).uuid,
        client_id: partner(PartnerStatus::Active).client_id,
        dashboard: false,
        issued_at: midday(),
        expires_at: midday() + TimeDelta::days(30),
    }
}

fn token(claims: &Claims) -> String {
    PlainIssuer.issue(claims).expect("a token")
}

fn session(sign_in: SignIn, families: MockTokenFamilies) -> RefreshSession {
    RefreshSession {
        sign_in,
        families: Arc::new(families),
        letters: letters(Arc::new(SeededEntropy::new(21))),
    }
}

fn answering(verdict: RefreshVerdict) -> MockTokenFamilies {
    let mut families = MockTokenFamilies::new();
    families
        .expect_present()
        .once()
        .returning(move |_, _, _, _| Ok(verdict));
    families
}

fn execute(families: MockTokenFamilies, claims: &Claims) -> Result<TokenPair, RefreshError> {
    session(sign_in(active()), families).execute(CLIENT, &secret(SECRET), &token(claims))
}

#[test]
fn a_token_is_presented_as_it_says_and_its_successor_issued() {
    let mut families = MockTokenFamilies::new();
    let claims = refresh_claims();
    let sent = claims.clone();
    families
        .expect_present()
        .withf(move |presented, successor, alarm, now| {
            assert_eq!(alarm.notice, "refresh_token_reused");
            presented.family == sent.family
                && presented.partner == sent.partner
                && presented.token == sent.id
                && presented.generation == sent.generation
                && presented.family_ends_at == sent.expires_at
                && *successor != sent.id
                && *now == midday() + TimeDelta::milliseconds(500)
        })
        .once()
        .returning(|_, _, _, _| Ok(RefreshVerdict::Exchanged { generation: 5 }));
    let pair = execute(families, &claims).expect("a pair");
    let (opens, renews) = (read(&pair.access), read(&pair.refresh));
    assert_eq!(
        (opens.family, renews.family),
        (claims.family, claims.family)
    );
    assert_eq!((opens.generation, renews.generation), (5, 5));
    assert_eq!(renews.expires_at, claims.expires_at);
    assert_eq!(opens.expires_at, midday() + TimeDelta::seconds(900));
    assert_eq!(opens.partner, claims.partner);
}

#[test]
fn an_access_token_does_not_outlive_its_family() {
    let claims = Claims {
        expires_at: midday() + TimeDelta::seconds(60),
        ..refresh_claims()
    };
    let families = answering(RefreshVerdict::Exchanged { generation: 5 });
    let pair = execute(families, &claims).expect("a pair");
    assert_eq!(read(&pair.access).expires_at, claims.expires_at);
    assert_eq!(pair.expires_in, 60);
}

#[test]
fn a_refused_or_reused_token_is_invalid() {
    for verdict in [RefreshVerdict::Refused, RefreshVerdict::Reused] {
        let refused = execute(answering(verdict), &refresh_claims());
        assert_eq!(refused, Err(RefreshError::Invalid));
    }
}

#[test]
fn what_cannot_count_is_never_presented() {
    let past = midday() - TimeDelta::seconds(1);
    for (claims, error) in [
        (
            Claims {
                kind: TokenKind::Access,
                ..refresh_claims()
            },
            RefreshError::WrongKind,
        ),
        (
            Claims {
                partner: PartnerId::new(8),
                ..refresh_claims()
            },
            RefreshError::Invalid,
        ),
        // Within the skew, but the family is over.
        (
            Claims {
                expires_at: past,
                ..refresh_claims()
            },
            RefreshError::Invalid,
        ),
        (
            Claims {
                expires_at: past - TimeDelta::days(1),
                ..refresh_claims()
            },
            RefreshError::Invalid,
        ),
    ] {
        assert_eq!(execute(MockTokenFamilies::new(), &claims), Err(error));
    }
}

#[test]
fn a_text_that_is_no_token_is_invalid() {
    let mut issuer = MockTokenIssuer::new();
    issuer
        .expect_verify()
        .returning(|_, _, _| Err(TokenError::Invalid));
    let sign_in = SignIn {
        issuer: Arc::new(issuer),
        ..sign_in(active())
    };
    let refused = session(sign_in, MockTokenFamilies::new()).execute(CLIENT, &secret(SECRET), "x");
    assert_eq!(refused, Err(RefreshError::Invalid));
}

#[test]
fn credentials_are_judged_before_the_token() {
    let suspended = knowing(Some(access(PartnerStatus::Suspended, &[(SECRET, None)])));
    for (directory, presented, error) in [
        (active(), "wrong", SignInError::InvalidCredentials),
        (knowing(None), SECRET, SignInError::InvalidCredentials),
        (suspended, SECRET, SignInError::PartnerNotActive),
    ] {
        let sign_in = SignIn {
            issuer: Arc::new(MockTokenIssuer::new()),
            ..sign_in(directory)
        };
        let refused =
            session(sign_in, MockTokenFamilies::new()).execute(CLIENT, &secret(presented), "x");
        assert_eq!(refused, Err(RefreshError::Credentials(error)));
    }
}

#[test]
fn failures_of_ports_are_passed_on() {
    let failure = PortFailure::Unavailable("away".to_owned());
    let mut families = MockTokenFamilies::new();
    let told = failure.clone();
    families
        .expect_present()
        .return_once(move |_, _, _, _| Err(told));
    assert_eq!(
        execute(families, &refresh_claims()),
        Err(RefreshError::Port(failure.clone()))
    );
    let mut directory = MockPartnerDirectory::new();
    let told = failure.clone();
    directory.expect_access().return_once(move |_, _| Err(told));
    let refused =
        session(sign_in(directory), MockTokenFamilies::new()).execute(CLIENT, &secret(SECRET), "x");
    assert_eq!(refused, Err(RefreshError::Port(failure)));
}

#[test]
fn a_token_that_cannot_be_made_is_told() {
    let mut issuer = MockTokenIssuer::new();
    issuer
        .expect_verify()
        .returning(|_, _, _| Ok(refresh_claims()));
    issuer
        .expect_issue()
        .returning(|_| Err(IssueError("no".to_owned())));
    let sign_in = SignIn {
        issuer: Arc::new(issuer),
        ..sign_in(active())
    };
    let families = answering(RefreshVerdict::Exchanged { generation: 5 });
    assert_eq!(
        session(sign_in, families).execute(CLIENT, &secret(SECRET), "x"),
        Err(RefreshError::Issue(IssueError("no".to_owned())))
    );
}

#[test]
fn a_whole_session_rotates_forgives_and_punishes() {
    let refresh = RefreshSession {
        sign_in: sign_in(active()),
        families: Arc::new(InMemoryFamilies::new(
            InMemoryAudit::default(),
            InMemoryMail::default(),
        )),
        letters: letters(Arc::new(SeededEntropy::new(21))),
    };
    let next = |token: &str| refresh.execute(CLIENT, &secret(SECRET), token);
    let login = refresh
        .sign_in
        .execute(CLIENT, &secret(SECRET))
        .expect("a pair")
        .refresh;
    let lost = next(&login).expect("a pair").refresh;
    let kept = next(&login).expect("a retry is forgiven").refresh;
    assert_eq!(next(&lost), Err(RefreshError::Invalid));
    let newest = next(&kept).expect("a pair").refresh;
    assert_eq!(next(&login), Err(RefreshError::Invalid));
    assert_eq!(next(&newest), Err(RefreshError::Invalid), "revoked");
}

#[test]
fn signing_out_revokes_the_family_for_as_long_as_it_could_live() {
    type Revoked = (PartnerId, FamilyId, DateTime<Utc>, DateTime<Utc>);
    let family = FamilyId::new(Uuid::from_u128(200));
    let expected: Revoked = (
        PartnerId::new(7),
        family,
        midday() + TimeDelta::days(30),
        midday(),
    );
    let failure = PortFailure::Unavailable("away".to_owned());
    for answer in [Ok(()), Err(failure)] {
        let mut families = MockTokenFamilies::new();
        let told = answer.clone();
        families
            .expect_revoke()
            .withf(move |partner, family, keep_until, now| {
                (*partner, *family, *keep_until, *now) == expected
            })
            .once()
            .return_once(move |_, _, _, _| told);
        let sign_out = SignOut {
            families: Arc::new(families),
            clock: Arc::new(FixedClock::at(midday())),
            lifetimes: Lifetimes::default(),
        };
        let session = PartnerSession {
            partner: Arc::new(partner(PartnerStatus::Active)),
            family,
        };
        assert_eq!(sign_out.execute(&session), answer);
    }
}

/// Knows the partner of a session, in this state.
fn at_home(status: Option<PartnerStatus>) -> MockPartnerDirectory {
    let mut directory = MockPartnerDirectory::new();
    directory.expect_session().returning(move |_, _, _| {
        Ok(status.map(|status| SessionState {
            partner: Arc::new(partner(status)),
            revoked: false,
        }))
    });
    directory
}

fn dashboard_claims() -> Claims {
    Claims {
        dashboard: true,
        ..refresh_claims()
    }
}

#[test]
fn a_token_of_the_dashboard_is_renewed_without_credentials() {
    let renew = session(
        sign_in(at_home(Some(PartnerStatus::Active))),
        answering(RefreshVerdict::Exchanged { generation: 5 }),
    );
    let pair = renew.renew(&token(&dashboard_claims())).expect("a pair");
    let (opens, renews) = (read(&pair.access), read(&pair.refresh));
    assert!(opens.dashboard && renews.dashboard, "and so is the next");
    assert_eq!(renews.generation, 5);
    assert_eq!(renews.expires_at, dashboard_claims().expires_at);
    assert_eq!(pair.refresh_expires_in, 30 * 86_400);
}

#[test]
fn no_other_token_is_renewed_without_credentials() {
    let access = Claims {
        kind: TokenKind::Access,
        ..dashboard_claims()
    };
    let over = Claims {
        expires_at: midday() - TimeDelta::seconds(1),
        ..dashboard_claims()
    };
    for (claims, error) in [
        (refresh_claims(), RefreshError::Invalid),
        (access, RefreshError::WrongKind),
        (over, RefreshError::Invalid),
    ] {
        let directory = MockPartnerDirectory::new();
        let renew = session(sign_in(directory), MockTokenFamilies::new());
        assert_eq!(renew.renew(&token(&claims)), Err(error.clone()));
        assert_eq!(renew.end(&token(&claims)), Err(error));
    }
}

#[test]
fn nobody_is_renewed_who_is_not_active() {
    for status in [None, Some(PartnerStatus::Suspended)] {
        let renew = session(sign_in(at_home(status)), MockTokenFamilies::new());
        assert_eq!(
            renew.renew(&token(&dashboard_claims())),
            Err(RefreshError::Credentials(SignInError::PartnerNotActive))
        );
    }
}

#[test]
fn a_renewed_session_rotates_forgives_and_punishes() {
    let refresh = RefreshSession {
        sign_in: sign_in(at_home(Some(PartnerStatus::Active))),
        families: Arc::new(InMemoryFamilies::new(
            InMemoryAudit::default(),
            InMemoryMail::default(),
        )),
        letters: letters(Arc::new(SeededEntropy::new(21))),
    };
    let login = token(&Claims {
        generation: 0,
        ..dashboard_claims()
    });
    let lost = refresh.renew(&login).expect("a pair").refresh;
    let kept = refresh.renew(&login).expect("a retry is forgiven").refresh;
    assert_eq!(refresh.renew(&lost), Err(RefreshError::Invalid));
    let newest = refresh.renew(&kept).expect("a pair").refresh;
    assert_eq!(refresh.renew(&login), Err(RefreshError::Invalid));
    assert_eq!(
        refresh.renew(&newest),
        Err(RefreshError::Invalid),
        "revoked"
    );
}

#[test]
fn a_token_of_the_dashboard_ends_its_login() {
    let mut families = MockTokenFamilies::new();
    families
        .expect_revoke()
        .withf(|partner, family, keep_until, _| {
            let claims = refresh_claims();
            (*partner, *family, *keep_until) == (claims.partner, claims.family, claims.expires_at)
        })
        .once()
        .returning(|_, _, _, _| Ok(()));
    let refresh = session(sign_in(MockPartnerDirectory::new()), families);
    assert_eq!(refresh.end(&token(&dashboard_claims())), Ok(()));
}
