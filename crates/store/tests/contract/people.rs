//! People who sign in, and the audit log as it is looked through.

use std::sync::Arc;

use testkit::{audit_log_contract, people_at_once_contract, people_contract};

use crate::database::Database;
use crate::harness::{harness, over};

on_both_databases! {
    people_keep_their_contract,
    people_keep_their_contract_from_many_sides_at_once,
    the_audit_log_keeps_its_contract,
}

fn people_keep_their_contract(database: &Arc<Database>) {
    people_contract(&harness(database));
}

fn people_keep_their_contract_from_many_sides_at_once(database: &Arc<Database>) {
    let first = harness(database);
    let second = over(database, &database.migrated());
    people_at_once_contract(&[first, second]);
}

fn the_audit_log_keeps_its_contract(database: &Arc<Database>) {
    audit_log_contract(&harness(database));
}
