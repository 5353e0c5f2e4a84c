//! Secrets: shown once, kept as a keyed hash.

use std::fmt;

use chrono::{DateTime, Utc};
use kernel::Entropy;

/// What a secret is for; its prefix lets scanners find leaked ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretKind {
    /// A partner's client secret.
    Live,
    /// A sandbox partner's client secret.
    Test,
    /// A service token.
    Service,
    /// The token of a link by which somebody sets a password.
    PasswordLink,
    /// The token that opens an onboarding.
    Onboarding,
    /// A partner's API key.
    ApiKey,
    /// The token of an invite's letter, by which a candidate sets a password.
    Invite,
}

impl SecretKind {
    /// `psk_live_`, `psk_test_`, `pst_live_`, `ppl_live_`, `pot_live_`, `pak_live_` or
    /// `pit_live_`.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Live => "psk_live_",
            Self::Test => "psk_test_",
            Self::Service => "pst_live_",
            Self::PasswordLink => "ppl_live_",
            Self::Onboarding => "pot_live_",
            Self::ApiKey => "pak_live_",
            Self::Invite => "pit_live_",
        }
    }
}

/// A secret in clear: a prefix and 256 random bits. Never stored, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSecret(String);

impl ClientSecret {
    /// Draws a new one.
    pub fn draw(kind: SecretKind, entropy: &dyn Entropy) -> Self {
        use fmt::Write as _;
        let mut bytes = [0_u8; 32];
        entropy.fill(&mut bytes);
        let mut secret = kind.prefix().to_owned();
        for byte in bytes {
            // Writing to a String cannot fail.
            let _ = write!(secret, "{byte:02x}");
        }
        Self(secret)
    }

    /// A secret as a caller presents it, whatever its form.
    pub fn presented(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text, for showing it this once or for hashing it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(redacted)")
    }
}

/// A keyed hash of a secret, with what tells its key.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretHash(Vec<u8>);

impl SecretHash {
    /// Wraps the stored bytes.
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(redacted)")
    }
}

/// A stored secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveSecret {
    /// Its hash.
    pub hash: SecretHash,
    /// When it ends; `None` while it is the newest.
    pub ends_at: Option<DateTime<Utc>>,
}

impl LiveSecret {
    /// Whether it still counts at `now`.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.ends_at.is_none_or(|end| now < end)
    }
}

/// Hashes secrets under a key of its own.
pub trait SecretHasher: Send + Sync {
    /// The hash to store.
    fn hash(&self, secret: &ClientSecret) -> SecretHash;

    /// Every hash under which `secret` may be stored, the newest first: more than
    /// one while the key is being changed.
    fn hashes(&self, secret: &ClientSecret) -> Vec<SecretHash> {
        vec![self.hash(secret)]
    }

    /// Whether `secret` is the one hashed. For secrets of equal length it takes
    /// the same time whatever `hash` is: right, wrong, of another key, or no hash
    /// of this hasher at all (an empty one, say), which never matches.
    fn matches(&self, secret: &ClientSecret, hash: &SecretHash) -> bool;
}

#[cfg(test)]
mod tests;
