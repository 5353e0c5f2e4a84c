//! Sharing a lead.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use dedupe::{UserStatus, Verdict};
use kernel::{FieldVault, FixedClock, IndexedField, PartnerId, PartnerUuid, ReplayMark, UserId};
use leads::{
    CampaignStyle, IdempotencyKey, LinkBuilder, MockLeadRepository, Replayable, ShareCommand,
    ShareError, ShareLead, ShareOutcome, SharePolicy, ShareRequest, StoreOutcome,
};
use lender::RawMessage;
use testkit::{
    FakeVault, Harness, Person, SeededEntropy, command_of, in_memory, midday, receive_feed,
    seconds_after, share_lead, share_policy, user_message,
};
use uuid::Uuid;

const LINK: &str = "https://app.example.test/apply\
    ?utm_source=00000000-0000-0000-0000-000000000007\
    &utm_medium=partner_api&utm_campaign=lead_7000000001_1768478400000";

pub(crate) fn command() -> ShareCommand {
    let uuid = PartnerUuid::new(Uuid::from_u128(7));
    command_of(PartnerId::new(7), uuid, &Person::numbered(1))
}

pub(crate) fn with_key(key: &str, body: &str) -> ShareCommand {
    ShareCommand {
        idempotency: Some(Replayable {
            key: IdempotencyKey::parse(key).expect("a key"),
            body: body.as_bytes().to_vec(),
            write: Arc::new(|outcome| match outcome {
                ShareOutcome::Judged { link, .. } => format!("reply with {link:?}").into_bytes(),
                ShareOutcome::Replayed(_) => b"a reply of a reply".to_vec(),
            }),
        }),
        ..command()
    }
}

fn sharing(store: &Harness, clock: &Arc<FixedClock>) -> ShareLead {
    share_lead(
        Arc::clone(&store.leads),
        Arc::<FixedClock>::clone(clock),
        Arc::new(SeededEntropy::new(1)),
    )
}

fn judged(outcome: Result<ShareOutcome, ShareError>) -> (i64, Verdict, Option<String>) {
    match outcome {
        Ok(ShareOutcome::Judged {
            lead,
            verdict,
            link,
        }) => (lead.get(), verdict, link),
        other => panic!("{other:?}"),
    }
}

fn register(store: &Harness, status: UserStatus, seconds: i64) {
    let at = midday() + TimeDelta::seconds(seconds);
    let user = user_message(UserId::new(5), &Person::numbered(1), status, at);
    let answers = receive_feed(Arc::clone(&store.feed)).execute(&[RawMessage::User(user)]);
    assert_eq!(
        answers[0].as_ref().map(|a| a.result.as_str()),
        Ok("applied")
    );
}

#[test]
fn a_stranger_is_a_fresh_lead_with_the_documented_link() {
    let clock = Arc::new(FixedClock::at(midday()));
    let (_, verdict, link) = judged(sharing(&in_memory(), &clock).execute(&command()));
    assert_eq!(verdict, Verdict::Fresh);
    assert_eq!(link.as_deref(), Some(LINK));
}

#[test]
fn sharing_again_answers_with_the_first_lead_s_link() {
    let clock = Arc::new(FixedClock::at(midday()));
    let store = in_memory();
    let share = sharing(&store, &clock);
    let first = judged(share.execute(&command()));
    clock.advance(TimeDelta::days(20));
    assert_eq!(judged(share.execute(&command())), first);
    clock.advance(TimeDelta::days(1));
    let (id, _, link) = judged(share.execute(&command()));
    assert_ne!(id, first.0);
    assert_ne!(link, first.2);
}

#[test]
fn a_known_person_is_registered_and_a_held_one_gets_no_link() {
    let clock = Arc::new(FixedClock::at(midday() + TimeDelta::hours(2)));
    let store = in_memory();
    let share = sharing(&store, &clock);
    register(&store, UserStatus::OnHold, 1);
    let held = judged(share.execute(&command()));
    assert_eq!((held.1, held.2), (Verdict::Active, None));
    register(&store, UserStatus::Active, 2);
    let freed = judged(share.execute(&command()));
    assert_eq!(freed.1, Verdict::Registered);
    assert!(freed.2.is_some());
    assert_ne!(freed.0, held.0, "a 2006 row is no open lead");
    register(&store, UserStatus::Suspended, 3);
    let barred = judged(share.execute(&command()));
    assert_eq!(barred, (freed.0, Verdict::Active, None));
}

#[test]
fn an_opaque_link_holds_no_personal_data() {
    let clock = Arc::new(FixedClock::at(midday()));
    let share = ShareLead {
        policy: Arc::new(SharePolicy {
            campaign: CampaignStyle::Opaque,
            links: LinkBuilder::new("https://app.example.test/?from=us").expect("an address"),
            ..share_policy()
        }),
        ..sharing(&in_memory(), &clock)
    };
    let (_, _, link) = judged(share.execute(&command()));
    let link = link.expect("a link");
    let start = "https://app.example.test/?from=us\
        &utm_source=00000000-0000-0000-0000-000000000007\
        &utm_medium=partner_api&utm_campaign=lead_";
    let reference = link.strip_prefix(start).expect("the documented start");
    assert!(Uuid::try_parse(reference).is_ok(), "{reference}");
    assert!(!link.contains("7000000001"));
}

/// What the repository gets to see of the share.
fn requested() -> ShareRequest {
    requested_by(&command())
}

/// What the repository gets to see of the share that `command` asks for.
fn requested_by(command: &ShareCommand) -> ShareRequest {
    let seen = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&seen);
    let mut repository = MockLeadRepository::new();
    repository.expect_share().once().returning(move |request| {
        let shared = request.opened(kernel::LeadId::new(1), Verdict::Fresh);
        *kept.lock().expect("a lock") = Some(request);
        Ok(StoreOutcome::Shared(shared))
    });
    let clock = Arc::new(FixedClock::at(midday()));
    let entropy = Arc::new(SeededEntropy::new(1));
    share_lead(Arc::new(repository), clock, entropy)
        .execute(command)
        .expect("shared");
    seen.lock().expect("a lock").take().expect("a request")
}

#[test]
fn the_mark_goes_with_the_lead() {
    assert_eq!(requested().mark, None, "a share in plain text has none");
    let mark = ReplayMark {
        hash: [7; 32],
        until: seconds_after(300),
    };
    let sealed = ShareCommand {
        mark: Some(mark),
        ..command()
    };
    assert_eq!(requested_by(&sealed).mark, Some(mark));
}

#[test]
fn what_is_stored_is_protected_and_bound_to_the_row() {
    let person = Person::numbered(1);
    let index = |field, text: &str| FakeVault.index(field, text.as_bytes());
    let lead = requested().lead;
    assert_eq!(lead.keys, person.keys(&FakeVault));
    assert_eq!(
        lead.mobile_last_four,
        index(IndexedField::MobileLastFour, "0001")
    );
    assert_eq!(
        lead.campaign_index,
        index(IndexedField::Campaign, "lead_7000000001_1768478400000")
    );
    let row = lead.reference.get();
    let at = |column| kernel::FieldRef {
        table: "leads",
        column,
        row: row.as_bytes(),
    };
    let mobile = FakeVault.open(at("mobile_sealed"), &lead.mobile);
    assert_eq!(mobile.expect("opened"), b"7000000001");
    let pan = FakeVault.open(at("pan_sealed"), &lead.pan);
    assert_eq!(pan.expect("opened"), person.pan.as_str().as_bytes());
}

#[test]
fn a_share_says_when_it_was_and_what_has_lapsed() {
    let request = requested();
    assert_eq!(request.partner, PartnerId::new(7));
    assert_eq!(request.lead.shared_at, midday());
    assert_eq!(request.lead.shared_on.to_string(), "2026-01-15");
    // Twenty days before the 15th began in Kolkata.
    let opened = "2025-12-25T18:30:00Z".parse::<DateTime<Utc>>();
    assert_eq!(Ok(request.window_opened), opened);
    assert!(request.keep.is_none());
}

#[test]
fn the_same_key_and_body_get_the_same_reply_even_when_things_changed() {
    let clock = Arc::new(FixedClock::at(midday()));
    let store = in_memory();
    let share = sharing(&store, &clock);
    assert!(matches!(
        share.execute(&with_key("k", "body")),
        Ok(ShareOutcome::Judged { .. })
    ));
    register(&store, UserStatus::Suspended, 1);
    clock.advance(TimeDelta::hours(24) - TimeDelta::microseconds(1));
    let again = share.execute(&with_key("k", "body"));
    let reply = format!("reply with {:?}", Some(LINK)).into_bytes();
    assert_eq!(again, Ok(ShareOutcome::Replayed(reply)));
    // After a day the key is forgotten and the person judged anew.
    clock.advance(TimeDelta::microseconds(1));
    let (_, verdict, _) = judged(share.execute(&with_key("k", "body")));
    assert_eq!(verdict, Verdict::Active);
}

#[test]
fn keys_are_the_partner_s_own_and_bodies_are_compared() {
    let clock = Arc::new(FixedClock::at(midday()));
    let share = sharing(&in_memory(), &clock);
    assert!(share.execute(&with_key("k", "body")).is_ok());
    assert_eq!(
        share.execute(&with_key("k", "other body")),
        Err(ShareError::KeyReused)
    );
    let other_partner = ShareCommand {
        partner: PartnerId::new(8),
        ..with_key("k", "other body")
    };
    assert!(matches!(
        share.execute(&other_partner),
        Ok(ShareOutcome::Judged { .. })
    ));
}

#[test]
fn debug_shows_nothing_of_person_key_or_reply() {
    let command = with_key("key-7000000001", "body of 7000000001");
    let clock = Arc::new(FixedClock::at(midday()));
    let outcome = sharing(&in_memory(), &clock).execute(&command);
    let replayed = ShareOutcome::Replayed(b"7000000001".to_vec());
    let shown = format!("{command:?} {outcome:?} {replayed:?}");
    let bytes = format!("{:?}", b"7000000001");
    assert!(
        !shown.contains("7000000001") && !shown.contains(&bytes),
        "{shown}"
    );
}
