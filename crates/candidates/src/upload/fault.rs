//! What can be wrong with a row of an uploaded file.

use std::fmt;

use kernel::EmailError;

use crate::CandidateNameError;

/// Why a row enrols nobody, in plain words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// Cells that are no names, or no address.
    #[error("{0}")]
    Cells(CellFaults),
    /// Not as many cells as the header has.
    #[error("has {found} columns where the header has {expected}")]
    Columns {
        /// How many the row has.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
    /// A cell that begins with a quotation mark and never ends.
    #[error("has a quotation mark that is not closed")]
    Unclosed,
    /// An earlier row that is right has the same address.
    #[error("Duplicate email in file (first on row {first})")]
    Duplicate {
        /// The line on which that row begins.
        first: u32,
    },
    /// The person is enrolled there already.
    #[error("Candidate with this email already exists in this batch")]
    Exists,
}

/// What is wrong with each cell of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CellFaults {
    /// With the first name.
    pub first_name: Option<CandidateNameError>,
    /// With the last name.
    pub last_name: Option<CandidateNameError>,
    /// With the address.
    pub email: Option<CellEmailError>,
}

/// Why a cell holds no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CellEmailError {
    /// There is nothing in it.
    #[error("must not be blank")]
    Blank,
    /// It is none.
    #[error(transparent)]
    Email(#[from] EmailError),
}

impl fmt::Display for CellFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        let mut say = |column: &str, fault: &dyn fmt::Display| {
            write!(f, "{between}{column} {fault}")?;
            between = "; ";
            Ok(())
        };
        if let Some(fault) = &self.first_name {
            say("firstname", fault)?;
        }
        if let Some(fault) = &self.last_name {
            say("lastname", fault)?;
        }
        if let Some(fault) = &self.email {
            say("email", fault)?;
        }
        Ok(())
    }
}
