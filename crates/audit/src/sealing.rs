//! Chaining what was written.
//!
//! An entry is written with the change it tells of, unchained: a link taken there
//! would make every change wait for the one before. A sealer chains afterwards,
//! within a second, in the order in which it finds them.

use chrono::{DateTime, Utc};
use kernel::{PortFailure, PortResult};

use crate::chain::{ChainHasher, ChainLink, Head, SealedEntry, StoredEntry, seal};
use crate::verify::Break;

/// The chained log.
pub trait AuditChain: Send + Sync {
    /// Chains up to `most` waiting entries in the order of their keys, as one
    /// transaction; of several sealers at once one goes after the other. What was
    /// chained once is never chained again. `known` is the last link the caller
    /// knows of, if any, and must still be there.
    ///
    /// # Errors
    /// See [`SealError`]; nothing was chained then.
    fn seal(&self, most: u32, known: Option<ChainLink>) -> Result<Sealed, SealError>;

    /// Up to `most` entries that have a number, behind the number and key `after`
    /// (from the first for `None`), by number and then key, as they are stored.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn sealed_after(&self, after: Option<(i64, i64)>, most: u32) -> PortResult<Vec<SealedEntry>>;

    /// The head as it is stored; `None` before the first entry was chained.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn head(&self) -> PortResult<Option<Head>>;

    /// What is not chained yet.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn waiting(&self) -> PortResult<Waiting>;
}

/// What a sealer did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed {
    /// How many entries it chained.
    pub entries: u32,
    /// The last link; `None` while there is no chain.
    pub last: Option<ChainLink>,
}

/// Entries that are not chained yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// How many.
    pub entries: u64,
    /// When the oldest of them was written; `None` when there is none.
    pub oldest: Option<DateTime<Utc>>,
}

/// Why nothing was chained.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The end of the chain is not what a sealer left. Going on from there would
    /// cover the traces.
    #[error("the audit log was tampered with: {0}")]
    Broken(#[from] Break),
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// What a sealer finds before it begins.
#[derive(Debug, Clone)]
pub struct Found<'a> {
    /// The head as stored.
    pub head: Option<&'a Head>,
    /// Whether any entry has a number. Only asked without a head.
    pub numbered: bool,
    /// The last link the sealer knows of, and the hash that its number has now.
    pub known: Option<(ChainLink, Option<Vec<u8>>)>,
}

impl Found<'_> {
    /// The link to go on from.
    ///
    /// # Errors
    /// When the end is not what a sealer left.
    pub fn last(&self, hasher: &dyn ChainHasher) -> Result<ChainLink, Break> {
        let last = match self.head {
            Some(head) => head.link(hasher)?,
            None if self.numbered => return Err(Break::HeadMissing),
            None => ChainLink::START,
        };
        let Some((known, now)) = &self.known else {
            return Ok(last);
        };
        let sequence = known.sequence;
        if last.sequence < sequence {
            let head = last.sequence;
            return Err(Break::HeadSetBack { head, sequence });
        }
        match now {
            None => Err(Break::Missing { sequence }),
            Some(hash) if hash != known.hash.as_bytes() => Err(Break::NotAsNoted { sequence }),
            Some(_) => Ok(last),
        }
    }
}

/// The links of `entries`, in their order, when `last` is the last.
pub fn extend(
    last: ChainLink,
    entries: &[StoredEntry],
    hasher: &dyn ChainHasher,
) -> Vec<ChainLink> {
    let mut last = last;
    entries
        .iter()
        .map(|entry| {
            last = seal(last, entry, hasher);
            last
        })
        .collect()
}
