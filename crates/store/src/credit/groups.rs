//! Who has to do with whom.

use std::collections::{BTreeMap, HashMap};

use kernel::{BlindIndex, LeadId, LoanApplicationId, UserId};

use super::around::Around;
use super::rows::{Lead, Loan, User};
use crate::feed_chunk::State;

/// Some of those around that have nothing to do with the others. Deciding a group
/// takes leads times users times loans, deciding all at once would take the
/// product over everyone.
#[derive(Default)]
pub(super) struct Group<'a> {
    pub(super) leads: Vec<&'a Lead>,
    pub(super) users: Vec<&'a User>,
    pub(super) loans: Vec<&'a Loan>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Node {
    Mobile(BlindIndex),
    Pan(BlindIndex),
    Lead(LeadId),
    User(UserId),
    Loan(LoanApplicationId),
}

/// The groups that share nothing, neither now nor before `state` was written; each
/// in the order of keys.
pub(super) fn of<'a>(around: &'a Around, state: &State<'_>) -> Vec<Group<'a>> {
    let mut joined = Joined::default();
    for (id, lead) in &around.leads {
        let node = joined.place(Node::Lead(*id));
        joined.join(node, Node::Mobile(lead.candidate.mobile));
        joined.join(node, Node::Pan(lead.candidate.pan));
        if let Some(credit) = &lead.credit {
            joined.join(node, Node::Loan(credit.loan));
        }
    }
    for (id, user) in &around.users {
        let node = joined.place(Node::User(*id));
        let before = state.users.get(id).and_then(|user| user.before.as_ref());
        let mut keys = vec![(user.applicant.mobile, user.applicant.pan)];
        keys.extend(before.map(|before| (before.mobile, before.pan)));
        for (mobile, pan) in keys {
            joined.join(node, Node::Mobile(mobile));
            if let Some(pan) = pan {
                joined.join(node, Node::Pan(pan));
            }
        }
    }
    for (id, loan) in &around.loans {
        let node = joined.place(Node::Loan(*id));
        joined.join(node, Node::User(loan.facts.application.user));
        let before = state.loans.get(id).and_then(|loan| loan.before);
        if let Some(before) = before {
            joined.join(node, Node::User(before.user));
        }
    }
    joined.groups(around)
}

/// Disjoint sets of nodes (union-find): each place holds a place nearer to the
/// root of its set; a root holds itself.
#[derive(Default)]
struct Joined {
    places: HashMap<Node, usize>,
    above: Vec<usize>,
}

impl Joined {
    fn place(&mut self, node: Node) -> usize {
        let next = self.above.len();
        let place = *self.places.entry(node).or_insert(next);
        if place == next {
            self.above.push(next);
        }
        place
    }

    fn root(&mut self, mut place: usize) -> usize {
        while self.above[place] != place {
            // Halves the way for whoever comes next.
            self.above[place] = self.above[self.above[place]];
            place = self.above[place];
        }
        place
    }

    fn join(&mut self, place: usize, with: Node) {
        let with = self.place(with);
        let (one, other) = (self.root(place), self.root(with));
        self.above[one] = other;
    }

    fn root_of(&mut self, node: Node) -> usize {
        let place = self.place(node);
        self.root(place)
    }

    fn groups<'a>(&mut self, around: &'a Around) -> Vec<Group<'a>> {
        let mut groups: BTreeMap<usize, Group<'a>> = BTreeMap::new();
        for (id, lead) in &around.leads {
            let root = self.root_of(Node::Lead(*id));
            groups.entry(root).or_default().leads.push(lead);
        }
        for (id, user) in &around.users {
            let root = self.root_of(Node::User(*id));
            groups.entry(root).or_default().users.push(user);
        }
        for (id, loan) in &around.loans {
            let root = self.root_of(Node::Loan(*id));
            groups.entry(root).or_default().loans.push(loan);
        }
        groups.into_values().collect()
    }
}
