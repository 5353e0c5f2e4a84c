//! Every promise of the ports, tried on both databases.
//!
//! `SQLite` files are temporary. `PostgreSQL` is the cluster that
//! `TEST_DATABASE_URL` names by its `postgres` database; every test makes a
//! database of its own there and drops it. Without that variable these tests are
//! skipped, except on a build server, where that is an error.
#![expect(
    clippy::unwrap_used,
    reason = "test code: what goes wrong is reported by a panic"
)]

/// Makes of each function of the module two tests, one for each database.
macro_rules! on_both_databases {
    ($($test:ident,)+) => {
        mod on_sqlite {
            $(#[test] fn $test() {
                let database = crate::database::Database::sqlite();
                super::$test(&std::sync::Arc::new(database));
            })+
        }
        mod on_postgres {
            $(#[test] fn $test() {
                if let Some(database) = crate::database::Database::postgres() {
                    super::$test(&std::sync::Arc::new(database));
                }
            })+
        }
    };
}

mod about;
mod at_rest;
mod audit_chain;
mod candidates;
mod changes;
mod circles;
mod credited_leads;
mod credits;
mod credits_at_once;
mod database;
mod directory;
mod envelopes;
mod envelopes_shared;
mod feed_at_once;
mod feed_faults;
mod harness;
mod housekeeping;
mod idempotency;
mod invites;
mod lead_names;
mod mail;
mod migrations;
mod money;
mod money_rows;
mod outages;
mod people;
mod ports;
mod practice;
mod reindexed;
mod sealed;
mod shares_at_once;
mod shares_gathered;
mod totals;
mod usage;
mod webhooks;
