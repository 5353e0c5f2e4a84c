use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

fn stamp(second: i64, content: u8) -> Stamp {
    Stamp {
        occurred_at: DateTime::from_timestamp(1_790_000_000 + second, 0).expect("an instant"),
        content: BlindIndex::new([content; 32]),
    }
}

#[test]
fn a_first_message_applies() {
    assert_eq!(fold(&stamp(0, 1), None, false), Folded::Applies);
}

#[test]
fn later_messages_apply_and_earlier_ones_are_stale() {
    let state = stamp(5, 5);
    assert_eq!(fold(&stamp(6, 0), Some(&state), false), Folded::Applies);
    assert_eq!(fold(&stamp(4, 9), Some(&state), false), Folded::Stale);
}

#[test]
fn of_one_instant_the_greater_content_stands() {
    let state = stamp(5, 5);
    assert_eq!(fold(&stamp(5, 6), Some(&state), false), Folded::Applies);
    assert_eq!(fold(&stamp(5, 4), Some(&state), false), Folded::Stale);
}

#[test]
fn a_message_that_was_kept_before_changes_nothing() {
    let state = stamp(5, 5);
    for message in [stamp(4, 1), stamp(5, 5), stamp(6, 1)] {
        assert_eq!(fold(&message, Some(&state), true), Folded::Known);
    }
    assert_eq!(fold(&state, Some(&state), false), Folded::Known);
}

proptest! {
    #[test]
    fn any_order_and_repetition_ends_at_the_greatest_stamp(
        arrivals in prop::collection::vec((0_i64..6, 0_u8..4), 1..40),
    ) {
        let mut state: Option<Stamp> = None;
        let mut kept = HashSet::new();
        for (second, content) in &arrivals {
            let message = stamp(*second, *content);
            let received = !kept.insert((*second, *content));
            let folded = fold(&message, state.as_ref(), received);
            prop_assert_eq!(folded == Folded::Known, received);
            if folded == Folded::Applies {
                state = Some(message);
            }
        }
        let greatest = arrivals.iter().map(|(second, content)| stamp(*second, *content)).max();
        prop_assert_eq!(state, greatest);
    }
}
