//! Ports to the bytes of documents.

use std::fmt;
use std::time::Duration;

use kernel::{DocumentUuid, Entropy, PortFailure, PortResult};

use super::FileName;

/// The key of one document: 256 random bits, used once.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentKey([u8; 32]);

impl DocumentKey {
    /// Draws a new one.
    pub fn draw(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    /// The key that was kept.
    ///
    /// # Errors
    /// [`PortFailure::Corrupt`] when it is none.
    pub fn from_stored(bytes: &[u8]) -> PortResult<Self> {
        let bytes = bytes.try_into();
        let corrupt = PortFailure::corrupt("partner_documents.key_sealed");
        bytes.map(Self).map_err(|_| corrupt)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for DocumentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DocumentKey(redacted)")
    }
}

/// Encrypts documents, each under its own key and bound to its identity, so that files
/// cannot change places.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait DocumentCipher: Send + Sync {
    /// `plain` encrypted.
    ///
    /// # Errors
    /// [`PortFailure::Unforeseen`] when the cipher refuses.
    fn seal(
        &self,
        document: DocumentUuid,
        key: &DocumentKey,
        plain: Vec<u8>,
    ) -> PortResult<Vec<u8>>;

    /// The inverse of [`DocumentCipher::seal`].
    ///
    /// # Errors
    /// [`PortFailure::Corrupt`] when the bytes were changed, cut off or are another
    /// document's.
    fn open(
        &self,
        document: DocumentUuid,
        key: &DocumentKey,
        sealed: Vec<u8>,
    ) -> PortResult<Vec<u8>>;
}

/// Where the bytes lie, outside of the database and of what is served.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait DocumentFiles: Send + Sync {
    /// Keeps `bytes` under `name`, durably: afterwards all of them are there, or nothing.
    ///
    /// # Errors
    /// [`PortFailure::Unavailable`], as when the disk is full.
    fn write(&self, name: &FileName, bytes: &[u8]) -> PortResult<()>;

    /// The bytes under `name`.
    ///
    /// # Errors
    /// [`PortFailure::Corrupt`] when there are none; [`PortFailure::Unavailable`].
    fn read(&self, name: &FileName) -> PortResult<Vec<u8>>;

    /// Removes what lies under `name`, if anything does.
    ///
    /// # Errors
    /// [`PortFailure::Unavailable`].
    fn remove(&self, name: &FileName) -> PortResult<()>;

    /// The files nobody wrote to for `age`. What an interrupted write left for as long
    /// is removed on the way.
    ///
    /// # Errors
    /// [`PortFailure::Unavailable`].
    fn older_than(&self, age: Duration) -> PortResult<Vec<FileName>>;
}
