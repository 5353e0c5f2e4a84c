//! Making what a partner says of people ready to be kept.

use std::sync::Arc;

use kernel::{
    BlindIndex, CandidateUuid, EmailAddress, EnrolmentUuid, Entropy, FieldVault, IndexedField,
    NameError, PersonName, PortFailure, PortResult,
};

use crate::{Enrolment, EnrolmentDraft, NewEnrolment};

/// Why a text is no name of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CandidateNameError {
    /// It is nobody's name.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A spreadsheet would compute it.
    #[error("must not begin with = + - or @")]
    Formula,
}

/// Reads a candidate's first or last name: a person's name that no spreadsheet takes for a
/// formula, since partners open lists of candidates there.
///
/// # Errors
/// See [`CandidateNameError`].
pub fn candidate_name(text: &str) -> Result<PersonName, CandidateNameError> {
    let name = PersonName::parse(text)?;
    if name.as_str().starts_with(['=', '+', '-', '@']) {
        return Err(CandidateNameError::Formula);
    }
    Ok(name)
}

/// Makes drafts ready to be kept.
#[derive(Clone)]
pub struct DraftEnrolments {
    /// Indexes and seals addresses.
    pub vault: Arc<dyn FieldVault>,
    /// Draws identities.
    pub entropy: Arc<dyn Entropy>,
}

impl DraftEnrolments {
    /// The index people are known by.
    pub fn index(&self, email: &EmailAddress) -> BlindIndex {
        index(self.vault.as_ref(), email)
    }

    /// What is kept of `draft`, under identities drawn anew.
    ///
    /// # Errors
    /// [`PortFailure`] of the vault.
    pub fn draft(&self, draft: EnrolmentDraft) -> PortResult<NewEnrolment> {
        let uuid = EnrolmentUuid::draw(self.entropy.as_ref());
        let person = CandidateUuid::draw(self.entropy.as_ref());
        let plain = draft.email.as_str().as_bytes();
        let (row, persons) = (uuid.get(), person.get());
        Ok(NewEnrolment {
            uuid,
            person,
            email: self
                .vault
                .seal(Enrolment::email_field(row.as_bytes()), plain)?,
            person_email: self
                .vault
                .seal(Enrolment::person_email_field(persons.as_bytes()), plain)?,
            email_index: self.index(&draft.email),
            first_name: draft.first_name,
            last_name: draft.last_name,
        })
    }
}

/// The index people are known by: the same for every spelling of one address.
pub fn index(vault: &dyn FieldVault, email: &EmailAddress) -> BlindIndex {
    vault.index(IndexedField::Email, email.canonical().as_bytes())
}

/// An enrolment with its address in clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenEnrolment {
    /// As it is kept.
    pub enrolment: Enrolment,
    /// The address as this partner wrote it.
    pub email: EmailAddress,
}

impl Enrolment {
    /// This enrolment with its address opened.
    ///
    /// # Errors
    /// [`PortFailure`] of the vault.
    pub fn open(self, vault: &dyn FieldVault) -> PortResult<OpenEnrolment> {
        const WHAT: &str = "partner_candidates.email_sealed";
        let row = self.uuid.get();
        let plain = vault.open(Self::email_field(row.as_bytes()), &self.email)?;
        let text = String::from_utf8(plain).map_err(|_| PortFailure::corrupt(WHAT))?;
        let email = EmailAddress::parse(&text).map_err(|_| PortFailure::corrupt(WHAT))?;
        Ok(OpenEnrolment {
            enrolment: self,
            email,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_no_name() {
        for text in ["=1+1", " +1", "-1", "@x", "\u{2003}=x"] {
            assert_eq!(
                candidate_name(text),
                Err(CandidateNameError::Formula),
                "{text}"
            );
        }
        assert_eq!(candidate_name(" "), Err(NameError::Blank.into()));
        for text in ["Asha", "O'Neil", "1=1", "Ann-Mary", "\u{ff1d}x"] {
            assert_eq!(candidate_name(text).expect("a name").as_str(), text);
        }
    }
}
