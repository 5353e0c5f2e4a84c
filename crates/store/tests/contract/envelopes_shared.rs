//! Envelopes while another instance is busy: `PostgreSQL`, where such a one is a
//! transaction of a test.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use kernel::{Actor, LeadReference, PartnerId, PortFailure, ReplayMark};
use leads::{ShareRequest, StoreOutcome, StoreShareError};
use testkit::{Harness, Person, SeededEntropy, midday, new_partner, seconds_after, share_of};

use crate::database::Database;
use crate::harness::harness;
use crate::idempotency::share_kept;

/// A database with one partner, unless there is no server.
fn set_up() -> Option<(Arc<Database>, Harness, PartnerId)> {
    let database = Arc::new(Database::postgres()?);
    let harness = harness(&database);
    let created = harness.partners.create(new_partner(1), Actor::Operator);
    let partner = created.unwrap().id;
    Some((database, harness, partner))
}

fn mark(number: u8) -> ReplayMark {
    ReplayMark {
        hash: [number; 32],
        until: seconds_after(300),
    }
}

fn marked(partner: PartnerId, number: u32, mark: ReplayMark) -> ShareRequest {
    let reference = LeadReference::draw(&SeededEntropy::new(number.into()));
    ShareRequest {
        mark: Some(mark),
        ..share_of(partner, &Person::numbered(number), reference, midday())
    }
}

const fn judged(answer: &Result<StoreOutcome, StoreShareError>) -> bool {
    matches!(answer, Ok(StoreOutcome::Shared(_)))
}

/// Keeps the share lane from beginning a batch.
const HOLD_TURN: &str = "SELECT pg_advisory_xact_lock(7020105131976909939)";

#[test]
fn of_equal_marks_in_one_batch_the_first_passes() {
    let Some((database, harness, partner)) = set_up() else {
        return;
    };
    let mut other = database.holding(HOLD_TURN);
    let answers: Vec<_> = std::thread::scope(|scope| {
        // The first waits for its turn by itself; the others gather behind it.
        let share = |number: u32, mark| {
            let leads = &harness.leads;
            let request = marked(partner, number, mark);
            let thread = scope.spawn(move || leads.share(request));
            std::thread::sleep(Duration::from_millis(10));
            thread
        };
        let mut threads = vec![share(0, mark(99))];
        threads.extend((1..=20).map(|number| {
            let equal = u8::try_from(number % 5).unwrap();
            share(number, mark(equal))
        }));
        other.batch_execute("COMMIT").unwrap();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(answers[..=5].iter().all(judged), "{answers:?}");
    for answer in &answers[6..] {
        assert_eq!(*answer, Err(StoreShareError::MarkSpent));
    }
    let rows = database.integers("SELECT count(*) AS value FROM leads");
    assert_eq!(rows, [6]);
}

#[test]
fn a_mark_that_another_instance_holds_is_not_spent_by_waiting() {
    let Some((database, harness, partner)) = set_up() else {
        return;
    };
    let hash = "07".repeat(32);
    let mut other = database.holding(&format!(
        "INSERT INTO envelope_marks VALUES ({partner}, '\\x{hash}', 0)"
    ));
    let shared = harness.leads.share(marked(partner, 1, mark(7)));
    assert!(
        matches!(
            shared,
            Err(StoreShareError::Port(PortFailure::Unavailable(_)))
        ),
        "{shared:?}"
    );
    let kept = ShareRequest {
        mark: Some(mark(7)),
        ..share_kept(partner, 1, "body", seconds_after(600))
    };
    let shared = harness.leads.share(kept.clone());
    assert_eq!(shared, Err(StoreShareError::KeyInFlight));
    other.batch_execute("ROLLBACK").unwrap();
    let shared = harness.leads.share(kept);
    assert!(judged(&shared), "{shared:?}");
}

#[test]
fn a_key_that_another_instance_holds_spends_no_mark() {
    let Some((database, harness, partner)) = set_up() else {
        return;
    };
    let kept = ShareRequest {
        mark: Some(mark(7)),
        ..share_kept(partner, 1, "body", seconds_after(600))
    };
    let key = kept.keep.as_ref().unwrap().key;
    let mut hex = String::new();
    for byte in key.as_bytes() {
        write!(hex, "{byte:02x}").unwrap();
    }
    let mut other = database.holding(&format!(
        "INSERT INTO idempotency_keys VALUES \
         ({partner}, 'lead-dedupe-check', '\\x{hex}', '', '', 0)"
    ));
    let shared = harness.leads.share(kept.clone());
    assert_eq!(shared, Err(StoreShareError::KeyInFlight));
    let spent = harness.replay_marks.is_spent(partner, &mark(7).hash);
    assert_eq!(spent, Ok(false));
    other.batch_execute("ROLLBACK").unwrap();
    let shared = harness.leads.share(kept);
    assert!(judged(&shared), "{shared:?}");
}

#[test]
fn a_mark_spent_by_another_instance_meanwhile_is_spent() {
    let Some((database, harness, partner)) = set_up() else {
        return;
    };
    let hash = "07".repeat(32);
    let mut other = database.holding(&format!(
        "INSERT INTO envelope_marks VALUES ({partner}, '\\x{hash}', 0)"
    ));
    let shared = std::thread::scope(|scope| {
        let leads = &harness.leads;
        let waiting = scope.spawn(move || leads.share(marked(partner, 1, mark(7))));
        std::thread::sleep(Duration::from_millis(100));
        other.batch_execute("COMMIT").unwrap();
        waiting.join().unwrap()
    });
    assert_eq!(shared, Err(StoreShareError::MarkSpent));
    let rows = database.integers("SELECT count(*) AS value FROM leads");
    assert_eq!(rows, [0]);
}

#[test]
fn leads_pass_while_a_key_is_being_enrolled() {
    let Some((database, harness, partner)) = set_up() else {
        return;
    };
    let lock = format!("SELECT id FROM partners WHERE id = {partner} FOR NO KEY UPDATE");
    let other = database.holding(&lock);
    let shared = harness.leads.share(marked(partner, 1, mark(7)));
    assert!(judged(&shared), "{shared:?}");
    drop(other);
}
