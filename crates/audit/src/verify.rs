//! Whether a chain is as it was made.

use crate::chain::{ChainHasher, ChainLink, Head, SealedEntry, seal, stored};

/// The first wrong place of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    /// An entry, its number or its link is not what was sealed.
    #[error("entry {entry}, number {sequence}, is not what was sealed")]
    Changed {
        /// The number.
        sequence: u64,
        /// Key of the entry.
        entry: i64,
    },
    /// An entry that was sealed is gone.
    #[error("number {sequence} is missing: its entry was removed")]
    Missing {
        /// The number.
        sequence: u64,
    },
    /// An entry has a number that no sealer gave: below 1, or given already.
    #[error("entry {entry} was put in: its number {sequence} was not given by a sealer")]
    PutIn {
        /// The number as stored.
        sequence: i64,
        /// Key of the entry.
        entry: i64,
    },
    /// The head knows of more than there is.
    #[error("the end is cut off: number {sequence} is the first of those missing up to {head}")]
    TailCut {
        /// The first number that is gone.
        sequence: u64,
        /// The last number there was.
        head: u64,
    },
    /// The head knows of less than there is, or was set back since.
    #[error("the head was set back to number {head}, though number {sequence} was sealed")]
    HeadSetBack {
        /// What it was set back to.
        head: u64,
        /// The last number known.
        sequence: u64,
    },
    /// The head's hash is not that of the link it names.
    #[error("the head does not fit number {sequence}")]
    HeadElsewhere {
        /// The number.
        sequence: u64,
    },
    /// The head was not written under the key.
    #[error("the head was not written by a sealer with this key")]
    HeadForged,
    /// There are links, and no head.
    #[error("the head was removed")]
    HeadMissing,
    /// A link that was noted before is not the one of that number now.
    #[error("number {sequence} is not what was noted: the log was made anew")]
    NotAsNoted {
        /// The number.
        sequence: u64,
    },
}

impl Break {
    /// The number it is about, if it is about one that a sealer may give.
    pub fn sequence(&self) -> Option<u64> {
        match *self {
            Self::Changed { sequence, .. }
            | Self::Missing { sequence }
            | Self::TailCut { sequence, .. }
            | Self::HeadSetBack { sequence, .. }
            | Self::HeadElsewhere { sequence }
            | Self::NotAsNoted { sequence } => Some(sequence),
            Self::PutIn { sequence, .. } => u64::try_from(sequence).ok(),
            Self::HeadForged | Self::HeadMissing => None,
        }
    }

    /// Key of the entry it is about, if that one is there.
    pub const fn entry(&self) -> Option<i64> {
        match *self {
            Self::Changed { entry, .. } | Self::PutIn { entry, .. } => Some(entry),
            _ => None,
        }
    }
}

/// Walks a chain from its beginning.
pub struct Verifier<'a> {
    hasher: &'a dyn ChainHasher,
    last: ChainLink,
    /// A link noted earlier, outside of the database.
    noted: Option<ChainLink>,
}

impl<'a> Verifier<'a> {
    /// At the beginning. `noted` is a link known from elsewhere, which must be
    /// part of the chain: no database can tell by itself that it was put back
    /// whole to an earlier day, or made anew from nothing.
    pub const fn new(hasher: &'a dyn ChainHasher, noted: Option<ChainLink>) -> Self {
        Self {
            hasher,
            last: ChainLink::START,
            noted,
        }
    }

    /// The last link that was right.
    pub const fn last(&self) -> ChainLink {
        self.last
    }

    /// Goes on to `next`: the entry with the next higher number.
    ///
    /// # Errors
    /// The first [`Break`]; no use going on after it.
    pub fn step(&mut self, next: &SealedEntry) -> Result<(), Break> {
        let entry = next.entry.id;
        if next.sequence <= stored(self.last.sequence) {
            let sequence = next.sequence;
            return Err(Break::PutIn { sequence, entry });
        }
        let link = seal(self.last, &next.entry, self.hasher);
        let sequence = link.sequence;
        if next.sequence > stored(sequence) {
            return Err(Break::Missing { sequence });
        }
        if next.hash != link.hash.as_bytes() {
            return Err(Break::Changed { sequence, entry });
        }
        let noted = self.noted.filter(|noted| noted.sequence == sequence);
        if noted.is_some_and(|noted| noted != link) {
            return Err(Break::NotAsNoted { sequence });
        }
        self.last = link;
        Ok(())
    }

    /// Judges the end, after the last entry: `head` must have been read after it.
    ///
    /// # Errors
    /// What is wrong with the head, or is missing before it.
    pub fn end(&self, head: Option<&Head>) -> Result<(), Break> {
        let last = self.last;
        let head = match head {
            Some(head) => head.link(self.hasher)?,
            None if last.sequence > 0 => return Err(Break::HeadMissing),
            None => ChainLink::START,
        };
        if head.sequence > last.sequence {
            return Err(Break::TailCut {
                sequence: last.sequence.saturating_add(1),
                head: head.sequence,
            });
        }
        if head.sequence < last.sequence {
            return Err(Break::HeadSetBack {
                head: head.sequence,
                sequence: last.sequence,
            });
        }
        if head != last {
            let sequence = last.sequence;
            return Err(Break::HeadElsewhere { sequence });
        }
        match self.noted {
            Some(noted) if noted.sequence > last.sequence => Err(Break::TailCut {
                sequence: last.sequence.saturating_add(1),
                head: noted.sequence,
            }),
            _ => Ok(()),
        }
    }
}
