//! Signing in.

use std::sync::Arc;

use crate::support::{CLIENT, CountingHasher, SECRET, access, knowing, read, secret, sign_in};
use accounts::{
    IssueError, MockPartnerDirectory, MockTokenIssuer, PartnerAccess, PartnerHandle, PartnerStatus,
    SignIn, SignInError, TokenKind,
};
use chrono::TimeDelta;
use kernel::PortFailure;
use testkit::midday;

#[test]
fn right_credentials_of_an_active_partner_get_a_pair() {
    let sign_in = sign_in(knowing(Some(access(
        PartnerStatus::Active,
        &[(SECRET, None)],
    ))));
    let pair = sign_in.execute(CLIENT, &secret(SECRET)).expect("a pair");
    let (opens, renews) = (read(&pair.access), read(&pair.refresh));
    assert_eq!(
        (opens.kind, renews.kind),
        (TokenKind::Access, TokenKind::Refresh)
    );
    assert_eq!(pair.expires_in, 900);
    assert_eq!(opens.issued_at, midday());
    assert_eq!(opens.expires_at, midday() + TimeDelta::seconds(900));
    assert_eq!(renews.expires_at, midday() + TimeDelta::days(30));
    assert_eq!(opens.family, renews.family);
    assert_ne!(opens.id, renews.id);
    assert_eq!((opens.generation, renews.generation), (0, 0));
}

#[test]
fn every_login_begins_a_family_of_its_own() {
    let sign_in = sign_in(knowing(Some(access(
        PartnerStatus::Active,
        &[(SECRET, None)],
    ))));
    let family = || {
        let pair = sign_in.execute(CLIENT, &secret(SECRET)).expect("a pair");
        read(&pair.refresh).family
    };
    assert_ne!(family(), family());
}

#[test]
fn client_id_and_slug_sign_in_and_a_uuid_does_not() {
    let access = access(PartnerStatus::Active, &[(SECRET, None)]);
    let uuid = access.partner.uuid.to_string();
    for user in [CLIENT, "acme"] {
        let wanted = PartnerHandle::parse(user).expect("a handle");
        let mut directory = MockPartnerDirectory::new();
        let found = Arc::clone(&access);
        directory
            .expect_access()
            .withf(move |handle, _| *handle == wanted)
            .once()
            .return_once(move |_, _| Ok(Some(found)));
        assert!(sign_in(directory).execute(user, &secret(SECRET)).is_ok());
    }
    // Nothing that can be no name of a partner is even looked up.
    for user in [uuid.as_str(), "", "A", "a b"] {
        assert_eq!(
            sign_in(MockPartnerDirectory::new()).execute(user, &secret(SECRET)),
            Err(SignInError::InvalidCredentials),
            "{user}"
        );
    }
}

#[test]
fn unknown_clients_and_wrong_secrets_are_told_the_same() {
    let unknown = sign_in(knowing(None)).execute(CLIENT, &secret(SECRET));
    let kept = access(PartnerStatus::Active, &[(SECRET, None)]);
    let wrong = sign_in(knowing(Some(kept))).execute(CLIENT, &secret("wrong"));
    let none = access(PartnerStatus::Active, &[]);
    let without = sign_in(knowing(Some(none))).execute(CLIENT, &secret(SECRET));
    for refused in [unknown, wrong, without] {
        assert_eq!(refused, Err(SignInError::InvalidCredentials));
    }
}

/// How often a sign-in compares or hashes.
fn work(known: Option<Arc<PartnerAccess>>, user: &str, presented: &str) -> usize {
    let hasher = Arc::new(CountingHasher::default());
    let sign_in = SignIn {
        hasher: Arc::<CountingHasher>::clone(&hasher),
        ..sign_in(knowing(known))
    };
    let _ = sign_in.execute(user, &secret(presented));
    hasher.taken()
}

#[test]
fn every_sign_in_compares_as_often() {
    use PartnerStatus::{Active, Suspended};
    let ended = Some(midday() - TimeDelta::days(1));
    let ending = Some(midday() + TimeDelta::days(1));
    assert_eq!(work(None, CLIENT, SECRET), 2);
    assert_eq!(work(None, "no name at all", SECRET), 2);
    let rotated = [("old", ending), (SECRET, None)];
    let ended = [("older", ended), ("old", ending), (SECRET, None)];
    for status in [Active, Suspended] {
        for secrets in [&rotated[..0], &rotated[1..], &rotated, &ended] {
            for presented in [SECRET, "old", "older", "wrong"] {
                let known = access(status, secrets);
                assert_eq!(work(Some(known), CLIENT, presented), 2, "{secrets:?}");
            }
        }
    }
}

#[test]
fn both_secrets_of_a_rotation_count_until_the_older_ends() {
    let now = midday() + TimeDelta::milliseconds(500);
    let micro = TimeDelta::microseconds(1);
    for (ends_at, older_counts) in [(now + micro, true), (now, false)] {
        let kept = access(
            PartnerStatus::Active,
            &[("old", Some(ends_at)), ("new", None)],
        );
        let sign_in = sign_in(knowing(Some(kept)));
        assert!(sign_in.execute(CLIENT, &secret("new")).is_ok());
        assert_eq!(
            sign_in.execute(CLIENT, &secret("old")).is_ok(),
            older_counts
        );
    }
}

#[test]
fn a_partner_that_is_not_active_is_told_so_only_for_the_right_secret() {
    for status in PartnerStatus::ALL {
        if status == PartnerStatus::Active {
            continue;
        }
        let sign_in = sign_in(knowing(Some(access(status, &[(SECRET, None)]))));
        assert_eq!(
            sign_in.execute(CLIENT, &secret(SECRET)),
            Err(SignInError::PartnerNotActive)
        );
        assert_eq!(
            sign_in.execute(CLIENT, &secret("wrong")),
            Err(SignInError::InvalidCredentials)
        );
    }
}

#[test]
fn a_failing_directory_and_a_failing_issuer_are_passed_on() {
    let failure = PortFailure::Unavailable("away".to_owned());
    let mut directory = MockPartnerDirectory::new();
    let told = failure.clone();
    directory.expect_access().return_once(move |_, _| Err(told));
    assert_eq!(
        sign_in(directory).execute(CLIENT, &secret(SECRET)),
        Err(SignInError::Port(failure))
    );
    let mut issuer = MockTokenIssuer::new();
    issuer
        .expect_issue()
        .returning(|_| Err(IssueError("no".to_owned())));
    let kept = access(PartnerStatus::Active, &[(SECRET, None)]);
    let sign_in = SignIn {
        issuer: Arc::new(issuer),
        ..sign_in(knowing(Some(kept)))
    };
    assert_eq!(
        sign_in.execute(CLIENT, &secret(SECRET)),
        Err(SignInError::Issue(IssueError("no".to_owned())))
    );
}

#[test]
fn memory_says_yes_or_nothing() {
    let remembering = |known: Option<_>| {
        let mut directory = MockPartnerDirectory::new();
        directory
            .expect_remembered_access()
            .returning(move |_, _| known.clone());
        sign_in(directory)
    };
    let active = || access(PartnerStatus::Active, &[(SECRET, None)]);
    let suspended = access(PartnerStatus::Suspended, &[(SECRET, None)]);
    let yes = remembering(Some(active())).from_memory(CLIENT, &secret(SECRET));
    assert!(yes.expect("no error").is_some());
    for (known, presented) in [
        (None, SECRET),
        (Some(active()), "wrong"),
        (Some(suspended), SECRET),
    ] {
        let answer = remembering(known).from_memory(CLIENT, &secret(presented));
        assert_eq!(answer, Ok(None));
    }
    let nobody = sign_in(MockPartnerDirectory::new());
    assert_eq!(nobody.from_memory("no name", &secret(SECRET)), Ok(None));
}

#[test]
fn debug_shows_no_token() {
    let sign_in = sign_in(knowing(Some(access(
        PartnerStatus::Active,
        &[(SECRET, None)],
    ))));
    let pair = sign_in.execute(CLIENT, &secret(SECRET)).expect("a pair");
    assert_eq!(format!("{pair:?}"), "TokenPair { expires_in: 900, .. }");
}

#[test]
fn only_a_login_at_the_dashboard_says_so() {
    let sign_in = sign_in(knowing(Some(access(
        PartnerStatus::Active,
        &[(SECRET, None)],
    ))));
    let there = sign_in
        .at_dashboard(CLIENT, &secret(SECRET))
        .expect("a pair");
    assert!(read(&there.access).dashboard && read(&there.refresh).dashboard);
    assert_eq!(there.refresh_expires_in, 30 * 86_400);
    let elsewhere = sign_in.execute(CLIENT, &secret(SECRET)).expect("a pair");
    assert!(!read(&elsewhere.access).dashboard && !read(&elsewhere.refresh).dashboard);
    assert_eq!(
        sign_in.at_dashboard(CLIENT, &secret("wrong")),
        Err(SignInError::InvalidCredentials)
    );
}
