//! The port through which personal data is protected.

use crate::{BlindIndex, Digest, FieldRef, PortResult, Sealed};

/// What a [`BlindIndex`] is an index of. The tag keeps equal texts in different
/// fields apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IndexedField {
    /// A mobile number.
    Mobile,
    /// The last four digits of a mobile number.
    MobileLastFour,
    /// A PAN.
    Pan,
    /// An e-mail address, in its canonical form.
    Email,
    /// A `utm_campaign`, which may contain a mobile number.
    Campaign,
    /// An idempotency key, which may contain anything.
    IdempotencyKey,
    /// A request body, compared when an idempotency key comes again.
    RequestBody,
    /// The content of a message of the lender's feed.
    FeedMessage,
    /// A nonce a partner signs to enrol a key; never stored.
    EnrolmentNonce,
}

impl IndexedField {
    /// The tag that enters the keyed hash; never changed once used.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::MobileLastFour => "mobile_last_four",
            Self::Pan => "pan",
            Self::Email => "email",
            Self::Campaign => "campaign",
            Self::IdempotencyKey => "idempotency_key",
            Self::RequestBody => "request_body",
            Self::FeedMessage => "feed_message",
            Self::EnrolmentNonce => "enrolment_nonce",
        }
    }
}

/// Indexes, seals and opens personal data under keys only it knows (contract
/// `lender-feed.md`, "Privacy at rest").
pub trait FieldVault: Send + Sync {
    /// SHA-256 of `value`.
    fn digest(&self, value: &[u8]) -> Digest;

    /// The index of a value of which only the SHA-256 is known.
    fn index_digest(&self, field: IndexedField, digest: &Digest) -> BlindIndex;

    /// The index of `value`, which must be in its canonical form.
    fn index(&self, field: IndexedField, value: &[u8]) -> BlindIndex {
        self.index_digest(field, &self.digest(value))
    }

    /// Encrypts `plain` so that it opens at `at` only.
    ///
    /// # Errors
    /// [`crate::PortFailure::Unforeseen`] when the cipher refuses.
    fn seal(&self, at: FieldRef<'_>, plain: &[u8]) -> PortResult<Sealed>;

    /// Decrypts what [`FieldVault::seal`] made for the same place.
    ///
    /// # Errors
    /// [`crate::PortFailure::Corrupt`] naming the table when the bytes were
    /// changed, moved, or sealed under a key that is not configured.
    fn open(&self, at: FieldRef<'_>, sealed: &Sealed) -> PortResult<Vec<u8>>;
}
