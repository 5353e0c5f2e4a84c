//! The rows of a file, kept small: a hundred thousand of them are in memory at once, and
//! their texts, each a piece of memory of its own, would take three times as much.

use kernel::{CandidateUuid, EmailAddress, EnrolmentUuid, PersonName, PortFailure, PortResult};

use crate::EnrolmentDraft;

/// A row that enrolled somebody, or would; [`super::Upload::who`] tells whom.
#[derive(Clone, Copy)]
pub struct UploadedRow {
    /// The line on which it begins; the header is on the first.
    pub line: u32,
    /// What came of it; `None` when nothing was to be written.
    pub kept: Option<KeptRow>,
    place: Place,
}

/// What came of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptRow {
    /// The enrolment.
    pub enrolment: EnrolmentUuid,
    /// The person.
    pub candidate: CandidateUuid,
}

/// Who stands in a row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Who<'a> {
    /// First name.
    pub first_name: &'a str,
    /// Last name.
    pub last_name: &'a str,
    /// The address as it is written.
    pub email: &'a str,
}

/// Where its texts lie, one behind the other: bytes.
#[derive(Clone, Copy)]
struct Place {
    start: usize,
    first_name: u16,
    last_name: u16,
    email: u16,
}

/// The texts of many rows.
#[derive(Default)]
pub(super) struct Texts(String);

impl Texts {
    /// Keeps who stands on `line`.
    pub(super) fn keep(&mut self, line: u32, draft: &EnrolmentDraft) -> UploadedRow {
        let texts = [
            draft.first_name.as_str(),
            draft.last_name.as_str(),
            draft.email.as_str(),
        ];
        let start = self.0.len();
        self.0.extend(texts);
        // None has more than four hundred bytes.
        let lengths = texts.map(|text| u16::try_from(text.len()).unwrap_or(u16::MAX));
        let [first_name, last_name, email] = lengths;
        UploadedRow {
            line,
            kept: None,
            place: Place {
                start,
                first_name,
                last_name,
                email,
            },
        }
    }

    /// Who stands in `row`, which these are the texts of.
    pub(super) fn who(&self, row: &UploadedRow) -> Who<'_> {
        let place = row.place;
        let last_name = place.start.saturating_add(place.first_name.into());
        let email = last_name.saturating_add(place.last_name.into());
        let end = email.saturating_add(place.email.into());
        let text = |from: usize, to: usize| self.0.get(from..to).unwrap_or_default();
        Who {
            first_name: text(place.start, last_name),
            last_name: text(last_name, email),
            email: text(email, end),
        }
    }
}

impl Who<'_> {
    /// As it was judged before.
    ///
    /// # Errors
    /// [`PortFailure::Unforeseen`] if it was not.
    pub(super) fn draft(self) -> PortResult<EnrolmentDraft> {
        let lost = || PortFailure::Unforeseen("the texts of a row got lost".to_owned());
        Ok(EnrolmentDraft {
            first_name: PersonName::parse(self.first_name).map_err(|_| lost())?,
            last_name: PersonName::parse(self.last_name).map_err(|_| lost())?,
            email: EmailAddress::parse(self.email).map_err(|_| lost())?,
        })
    }
}
