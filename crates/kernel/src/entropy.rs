//! Randomness as an argument.

/// A source of cryptographically secure random bytes.
///
/// Domain code never reaches for a generator of its own, so that tests can name
/// every "random" value.
pub trait Entropy: Send + Sync {
    /// Fills `buffer` completely. A source that cannot do so must not return.
    fn fill(&self, buffer: &mut [u8]);
}
