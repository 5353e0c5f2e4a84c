//! Idempotency keys of shares (contract `partner-api.md`, "One lead, once").

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{
    Actor, FieldRef, FieldVault as _, IndexedField, LeadReference, PartnerId, PortFailure,
};
use leads::{KeepReply, ShareRequest, StoreOutcome, StoreShareError};
use testkit::{
    FakeVault, Harness, Person, SeededEntropy, midday, new_partner, seconds_after, share_of,
};

use crate::database::Database;
use crate::harness::{harness, over};

on_both_databases! {
    the_same_key_and_body_replays_the_first_reply,
    the_same_key_with_another_body_is_refused,
    a_key_past_its_time_opens_anew,
    a_key_is_its_partners_alone,
    a_reply_that_cannot_be_sealed_stores_nothing,
    two_instances_racing_for_one_key_give_one_reply,
}

/// `partner` shares a person at midday under key `number`, the reply to be kept
/// until `until`.
pub(crate) fn share_kept(
    partner: PartnerId,
    number: u32,
    body: &str,
    until: DateTime<Utc>,
) -> ShareRequest {
    share_kept_at(partner, number, body, until, midday(), u64::from(number))
}

fn share_kept_at(
    partner: PartnerId,
    number: u32,
    body: &str,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
    seed: u64,
) -> ShareRequest {
    let reference = LeadReference::draw(&SeededEntropy::new(seed));
    let index = |field, text: &str| FakeVault.index(field, text.as_bytes());
    let seal = |shared: &leads::Shared| {
        let at = FieldRef {
            table: "idempotency_keys",
            column: "reply_sealed",
            row: b"row",
        };
        FakeVault.seal(at, format!("lead {}", shared.lead).as_bytes())
    };
    ShareRequest {
        keep: Some(KeepReply {
            route: "lead-dedupe-check",
            key: index(IndexedField::IdempotencyKey, &format!("key-{number}")),
            body: index(IndexedField::RequestBody, body),
            until,
            seal: Arc::new(seal),
        }),
        ..share_of(partner, &Person::numbered(number), reference, now)
    }
}

fn partner(harness: &Harness, number: u64) -> PartnerId {
    let created = harness
        .partners
        .create(new_partner(number), Actor::Operator);
    created.unwrap().id
}

fn tomorrow() -> DateTime<Utc> {
    seconds_after(86_400)
}

fn leads_in(database: &Database) -> Vec<i64> {
    database.integers("SELECT count(*) AS value FROM leads")
}

fn the_same_key_and_body_replays_the_first_reply(database: &Arc<Database>) {
    let harness = harness(database);
    let partner = partner(&harness, 1);
    let request = share_kept(partner, 1, "body", tomorrow());
    let Ok(StoreOutcome::Shared(shared)) = harness.leads.share(request.clone()) else {
        panic!("the first is judged");
    };
    let seal = request.keep.as_ref().unwrap().seal.clone();
    let reply = StoreOutcome::Replayed(seal(&shared).unwrap());
    for _ in 0..3 {
        assert_eq!(harness.leads.share(request.clone()), Ok(reply.clone()));
    }
    assert_eq!(leads_in(database), [1]);
}

fn the_same_key_with_another_body_is_refused(database: &Arc<Database>) {
    let harness = harness(database);
    let partner = partner(&harness, 1);
    let first = share_kept(partner, 1, "body", tomorrow());
    harness.leads.share(first).unwrap();
    let mut other = share_kept(partner, 2, "another body", tomorrow());
    other.keep.as_mut().unwrap().key = share_kept(partner, 1, "", tomorrow()).keep.unwrap().key;
    assert_eq!(harness.leads.share(other), Err(StoreShareError::KeyReused));
    assert_eq!(leads_in(database), [1], "nothing was stored");
}

fn a_key_past_its_time_opens_anew(database: &Arc<Database>) {
    let harness = harness(database);
    let partner = partner(&harness, 1);
    let first = share_kept(partner, 1, "body", tomorrow());
    harness.leads.share(first).unwrap();
    let later = tomorrow();
    let until = later + chrono::TimeDelta::days(1);
    let again = share_kept_at(partner, 1, "another body", until, later, 2);
    let outcome = harness.leads.share(again.clone());
    assert!(
        matches!(outcome, Ok(StoreOutcome::Shared(_))),
        "{outcome:?}"
    );
    let outcome = harness.leads.share(again);
    assert!(
        matches!(outcome, Ok(StoreOutcome::Replayed(_))),
        "{outcome:?}"
    );
}

fn a_key_is_its_partners_alone(database: &Arc<Database>) {
    let harness = harness(database);
    for number in 1..=2 {
        let partner = partner(&harness, number);
        let body = format!("body of {number}");
        let outcome = harness
            .leads
            .share(share_kept(partner, 1, &body, tomorrow()));
        assert!(
            matches!(outcome, Ok(StoreOutcome::Shared(_))),
            "{outcome:?}"
        );
    }
    assert_eq!(leads_in(database), [2]);
}

fn a_reply_that_cannot_be_sealed_stores_nothing(database: &Arc<Database>) {
    let harness = harness(database);
    let partner = partner(&harness, 1);
    let mut request = share_kept(partner, 1, "body", tomorrow());
    let failure = PortFailure::Unforeseen("no key".to_owned());
    let fails = failure.clone();
    request.keep.as_mut().unwrap().seal = Arc::new(move |_| Err(fails.clone()));
    let outcome = harness.leads.share(request);
    assert_eq!(outcome, Err(StoreShareError::Port(failure)));
    assert_eq!(leads_in(database), [0]);
    let kept = database.integers("SELECT count(*) AS value FROM idempotency_keys");
    assert_eq!(kept, [0]);
}

fn two_instances_racing_for_one_key_give_one_reply(database: &Arc<Database>) {
    let stores = [database.migrated(), database.open()];
    let instances = stores.each_ref().map(|store| over(database, store));
    let partner = partner(&instances[0], 1);
    for number in 0..8 {
        let outcomes: Vec<StoreOutcome> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..16)
                .map(|caller| {
                    let leads = &instances[caller % 2].leads;
                    let request = share_kept(partner, number, "body", tomorrow());
                    scope.spawn(move || leads.share(request).unwrap())
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        let judged: Vec<_> = outcomes
            .iter()
            .filter(|outcome| matches!(outcome, StoreOutcome::Shared(_)))
            .collect();
        assert_eq!(judged.len(), 1, "{outcomes:?}");
        let replays = outcomes.iter().filter(|outcome| *outcome != judged[0]);
        let replays: Vec<_> = replays.collect();
        assert!(replays.windows(2).all(|pair| pair[0] == pair[1]));
        assert_eq!(replays.len(), 15);
    }
    assert_eq!(leads_in(database), [8]);
}
