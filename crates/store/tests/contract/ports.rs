//! The contracts of the ports, which the fakes keep as well.

use std::sync::Arc;

use testkit::{
    Harness, administration_contract, families_contract, feed_contract, lead_changes_contract,
    leads_contract, maintenance_contract, marked_leads_contract, onboarding_contract,
    partner_keys_at_once_contract, partner_keys_contract, partners_contract, replay_marks_contract,
    service_tokens_contract, staff_contract,
};

use crate::database::Database;
use crate::harness::{harness, over};

on_both_databases! {
    partners_keep_their_contract,
    administration_keeps_its_contract,
    onboardings_keep_their_contract,
    families_keep_their_contract,
    service_tokens_keep_their_contract,
    staff_keep_their_contract,
    the_feed_keeps_its_contract,
    leads_keep_their_contract,
    maintenance_keeps_its_contract,
    changes_keep_their_contract,
    changes_of_one_instance_are_told_by_another,
    partner_keys_keep_their_contract,
    partner_keys_keep_their_contract_from_many_sides_at_once,
    replay_marks_keep_their_contract,
    an_envelope_is_taken_once,
    an_envelope_is_taken_once_by_two_instances,
}

fn partners_keep_their_contract(database: &Arc<Database>) {
    partners_contract(&harness(database));
}

fn onboardings_keep_their_contract(database: &Arc<Database>) {
    onboarding_contract(&harness(database));
}

fn administration_keeps_its_contract(database: &Arc<Database>) {
    administration_contract(&harness(database));
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

fn maintenance_keeps_its_contract(database: &Arc<Database>) {
    maintenance_contract(&harness(database));
}

fn changes_keep_their_contract(database: &Arc<Database>) {
    lead_changes_contract(&[harness(database)]);
}

fn changes_of_one_instance_are_told_by_another(database: &Arc<Database>) {
    lead_changes_contract(&instances(database));
}

/// Two instances of one database.
fn instances(database: &Arc<Database>) -> [Harness; 2] {
    let stores = [database.migrated(), database.open()];
    stores.map(|store| over(database, &store))
}

fn partner_keys_keep_their_contract(database: &Arc<Database>) {
    partner_keys_contract(&harness(database));
}

fn partner_keys_keep_their_contract_from_many_sides_at_once(database: &Arc<Database>) {
    partner_keys_at_once_contract(&instances(database));
}

fn replay_marks_keep_their_contract(database: &Arc<Database>) {
    replay_marks_contract(&harness(database));
}

fn an_envelope_is_taken_once(database: &Arc<Database>) {
    marked_leads_contract(&[harness(database)]);
}

fn an_envelope_is_taken_once_by_two_instances(database: &Arc<Database>) {
    marked_leads_contract(&instances(database));
}
