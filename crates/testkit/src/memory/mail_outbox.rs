//! Letters that wait, in memory.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use kernel::{NoticeId, PortResult};
use notices::{ClaimedLetter, Letter, MailBacklog, MailOutbox};

use super::locked;

/// Fake of [`MailOutbox`].
#[derive(Debug, Clone, Default)]
pub struct InMemoryMailOutbox(Arc<Mutex<Vec<Row>>>);

#[derive(Debug)]
struct Row {
    letter: Letter,
    attempts: u32,
    next_attempt_at: Option<DateTime<Utc>>,
    sent_at: Option<DateTime<Utc>>,
    given_up_at: Option<DateTime<Utc>>,
}

impl InMemoryMailOutbox {
    /// The letters whose secret part is still there.
    pub fn with_secret(&self) -> usize {
        let rows = locked(&self.0);
        let secret = rows.iter().filter(|row| row.letter.secret.is_some());
        secret.count()
    }

    /// Changes the letter `reference` where it is due at `due`.
    fn change(&self, reference: NoticeId, due: Option<DateTime<Utc>>, change: impl Fn(&mut Row)) {
        let mut rows = locked(&self.0);
        rows.iter_mut()
            .filter(|row| row.letter.reference == reference)
            .filter(|row| due.is_none() || row.next_attempt_at == due)
            .filter(|row| row.sent_at.is_none())
            .for_each(change);
    }
}

impl Row {
    fn claimed(&self, until: DateTime<Utc>) -> ClaimedLetter {
        let letter = &self.letter;
        let facts = letter.facts.iter();
        ClaimedLetter {
            reference: letter.reference,
            to: letter.to,
            notice: letter.notice.to_owned(),
            facts: facts
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            secret: letter.secret.clone(),
            at: letter.at,
            attempts: self.attempts,
            claimed_until: until,
        }
    }
}

impl MailOutbox for InMemoryMailOutbox {
    fn keep(&self, letter: Letter) -> PortResult<()> {
        let next_attempt_at = Some(letter.at);
        locked(&self.0).push(Row {
            letter,
            attempts: 0,
            next_attempt_at,
            sent_at: None,
            given_up_at: None,
        });
        Ok(())
    }

    fn claim(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> PortResult<Option<ClaimedLetter>> {
        let mut rows = locked(&self.0);
        let due = rows
            .iter_mut()
            .filter(|row| row.next_attempt_at.is_some_and(|next| next <= now))
            .min_by_key(|row| row.next_attempt_at);
        Ok(due.map(|row| {
            row.attempts += 1;
            row.next_attempt_at = Some(until);
            row.claimed(until)
        }))
    }

    fn sent(&self, reference: NoticeId, at: DateTime<Utc>) -> PortResult<()> {
        self.change(reference, None, |row| {
            row.sent_at = Some(at);
            row.given_up_at = None;
            row.next_attempt_at = None;
            row.letter.secret = None;
        });
        Ok(())
    }

    fn put_off(&self, letter: &ClaimedLetter, next: DateTime<Utc>) -> PortResult<()> {
        self.change(letter.reference, Some(letter.claimed_until), |row| {
            row.next_attempt_at = Some(next);
        });
        Ok(())
    }

    fn give_up(&self, letter: &ClaimedLetter, at: DateTime<Utc>) -> PortResult<()> {
        self.change(letter.reference, Some(letter.claimed_until), |row| {
            row.given_up_at = Some(at);
            row.next_attempt_at = None;
            row.letter.secret = None;
        });
        Ok(())
    }

    fn backlog(&self, since: DateTime<Utc>) -> PortResult<MailBacklog> {
        let rows = locked(&self.0);
        let waiting: Vec<_> = rows
            .iter()
            .filter(|row| row.next_attempt_at.is_some())
            .collect();
        let given_up = rows
            .iter()
            .filter(|row| row.given_up_at.is_some_and(|at| at >= since));
        Ok(MailBacklog {
            waiting: u64::try_from(waiting.len()).unwrap_or(u64::MAX),
            oldest: waiting.iter().map(|row| row.letter.at).min(),
            given_up: u64::try_from(given_up.count()).unwrap_or(u64::MAX),
        })
    }
}
