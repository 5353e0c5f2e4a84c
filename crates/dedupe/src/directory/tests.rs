use chrono::TimeDelta;
use kernel::PortFailure;

use super::*;
use crate::Verdict;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).expect("an instant")
}

const KEYS: PersonKeys = PersonKeys {
    mobile: BlindIndex::new([1; 32]),
    pan: BlindIndex::new([2; 32]),
};

fn check(answer: PortResult<Vec<KnownUser>>) -> PortResult<Judgement> {
    let mut directory = MockUserDirectory::new();
    directory
        .expect_find()
        .withf(|keys| *keys == KEYS)
        .once()
        .return_once(move |_| answer);
    CheckPerson {
        directory: &mut directory,
        active_loans: &LoanStatuses::default(),
    }
    .execute(&KEYS, now())
}

#[test]
fn whoever_is_found_is_judged_at_the_given_instant() {
    let held = |end| KnownUser {
        id: UserId::new(7),
        matched_by: MatchedBy::Mobile,
        status: UserStatus::OnHold,
        hold_until: Some(end),
        registered_at: now(),
        loans: Vec::new(),
    };
    let later = now() + TimeDelta::microseconds(1);
    let verdict = |user| check(Ok(vec![user])).map(|judged| judged.verdict);
    assert_eq!(verdict(held(later)), Ok(Verdict::Active));
    assert_eq!(verdict(held(now())), Ok(Verdict::Registered));
    assert_eq!(check(Ok(Vec::new())).map(|j| j.verdict), Ok(Verdict::Fresh));
}

#[test]
fn a_failing_directory_is_no_verdict() {
    for failure in [
        PortFailure::Unavailable("away".to_owned()),
        PortFailure::corrupt("users.status"),
        PortFailure::Unforeseen("bug".to_owned()),
    ] {
        assert_eq!(check(Err(failure.clone())), Err(failure));
    }
}

#[test]
fn a_match_is_named_by_the_keys_that_are_equal() {
    for (mobile, pan) in [(true, true), (true, false), (false, true)] {
        let matched = MatchedBy::from_keys(mobile, pan).expect("a match");
        assert_eq!((matched.mobile(), matched.pan()), (mobile, pan));
    }
    assert_eq!(MatchedBy::from_keys(false, false), None);
}

#[test]
fn debug_shows_neither_key() {
    let shown = format!("{KEYS:?}");
    assert_eq!(
        shown,
        "PersonKeys { mobile: BlindIndex(..), pan: BlindIndex(..) }"
    );
}
