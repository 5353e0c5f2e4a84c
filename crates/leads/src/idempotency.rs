//! Giving the same reply to the same request again.

use std::sync::Arc;

use crate::ShareOutcome;

/// A caller's idempotency key: 1–255 visible ASCII characters.
#[derive(Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// The header is not an idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 255 visible ASCII characters")]
pub struct IdempotencyKeyError;

impl IdempotencyKey {
    /// Judges a header value.
    ///
    /// # Errors
    /// [`IdempotencyKeyError`] unless it is 1–255 visible ASCII characters.
    pub fn parse(text: &str) -> Result<Self, IdempotencyKeyError> {
        let sane = (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if sane {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdempotencyKeyError)
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// The key may hold personal data.
impl std::fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdempotencyKey(redacted)")
    }
}

/// Writes the reply a caller gets: the verdict now, the lead and its link.
pub type WriteReply = dyn Fn(&ShareOutcome) -> Vec<u8> + Send + Sync;

/// What it takes to give the same reply again.
#[derive(Clone)]
pub struct Replayable {
    /// The caller's key.
    pub key: IdempotencyKey,
    /// The request body, byte for byte.
    pub body: Vec<u8>,
    /// Writes the reply that is kept.
    pub write: Arc<WriteReply>,
}

impl std::fmt::Debug for Replayable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Replayable(..)")
    }
}
