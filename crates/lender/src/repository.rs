//! The port to wherever users, loans and their messages are kept.

use chrono::{DateTime, Utc};
use dedupe::UserStatus;
use kernel::{BlindIndex, LoanApplicationId, PersonName, PortResult, Sealed, UserId};

use crate::{Loan, Stamp};

/// A user's state with its personal data protected.
#[derive(Debug, Clone)]
pub struct ProtectedUser {
    /// The lender's key.
    pub id: UserId,
    /// Index of the mobile number.
    pub mobile: BlindIndex,
    /// SHA-256 of the mobile number, sealed; for rotating the index key.
    pub mobile_digest: Sealed,
    /// Index of the PAN.
    pub pan: Option<BlindIndex>,
    /// SHA-256 of the PAN, sealed.
    pub pan_digest: Option<Sealed>,
    /// First name.
    pub first_name: Option<PersonName>,
    /// Last name.
    pub last_name: Option<PersonName>,
    /// E-mail address, sealed at (`users`, `email_sealed`, big-endian id).
    pub email: Option<Sealed>,
    /// The user's state.
    pub status: UserStatus,
    /// End of a hold, exclusive.
    pub hold_until: Option<DateTime<Utc>>,
    /// When the user registered.
    pub registered_at: DateTime<Utc>,
    /// `utm_source` the user came with.
    pub utm_source: Option<String>,
    /// Index of the `utm_campaign` the user came with.
    pub utm_campaign: Option<BlindIndex>,
}

/// A loan's state. It holds no personal data.
#[derive(Debug, Clone)]
pub struct ProtectedLoan {
    /// The lender's key.
    pub id: LoanApplicationId,
    /// The state.
    pub loan: Loan,
}

/// The state a message reports.
#[derive(Debug, Clone)]
pub enum ProtectedMessage {
    /// A user's.
    User(ProtectedUser),
    /// A loan's.
    Loan(ProtectedLoan),
}

/// A message, ready to be kept.
#[derive(Debug, Clone)]
pub struct StoredMessage {
    /// Where it stands in the order.
    pub stamp: Stamp,
    /// The canonical content, sealed at (`feed_messages`, `content_sealed`,
    /// the stamp's content hash).
    pub content: Sealed,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
    /// The state it reports.
    pub state: ProtectedMessage,
}

/// Why the repository refuses a message that makes sense by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedBecause {
    /// A loan of a user nobody told of.
    UnknownUser,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedOutcome {
    /// It became the state.
    Applied,
    /// It was received before.
    Unchanged,
    /// It is older than the state.
    Stale,
    /// It was not kept.
    Refused(RefusedBecause),
}

/// Where users, loans and their messages are kept.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait FeedRepository: Send + Sync {
    /// Folds each message into the state by [`crate::fold`], in the order given,
    /// and returns one result for each after all commits are durable. Each
    /// message is atomic by itself: one that fails leaves the others standing.
    /// Of `utm_source` and `utm_campaign` the pair of the earliest message that
    /// gives either stays, whichever message is the state; of disbursals the
    /// latest [`crate::Report`] stays.
    ///
    /// In the same transaction the leads of everyone concerned are credited anew
    /// by [`payouts::credit`], and what comes of it is written: the leads, their
    /// payouts, ledger lines, totals, audit entries and outbox events.
    ///
    /// # Errors
    /// [`kernel::PortFailure`] per message.
    fn apply(&self, messages: Vec<StoredMessage>) -> Vec<PortResult<FeedOutcome>>;
}
