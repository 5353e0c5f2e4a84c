//! The ports of delivery.

use chrono::{DateTime, Utc};
use kernel::{NoticeId, PortResult, Sealed};

use crate::{Letter, Mail, Recipient};

/// A letter that is one sender's for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedLetter {
    /// Which.
    pub reference: NoticeId,
    /// To whom.
    pub to: Recipient,
    /// What kind of notice; see [`crate::Notice::read`].
    pub notice: String,
    /// What there is to tell, by name.
    pub facts: Vec<(String, String)>,
    /// What is sealed at [`Letter::field`].
    pub secret: Option<Sealed>,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// How often sending it was begun, this time included; at least 1.
    pub attempts: u32,
    /// Until when it is the sender's.
    pub claimed_until: DateTime<Utc>,
}

/// How the sending of letters stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MailBacklog {
    /// Letters that are to be sent, those put off included.
    pub waiting: u64,
    /// When what the oldest of them tells of happened.
    pub oldest: Option<DateTime<Utc>>,
    /// Letters given up since the instant asked for.
    pub given_up: u64,
}

/// Letters that wait to be sent. Nothing of a letter's secret part outlasts its end.
pub trait MailOutbox: Send + Sync {
    /// Keeps `letter`, due at once. Whoever changes something keeps its letter in the
    /// transaction of the change instead.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn keep(&self, letter: Letter) -> PortResult<()>;

    /// Takes the letter that has been due for longest at `now`, if there is one, for
    /// oneself until `until`: nobody else gets it before then. One that nobody settled
    /// by then is due again.
    ///
    /// # Errors
    /// [`kernel::PortFailure`]; `Corrupt` names the column of a row that makes no sense,
    /// which stays claimed.
    fn claim(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> PortResult<Option<ClaimedLetter>>;

    /// The letter was sent at `at`, whoever has it by now.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn sent(&self, reference: NoticeId, at: DateTime<Utc>) -> PortResult<()>;

    /// The letter is to be tried again at `next`, if it is still the caller's.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn put_off(&self, letter: &ClaimedLetter, next: DateTime<Utc>) -> PortResult<()>;

    /// Nobody tries again, if the letter is still the caller's.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn give_up(&self, letter: &ClaimedLetter, at: DateTime<Utc>) -> PortResult<()>;

    /// How it stands, with what was given up at or after `since`.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn backlog(&self, since: DateTime<Utc>) -> PortResult<MailBacklog>;
}

/// Where somebody is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// The address, sealed at [`Recipient::address_field`].
    pub email: Sealed,
    /// The name of the partner, or of the one whose person it is.
    pub partner: Option<String>,
    /// Deleted or disabled: told of nothing but that.
    pub gone: bool,
}

/// Knows where people are reached.
pub trait AddressBook: Send + Sync {
    /// Where `recipient` is reached now; `None` for somebody who never was.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn find(&self, recipient: Recipient) -> PortResult<Option<Addressee>>;
}

/// Why a mail did not leave. The text may be logged: it names no address and repeats
/// nothing that a server said but its code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Trying again later may help.
    #[error("{0}")]
    Later(String),
    /// It will never leave.
    #[error("{0}")]
    Never(String),
}

/// What sends mails.
pub trait Mailer: Send + Sync {
    /// Sends `mail`; where it lies now, if one can look at it.
    ///
    /// # Errors
    /// [`SendError`]. After `Later` it may have left all the same, when the answer was
    /// lost; it will come again with the same `Message-ID`.
    fn send(&self, mail: &Mail) -> Result<Option<String>, SendError>;

    /// No mail follows for now: lets go of what is kept open for the next one.
    fn rest(&self) {}
}
