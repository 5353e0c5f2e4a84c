//! Receiving messages.
#![expect(
    clippy::expect_used,
    reason = "test code: what cannot fail is reported by a panic if it does"
)]

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use dedupe::{LoanStatus, UserStatus};
use kernel::{
    FieldRef, FieldVault, FixedClock, IndexedField, LoanApplicationId, PortFailure, PortResult,
    UserId,
};
use lender::{
    FeedAnswer, FeedLimits, FeedOutcome, FeedResult, FieldError, MockFeedRepository,
    ProtectedMessage, Raw, RawLoan, RawMessage, RawUser, ReceiveFeed, RefusedBecause,
    StoredMessage,
};
use testkit::{FakeVault, Person, loan_message, midday, text, user_message};

fn receiving(repository: MockFeedRepository) -> ReceiveFeed {
    ReceiveFeed {
        repository: Arc::new(repository),
        vault: Arc::new(FakeVault),
        clock: Arc::new(FixedClock::at(midday())),
        limits: FeedLimits::default(),
    }
}

fn user(id: i64) -> RawMessage {
    RawMessage::User(raw_user(id, midday()))
}

fn raw_user(id: i64, at: DateTime<Utc>) -> RawUser {
    let person = Person::numbered(u32::try_from(id).expect("small"));
    user_message(UserId::new(id), &person, UserStatus::Active, at)
}

fn raw_loan(id: i64) -> RawLoan {
    loan_message(
        LoanApplicationId::new(id),
        UserId::new(1),
        LoanStatus::Submitted,
        midday(),
    )
}

fn bad(id: Raw) -> RawMessage {
    RawMessage::User(RawUser {
        id,
        ..RawUser::default()
    })
}

fn words(answers: &[PortResult<FeedAnswer>]) -> Vec<&'static str> {
    answers
        .iter()
        .map(|answer| match answer {
            Ok(answer) => answer.result.as_str(),
            Err(_) => "failed",
        })
        .collect()
}

/// Good and bad messages in turn; the good ones are two users, a loan, and
/// two users more.
fn mixed() -> Vec<RawMessage> {
    vec![
        bad(text("10")),
        user(1),
        bad(Raw::Absent),
        user(2),
        RawMessage::Loan(raw_loan(3)),
        bad(text("eleven")),
        user(4),
        user(5),
        bad(Raw::Number("12".to_owned())),
    ]
}

#[test]
fn answers_stand_in_the_order_of_the_messages() {
    let mut repository = MockFeedRepository::new();
    repository
        .expect_apply()
        .withf(|messages| messages.len() == 5)
        .once()
        .return_once(|_| {
            vec![
                Ok(FeedOutcome::Applied),
                Ok(FeedOutcome::Stale),
                Ok(FeedOutcome::Refused(RefusedBecause::UnknownUser)),
                Err(PortFailure::Unavailable("away".to_owned())),
                Ok(FeedOutcome::Unchanged),
            ]
        });
    let answers = receiving(repository).execute(&mixed());
    let expected = [
        "refused",
        "applied",
        "refused",
        "stale",
        "refused",
        "refused",
        "failed",
        "unchanged",
        "refused",
    ];
    assert_eq!(words(&answers), expected);
}

#[test]
fn an_answer_has_the_id_its_message_gave() {
    let mut repository = MockFeedRepository::new();
    repository
        .expect_apply()
        .return_once(|messages| vec![Ok(FeedOutcome::Applied); messages.len()]);
    let ids: Vec<Option<i64>> = receiving(repository)
        .execute(&mixed())
        .into_iter()
        .map(|answer| answer.expect("an answer").id)
        .collect();
    let expected = [
        Some(10),
        Some(1),
        None,
        Some(2),
        Some(3),
        None,
        Some(4),
        Some(5),
        Some(12),
    ];
    assert_eq!(ids, expected);
}

#[test]
fn a_loan_of_an_unknown_user_is_refused_by_its_field() {
    let mut repository = MockFeedRepository::new();
    repository
        .expect_apply()
        .return_once(|_| vec![Ok(FeedOutcome::Refused(RefusedBecause::UnknownUser))]);
    let answers = receiving(repository).execute(&[RawMessage::Loan(raw_loan(5))]);
    let refused = FieldError {
        field: "user_id",
        reason: "is not a known user".to_owned(),
    };
    assert_eq!(
        answers,
        [Ok(FeedAnswer {
            id: Some(5),
            result: FeedResult::Refused(vec![refused]),
        })]
    );
}

#[test]
fn nothing_accepted_means_nothing_stored() {
    // The mock panics when anything is called.
    let answers = receiving(MockFeedRepository::new()).execute(&[bad(text("1"))]);
    assert_eq!(words(&answers), ["refused"]);
    assert_eq!(receiving(MockFeedRepository::new()).execute(&[]), []);
}

#[test]
fn a_message_without_an_outcome_is_told_as_a_failure() {
    let mut repository = MockFeedRepository::new();
    repository
        .expect_apply()
        .return_once(|_| vec![Ok(FeedOutcome::Applied)]);
    let answers = receiving(repository).execute(&[user(1), user(2)]);
    assert_eq!(words(&answers), ["applied", "failed"]);
}

fn stored(message: RawMessage) -> StoredMessage {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let mut repository = MockFeedRepository::new();
    repository.expect_apply().once().returning(move |messages| {
        let count = messages.len();
        kept.lock().expect("a lock").extend(messages);
        vec![Ok(FeedOutcome::Applied); count]
    });
    let answers = receiving(repository).execute(&[message]);
    assert_eq!(words(&answers), ["applied"]);
    let mut seen = seen.lock().expect("a lock");
    assert_eq!(seen.len(), 1);
    seen.remove(0)
}

#[test]
fn a_user_is_stored_protected() {
    let person = Person::numbered(1);
    let raw = RawUser {
        utm_source: text("partner"),
        utm_campaign: text("lead_7000000001_1"),
        ..raw_user(1, midday())
    };
    let message = stored(RawMessage::User(raw));
    let shown = format!("{message:?}");
    assert!(!shown.contains("7000000001"), "{shown}");
    let ProtectedMessage::User(user) = message.state else {
        panic!("a loan");
    };
    let keys = person.keys(&FakeVault);
    assert_eq!((user.mobile, user.pan), (keys.mobile, Some(keys.pan)));
    assert_eq!(
        user.utm_campaign,
        Some(FakeVault.index(IndexedField::Campaign, b"lead_7000000001_1"))
    );
    let row = 1_i64.to_be_bytes();
    let open = |column, sealed| {
        let at = FieldRef {
            table: "users",
            column,
            row: &row,
        };
        FakeVault.open(at, &sealed).expect("opened")
    };
    let digest = FakeVault.digest(person.mobile.as_str().as_bytes());
    assert_eq!(
        open("mobile_digest_sealed", user.mobile_digest),
        digest.as_bytes()
    );
    let digest = FakeVault.digest(person.pan.as_str().as_bytes());
    let sealed = user.pan_digest.expect("a digest");
    assert_eq!(open("pan_digest_sealed", sealed), digest.as_bytes());
    let email = user.email.expect("an address");
    assert_eq!(
        open("email_sealed", email),
        person.email.as_str().as_bytes()
    );
}

#[test]
fn a_user_without_pan_and_address_is_stored_without() {
    let message = stored(RawMessage::User(RawUser {
        pan_number: Raw::Absent,
        email: Raw::Absent,
        ..raw_user(1, midday())
    }));
    let ProtectedMessage::User(user) = message.state else {
        panic!("a loan");
    };
    assert_eq!((user.pan, user.utm_campaign), (None, None));
    assert!(user.pan_digest.is_none() && user.email.is_none());
}

#[test]
fn the_stamp_is_the_time_and_the_hash_of_the_content() {
    let first = stored(user(1));
    let again = stored(user(1));
    assert_eq!(first.stamp, again.stamp);
    assert_eq!(first.stamp.occurred_at, midday());
    assert_eq!(first.received_at, midday());
    // The same content in another spelling is the same message.
    let spelled = stored(RawMessage::User(RawUser {
        id: text("1"),
        occurred_at: text("2026-01-15T17:30:00.000+05:30"),
        ..raw_user(1, midday())
    }));
    assert_eq!(first.stamp, spelled.stamp);
    let earlier = midday() - TimeDelta::seconds(1);
    let other = stored(RawMessage::User(raw_user(1, earlier)));
    assert_ne!(first.stamp.content, other.stamp.content);
    let loan = stored(RawMessage::Loan(raw_loan(1)));
    assert_ne!(first.stamp.content, loan.stamp.content);
    let at = FieldRef {
        table: "feed_messages",
        column: "content_sealed",
        row: first.stamp.content.as_bytes(),
    };
    let content = FakeVault.open(at, &first.content).expect("opened");
    assert!(content.starts_with(b"user\x1f1\x1f1768478400000000\x1f7000000001\x1f"));
}
