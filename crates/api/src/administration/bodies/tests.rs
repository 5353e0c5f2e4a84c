use super::*;

use accounts::PartnerType;
use serde_json::{Value, json};

use crate::error::Detail;

fn bytes(body: &Value) -> Vec<u8> {
    body.to_string().into_bytes()
}

/// The fields a refusal is about.
fn wrong<T>(read: Result<T, Refusal>) -> Vec<String> {
    let refusal = read.err().expect("refused");
    assert_eq!(refusal.code, Code::InvalidFields);
    let Detail::Reasons(reasons) = refusal.detail else {
        panic!("reasons");
    };
    reasons.into_iter().map(|reason| reason.field).collect()
}

fn change(body: &Value) -> Result<RecordPatch, Refusal> {
    read_change(&bytes(body), Reach::Practice)
}

#[test]
fn what_is_absent_stays_and_what_is_null_is_emptied() {
    let patch = change(&json!({})).expect("a change of nothing");
    assert!(patch.name.is_none() && patch.phone.is_none() && patch.business.is_none());
    let patch = change(&json!({
        "phoneNumber": null, "partnerType": "business", "rateBps": null, "webhookUrl": null,
        "businessInfo": {"industry": "fintech", "website": null},
    }))
    .expect("a change");
    assert_eq!(patch.phone, Some(None));
    assert_eq!(patch.kind, Some(Some(PartnerType::Business)));
    assert_eq!(patch.rate, Some(None));
    assert_eq!(patch.webhook, Some(None));
    assert_eq!(patch.callback, None);
    assert_eq!(patch.emptied, ["website"]);
    let business = patch.business.expect("the business");
    assert!(business.industry.is_some() && business.website.is_none());
}

#[test]
fn what_only_the_service_decides_cannot_be_sent() {
    let fields = [
        "id",
        "uuid",
        "slug",
        "clientId",
        "sandbox",
        "review",
        "onboarding",
        "createdAt",
        "deletedAt",
        "tokensFrom",
        "documents",
        "notesCount",
        "apiSetup",
        "clientSecret",
    ];
    for field in fields {
        assert_eq!(wrong(change(&json!({ field: true }))), [field]);
    }
    for field in ["status", "rateBps", "sandbox", "onboarding", "clientId"] {
        let body = json!({
            "name": "Lead House", "email": "a@b.example", "phoneNumber": "+919876543210",
            field: 1,
        });
        assert_eq!(wrong(read_create(&bytes(&body))), [field]);
    }
}

#[test]
fn a_rejection_needs_a_reason_and_an_approval_may_have_one() {
    let read = |body: Value| read_decision(&bytes(&body));
    let plain = read(json!({"approve": true})).expect("a decision");
    assert!(plain.approve && plain.reason.is_none() && plain.seen.is_none());
    let seen = read(json!({"approve": true, "version": "1000001"})).expect("a decision");
    let micros = seen.seen.map(|seen| seen.timestamp_micros());
    assert_eq!(micros, Some(1_000_001));
    assert_eq!(
        wrong(read(json!({"approve": true, "version": "now"}))),
        ["version"]
    );
    let reason = "no permit";
    let decided = read(json!({"approve": false, "reason": reason}));
    let decided = decided.expect("a decision");
    let given = decided.reason;
    assert!(!decided.approve && given.is_some_and(|given| given.as_str() == reason));
    assert_eq!(wrong(read(json!({"approve": false}))), ["reason"]);
    assert_eq!(
        wrong(read(json!({"approve": false, "reason": null}))),
        ["reason"]
    );
    assert_eq!(wrong(read(json!({"approve": 1}))), ["approve"]);
}

#[test]
fn a_note_without_content_has_a_code_of_its_own() {
    for blank in [json!({}), json!({"content": null}), json!({"content": " "})] {
        let refusal = read_note(&bytes(&blank)).expect_err("blank");
        assert_eq!(refusal.code, Code::MissingNoteContent);
    }
    assert_eq!(
        wrong(read_note(&bytes(&json!({"content": 1})))),
        ["content"]
    );
    let note = json!({"content": "x", "id": 1});
    assert_eq!(wrong(read_note(&bytes(&note))), ["id"]);
}

#[test]
fn an_overlap_is_up_to_thirty_days_and_a_day_if_nobody_says() {
    let read = |body: Value| read_overlap(&bytes(&body));
    assert_eq!(read(json!({})).ok(), Some(TimeDelta::hours(24)));
    assert_eq!(
        read(json!({"overlapHours": 0})).ok(),
        Some(TimeDelta::zero())
    );
    let most = read(json!({"overlapHours": 720}));
    assert_eq!(most.ok(), Some(TimeDelta::days(30)));
    for bad in [json!(721), json!(-1), json!(1.5), json!("1"), json!(true)] {
        assert_eq!(
            wrong(read(json!({ "overlapHours": bad }))),
            ["overlapHours"]
        );
    }
}
