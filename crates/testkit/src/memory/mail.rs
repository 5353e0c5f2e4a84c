//! Letters in memory.

use std::sync::{Arc, Mutex};

use notices::{Letter, Recipient};

use super::locked;
use crate::LetterLine;

/// Keeps the letters that the other fakes are handed.
#[derive(Debug, Clone, Default)]
pub struct InMemoryMail(Arc<Mutex<Vec<Letter>>>);

impl InMemoryMail {
    /// Every letter, oldest first.
    pub fn letters(&self) -> Vec<Letter> {
        locked(&self.0).clone()
    }

    pub(super) fn keep(&self, letter: Letter) {
        locked(&self.0).push(letter);
    }

    /// What is told of them.
    pub(super) fn lines(&self) -> Vec<LetterLine> {
        let letters = self.letters();
        let line = |letter: &Letter| LetterLine {
            notice: letter.notice.to_owned(),
            to: match letter.to {
                Recipient::Partner(partner) => partner.get(),
                Recipient::Portal(person) => person.get(),
                Recipient::Staff(person) => person.get(),
                Recipient::Candidate(person) => person.get(),
                Recipient::Enrolment(enrolment) => enrolment.get(),
            },
        };
        letters.iter().map(line).collect()
    }
}
