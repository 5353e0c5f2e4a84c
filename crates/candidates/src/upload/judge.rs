//! Which rows of a file could enrol somebody, before anything is looked up.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use kernel::{BlindIndex, EmailAddress};

use super::fault::{CellEmailError, CellFaults, RowFault};
use super::kept::{Texts, UploadedRow};
use crate::{DraftEnrolments, EnrolmentDraft, candidate_name};

/// The most rows a file may have besides its header (contract `candidates.md`).
pub const MOST_ROWS: u32 = 100_000;

/// The most characters of an address that is told back; no address is longer.
const SHOWN_CHARS: usize = 254;

/// A row as it stands in the file.
#[derive(Clone, Copy)]
pub struct RawRow<'a> {
    /// The line on which it begins; the header is on the first.
    pub line: u32,
    /// What stands for the first name.
    pub first_name: &'a str,
    /// What stands for the last name.
    pub last_name: &'a str,
    /// What stands for the address.
    pub email: &'a str,
}

/// A row that enrols nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct BadRow {
    /// The line on which it begins.
    pub line: u32,
    /// What stands for the address, at most 254 characters of it.
    pub email: Box<str>,
    /// Why.
    pub fault: RowFault,
}

/// The file has more than [`MOST_ROWS`] rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have at most 100000 rows")]
pub struct TooManyRows;

/// Judges the rows of one file, one after the other.
pub struct Judge {
    drafts: DraftEnrolments,
    first_lines: HashMap<BlindIndex, u32>,
    judged: Judged,
}

/// The rows of one file.
#[derive(Default)]
pub struct Judged {
    pub(super) good: Vec<UploadedRow>,
    pub(super) texts: Texts,
    /// Of the good ones, in their order: what people are known by.
    pub(super) indexes: Vec<BlindIndex>,
    pub(super) bad: Vec<BadRow>,
}

impl Judge {
    /// Has seen no row yet.
    pub(super) fn new(drafts: DraftEnrolments) -> Self {
        Self {
            drafts,
            first_lines: HashMap::new(),
            judged: Judged::default(),
        }
    }

    /// Judges the next row. The second of two right rows with one address fails, whatever
    /// case they are written in.
    ///
    /// # Errors
    /// [`TooManyRows`]; the file is none to go on with then.
    pub fn take(&mut self, row: RawRow<'_>) -> Result<(), TooManyRows> {
        self.count()?;
        if let Err(fault) = self.judge(&row) {
            let bad = BadRow::new(row.line, row.email, fault);
            self.judged.bad.push(bad);
        }
        Ok(())
    }

    /// Notes a row whose cells cannot be told apart.
    ///
    /// # Errors
    /// As [`Judge::take`].
    pub fn refuse(&mut self, line: u32, email: &str, fault: RowFault) -> Result<(), TooManyRows> {
        self.count()?;
        self.judged.bad.push(BadRow::new(line, email, fault));
        Ok(())
    }

    /// All rows that were judged.
    pub fn finish(self) -> Judged {
        self.judged
    }

    fn count(&self) -> Result<(), TooManyRows> {
        if self.judged.total() < MOST_ROWS {
            Ok(())
        } else {
            Err(TooManyRows)
        }
    }

    fn judge(&mut self, row: &RawRow<'_>) -> Result<(), RowFault> {
        let draft = draft(row).map_err(RowFault::Cells)?;
        let index = self.drafts.index(&draft.email);
        let free = match self.first_lines.entry(index) {
            Entry::Occupied(first) => {
                let first = *first.get();
                return Err(RowFault::Duplicate { first });
            }
            Entry::Vacant(free) => free,
        };
        let judged = &mut self.judged;
        judged.good.push(judged.texts.keep(row.line, &draft));
        judged.indexes.push(index);
        free.insert(row.line);
        Ok(())
    }
}

impl Judged {
    /// How many rows the file has besides its header.
    pub fn total(&self) -> u32 {
        // At most MOST_ROWS.
        u32::try_from(self.good.len() + self.bad.len()).unwrap_or(u32::MAX)
    }
}

impl BadRow {
    pub(super) fn new(line: u32, email: &str, fault: RowFault) -> Self {
        let email = email.trim();
        let end = email.char_indices().nth(SHOWN_CHARS);
        let shown = end.and_then(|(end, _)| email.get(..end)).unwrap_or(email);
        Self {
            line,
            email: shown.into(),
            fault,
        }
    }
}

fn draft(row: &RawRow<'_>) -> Result<EnrolmentDraft, CellFaults> {
    let first_name = candidate_name(row.first_name);
    let last_name = candidate_name(row.last_name);
    let email = email(row.email);
    match (first_name, last_name, email) {
        (Ok(first_name), Ok(last_name), Ok(email)) => Ok(EnrolmentDraft {
            first_name,
            last_name,
            email,
        }),
        (first_name, last_name, email) => Err(CellFaults {
            first_name: first_name.err(),
            last_name: last_name.err(),
            email: email.err(),
        }),
    }
}

fn email(text: &str) -> Result<EmailAddress, CellEmailError> {
    if text.trim().is_empty() {
        return Err(CellEmailError::Blank);
    }
    Ok(EmailAddress::parse(text)?)
}

#[cfg(test)]
mod tests;
