//! Loans are credited to leads as the reference works out, whatever the order in
//! which the lender tells of them.

use std::sync::Arc;

use testkit::{credits_contract, credits_permutations};

use crate::database::Database;
use crate::harness::harness;

on_both_databases! {
    loans_are_credited_by_the_contract,
    any_order_of_messages_ends_in_what_the_reference_works_out,
}

/// Worlds; each is told in an order of its own.
const WORLDS: u32 = 10_000;

fn any_order_of_messages_ends_in_what_the_reference_works_out(database: &Arc<Database>) {
    credits_permutations(&harness(database), 1, WORLDS);
    // What is kept up with every change is what the rows come to.
    let kept = database.open().reconcile().unwrap();
    assert_eq!(kept.discrepancies, []);
    assert!(kept.leads > i64::from(WORLDS));
}

fn loans_are_credited_by_the_contract(database: &Arc<Database>) {
    credits_contract(&harness(database));
}
