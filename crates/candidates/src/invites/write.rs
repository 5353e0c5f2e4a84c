//! Writing the letters of queued invites, beside requests.

use std::sync::Arc;

use accounts::{ClientSecret, SecretHasher, SecretKind};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Clock, PortFailure, PortResult};
use notices::{Compose, Notice, Recipient};

use super::{DueInvite, InviteRepository, WrittenInvite};

/// Writes the letters of queued invites, some at a time. Any number of processes may.
#[derive(Clone)]
pub struct WriteInvites {
    /// Where invites are kept.
    pub invites: Arc<dyn InviteRepository>,
    /// Hashes tokens.
    pub hasher: Arc<dyn SecretHasher>,
    /// Composes the letters, and draws.
    pub letters: Compose,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// What one round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InvitesRound {
    /// Letters that were kept.
    pub written: usize,
    /// Invites that have to wait, because theirs could not be.
    pub failed: usize,
    /// Whether more may be due.
    pub more: bool,
}

impl WriteInvites {
    /// Letters of one round: what a transaction takes without being in anybody's way.
    pub const AT_ONCE: u32 = 250;

    /// How long an invite waits whose letter could not be written.
    pub const PAUSE: TimeDelta = TimeDelta::minutes(10);

    /// Writes the letters of the invites that have been due for longest. One that cannot
    /// be written waits for [`WriteInvites::PAUSE`] and does not hold up the others.
    ///
    /// # Errors
    /// [`PortFailure::Unavailable`] where nothing can be written; any failure of looking
    /// for what is due.
    pub fn round(&self) -> PortResult<InvitesRound> {
        let now = self.clock.now();
        let due = self.invites.due(now, Self::AT_ONCE)?;
        let mut round = InvitesRound {
            more: u32::try_from(due.len()) == Ok(Self::AT_ONCE),
            ..InvitesRound::default()
        };
        match self.write(&due, now) {
            Ok(written) => round.written = written,
            Err(failure @ PortFailure::Unavailable(_)) => return Err(failure),
            Err(_) => self.one_by_one(&due, now, &mut round)?,
        }
        Ok(round)
    }

    /// Whatever is wrong is wrong with one of them.
    fn one_by_one(
        &self,
        due: &[DueInvite],
        now: DateTime<Utc>,
        round: &mut InvitesRound,
    ) -> PortResult<()> {
        for invite in due {
            match self.write(std::slice::from_ref(invite), now) {
                Ok(written) => round.written += written,
                Err(failure @ PortFailure::Unavailable(_)) => return Err(failure),
                Err(_) => {
                    self.invites.put_off(*invite, now + Self::PAUSE)?;
                    round.failed += 1;
                }
            }
        }
        Ok(())
    }

    fn write(&self, due: &[DueInvite], now: DateTime<Utc>) -> PortResult<usize> {
        if due.is_empty() {
            return Ok(0);
        }
        let written = due.iter().map(|invite| self.written(invite, now));
        let written: Arc<[WrittenInvite]> = written.collect::<PortResult<_>>()?;
        self.invites.write(written)
    }

    fn written(&self, invite: &DueInvite, now: DateTime<Utc>) -> PortResult<WrittenInvite> {
        let token = ClientSecret::draw(SecretKind::Invite, self.letters.entropy.as_ref());
        let notice = Notice::CandidateInvite {
            enrolment: invite.enrolment,
            token: token.expose().to_owned(),
            expires_at: invite.expires_at,
        };
        let to = Recipient::Enrolment(invite.enrolment);
        Ok(WrittenInvite {
            due: *invite,
            hash: self.hasher.hash(&token),
            letter: self.letters.letter(to, &notice, now)?,
        })
    }
}
