//! One refresh token, presented by many at once.

use std::collections::HashSet;

use accounts::RefreshVerdict;
use kernel::{PartnerId, TokenId};

use super::families::Login;
use crate::Harness;

/// How many present the token at once.
const CALLERS: usize = 64;

pub(super) fn of_simultaneous_exchanges_one_successor_counts(
    harness: &Harness,
    partner: PartnerId,
) {
    let login = Login::new(harness, partner, 60);
    let answers: Vec<(RefreshVerdict, TokenId)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CALLERS)
            .map(|_| scope.spawn(|| login.present(login.first, 0)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no panic"))
            .collect()
    });
    for (verdict, _) in &answers {
        assert_eq!(*verdict, RefreshVerdict::Exchanged { generation: 1 });
    }
    let successors: HashSet<TokenId> = answers.iter().map(|(_, token)| *token).collect();
    assert_eq!(successors.len(), CALLERS);
    // Only the one stored last counts; trying the others revokes nothing.
    let counting: Vec<TokenId> = successors
        .into_iter()
        .filter(|token| login.present(*token, 1).0 != RefreshVerdict::Refused)
        .collect();
    assert_eq!(counting.len(), 1);
    assert!(!login.is_revoked());
    let (verdict, _) = login.present(login.first, 0);
    assert_eq!(verdict, RefreshVerdict::Reused);
    assert!(login.is_revoked());
}
