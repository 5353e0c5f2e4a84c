//! Replies kept in memory for whoever asks again.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kernel::{BlindIndex, PartnerId, PortResult, Sealed};
use leads::{KeepReply, Shared, StoreOutcome, StoreShareError};

/// What an idempotency key is scoped to, and the key.
type ReplyKey = (PartnerId, &'static str, BlindIndex);

/// Every reply that is kept.
#[derive(Debug, Default)]
pub(super) struct Replies(HashMap<ReplyKey, Reply>);

#[derive(Debug)]
struct Reply {
    body: BlindIndex,
    until: DateTime<Utc>,
    sealed: Sealed,
}

impl Replies {
    pub(super) fn replay(
        &self,
        partner: PartnerId,
        keep: &KeepReply,
        now: DateTime<Utc>,
    ) -> Result<Option<StoreOutcome>, StoreShareError> {
        let reply = self.0.get(&(partner, keep.route, keep.key));
        match reply.filter(|reply| now < reply.until) {
            None => Ok(None),
            Some(reply) if reply.body == keep.body => {
                Ok(Some(StoreOutcome::Replayed(reply.sealed.clone())))
            }
            Some(_) => Err(StoreShareError::KeyReused),
        }
    }

    pub(super) fn keep(
        &mut self,
        partner: PartnerId,
        keep: &KeepReply,
        shared: &Shared,
    ) -> PortResult<()> {
        let reply = Reply {
            body: keep.body,
            until: keep.until,
            sealed: (keep.seal)(shared)?,
        };
        self.0.insert((partner, keep.route, keep.key), reply);
        Ok(())
    }
}
