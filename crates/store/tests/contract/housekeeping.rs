//! What has run out is deleted, and nothing else.

use std::sync::Arc;

use accounts::{PartnerHandle, Presented, RefreshVerdict, SecretHash};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Actor, FamilyId, PartnerId, ReplayMark, TokenId};
use leads::StoreOutcome;
use store::{Housekeeping, Purged};
use testkit::{
    Harness, SeededEntropy, midday, new_link, new_partner, new_person, rotation, seconds_after,
};

use crate::database::Database;
use crate::harness::over;

on_both_databases! {
    ended_families_go_with_their_spent_tokens,
    secrets_go_a_month_after_their_end,
    kept_replies_go_when_their_time_is_over,
    marks_go_a_minute_after_their_time,
    revoked_tokens_and_unused_links_go_when_they_end,
}

fn revoked_tokens_and_unused_links_go_when_they_end(database: &Arc<Database>) {
    let store = database.migrated();
    let harness = over(database, &store);
    let partner = partner(&harness);
    let person = harness
        .portal
        .create(new_person(1, partner), Actor::Operator);
    let person = person.unwrap().uuid;
    let ends = seconds_after(100);
    let token = TokenId::draw(&SeededEntropy::new(1));
    harness.revoked_tokens.revoke(token, ends).unwrap();
    let revoked = || {
        harness
            .portal
            .standing(person, token)
            .unwrap()
            .unwrap()
            .revoked
    };
    let housekeeping = Housekeeping::new(store);
    let purged = |now| {
        let purged = housekeeping.purge(now, 1).unwrap();
        (purged.revoked_tokens, purged.password_links)
    };
    assert_eq!(purged(seconds_after(99)), (0, 0));
    assert!(revoked());
    assert_eq!(purged(ends), (1, 0));
    assert!(!revoked());
    let link_ends = midday() + accounts::NewPasswordLink::LIVES;
    assert_eq!(purged(link_ends - TimeDelta::seconds(1)), (0, 0));
    assert_eq!(purged(link_ends), (0, 1));
}

fn partner(harness: &Harness) -> PartnerId {
    let created = harness.partners.create(new_partner(1), Actor::Operator);
    created.unwrap().id
}

/// Uses a login's token and `refreshes` successors.
fn refresh(harness: &Harness, partner: PartnerId, seed: u64, ends: DateTime<Utc>, refreshes: u32) {
    let entropy = SeededEntropy::new(seed);
    let family = FamilyId::draw(&entropy);
    let mut token = TokenId::draw(&entropy);
    let nobody = notices::Recipient::Partner(kernel::PartnerUuid::draw(&entropy));
    for generation in 0..=refreshes {
        let successor = TokenId::draw(&entropy);
        let presented = Presented {
            family,
            partner,
            token,
            generation,
            family_ends_at: ends,
        };
        let verdict = harness
            .families
            .present(
                &presented,
                successor,
                new_link(7, nobody, midday()).letter,
                midday(),
            )
            .unwrap();
        let generation = generation + 1;
        assert_eq!(verdict, RefreshVerdict::Exchanged { generation });
        token = successor;
    }
}

fn ended_families_go_with_their_spent_tokens(database: &Arc<Database>) {
    let store = database.migrated();
    let harness = over(database, &store);
    let housekeeping = Housekeeping::new(store);
    let partner = partner(&harness);
    let end = midday() + TimeDelta::days(30);
    for seed in 0..3 {
        refresh(&harness, partner, seed, end, 4);
    }
    refresh(&harness, partner, 9, end + TimeDelta::days(5), 4);
    let count = |table: &str| {
        let sql = format!("SELECT count(*) AS value FROM {table}");
        database.integers(&sql)
    };
    // A token may be accepted some seconds past its end; the family is kept for it.
    let purged = housekeeping.purge(end + TimeDelta::hours(1), 2).unwrap();
    assert_eq!(purged, Purged::default());
    assert_eq!(count("spent_refresh_tokens"), [16]);
    let purged = housekeeping.purge(end + TimeDelta::days(2), 2).unwrap();
    let expected = Purged {
        token_families: 3,
        spent_refresh_tokens: 12,
        ..Purged::default()
    };
    assert_eq!(purged, expected);
    assert_eq!(count("token_families"), [1]);
    assert_eq!(count("spent_refresh_tokens"), [4]);
    let again = housekeeping.purge(end + TimeDelta::days(2), 2).unwrap();
    assert_eq!(again, Purged::default());
}

fn secrets_go_a_month_after_their_end(database: &Arc<Database>) {
    let store = database.migrated();
    let harness = over(database, &store);
    let housekeeping = Housekeeping::new(store);
    let created = harness.partners.create(new_partner(1), Actor::Operator);
    let partner = created.unwrap();
    for number in 0..3_u8 {
        let hash = SecretHash::new(vec![number]);
        let rotation = rotation(&partner, hash, seconds_after(60), midday());
        assert_eq!(harness.partners.rotate_secret(rotation), Ok(()));
    }
    let purge = |days| housekeeping.purge(seconds_after(120) + TimeDelta::days(days), 10);
    assert_eq!(purge(29).unwrap().partner_secrets, 0);
    assert_eq!(purge(30).unwrap().partner_secrets, 3);
    assert_eq!(purge(3_000).unwrap().partner_secrets, 0, "the newest stays");
    let handle = PartnerHandle::Slug(new_partner(1).slug);
    let access = harness.directory.access(&handle, midday()).unwrap();
    assert_eq!(access.unwrap().secrets.len(), 1);
}

fn kept_replies_go_when_their_time_is_over(database: &Arc<Database>) {
    let store = database.migrated();
    let harness = over(database, &store);
    let housekeeping = Housekeeping::new(store);
    let partner = partner(&harness);
    for (number, until) in [(1, 10), (2, 20), (3, 30)] {
        let share = crate::idempotency::share_kept(partner, number, "body", seconds_after(until));
        let shared = harness.leads.share(share).unwrap();
        assert!(matches!(shared, StoreOutcome::Shared(_)));
    }
    let kept = || database.integers("SELECT count(*) AS value FROM idempotency_keys");
    let purge = |seconds| housekeeping.purge(seconds_after(seconds), 1).unwrap();
    assert_eq!(purge(9).idempotency_keys, 0);
    assert_eq!(purge(20).idempotency_keys, 2);
    assert_eq!(kept(), [1]);
    assert_eq!(purge(30).idempotency_keys, 1);
    assert_eq!(kept(), [0]);
}

fn marks_go_a_minute_after_their_time(database: &Arc<Database>) {
    let store = database.migrated();
    let harness = over(database, &store);
    let housekeeping = Housekeeping::new(store);
    let partner = partner(&harness);
    let mark = |number: u8| ReplayMark {
        hash: [number; 32],
        until: seconds_after(i64::from(number)),
    };
    for number in 0..10 {
        let spent = harness.replay_marks.spend(partner, &mark(number));
        assert_eq!(spent, Ok(true));
    }
    // Two at a time.
    let purge = |seconds| {
        let purged = housekeeping.purge(seconds_after(seconds), 2);
        purged.unwrap().envelope_marks
    };
    assert_eq!(purge(59), 0, "the clock of another instance may be slow");
    assert_eq!(purge(60), 1);
    assert_eq!(purge(67), 7);
    assert_eq!(purge(67), 0);
    let spent = |number: u8| {
        let spent = harness.replay_marks.is_spent(partner, &mark(number).hash);
        spent.unwrap()
    };
    assert!(!spent(7));
    assert!(spent(8) && spent(9), "they count still");
}
