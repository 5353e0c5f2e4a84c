//! Accepting an invite.

use std::sync::Arc;

use accounts::{ClientSecret, Password, PasswordHasher, SecretHash, SecretHasher, SecretKind};
use chrono::{DateTime, Utc};
use kernel::{Clock, EnrolmentUuid};
use notices::{Compose, Notice, Recipient};
use uuid::Uuid;

use super::{
    AcceptError, Acceptance, AcceptedInvite, FirstPassword, InviteRepository, OpenInvite, Turns,
};
use crate::InviteStatus;

/// A password to be set, and the letter's token that allows it.
#[derive(Debug, Clone)]
pub struct NewPassword {
    /// As it was presented.
    pub token: ClientSecret,
    /// The password.
    pub password: Password,
}

/// Accepts invites, for whoever knows whose they are.
#[derive(Clone)]
pub struct AcceptInvite {
    /// Where invites are kept.
    pub invites: Arc<dyn InviteRepository>,
    /// Judges tokens.
    pub hasher: Arc<dyn SecretHasher>,
    /// Hashes passwords.
    pub passwords: Arc<dyn PasswordHasher>,
    /// Composes the letter about a password.
    pub letters: Compose,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Free for everybody at first.
    pub turns: Turns,
}

impl AcceptInvite {
    /// Accepts the invite of `enrolment`, which is `None` where a text was no identity at
    /// all. With `new`, whose token has to be that of the newest letter, the candidate's
    /// password is set as well, or nothing is done. Every refusal costs one look-up and,
    /// with `new`, one comparison of a token; a password is hashed only for a token that
    /// counts, by one caller at a time: it has 256 random bits, and how long it takes tells
    /// nothing of them.
    ///
    /// # Errors
    /// See [`AcceptError`].
    pub fn execute(
        &self,
        enrolment: Option<EnrolmentUuid>,
        new: Option<&NewPassword>,
    ) -> Result<AcceptedInvite, AcceptError> {
        let enrolment = enrolment.unwrap_or(EnrolmentUuid::new(Uuid::nil()));
        let at = self.clock.now();
        let Some(new) = new else {
            judged(self.invites.find(enrolment)?, at)?;
            return self.invites.accept(Acceptance {
                enrolment,
                password: None,
                at,
            });
        };
        self.proven(enrolment, new, at)?;
        let _turn = self.turns.take(enrolment);
        // Whoever had the turn before may have accepted.
        let (invite, token) = self.proven(enrolment, new, at)?;
        let password = self.password(new, token, &invite, at)?;
        self.invites.accept(Acceptance {
            enrolment,
            password: Some(password),
            at,
        })
    }

    /// The invite, with the hash of its token, if it may be accepted with `new`.
    fn proven(
        &self,
        enrolment: EnrolmentUuid,
        new: &NewPassword,
        now: DateTime<Utc>,
    ) -> Result<(OpenInvite, SecretHash), AcceptError> {
        let found = self.invites.find(enrolment)?;
        let token = self.token_of(new, found.as_ref());
        let invite = judged(found, now)?;
        let token = token.ok_or(AcceptError::WrongToken)?;
        Ok((invite, token))
    }

    /// The hash of the newest letter's token, if `new` has that token. There is always a
    /// comparison, so that no refusal is quicker than another.
    fn token_of(&self, new: &NewPassword, found: Option<&OpenInvite>) -> Option<SecretHash> {
        let kept = found.and_then(|invite| invite.hash.clone());
        let nobodys = SecretHash::new(Vec::new());
        let known = kept.as_ref().unwrap_or(&nobodys);
        let matches = self.hasher.matches(&new.token, known);
        let ours = new.token.expose().starts_with(SecretKind::Invite.prefix());
        kept.filter(|_| matches && ours)
    }

    fn password(
        &self,
        new: &NewPassword,
        token: SecretHash,
        invite: &OpenInvite,
        now: DateTime<Utc>,
    ) -> Result<FirstPassword, AcceptError> {
        let to = Recipient::Candidate(invite.candidate);
        Ok(FirstPassword {
            token,
            password: self.passwords.hash(&new.password)?,
            letter: self.letters.letter(to, &Notice::PasswordSet, now)?,
        })
    }
}

/// The invite, if it may be accepted. Whoever finds it accepted learns that in any case;
/// an invite that nobody accepted in time is as good as none.
fn judged(found: Option<OpenInvite>, now: DateTime<Utc>) -> Result<OpenInvite, AcceptError> {
    let invite = found.ok_or(AcceptError::Unknown)?;
    if invite.status == InviteStatus::Accepted {
        return Err(AcceptError::Accepted);
    }
    if invite.expires_at <= now {
        return Err(AcceptError::Unknown);
    }
    Ok(invite)
}
