//! The fakes keep the contracts of the ports they stand in for.

use testkit::{
    administration_contract, audit_chain_at_once_contract, audit_chain_contract,
    audit_log_contract, candidates_at_once_contract, candidates_contract, families_contract,
    feed_at_once_contract, feed_contract, in_memory, invites_at_once_contract, invites_contract,
    lead_changes_contract, leads_contract, maintenance_contract, marked_leads_contract,
    money_at_once_contract, money_contract, money_history_contract, onboarding_contract,
    partner_keys_at_once_contract, partner_keys_contract, partners_contract,
    people_at_once_contract, people_contract, practice_at_once_contract, practice_contract,
    practice_course_contract, replay_marks_contract, service_tokens_contract, staff_contract,
    usage_at_once_contract, usage_contract,
};

#[test]
fn the_fake_partners_keep_their_contract() {
    partners_contract(&in_memory());
}

#[test]
fn the_fake_administration_keeps_its_contract() {
    administration_contract(&in_memory());
}

#[test]
fn the_fake_onboardings_keep_their_contract() {
    onboarding_contract(&in_memory());
}

#[test]
fn the_fake_families_keep_their_contract() {
    families_contract(&in_memory());
}

#[test]
fn the_fake_service_tokens_keep_their_contract() {
    service_tokens_contract(&in_memory());
}

#[test]
fn the_fake_staff_keeps_its_contract() {
    staff_contract(&in_memory());
}

#[test]
fn the_fake_feed_keeps_its_contract() {
    feed_contract(&in_memory(), in_memory);
}

#[test]
fn the_fake_feed_keeps_its_contract_from_many_sides_at_once() {
    let shared = in_memory();
    feed_at_once_contract(&[shared.clone(), shared], &in_memory());
}

#[test]
fn the_fake_leads_keep_their_contract() {
    leads_contract(&in_memory());
}

#[test]
fn the_fake_changes_keep_their_contract() {
    lead_changes_contract(&[in_memory()]);
}

#[test]
fn the_fake_leads_take_an_envelope_once() {
    let shared = in_memory();
    marked_leads_contract(&[shared.clone(), shared]);
}

#[test]
fn the_fake_partner_keys_keep_their_contract() {
    partner_keys_contract(&in_memory());
}

#[test]
fn the_fake_partner_keys_keep_their_contract_from_many_sides_at_once() {
    let shared = in_memory();
    partner_keys_at_once_contract(&[shared.clone(), shared]);
}

#[test]
fn the_fake_replay_marks_keep_their_contract() {
    replay_marks_contract(&in_memory());
}

#[test]
fn the_fake_audit_chain_keeps_its_contract() {
    audit_chain_contract(&in_memory());
}

#[test]
fn the_fake_audit_chain_keeps_its_contract_from_many_sides_at_once() {
    audit_chain_at_once_contract(&[in_memory()]);
}

#[test]
fn the_fake_money_keeps_its_contract() {
    money_contract(in_memory);
}

#[test]
fn the_fake_money_keeps_its_contract_from_many_sides_at_once() {
    money_at_once_contract(in_memory());
}

#[test]
fn no_paisa_is_lost_in_the_fakes_whatever_happens() {
    for seed in 1..=20 {
        money_history_contract(in_memory(), seed, 120, &|| {});
    }
}

#[test]
fn the_fake_people_keep_their_contract() {
    people_contract(&in_memory());
}

#[test]
fn the_fake_people_keep_their_contract_from_many_sides_at_once() {
    let shared = in_memory();
    people_at_once_contract(&[shared.clone(), shared]);
}

#[test]
fn the_fake_audit_log_keeps_its_contract() {
    audit_log_contract(&in_memory());
}

#[test]
fn the_fake_maintenance_keeps_its_contract() {
    maintenance_contract(&in_memory());
}

#[test]
fn the_fake_counts_keep_their_contract() {
    usage_contract(&in_memory());
}

#[test]
fn practice_keeps_its_contract() {
    practice_contract(&in_memory());
}

#[test]
fn practice_is_as_the_plain_reference_says() {
    for seed in 1..=6 {
        practice_course_contract(&in_memory(), seed, 24);
    }
}

#[test]
fn practice_keeps_its_contract_from_many_sides_at_once() {
    practice_at_once_contract(&[in_memory()]);
}

#[test]
fn the_fake_counts_keep_their_contract_from_many_sides_at_once() {
    usage_at_once_contract(&[in_memory()]);
}

#[test]
fn the_fake_invites_keep_their_contract() {
    invites_contract(&in_memory());
}

#[test]
fn the_fake_invites_keep_their_contract_from_many_sides_at_once() {
    let shared = in_memory();
    invites_at_once_contract(&[shared.clone(), shared]);
}

#[test]
fn the_fake_candidates_keep_their_contract() {
    candidates_contract(&in_memory());
}

#[test]
fn the_fake_candidates_keep_their_contract_from_many_sides_at_once() {
    let shared = in_memory();
    candidates_at_once_contract(&[shared.clone(), shared]);
}
