use std::sync::Arc;

use chrono::TimeDelta;
use kernel::{FixedClock, Reach};
use testkit::{FakeVault, SeededEntropy, midday};
use uuid::Uuid;
use webhooks::{MockDeliveryLog, MockEndpointRepository, Post};

use super::*;
use crate::error::{Code, Detail};

fn manage() -> ManageEndpoints {
    ManageEndpoints {
        endpoints: Arc::new(MockEndpointRepository::new()),
        log: Arc::new(MockDeliveryLog::new()),
        post: Post {
            vault: Arc::new(FakeVault),
            entropy: Arc::new(SeededEntropy::new(1)),
        },
        clock: Arc::new(FixedClock::at(midday())),
        reach: Reach::Practice,
    }
}

/// The fields a body is refused for, in their order.
fn wrong<T>(read: Result<T, Refusal>) -> Vec<(String, String)> {
    let refusal = read.err().expect("refused");
    assert_eq!(refusal.code, Code::InvalidFields);
    let Detail::Reasons(reasons) = refusal.detail else {
        panic!("no reasons");
    };
    let reasons = reasons.into_iter();
    reasons.map(|one| (one.field, one.reason)).collect()
}

fn fields<T>(read: Result<T, Refusal>) -> Vec<String> {
    wrong(read).into_iter().map(|(field, _)| field).collect()
}

#[test]
fn an_endpoint_is_told_of_everything_unless_it_says_otherwise() {
    let draft = read_draft(br#"{"url":"https://crm.example.com/hook?k=v"}"#, &manage());
    let draft = draft.expect("a draft");
    assert_eq!(draft.url.as_str(), "https://crm.example.com/hook?k=v");
    assert_eq!(
        (draft.description, draft.events),
        (None, EventFilter::Every)
    );
    let body =
        br#"{"url":"https://crm.example.com/","description":" CRM ","events":["payout.paid"]}"#;
    let draft = read_draft(body, &manage()).expect("a draft");
    assert_eq!(draft.description.expect("one").as_str(), "CRM");
    assert_eq!(draft.events.words(), ["payout.paid"]);
}

#[test]
fn everything_wrong_with_a_new_endpoint_is_told_at_once() {
    let body = br#"{"url":7,"description":["x"],"events":"*","secret":"mine"}"#;
    let expected = ["secret", "url", "description", "events"];
    assert_eq!(fields(read_draft(body, &manage())), expected);
    for (events, why) in [
        ("[]", "must name at least one event, or * for every one"),
        (
            r#"["*","payout.paid"]"#,
            "must name known events, or * alone for every one",
        ),
        (
            r#"["webhook.test"]"#,
            "must name known events, or * alone for every one",
        ),
        (
            r#"["payout.paid","payout.paid"]"#,
            "must name each event once",
        ),
        (r#"["payout.paid",7]"#, "must be a list of texts"),
    ] {
        let body = format!(r#"{{"url":"https://crm.example.com/","events":{events}}}"#);
        let told = wrong(read_draft(body.as_bytes(), &manage()));
        assert_eq!(told, [("events".to_owned(), why.to_owned())]);
    }
}

#[test]
fn what_a_patch_does_not_name_stays() {
    let read = |body: &[u8]| read_patch(body, &manage());
    let patch = read(br#"{"status":"disabled"}"#).expect("a patch");
    assert!(patch.url.is_none() && patch.description.is_none() && patch.events.is_none());
    assert_eq!(patch.status, Some(EndpointSwitch::Disabled));
    let patch = read(br#"{"description":null}"#).expect("a patch");
    assert_eq!(patch.description, Some(None));
    assert_eq!(fields(read(b"{}")), ["url"]);
    let nothing = br#"{"url":null,"events":null,"status":null}"#;
    assert_eq!(fields(read(nothing)), ["url", "events", "status"]);
    assert_eq!(fields(read(br#"{"status":"paused"}"#)), ["status"]);
}

#[test]
fn a_rotation_overlaps_by_a_day_unless_it_says_otherwise() {
    let hours = |body: &[u8]| read_own_overlap(body).map(|overlap| overlap.time().num_hours());
    assert_eq!(hours(b"{}").expect("a day"), 24);
    assert_eq!(hours(br#"{"overlap_hours":0}"#).expect("none"), 0);
    assert_eq!(hours(br#"{"overlap_hours":168}"#).expect("a week"), 168);
    for value in ["169", "-1", "1.5", r#""24""#, "[]"] {
        let body = format!(r#"{{"overlap_hours":{value}}}"#);
        assert_eq!(fields(hours(body.as_bytes())), ["overlap_hours"], "{value}");
    }
}

#[test]
fn a_replay_begins_in_the_past() {
    let endpoint = EndpointUuid::new(Uuid::from_u128(1));
    let read = |body: &str| read_replay(body.as_bytes(), endpoint, midday());
    let now = midday().to_rfc3339();
    let replay = read(&format!(r#"{{"since":"{now}"}}"#)).expect("now is past");
    assert!(replay.since == midday() && !replay.missed_only);
    let replay = read(r#"{"since":"1970-01-01T00:00:00Z","missed_only":true}"#);
    assert!(replay.expect("a replay").missed_only);
    let later = (midday() + TimeDelta::microseconds(1)).to_rfc3339();
    for since in [
        later.as_str(),
        "",
        "yesterday",
        "2026-01-15",
        "2026-01-15 12:00:00Z",
    ] {
        let body = format!(r#"{{"since":"{since}","missed_only":1}}"#);
        assert_eq!(fields(read(&body)), ["since", "missed_only"], "{since}");
    }
    assert_eq!(fields(read("{}")), ["since"]);
}
