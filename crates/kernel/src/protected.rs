//! What is left of personal data at rest (contract `lender-feed.md`, "Privacy
//! at rest"): a keyed index to find it by and a sealed form to show it from.

use std::fmt;

/// HMAC-SHA-256 under the index key over a field tag and the SHA-256 of the
/// canonical value. Equal values have equal indexes; without the key it tells
/// nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlindIndex([u8; 32]);

impl BlindIndex {
    /// Wraps the 32 bytes of the keyed hash.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for BlindIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlindIndex(..)")
    }
}

/// An unkeyed SHA-256 (FIPS 180-4) of a canonical value. It identifies a mobile
/// number or PAN to whoever can try them all, so it is personal data itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Wraps the 32 bytes of the hash.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(redacted)")
    }
}

/// A value encrypted with AES-256-GCM under a data key; carries its key's id and
/// nonce. Opens only at the [`FieldRef`] it was sealed for.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// Wraps the stored bytes.
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes to store, owned.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

/// Where a sealed value lies. It is the additional authenticated data, so that a
/// value moved to another column or row no longer opens.
#[derive(Debug, Clone, Copy)]
pub struct FieldRef<'a> {
    /// Table, such as `leads`.
    pub table: &'static str,
    /// Column, such as `mobile_sealed`.
    pub column: &'static str,
    /// What names the row for ever: a reference or key, as bytes.
    pub row: &'a [u8],
}

#[cfg(test)]
mod tests;
