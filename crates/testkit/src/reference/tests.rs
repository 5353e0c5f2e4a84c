//! The reference itself, on cases one can work out by hand.

use chrono::TimeDelta;
use dedupe::{LoanStatus, UserStatus};
use kernel::{LoanApplicationId, UserId};
use lender::{FeedLimits, Judge, RawMessage};

use super::*;
use crate::{Person, loan_message, midday, seconds_after, text, user_message};

fn lead(id: i64, days_before: i64) -> ReferenceLead {
    let person = Person::numbered(1);
    ReferenceLead {
        id: LeadId::new(id),
        partner: PartnerId::new(id),
        rate_bps: None,
        utm_source: format!("partner-{id}"),
        utm_campaign: format!("campaign-{id}"),
        mobile: person.mobile.as_str().to_owned(),
        pan: person.pan.as_str().to_owned(),
        shared_at: midday() - TimeDelta::days(days_before),
        open: true,
    }
}

fn told(raw: &RawMessage) -> Message {
    let now = midday() + TimeDelta::hours(1);
    Judge::judge(raw, FeedLimits::default(), now).expect("it makes sense")
}

fn registered() -> Message {
    let user = UserId::new(1);
    let message = user_message(user, &Person::numbered(1), UserStatus::Active, midday());
    told(&RawMessage::User(message))
}

fn loan(status: LoanStatus, second: i64, rupees: Option<&str>) -> Message {
    let (id, user) = (LoanApplicationId::new(1), UserId::new(1));
    let mut message = loan_message(id, user, status, seconds_after(second));
    if let Some(rupees) = rupees {
        message.disbursed_at = text("2026-01-15T11:30:00Z");
        message.disbursal_amount = text(rupees);
    }
    told(&RawMessage::Loan(message))
}

fn payouts(leads: &[ReferenceLead], messages: &[Message]) -> Vec<Option<&'static str>> {
    let views = reference(leads, messages);
    let status = |view: &ReferenceView| view.payout.map(|(status, ..)| status);
    views.iter().map(status).collect()
}

#[test]
fn the_first_share_earns_what_the_contract_says() {
    let leads = [lead(1, 3), lead(2, 2)];
    let messages = [registered(), loan(LoanStatus::Disbursed, 1, Some("25000"))];
    let views = reference(&leads, &messages);
    assert_eq!(views[0].payout, Some(("eligible", 50_000, "B")));
    assert_eq!((views[1].payout, &views[1].loan), (None, &None));
    assert!(views[0].user.as_ref().is_some_and(|user| user.email));
    assert!(views[1].user.as_ref().is_some_and(|user| !user.email));
}

#[test]
fn the_day_after_the_window_earns_nothing() {
    let messages = [registered(), loan(LoanStatus::Disbursed, 1, Some("25000"))];
    assert_eq!(payouts(&[lead(1, 20)], &messages), [Some("eligible")]);
    assert_eq!(
        payouts(&[lead(1, 21)], &messages),
        [None],
        "nor is it a candidate"
    );
}

#[test]
fn the_latest_message_is_the_state_and_reports_stay() {
    let disbursed = loan(LoanStatus::Disbursed, 1, Some("25000"));
    for (last, expected) in [
        (LoanStatus::Closed, Some("eligible")),
        (LoanStatus::Cancelled, Some("reversed")),
        (LoanStatus::Rejected, None),
    ] {
        let messages = [loan(last, 2, None), registered(), disbursed.clone()];
        assert_eq!(payouts(&[lead(1, 3)], &messages), [expected], "{last}");
    }
}

#[test]
fn half_a_paisa_is_rounded_up_and_grades_begin_at_whole_rupees() {
    assert_eq!(
        [24, 25, 74, 75].map(|paise| share(paise, 200)),
        [0, 1, 1, 2]
    );
    let grades = [999_999, 1_000_000, 2_500_000, 5_000_000, 10_000_000].map(grade);
    assert_eq!(grades, ["D", "C", "B", "A", "A+"]);
}
