//! How entries are chained (contract `onboarding.md`, "Audit log").
//!
//! Each link is a keyed hash over the link before, its own number and every
//! column of the entry; the head is the last link under a keyed hash of its own.
//! Who can write the database, but has not the key, can add an entry, and cannot
//! change, remove, swap or renumber what was chained without being found out.

use std::fmt;
use std::str::FromStr;

use crate::Break;

/// Hashes under a key that the database does not know.
pub trait ChainHasher: Send + Sync {
    /// The keyed hash of `message`; equal messages have equal hashes.
    fn hash(&self, message: &[u8]) -> ChainHash;
}

/// A keyed hash; no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHash([u8; 32]);

impl ChainHash {
    /// Wraps the 32 bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// 64 lower-case hexadecimal digits.
impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A link of the chain. Written and read as `sequence:hash`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainLink {
    /// Its number, from 1; there are no gaps.
    pub sequence: u64,
    /// Its hash, which the next link takes up.
    pub hash: ChainHash,
}

impl ChainLink {
    /// What the first link takes up.
    pub const START: Self = Self {
        sequence: 0,
        hash: ChainHash::new([0; 32]),
    };
}

impl fmt::Display for ChainLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.sequence, self.hash)
    }
}

/// A text that is no link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a number of 1 or more, a colon and 64 hexadecimal digits")]
pub struct NoLink;

impl FromStr for ChainLink {
    type Err = NoLink;

    fn from_str(text: &str) -> Result<Self, NoLink> {
        let (sequence, digits) = text.split_once(':').ok_or(NoLink)?;
        let sequence = sequence.parse().map_err(|_| NoLink)?;
        let mut bytes = [0; 32];
        if sequence == 0 || digits.len() != 64 || !digits.bytes().all(|d| d.is_ascii_hexdigit()) {
            return Err(NoLink);
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            let pair = digits.get(2 * at..2 * at + 2).ok_or(NoLink)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NoLink)?;
        }
        let hash = ChainHash::new(bytes);
        Ok(Self { sequence, hash })
    }
}

/// An entry as it lies in the database, column by column and unjudged: whoever
/// changed it need not have kept to the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// Key.
    pub id: i64,
    /// When, in microseconds since the epoch.
    pub at: i64,
    /// What kind of actor.
    pub actor_kind: String,
    /// Which one; none for the system and for operators.
    pub actor_id: Option<i64>,
    /// `subject.verb`.
    pub action: String,
    /// Key of the subject.
    pub subject_id: i64,
    /// A flat JSON object of texts.
    pub details: String,
}

/// An entry with the link it got, as stored and unjudged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedEntry {
    /// The entry.
    pub entry: StoredEntry,
    /// The number of its link.
    pub sequence: i64,
    /// The hash of its link.
    pub hash: Vec<u8>,
}

/// The end of the chain, as stored and unjudged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of the last link.
    pub sequence: i64,
    /// The hash of the last link.
    pub hash: Vec<u8>,
    /// Keyed hash of both.
    pub mac: Vec<u8>,
}

impl Head {
    /// The head of a chain that ends with `link`.
    pub fn of(link: ChainLink, hasher: &dyn ChainHasher) -> Self {
        let sequence = stored(link.sequence);
        let hash = link.hash.as_bytes().to_vec();
        let mac = head_mac(sequence, &hash, hasher);
        Self {
            sequence,
            hash,
            mac: mac.as_bytes().to_vec(),
        }
    }

    /// The last link.
    ///
    /// # Errors
    /// [`Break::HeadForged`] when it was not written under the key.
    pub fn link(&self, hasher: &dyn ChainHasher) -> Result<ChainLink, Break> {
        let mac = head_mac(self.sequence, &self.hash, hasher);
        // Nobody can try hashes here and measure the time, so `==` will do.
        if self.mac != mac.as_bytes() {
            return Err(Break::HeadForged);
        }
        let hash = <[u8; 32]>::try_from(self.hash.as_slice());
        match (u64::try_from(self.sequence), hash) {
            (Ok(sequence), Ok(hash)) => Ok(ChainLink {
                sequence,
                hash: ChainHash::new(hash),
            }),
            _ => Err(Break::HeadForged),
        }
    }
}

/// The link of `entry` when `previous` is the last.
pub fn seal(previous: ChainLink, entry: &StoredEntry, hasher: &dyn ChainHasher) -> ChainLink {
    let sequence = previous.sequence.saturating_add(1);
    let mut message = Message::of("entry");
    message.bytes(previous.hash.as_bytes());
    message.integer(stored(sequence));
    message.integer(entry.id);
    message.integer(entry.at);
    message.bytes(entry.actor_kind.as_bytes());
    message.optional(entry.actor_id);
    message.bytes(entry.action.as_bytes());
    message.integer(entry.subject_id);
    message.bytes(entry.details.as_bytes());
    ChainLink {
        sequence,
        hash: hasher.hash(&message.0),
    }
}

/// A number as its column has it. The columns end long after the sun.
pub fn stored(sequence: u64) -> i64 {
    i64::try_from(sequence).unwrap_or(i64::MAX)
}

fn head_mac(sequence: i64, hash: &[u8], hasher: &dyn ChainHasher) -> ChainHash {
    let mut message = Message::of("head");
    message.integer(sequence);
    message.bytes(hash);
    hasher.hash(&message.0)
}

/// What is hashed: fields one after the other, whose borders nobody can move.
/// Integers take 8 bytes, texts begin with their length, and what may be missing
/// with 0 or 1.
struct Message(Vec<u8>);

impl Message {
    /// Begins with what the message is about, so that no hash of one kind passes
    /// for one of the other.
    fn of(kind: &str) -> Self {
        let mut message = Self(Vec::with_capacity(256));
        message.bytes(kind.as_bytes());
        message
    }

    fn integer(&mut self, number: i64) {
        self.0.extend_from_slice(&number.to_be_bytes());
    }

    fn optional(&mut self, number: Option<i64>) {
        self.0.push(u8::from(number.is_some()));
        if let Some(number) = number {
            self.integer(number);
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        // No text is longer than memory.
        self.integer(i64::try_from(bytes.len()).unwrap_or(i64::MAX));
        self.0.extend_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests;
