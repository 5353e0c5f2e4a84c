//! Invites, and the accounts of candidates.

use std::sync::Arc;

use testkit::{invites_at_once_contract, invites_contract};

use crate::database::Database;
use crate::harness::{harness, over};

on_both_databases! {
    invites_keep_their_contract,
    invites_keep_their_contract_from_many_sides_at_once,
}

fn invites_keep_their_contract(database: &Arc<Database>) {
    invites_contract(&harness(database));
}

fn invites_keep_their_contract_from_many_sides_at_once(database: &Arc<Database>) {
    let first = harness(database);
    let second = over(database, &database.migrated());
    invites_at_once_contract(&[first, second]);
}
