//! The fakes credit leads as the reference does.

use testkit::{credits_contract, credits_permutations, in_memory};

#[test]
fn any_order_of_messages_ends_in_what_the_reference_works_out() {
    credits_permutations(&in_memory(), 1, 2_000);
}

#[test]
fn the_fake_feed_credits_leads_by_its_contract() {
    credits_contract(&in_memory());
}
