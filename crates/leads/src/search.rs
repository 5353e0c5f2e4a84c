//! What a partner may search its leads by (contract, "Lists").

use std::fmt;

use kernel::{BlindIndex, FieldVault, IndexedField, MobileNumber, Pan};

/// A search, told apart by its form. Personal data is already an index here.
#[derive(Clone, PartialEq, Eq)]
pub enum SearchTerm {
    /// Ten digits: exactly this mobile number.
    Mobile(BlindIndex),
    /// The form of a PAN: exactly this PAN.
    Pan(BlindIndex),
    /// Four digits: mobile numbers that end so.
    MobileLastFour(BlindIndex),
    /// Names that begin with this, folded to lower case (one or two characters).
    NamePrefix(String),
    /// Names that contain this, folded to lower case.
    NameContains(String),
}

/// Shows the form of the search and hides the name searched for.
impl fmt::Debug for SearchTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mobile(_) => "Mobile(redacted)",
            Self::Pan(_) => "Pan(redacted)",
            Self::MobileLastFour(_) => "MobileLastFour(redacted)",
            Self::NamePrefix(_) => "NamePrefix(redacted)",
            Self::NameContains(_) => "NameContains(redacted)",
        })
    }
}

/// The search is longer than any name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have at most 100 characters")]
pub struct SearchError;

impl SearchTerm {
    /// Fewer characters than this search by prefix.
    const CONTAINS_FROM: usize = 3;

    /// Tells `text` apart; `None` when it is blank.
    ///
    /// # Errors
    /// [`SearchError`] above 100 characters.
    pub fn parse(text: &str, vault: &dyn FieldVault) -> Result<Option<Self>, SearchError> {
        let text = text.trim();
        let length = text.chars().count();
        if length > kernel::PersonName::MAX_CHARS {
            return Err(SearchError);
        }
        if text.is_empty() {
            return Ok(None);
        }
        if let Ok(mobile) = MobileNumber::parse(text) {
            let index = vault.index(IndexedField::Mobile, mobile.as_str().as_bytes());
            return Ok(Some(Self::Mobile(index)));
        }
        if let Ok(pan) = Pan::parse(text) {
            let index = vault.index(IndexedField::Pan, pan.as_str().as_bytes());
            return Ok(Some(Self::Pan(index)));
        }
        if length == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            let index = vault.index(IndexedField::MobileLastFour, text.as_bytes());
            return Ok(Some(Self::MobileLastFour(index)));
        }
        let folded = text.to_lowercase();
        Ok(Some(if length < Self::CONTAINS_FROM {
            Self::NamePrefix(folded)
        } else {
            Self::NameContains(folded)
        }))
    }

    /// Whether it is a search by name, whose total is capped.
    pub const fn is_name(&self) -> bool {
        matches!(self, Self::NamePrefix(_) | Self::NameContains(_))
    }
}

#[cfg(test)]
mod tests;
