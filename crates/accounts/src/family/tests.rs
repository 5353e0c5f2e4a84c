use std::collections::HashMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn token(number: usize) -> TokenId {
    TokenId::new(Uuid::from_u128(u128::try_from(number).expect("small")))
}

/// What a store does around [`judge_refresh`], and every token ever issued.
struct Store {
    family: Option<Family>,
    spent: HashMap<u32, TokenId>,
    /// Tokens by number, each with its generation; 0 is the login's.
    issued: Vec<u32>,
}

impl Store {
    fn after_login() -> Self {
        Self {
            family: None,
            spent: HashMap::new(),
            issued: vec![0],
        }
    }

    fn present(&mut self, number: usize) -> Ruling {
        let generation = self.issued[number];
        let presented = Presented {
            family: FamilyId::new(Uuid::from_u128(1)),
            partner: PartnerId::new(1),
            token: token(number),
            generation,
            family_ends_at: DateTime::<Utc>::MAX_UTC,
        };
        let behind = self
            .family
            .is_some_and(|family| generation < family.generation);
        let spent_then = self.spent.get(&generation).copied().filter(|_| behind);
        let successor = token(self.issued.len());
        let ruling = judge_refresh(&presented, self.family.as_ref(), spent_then, successor);
        match ruling {
            Ruling::Exchange { family, spent } => {
                assert_eq!(family.generation, generation);
                assert_eq!(
                    (family.in_use, family.successor),
                    (token(number), successor)
                );
                self.family = Some(family);
                self.spent.extend(spent);
                self.issued.push(generation + 1);
            }
            Ruling::Revoke => {
                let family = self.family.as_mut().expect("a family to revoke");
                family.revoked = true;
            }
            Ruling::Refuse => {}
        }
        ruling
    }

    /// Presents a token that must be exchanged; the number of its successor.
    fn exchange(&mut self, number: usize) -> usize {
        let ruling = self.present(number);
        assert!(matches!(ruling, Ruling::Exchange { .. }), "{ruling:?}");
        self.issued.len() - 1
    }
}

#[test]
fn tokens_used_in_turn_are_exchanged_in_turn() {
    let mut store = Store::after_login();
    let mut newest = 0;
    for generation in 1..10 {
        newest = store.exchange(newest);
        assert_eq!(store.issued[newest], generation);
    }
}

#[test]
fn a_retry_before_the_successor_was_used_gets_a_new_successor() {
    let mut store = Store::after_login();
    let lost = store.exchange(0);
    let second = store.exchange(0);
    let third = store.exchange(0);
    // The replaced ones are refused and revoke nothing.
    assert_eq!(store.present(lost), Ruling::Refuse);
    assert_eq!(store.present(second), Ruling::Refuse);
    let next = store.exchange(third);
    assert_eq!(store.present(second), Ruling::Refuse);
    store.exchange(next);
}

#[test]
fn a_spent_token_that_comes_again_revokes_the_family() {
    let mut store = Store::after_login();
    let first = store.exchange(0);
    let second = store.exchange(first);
    assert_eq!(store.present(0), Ruling::Revoke);
    for number in [0, first, second] {
        assert_eq!(store.present(number), Ruling::Refuse);
    }
}

#[test]
fn a_token_spent_long_ago_revokes_too() {
    let mut store = Store::after_login();
    let mut newest = 0;
    for _ in 0..20 {
        newest = store.exchange(newest);
    }
    assert_eq!(store.present(3), Ruling::Revoke);
}

#[test]
fn only_a_login_s_own_token_begins_a_family() {
    let mut store = Store::after_login();
    store.issued.push(1);
    assert_eq!(store.present(1), Ruling::Refuse);
    assert_eq!(store.family, None);
}

#[test]
fn a_token_nobody_issued_changes_nothing() {
    let mut store = Store::after_login();
    let first = store.exchange(0);
    store.exchange(first);
    for generation in 0..4 {
        store.issued.push(generation);
        let foreign = store.issued.len() - 1;
        assert_eq!(store.present(foreign), Ruling::Refuse, "{generation}");
    }
}

/// The rule in other words: tokens know whether they were used, and each used
/// one knows the last token it was exchanged for.
#[derive(Default)]
struct Model {
    used: Vec<usize>,
    last_child: HashMap<usize, usize>,
    issued: usize,
    revoked: bool,
}

#[derive(Debug, PartialEq)]
enum Told {
    Exchanged,
    Refused,
    Revoked,
}

impl Model {
    fn present(&mut self, number: usize) -> Told {
        if self.revoked {
            return Told::Refused;
        }
        let head = self.used.last().copied();
        let fresh = match head {
            None => number == 0,
            Some(head) => self.last_child.get(&head) == Some(&number),
        };
        if fresh {
            self.used.push(number);
        } else if head != Some(number) {
            if self.used.contains(&number) {
                self.revoked = true;
                return Told::Revoked;
            }
            return Told::Refused;
        }
        self.issued += 1;
        self.last_child.insert(number, self.issued);
        Told::Exchanged
    }
}

proptest! {
    #[test]
    fn any_sequence_of_presents_is_ruled_as_the_model_rules(
        // Mostly recent tokens, so that families grow old before they end.
        picks in prop::collection::vec((0_usize..10, any::<prop::sample::Index>()), 1..80),
    ) {
        let mut store = Store::after_login();
        let mut model = Model::default();
        for (lottery, pick) in picks {
            let number = match lottery {
                0..=5 => store.issued.len() - 1,
                6..=8 => store.issued.len().saturating_sub(2),
                _ => pick.index(store.issued.len()),
            };
            let told = match store.present(number) {
                Ruling::Exchange { .. } => Told::Exchanged,
                Ruling::Refuse => Told::Refused,
                Ruling::Revoke => Told::Revoked,
            };
            prop_assert_eq!(told, model.present(number));
        }
    }
}
