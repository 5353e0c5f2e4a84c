//! Changes are told although `PostgreSQL` commits keys out of order, and although
//! whoever watches was away for long.

use std::collections::BTreeSet;
use std::sync::Arc;

use diesel::connection::SimpleConnection as _;
use kernel::{Actor, LeadReference, PartnerId};
use leads::{LeadNews, LeadWatch, StoreOutcome};
use store::Housekeeping;
use testkit::{Harness, Person, SeededEntropy, midday, new_partner, seconds_after, share_of};

use crate::database::Database;
use crate::harness::{harness, over};

on_both_databases! {
    more_than_is_told_one_by_one_is_everything,
    notes_go_after_a_quarter_of_an_hour_and_their_keys_are_not_used_again,
}

fn partner(harness: &Harness) -> PartnerId {
    let created = harness.partners.create(new_partner(1), Actor::Operator);
    created.unwrap().id
}

fn share(harness: &Harness, partner: PartnerId, number: u32) -> i64 {
    let reference = LeadReference::draw(&SeededEntropy::new(number.into()));
    let request = share_of(partner, &Person::numbered(number), reference, midday());
    match harness.leads.share(request).unwrap() {
        StoreOutcome::Shared(shared) => shared.lead.get(),
        StoreOutcome::Replayed(_) => panic!("no key, no replay"),
    }
}

/// The keys of the leads that are told now.
fn told(watch: &mut dyn LeadWatch) -> Vec<i64> {
    match watch.news().unwrap() {
        LeadNews::Leads(leads) => leads.into_iter().map(|(_, lead)| lead.get()).collect(),
        LeadNews::Everything => panic!("not so many"),
    }
}

/// "allleads", the turn that shares have a part in, as they take theirs.
const PART: &str = "SELECT pg_advisory_xact_lock_shared(x'616c6c6c65616473'::bigint)";

/// Inserts a lead as a share does, a copy of lead `of` under another mobile number.
fn insert(of: i64, mobile: u8) -> String {
    format!(
        "INSERT INTO leads (reference, partner_id, first_name, last_name, first_name_folded,
            last_name_folded, mobile_index, mobile_sealed, mobile_last_four_index, pan_index,
            pan_sealed, verdict, campaign, campaign_index, shared_at, shared_on)
         SELECT reference, partner_id, first_name, last_name, first_name_folded,
            last_name_folded, decode(repeat('{mobile:02x}', 32), 'hex'), mobile_sealed,
            mobile_last_four_index, pan_index, pan_sealed, verdict, campaign,
            decode(repeat('{mobile:02x}', 32), 'hex'), shared_at, shared_on
         FROM leads WHERE id = {of}"
    )
}

#[test]
fn postgres_loses_no_lead_that_is_committed_after_a_later_one() {
    let Some(database) = Database::postgres() else {
        return;
    };
    let database = Arc::new(database);
    let harness = harness(&database);
    let partner = partner(&harness);
    let first = share(&harness, partner, 1);
    let mut watch = harness.changes.watch().unwrap();

    // Two transactions draw keys and take their time.
    let mut slow = [1, 2].map(|mobile| {
        let mut one = database.holding(PART);
        one.batch_execute(&insert(first, mobile)).unwrap();
        one
    });
    let drawn = [first + 1, first + 2];
    // Others overtake them, look after look.
    for number in 2..9 {
        let lead = share(&harness, partner, number);
        assert!(lead > drawn[1]);
        assert_eq!(told(watch.as_mut()), [lead]);
        assert_eq!(told(watch.as_mut()), [0; 0]);
    }
    slow[1].batch_execute("COMMIT").unwrap();
    assert_eq!(told(watch.as_mut()), [drawn[1]]);
    for _ in 0..5 {
        assert_eq!(told(watch.as_mut()), [0; 0]);
    }
    slow[0].batch_execute("COMMIT").unwrap();
    assert_eq!(told(watch.as_mut()), [drawn[0]]);
    for number in 9..12 {
        let lead = share(&harness, partner, number);
        assert_eq!(told(watch.as_mut()), [lead]);
    }
}

#[test]
fn postgres_loses_no_lead_that_was_under_way_when_the_watch_began() {
    let Some(database) = Database::postgres() else {
        return;
    };
    let database = Arc::new(database);
    let harness = harness(&database);
    let partner = partner(&harness);
    let first = share(&harness, partner, 1);
    let mut slow = database.holding(PART);
    slow.batch_execute(&insert(first, 1)).unwrap();
    share(&harness, partner, 2);
    let mut watch = harness.changes.watch().unwrap();
    assert_eq!(told(watch.as_mut()), [0; 0]);
    slow.batch_execute("COMMIT").unwrap();
    // It cannot be told by its key, so it is told as anything that may have happened.
    let news: Vec<LeadNews> = (0..4).map(|_| watch.news().unwrap()).collect();
    let everything = news.iter().filter(|news| **news == LeadNews::Everything);
    assert_eq!(everything.count(), 1, "{news:?}");
    let lead = share(&harness, partner, 3);
    assert_eq!(told(watch.as_mut()), [lead]);
}

/// Shares from two instances at once and a feed beside them: each lead is told once.
#[test]
fn postgres_tells_each_of_many_simultaneous_shares_once() {
    const EACH: u32 = 300;
    let Some(database) = Database::postgres() else {
        return;
    };
    let database = Arc::new(database);
    let stores = [database.migrated(), database.open(), database.open()];
    let instances = stores.each_ref().map(|store| over(&database, store));
    let partner = partner(&instances[0]);
    let mut watch = instances[2].changes.watch().unwrap();
    let (mut shared, mut seen) = (BTreeSet::new(), Vec::new());
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8_u32)
            .map(|thread| {
                let instance = &instances[usize::from(thread % 2 == 1)];
                scope.spawn(move || {
                    let numbers = thread * EACH..(thread + 1) * EACH;
                    let leads = numbers.map(|number| share(instance, partner, number + 1));
                    leads.collect::<Vec<i64>>()
                })
            })
            .collect();
        while threads.iter().any(|thread| !thread.is_finished()) {
            seen.extend(told(watch.as_mut()));
        }
        for thread in threads {
            shared.extend(thread.join().unwrap());
        }
    });
    seen.extend(told(watch.as_mut()));
    assert_eq!(seen.len(), shared.len(), "each once");
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), shared);
}

fn note_many(database: &Database, count: u32, at: i64) {
    database.run(&format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
         INSERT INTO lead_changes (partner_id, lead_id, changed_at)
         SELECT 1, i, {at} FROM n"
    ));
}

fn more_than_is_told_one_by_one_is_everything(database: &Arc<Database>) {
    let harness = harness(database);
    let partner = partner(&harness);
    let mut watch = harness.changes.watch().unwrap();
    note_many(database, 25_000, 0);
    assert_eq!(watch.news(), Ok(LeadNews::Everything));
    assert_eq!(told(watch.as_mut()), [0; 0]);
    // The lead's own share and what was noted of it are one.
    assert_eq!(share(&harness, partner, 1), 1);
    note_many(database, 3, 0);
    assert_eq!(told(watch.as_mut()), [1, 2, 3]);
}

fn notes_go_after_a_quarter_of_an_hour_and_their_keys_are_not_used_again(database: &Arc<Database>) {
    let store = database.migrated();
    let harness = over(database, &store);
    let housekeeping = Housekeeping::new(store);
    let mut watch = harness.changes.watch().unwrap();
    note_many(database, 5, midday().timestamp_micros());
    assert_eq!(told(watch.as_mut()), [1, 2, 3, 4, 5]);
    let purge = |minutes: i64| {
        let purged = housekeeping.purge(seconds_after(minutes * 60), 2);
        purged.unwrap().lead_changes
    };
    assert_eq!(purge(14), 0);
    assert_eq!(purge(15), 5);
    assert_eq!(purge(15), 0);
    note_many(database, 2, 0);
    assert_eq!(told(watch.as_mut()), [1, 2]);
}
