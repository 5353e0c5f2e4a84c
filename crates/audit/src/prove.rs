//! `audit verify`: proving the log untouched.

use std::sync::Arc;

use chrono::TimeDelta;
use kernel::{Clock, PortResult};

use crate::chain::{ChainHasher, ChainLink};
use crate::sealing::{AuditChain, Waiting};
use crate::verify::{Break, Verifier};

/// An entry waits for a second at most while a sealer runs; this is generous.
const WAITS_AT_MOST: TimeDelta = TimeDelta::seconds(10);

/// How many entries are read at a time.
const PAGE: u32 = 1000;

/// Proves the log untouched, or names the first wrong place.
#[derive(Clone)]
pub struct ProveAuditLog {
    /// The log.
    pub chain: Arc<dyn AuditChain>,
    /// Hashes under the key of the sealers.
    pub hasher: Arc<dyn ChainHasher>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// The last link that is right, and with it every one before.
    pub last: ChainLink,
    /// The first wrong place.
    pub broken: Option<Break>,
    /// What is not chained yet, and so not proved.
    pub waiting: Waiting,
    /// How long the oldest of those has waited.
    pub waited: Option<TimeDelta>,
}

impl Proof {
    /// Whether entries wait for longer than any sealer would let them.
    pub fn unattended(&self) -> bool {
        self.waited.is_some_and(|waited| waited > WAITS_AT_MOST)
    }

    /// Whether the log is proved.
    pub fn holds(&self) -> bool {
        self.broken.is_none() && !self.unattended()
    }
}

impl ProveAuditLog {
    /// Walks the whole log while it may grow. `noted`: a link noted before, which
    /// must be part of it. `progress` hears how many entries are done, of about
    /// how many.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn execute(
        &self,
        noted: Option<ChainLink>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> PortResult<Proof> {
        let mut verifier = Verifier::new(self.hasher.as_ref(), noted);
        let broken = self.walk(&mut verifier, progress)?.err();
        let waiting = self.chain.waiting()?;
        let now = self.clock.now();
        Ok(Proof {
            last: verifier.last(),
            broken,
            waiting,
            waited: waiting.oldest.map(|oldest| now - oldest),
        })
    }

    fn walk(
        &self,
        verifier: &mut Verifier<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> PortResult<Result<(), Break>> {
        let head = self.chain.head()?;
        let about = head.map_or(0, |head| u64::try_from(head.sequence).unwrap_or(0));
        let mut after = None;
        loop {
            let page = self.chain.sealed_after(after, PAGE)?;
            for sealed in &page {
                if let Err(broken) = verifier.step(sealed) {
                    return Ok(Err(broken));
                }
                after = Some((sealed.sequence, sealed.entry.id));
            }
            progress(verifier.last().sequence, about);
            if page.is_empty() {
                let end = verifier.end(self.chain.head()?.as_ref());
                let grown = matches!(end, Err(Break::TailCut { .. }))
                    && !self.chain.sealed_after(after, 1)?.is_empty();
                if !grown {
                    return Ok(end);
                }
            }
        }
    }
}
