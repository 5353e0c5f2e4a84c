use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::{LoanStatus, MatchedBy};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).expect("an instant")
}

fn user(id: i64, matched_by: MatchedBy) -> KnownUser {
    KnownUser {
        id: UserId::new(id),
        matched_by,
        status: UserStatus::Active,
        hold_until: None,
        registered_at: now() - TimeDelta::days(id),
        loans: Vec::new(),
    }
}

fn with_loan(loan: LoanStatus) -> KnownUser {
    KnownUser {
        loans: vec![LoanStatus::Closed, loan],
        ..user(1, MatchedBy::Mobile)
    }
}

fn with_status(status: UserStatus, hold_until: Option<DateTime<Utc>>) -> KnownUser {
    KnownUser {
        status,
        hold_until,
        ..user(1, MatchedBy::Pan)
    }
}

fn verdict(users: &[KnownUser]) -> Verdict {
    judge(users, &LoanStatuses::default(), now()).verdict
}

#[test]
fn nobody_is_fresh_and_leaves_no_trace() {
    assert_eq!(
        judge(&[], &LoanStatuses::default(), now()),
        Judgement {
            verdict: Verdict::Fresh,
            user: None,
            conflict: None,
        }
    );
}

#[test]
fn a_user_is_judged_by_the_state_of_each_loan() {
    use LoanStatus as S;
    for (loan, expected) in [
        (S::Submitted, Verdict::Active),
        (S::UnderReview, Verdict::Active),
        (S::FollowUp, Verdict::Active),
        (S::Approved, Verdict::Active),
        (S::ReadyForDisbursement, Verdict::Active),
        (S::Disbursal, Verdict::Active),
        (S::Disbursed, Verdict::Active),
        (S::AccountManager, Verdict::Active),
        (S::Rejected, Verdict::Registered),
        (S::Cancelled, Verdict::Registered),
        (S::Refunded, Verdict::Registered),
        (S::Cleared, Verdict::Registered),
        (S::Closed, Verdict::Registered),
    ] {
        assert_eq!(verdict(&[with_loan(loan)]), expected, "{loan}");
    }
    assert_eq!(verdict(&[user(1, MatchedBy::Mobile)]), Verdict::Registered);
}

#[test]
fn a_user_is_judged_by_its_own_state() {
    for (status, expected) in [
        (UserStatus::Active, Verdict::Registered),
        (UserStatus::OnHold, Verdict::Active),
        (UserStatus::Suspended, Verdict::Active),
        (UserStatus::Inactive, Verdict::Active),
        (UserStatus::NotEligible, Verdict::Active),
    ] {
        assert_eq!(verdict(&[with_status(status, None)]), expected, "{status}");
    }
}

#[test]
fn a_hold_ends_at_hold_until() {
    let held_until = |end| verdict(&[with_status(UserStatus::OnHold, Some(end))]);
    let micro = TimeDelta::microseconds(1);
    assert_eq!(held_until(now() + micro), Verdict::Active);
    assert_eq!(held_until(now()), Verdict::Registered);
    assert_eq!(held_until(now() - micro), Verdict::Registered);
}

#[test]
fn an_end_that_belongs_to_no_hold_frees_nobody() {
    for status in [
        UserStatus::Suspended,
        UserStatus::Inactive,
        UserStatus::NotEligible,
    ] {
        let past = Some(now() - TimeDelta::days(1));
        assert_eq!(verdict(&[with_status(status, past)]), Verdict::Active);
    }
}

#[test]
fn an_ended_hold_does_not_hide_an_active_loan() {
    let user = KnownUser {
        loans: vec![LoanStatus::Submitted],
        ..with_status(UserStatus::OnHold, Some(now()))
    };
    assert_eq!(verdict(&[user]), Verdict::Active);
}

#[test]
fn which_loans_are_active_is_configuration() {
    let only_rejected = LoanStatuses::new([LoanStatus::Rejected]);
    let judged = |loan| judge(&[with_loan(loan)], &only_rejected, now()).verdict;
    assert_eq!(judged(LoanStatus::Rejected), Verdict::Active);
    assert_eq!(judged(LoanStatus::Submitted), Verdict::Registered);
}

#[test]
fn two_users_are_both_judged_and_the_most_severe_verdict_stands() {
    let by_mobile = user(1, MatchedBy::Mobile);
    let suspended_by_pan = KnownUser {
        status: UserStatus::Suspended,
        ..user(2, MatchedBy::Pan)
    };
    let judged = judge(
        &[by_mobile, suspended_by_pan.clone()],
        &LoanStatuses::default(),
        now(),
    );
    assert_eq!(judged.verdict, Verdict::Active);
    assert_eq!(
        judged.user,
        Some(LinkedUser {
            id: UserId::new(2),
            registered_at: suspended_by_pan.registered_at,
        })
    );
    assert_eq!(
        judged.conflict,
        Some(Conflict {
            mobile: UserId::new(1),
            pan: UserId::new(2),
        })
    );
}

#[test]
fn one_user_of_both_keys_is_no_conflict() {
    let judged = judge(
        &[user(1, MatchedBy::MobileAndPan)],
        &LoanStatuses::default(),
        now(),
    );
    assert_eq!(judged.conflict, None);
    assert_eq!(judged.user.map(|user| user.id), Some(UserId::new(1)));
}

#[test]
fn a_user_of_the_mobile_alone_is_linked_without_conflict() {
    let judged = judge(
        &[user(1, MatchedBy::Mobile)],
        &LoanStatuses::default(),
        now(),
    );
    assert_eq!(judged.conflict, None);
    assert_eq!(judged.user.map(|user| user.id), Some(UserId::new(1)));
}

#[test]
fn verdicts_are_read_back_from_code_and_word() {
    for (verdict, code, word, open) in [
        (Verdict::Fresh, 2005, "fresh_lead", true),
        (Verdict::Registered, 2004, "registered_user", true),
        (Verdict::Active, 2006, "active_user", false),
    ] {
        assert_eq!(verdict.code(), code);
        assert_eq!(Verdict::from_code(code), Some(verdict));
        assert_eq!(verdict.as_str(), word);
        assert_eq!(Verdict::from_word(word), Some(verdict));
        assert_eq!(verdict.is_open(), open);
    }
    assert_eq!(Verdict::from_code(2000), None);
    assert_eq!(Verdict::from_word("fresh"), None);
}

fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    (-5_i64..=5).prop_map(|seconds| now() + TimeDelta::seconds(seconds))
}

fn users() -> impl Strategy<Value = Vec<KnownUser>> {
    let matched = prop::sample::select(vec![
        MatchedBy::Mobile,
        MatchedBy::Pan,
        MatchedBy::MobileAndPan,
    ]);
    let one = (
        matched,
        prop::sample::select(UserStatus::ALL),
        prop::option::of(instants()),
        prop::collection::vec(prop::sample::select(LoanStatus::ALL), 0..4),
    );
    prop::collection::vec(one, 0..5).prop_map(|users| {
        (1..)
            .zip(users)
            .map(|(id, (matched_by, status, hold_until, loans))| KnownUser {
                status,
                hold_until,
                loans,
                ..user(id, matched_by)
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn every_input_has_one_verdict_and_it_is_the_most_severe_of_its_users(
        users in users(),
        now in instants(),
    ) {
        let active = LoanStatuses::default();
        let judged = judge(&users, &active, now);
        let barred = users.iter().any(|user| match user.status {
            UserStatus::Active => false,
            UserStatus::OnHold => !matches!(user.hold_until, Some(end) if end <= now),
            _ => true,
        });
        let borrowing = users
            .iter()
            .flat_map(|user| &user.loans)
            .any(|loan| active.contains(*loan));
        let expected = match (users.is_empty(), barred || borrowing) {
            (true, _) => Verdict::Fresh,
            (false, true) => Verdict::Active,
            (false, false) => Verdict::Registered,
        };
        prop_assert_eq!(judged.verdict, expected);
        prop_assert_eq!(judged.user.is_some(), !users.is_empty());
    }

    #[test]
    fn the_order_of_users_does_not_matter(
        (users, shuffled) in users().prop_flat_map(|users| {
            (Just(users.clone()), Just(users).prop_shuffle())
        }),
    ) {
        let active = LoanStatuses::default();
        prop_assert_eq!(judge(&users, &active, now()), judge(&shuffled, &active, now()));
    }

    #[test]
    fn the_link_goes_to_the_pan_s_user_and_a_conflict_names_two(users in users()) {
        let judged = judge(&users, &LoanStatuses::default(), now());
        let matched = |id: UserId| users.iter().find(|user| user.id == id).map(|u| u.matched_by);
        if let Some(linked) = judged.user {
            let any_pan = users.iter().any(|user| user.matched_by.pan());
            prop_assert_eq!(matched(linked.id).is_some_and(MatchedBy::pan), any_pan);
        }
        if let Some(conflict) = judged.conflict {
            prop_assert_ne!(conflict.mobile, conflict.pan);
            prop_assert!(matched(conflict.mobile).is_some_and(MatchedBy::mobile));
            prop_assert!(matched(conflict.pan).is_some_and(MatchedBy::pan));
            prop_assert_eq!(judged.user.map(|user| user.id), Some(conflict.pan));
        }
    }
}
