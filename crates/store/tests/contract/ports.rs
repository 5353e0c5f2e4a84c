//! The contracts of the ports, which the fakes keep as well.

use std::sync::Arc;

use testkit::{
    families_contract, feed_contract, leads_contract, partners_contract, service_tokens_contract,
    staff_contract,
};

use crate::database::Database;
use crate::harness::harness;

on_both_databases! {
    partners_keep_their_contract,
    families_keep_their_contract,
    service_tokens_keep_their_contract,
    staff_keep_their_contract,
    the_feed_keeps_its_contract,
    leads_keep_their_contract,
}

fn partners_keep_their_contract(database: &Arc<Database>) {
    partners_contract(&harness(database));
}

fn families_keep_their_contract(database: &Arc<Database>) {
    families_contract(&harness(database));
}

fn service_tokens_keep_their_contract(database: &Arc<Database>) {
    service_tokens_contract(&harness(database));
}

fn staff_keep_their_contract(database: &Arc<Database>) {
    staff_contract(&harness(database));
}

fn the_feed_keeps_its_contract(database: &Arc<Database>) {
    feed_contract(&harness(database), || {
        harness(&Arc::new(database.another()))
    });
}

fn leads_keep_their_contract(database: &Arc<Database>) {
    leads_contract(&harness(database));
}
