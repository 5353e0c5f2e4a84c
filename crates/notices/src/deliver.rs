//! Sending what waits.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Clock, EmailAddress, FieldVault, NoticeId, PortFailure, PortResult};

use crate::schedule::next_attempt;
use crate::{
    AddressBook, ClaimedLetter, Letter, Letterhead, Mail, MailOutbox, Mailer, Notice, SendError,
};

/// Sends letters, one at a time, any number of times until each has left or is given up:
/// at least once, mostly once. Several may work on one outbox.
#[derive(Clone)]
pub struct DeliverMail {
    /// The letters.
    pub outbox: Arc<dyn MailOutbox>,
    /// Where people are reached.
    pub addresses: Arc<dyn AddressBook>,
    /// What sends.
    pub mailer: Arc<dyn Mailer>,
    /// What mails are written on.
    pub letterhead: Letterhead,
    /// Opens addresses and secrets.
    pub vault: Arc<dyn FieldVault>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How long a letter is one sender's: longer than sending takes at worst.
    pub claim_for: TimeDelta,
    /// Nothing at first.
    pub unsettled: Unsettled,
}

/// What became of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Which.
    pub reference: NoticeId,
    /// What kind of notice.
    pub notice: String,
    /// How often it was tried, this time included.
    pub attempts: u32,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of an attempt. No text names an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It left, and lies there if one can look at it.
    Sent(Option<String>),
    /// It will be tried again.
    PutOff {
        /// When.
        next: DateTime<Utc>,
        /// Why it did not leave.
        reason: String,
    },
    /// Nobody tries again.
    GivenUp(String),
}

/// What became of a letter and could not be noted, because the database was away just
/// then; it is noted before anything else is sent.
#[derive(Debug, Clone, Default)]
pub struct Unsettled(Arc<Mutex<Option<Settlement>>>);

#[derive(Debug)]
struct Settlement {
    letter: ClaimedLetter,
    outcome: Outcome,
    at: DateTime<Utc>,
}

impl Unsettled {
    fn lock(&self) -> MutexGuard<'_, Option<Settlement>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl DeliverMail {
    /// Tries the letter that has been due for longest, if one is.
    ///
    /// # Errors
    /// [`PortFailure`] of outbox or address book.
    pub fn next(&self) -> PortResult<Option<Delivery>> {
        self.settle()?;
        let now = self.clock.now();
        let Some(letter) = self.outbox.claim(now, now + self.claim_for)? else {
            return Ok(None);
        };
        let outcome = self.attempt(&letter)?;
        let delivery = Delivery {
            reference: letter.reference,
            notice: letter.notice.clone(),
            attempts: letter.attempts,
            outcome: outcome.clone(),
        };
        *self.unsettled.lock() = Some(Settlement {
            letter,
            outcome,
            at: self.clock.now(),
        });
        self.settle()?;
        Ok(Some(delivery))
    }

    /// Notes what is not noted yet.
    fn settle(&self) -> PortResult<()> {
        let mut unsettled = self.unsettled.lock();
        if let Some(Settlement {
            letter,
            outcome,
            at,
        }) = unsettled.as_ref()
        {
            match outcome {
                Outcome::Sent(_) => self.outbox.sent(letter.reference, *at)?,
                Outcome::PutOff { next, .. } => self.outbox.put_off(letter, *next)?,
                Outcome::GivenUp(_) => self.outbox.give_up(letter, *at)?,
            }
        }
        *unsettled = None;
        Ok(())
    }

    fn attempt(&self, letter: &ClaimedLetter) -> PortResult<Outcome> {
        let sent = match self.mail(letter) {
            Ok(Ok(mail)) => self.mailer.send(&mail),
            Ok(Err(reason)) => Err(SendError::Never(reason.to_owned())),
            // The rest of the outbox may be sound: what makes no sense waits, for its key
            // perhaps, and does not hold up the others.
            Err(failure @ PortFailure::Corrupt { .. }) => {
                Err(SendError::Later(failure.to_string()))
            }
            Err(failure) => return Err(failure),
        };
        Ok(match sent {
            Ok(place) => Outcome::Sent(place),
            Err(SendError::Never(reason)) => Outcome::GivenUp(reason),
            Err(SendError::Later(reason)) => {
                match next_attempt(letter.at, letter.attempts, self.clock.now()) {
                    Some(next) => Outcome::PutOff { next, reason },
                    None => Outcome::GivenUp(reason),
                }
            }
        })
    }

    /// The mail, or why there will never be one.
    fn mail(&self, letter: &ClaimedLetter) -> PortResult<Result<Mail, &'static str>> {
        let notice = self.notice(letter)?;
        if notice
            .expires_at()
            .is_some_and(|expires| expires <= self.clock.now())
        {
            return Ok(Err("its link has expired"));
        }
        let Some(addressee) = self.addresses.find(letter.to)? else {
            return Ok(Err("there is no such recipient"));
        };
        if addressee.gone && notice != Notice::Deleted {
            return Ok(Err("the recipient is gone"));
        }
        let uuid = letter.to.uuid();
        let field = letter.to.address_field(uuid.as_bytes());
        let email = String::from_utf8(self.vault.open(field, &addressee.email)?)
            .map_err(|_| PortFailure::corrupt(field.table))?;
        let Ok(email) = EmailAddress::parse(&email) else {
            return Ok(Err("the recipient's address is none"));
        };
        let partner = addressee.partner.as_deref();
        Ok(Ok(self.letterhead.write(letter, &notice, email, partner)))
    }

    fn notice(&self, letter: &ClaimedLetter) -> PortResult<Notice> {
        let row = letter.reference.get();
        let secret = letter.secret.as_ref().map(|sealed| {
            let opened = self.vault.open(Letter::field(row.as_bytes()), sealed)?;
            String::from_utf8(opened).map_err(|_| PortFailure::corrupt("mail_outbox.secret_sealed"))
        });
        Notice::read(&letter.notice, &letter.facts, secret.transpose()?)
    }
}
