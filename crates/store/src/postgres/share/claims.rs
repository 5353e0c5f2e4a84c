//! Idempotency keys within a batch: who works under a key, who gets its reply.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use kernel::PortFailure;
use leads::{ShareRequest, Shared, StoreOutcome, StoreShareError};

use super::batch::Answer;
use super::keys::{self, Kept, Key, Keyed};
use super::marks::Marks;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::postgres::native;

/// Who holds which idempotency key.
pub(super) struct Claims<'a> {
    requests: &'a [ShareRequest],
    marks: &'a Marks<'a>,
    /// The member that works under each key taken by this batch.
    holders: HashMap<Key, usize>,
    /// What others kept before.
    kept: HashMap<Key, Kept>,
}

impl<'a> Claims<'a> {
    /// Takes every key of `requests` that is free, for the first member that
    /// names it and whose mark passed, and reads what is kept under the others.
    pub(super) fn make(
        conn: &mut Conn,
        requests: &'a [ShareRequest],
        marks: &'a Marks<'a>,
    ) -> Result<Self, StoreError> {
        let mut claims = Self {
            requests,
            marks,
            holders: HashMap::new(),
            kept: HashMap::new(),
        };
        let mut wanted: Vec<Keyed<'_>> = Vec::new();
        for (member, request) in requests.iter().enumerate() {
            if let Some(keep) = &request.keep
                && marks.pass(member)
                && let Entry::Vacant(free) = claims.holders.entry(Key::of(request, keep))
            {
                free.insert(member);
                wanted.push((request, keep));
            }
        }
        if wanted.is_empty() {
            return Ok(claims);
        }
        let taken = keys::claim(native(conn)?, &mut wanted)?;
        let others: Vec<Key> = wanted
            .iter()
            .map(|(request, keep)| Key::of(request, keep))
            .filter(|key| !taken.contains(key))
            .collect();
        claims.kept = keys::read(native(conn)?, &others)?;
        claims.holders.retain(|key, _| taken.contains(key));
        Ok(claims)
    }

    /// Whether `member` is judged and stored, rather than refused for its mark or
    /// answered from a reply that is kept.
    pub(super) fn works(&self, member: usize) -> bool {
        if !self.marks.pass(member) {
            return false;
        }
        let request = &self.requests[member];
        request.keep.as_ref().is_none_or(|keep| {
            let holder = self.holders.get(&Key::of(request, keep));
            holder == Some(&member)
        })
    }

    /// Keeps the replies of those that worked, and answers everyone.
    pub(super) fn answer(
        mut self,
        conn: &mut Conn,
        shared: &HashMap<usize, Shared>,
    ) -> Result<Vec<Answer>, StoreError> {
        let mut replies = Vec::new();
        for (member, shared) in shared {
            let request = &self.requests[*member];
            if let Some(keep) = &request.keep {
                replies.push(((request, keep), (keep.seal)(shared)?));
            }
        }
        keys::keep(native(conn)?, &replies)?;
        for ((request, keep), reply) in replies {
            let body = keep.body;
            self.kept
                .insert(Key::of(request, keep), Kept { body, reply });
        }
        let answers = (0..self.requests.len()).map(|member| match shared.get(&member) {
            Some(shared) => Ok(StoreOutcome::Shared(*shared)),
            None if !self.marks.pass(member) => Err(StoreShareError::MarkSpent),
            None => self.replay(&self.requests[member]),
        });
        Ok(answers.collect())
    }

    fn replay(&self, request: &ShareRequest) -> Answer {
        let Some(keep) = &request.keep else {
            let what = "a share was not settled".to_owned();
            return Err(StoreShareError::Port(PortFailure::Unforeseen(what)));
        };
        match self.kept.get(&Key::of(request, keep)) {
            // Its row was there when it was claimed and is gone now: expired and
            // purged in between. The next try finds the key free.
            None => Err(StoreShareError::KeyInFlight),
            Some(kept) if kept.body != keep.body => Err(StoreShareError::KeyReused),
            Some(kept) => Ok(StoreOutcome::Replayed(kept.reply.clone())),
        }
    }
}
