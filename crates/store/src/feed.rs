//! The lender's users, loans and messages.

use std::ops::Range;
use std::sync::Arc;

use kernel::{PortFailure, PortResult};
use lender::{FeedOutcome, FeedRepository, StoredMessage};

use crate::Store;
use crate::credit::Books;
use crate::feed_chunk;

/// How many messages share a transaction: enough that the commit costs little,
/// few enough that others do not wait long for it.
const CHUNK: usize = 500;

/// The same for a load. Keyed hashes lie all over an index, so that a transaction
/// of few rows writes nearly a page for each; of many rows, several share a page.
const LOADING_CHUNK: usize = 10_000;

/// Users, loans and their messages in the database.
#[derive(Clone)]
pub struct DieselFeedRepository {
    store: Store,
    books: Books,
    chunk: usize,
}

impl DieselFeedRepository {
    /// The users and loans of `store`; its leads are credited by `books`.
    pub const fn new(store: Store, books: Books) -> Self {
        Self {
            store,
            books,
            chunk: CHUNK,
        }
    }

    /// The same for a first load of the lender's data: up to 10 000 messages share
    /// a transaction, which others have to wait for. `store` is to be opened for
    /// [`crate::Purpose::Loading`].
    pub const fn loading(store: Store, books: Books) -> Self {
        Self {
            store,
            books,
            chunk: LOADING_CHUNK,
        }
    }

    fn chunk(
        &self,
        messages: &Arc<Vec<StoredMessage>>,
        range: Range<usize>,
    ) -> PortResult<Vec<FeedOutcome>> {
        let (messages, books) = (Arc::clone(messages), self.books.clone());
        self.store.write(move |conn| {
            let chunk = messages.get(range.clone()).unwrap_or_default();
            feed_chunk::apply(conn, &books, chunk)
        })
    }

    /// The messages of `range` in transactions of at most `most`. One that fails
    /// is tried again in smaller ones, in the end message by message: perhaps it is
    /// the fault of one of them, which must fail alone. Once the store is away
    /// there is no use in knocking for every single one.
    fn in_chunks(
        &self,
        messages: &Arc<Vec<StoredMessage>>,
        range: Range<usize>,
        most: usize,
    ) -> Vec<PortResult<FeedOutcome>> {
        let mut results: Vec<PortResult<FeedOutcome>> = Vec::with_capacity(range.len());
        for start in range.clone().step_by(most) {
            let part = start..range.end.min(start + most);
            if let Some(Err(failure @ PortFailure::Unavailable(_))) = results.last() {
                let failure = failure.clone();
                results.extend(part.map(|_| Err(failure.clone())));
                continue;
            }
            match self.chunk(messages, part.clone()) {
                Ok(outcomes) => results.extend(outcomes.into_iter().map(Ok)),
                Err(failure) if part.len() == 1 => results.push(Err(failure)),
                Err(_) => {
                    let less = if most > CHUNK { CHUNK } else { 1 };
                    results.extend(self.in_chunks(messages, part, less));
                }
            }
        }
        results
    }
}

impl FeedRepository for DieselFeedRepository {
    fn apply(&self, messages: Vec<StoredMessage>) -> Vec<PortResult<FeedOutcome>> {
        let messages = Arc::new(messages);
        self.in_chunks(&messages, 0..messages.len(), self.chunk)
    }
}
