//! The lender's users, loans and messages.

use std::ops::Range;
use std::sync::Arc;

use kernel::{PortFailure, PortResult};
use lender::{FeedOutcome, FeedRepository, StoredMessage};

use crate::Store;
use crate::feed_chunk;

/// How many messages share a transaction: enough that the commit costs little,
/// few enough that others do not wait long for it.
const CHUNK: usize = 500;

/// Users, loans and their messages in the database.
#[derive(Clone)]
pub struct DieselFeedRepository {
    store: Store,
}

impl DieselFeedRepository {
    /// The users and loans of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    fn chunk(
        &self,
        messages: &Arc<Vec<StoredMessage>>,
        range: Range<usize>,
    ) -> PortResult<Vec<FeedOutcome>> {
        let messages = Arc::clone(messages);
        self.store.write(move |conn| {
            let chunk = messages.get(range.clone()).unwrap_or_default();
            feed_chunk::apply(conn, chunk)
        })
    }

    /// Each message in a transaction of its own. Once the store is away there is
    /// no use in knocking for every single one.
    fn one_by_one(
        &self,
        messages: &Arc<Vec<StoredMessage>>,
        range: Range<usize>,
    ) -> Vec<PortResult<FeedOutcome>> {
        let mut away = None;
        range
            .map(|at| {
                if let Some(failure) = away.clone() {
                    return Err(failure);
                }
                let result = self.chunk(messages, at..at + 1).and_then(only);
                if let Err(failure @ PortFailure::Unavailable(_)) = &result {
                    away = Some(failure.clone());
                }
                result
            })
            .collect()
    }
}

fn only(outcomes: Vec<FeedOutcome>) -> PortResult<FeedOutcome> {
    let missing = || PortFailure::Unforeseen("a message got no outcome".to_owned());
    outcomes.into_iter().next().ok_or_else(missing)
}

impl FeedRepository for DieselFeedRepository {
    fn apply(&self, messages: Vec<StoredMessage>) -> Vec<PortResult<FeedOutcome>> {
        let messages = Arc::new(messages);
        let mut results = Vec::with_capacity(messages.len());
        let mut away: Option<PortFailure> = None;
        for start in (0..messages.len()).step_by(CHUNK) {
            let range = start..messages.len().min(start + CHUNK);
            if let Some(failure) = &away {
                results.extend(range.map(|_| Err(failure.clone())));
                continue;
            }
            match self.chunk(&messages, range.clone()) {
                Ok(outcomes) => results.extend(outcomes.into_iter().map(Ok)),
                // Perhaps the fault of one of them: it must fail alone.
                Err(_) => results.extend(self.one_by_one(&messages, range)),
            }
            if let Some(Err(failure @ PortFailure::Unavailable(_))) = results.last() {
                away = Some(failure.clone());
            }
        }
        results
    }
}
