//! Whose leads may be concerned by what some messages changed.

use kernel::UserId;

use super::rows::LeadKeys;
use crate::feed_chunk::{State, UserFacts};

/// What the leads are found by: the old and new keys of users whom leads would
/// see change, those of the users of changed loans, and those loans. Empty when
/// the messages changed nothing.
pub(super) fn keys(state: &State<'_>) -> LeadKeys {
    let mut keys = LeadKeys::default();
    for user in state.users.values() {
        if user.user.is_none() && !user.utm_changed {
            continue;
        }
        let after = user.after();
        if user.before != after {
            for facts in [&user.before, &after].into_iter().flatten() {
                add(&mut keys, facts);
            }
        }
    }
    for (id, loan) in &state.loans {
        if loan.loan.is_none() && !loan.report_changed {
            continue;
        }
        if let Some(new) = loan.loan {
            add_user(&mut keys, state, new.loan.user);
        }
        if let Some(before) = &loan.before {
            // Nobody holds a loan that is new. Of the user it was taken from, a
            // lead that holds it is concerned, and no other.
            keys.loans.push(id.get());
            add_user(&mut keys, state, before.user);
        }
    }
    keys.tidy();
    keys
}

fn add_user(keys: &mut LeadKeys, state: &State<'_>, user: UserId) {
    let user = state.users.get(&user);
    if let Some(facts) = user.and_then(crate::feed_chunk::UserState::after) {
        add(keys, &facts);
    }
}

fn add(keys: &mut LeadKeys, facts: &UserFacts) {
    keys.mobiles.push(facts.mobile);
    keys.pans.extend(facts.pan);
}
