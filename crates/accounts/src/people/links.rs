//! Links by which somebody sets a password: drawn, sent by e-mail, good once.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{BlindIndex, CandidateUuid, PortResult, PortalUuid, StaffUuid};
use notices::{Compose, Letter, Notice, Recipient};

use crate::{ClientSecret, PasswordHash, SecretHash, SecretHasher, SecretKind};

/// Whose password a link sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A member of staff.
    Staff(StaffUuid),
    /// One of a partner's people.
    Portal(PortalUuid),
    /// Somebody who practises.
    Candidate(CandidateUuid),
}

impl Holder {
    /// Where they are told of it.
    pub const fn recipient(self) -> Recipient {
        match self {
            Self::Staff(staff) => Recipient::Staff(staff),
            Self::Portal(person) => Recipient::Portal(person),
            Self::Candidate(candidate) => Recipient::Candidate(candidate),
        }
    }
}

/// A link to be kept, and the letter that takes it to its holder.
#[derive(Debug, Clone)]
pub struct NewPasswordLink {
    /// Keyed hash of its token.
    pub hash: SecretHash,
    /// Since when it counts.
    pub created_at: DateTime<Utc>,
    /// Until when, exclusive.
    pub expires_at: DateTime<Utc>,
    /// Carries the token, sealed.
    pub letter: Letter,
}

impl NewPasswordLink {
    /// How long a link counts.
    pub const LIVES: TimeDelta = TimeDelta::hours(72);
    /// How long an account waits for the next.
    pub const INTERVAL: TimeDelta = TimeDelta::minutes(1);

    /// A live link that is younger than this one's interval keeps it from being kept:
    /// made after this instant.
    pub fn too_soon_after(&self) -> DateTime<Utc> {
        self.created_at - Self::INTERVAL
    }
}

/// What became of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkOutcome {
    /// It took the place of the one before, and its letter waits to be sent.
    Kept,
    /// The one before is younger than [`NewPasswordLink::INTERVAL`] and stays.
    TooSoon,
    /// There is no such account, it is disabled, its partner lets nobody in, or it is a
    /// candidate's who neither has a password nor accepted an invite.
    Refused,
}

/// Where links are kept; one that counts for each account.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait PasswordLinks: Send + Sync {
    /// Who has this address and may get a link: active staff, active people of active
    /// partners, and active candidates who have a password or accepted an invite; the
    /// first of them, in this order.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn holder_of_address(&self, email: &BlindIndex) -> PortResult<Option<Holder>>;

    /// Keeps `link` with its letter in place of the one `holder` had, in one transaction.
    /// Of simultaneous calls one is kept.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn replace(&self, holder: Holder, link: NewPasswordLink) -> PortResult<LinkOutcome>;

    /// Whose link one of `hashes` is, if it counts at `now`.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn holder(&self, hashes: &[SecretHash], now: DateTime<Utc>) -> PortResult<Option<Holder>>;

    /// Uses the link one of `hashes` is, in one transaction: the password is set, every
    /// older token of the account ends, `letter` is kept, an audit entry is written, and
    /// the link is gone. `false` when there is no such link that counts: of simultaneous
    /// calls one succeeds.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn redeem(
        &self,
        hashes: &[SecretHash],
        password: PasswordHash,
        letter: Letter,
        now: DateTime<Utc>,
    ) -> PortResult<bool>;
}

/// Draws links.
#[derive(Clone)]
pub struct DrawPasswordLink {
    /// Hashes tokens.
    pub hasher: Arc<dyn SecretHasher>,
    /// Composes the letters, and draws.
    pub letters: Compose,
}

impl DrawPasswordLink {
    /// A link for `to`, with the letter that carries it.
    ///
    /// # Errors
    /// Those of the vault.
    pub fn draw(&self, to: Recipient, now: DateTime<Utc>) -> PortResult<NewPasswordLink> {
        let token = ClientSecret::draw(SecretKind::PasswordLink, self.letters.entropy.as_ref());
        let expires_at = now + NewPasswordLink::LIVES;
        let notice = Notice::SetPassword {
            token: token.expose().to_owned(),
            expires_at,
        };
        Ok(NewPasswordLink {
            hash: self.hasher.hash(&token),
            created_at: now,
            expires_at,
            letter: self.letters.letter(to, &notice, now)?,
        })
    }
}

impl fmt::Debug for DrawPasswordLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DrawPasswordLink")
    }
}
