//! A database that is away, comes back, or is busy.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::Connection as _;
use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use kernel::{Actor, LeadReference, PortFailure};
use leads::{LeadRepository as _, StoreOutcome, StoreShareError};
use store::{DieselLeadRepository, Store, StoreOptions};
use testkit::{Person, SeededEntropy, midday, new_partner, share_of};

use crate::database::Database;
use crate::harness::harness;
use crate::idempotency::share_kept;

fn reference(number: u64) -> LeadReference {
    LeadReference::draw(&SeededEntropy::new(number))
}

#[test]
fn a_server_that_is_away_is_unavailable_within_two_seconds() {
    let store = Store::open(&StoreOptions::new("postgres://127.0.0.1:1/nowhere")).unwrap();
    let leads = DieselLeadRepository::new(store.clone());
    let partner = kernel::PartnerId::new(1);
    let request = share_of(partner, &Person::numbered(1), reference(1), midday());
    let begun = Instant::now();
    let shared = leads.share(request);
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert!(matches!(
        shared,
        Err(StoreShareError::Port(PortFailure::Unavailable(_)))
    ));
    let begun = Instant::now();
    assert!(matches!(
        leads.stats(partner),
        Err(PortFailure::Unavailable(_))
    ));
    assert!(matches!(store.ping(), Err(PortFailure::Unavailable(_))));
    assert!(begun.elapsed() < Duration::from_secs(4));
}

#[test]
fn a_file_that_cannot_be_opened_is_unavailable() {
    let folder = tempfile::TempDir::new().unwrap();
    let url = format!("sqlite://{}", folder.path().display());
    let store = Store::open(&StoreOptions::new(url)).unwrap();
    assert!(matches!(store.ping(), Err(PortFailure::Unavailable(_))));
}

#[test]
fn a_ping_that_passes_would_write() {
    let database = Database::sqlite();
    let store = database.migrated();
    assert_eq!(store.ping(), Ok(()));
    if let Some(database) = Database::postgres() {
        assert_eq!(database.migrated().ping(), Ok(()));
    }
}

#[test]
fn lost_connections_are_replaced() {
    let Some(database) = Database::postgres() else {
        return;
    };
    let database = Arc::new(database);
    let harness = harness(&database);
    let created = harness.partners.create(new_partner(1), Actor::Operator);
    let partner = created.unwrap().id;
    for number in 0..3 {
        let person = Person::numbered(number);
        let request = share_of(partner, &person, reference(number.into()), midday());
        let shared = harness.leads.share(request);
        assert!(matches!(shared, Ok(StoreOutcome::Shared(_))), "{shared:?}");
        let total = harness.leads.stats(partner).unwrap().total;
        assert_eq!(total, u64::from(number) + 1);
        database.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND application_name = 'partner-api'",
        );
    }
}

#[test]
fn a_key_that_another_instance_holds_is_in_flight() {
    let Some(database) = Database::postgres() else {
        return;
    };
    let database = Arc::new(database);
    let harness = harness(&database);
    let created = harness.partners.create(new_partner(1), Actor::Operator);
    let partner = created.unwrap().id;
    let until = midday() + chrono::TimeDelta::days(1);
    let request = share_kept(partner, 1, "body", until);
    let key = request.keep.as_ref().unwrap().key;
    let mut hex = String::new();
    for byte in key.as_bytes() {
        write!(hex, "{byte:02x}").unwrap();
    }
    let mut other = PgConnection::establish(&database.url()).unwrap();
    let held = format!(
        "BEGIN; INSERT INTO idempotency_keys VALUES \
         ({partner}, 'lead-dedupe-check', '\\x{hex}', '', '', 0)"
    );
    other.batch_execute(&held).unwrap();
    let shared = harness.leads.share(request.clone());
    assert_eq!(shared, Err(StoreShareError::KeyInFlight));
    other.batch_execute("ROLLBACK").unwrap();
    let shared = harness.leads.share(request);
    assert!(matches!(shared, Ok(StoreOutcome::Shared(_))), "{shared:?}");
}
