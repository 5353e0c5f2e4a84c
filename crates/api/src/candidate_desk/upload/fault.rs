//! Why a file as a whole is refused.

use candidates::TooManyRows;

/// Why nothing of a file is taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum FileFault {
    /// The bytes are no text in an encoding that is read here.
    #[error("must be text in UTF-8 or UTF-16")]
    Encoding,
    /// There is no header.
    #[error("must not be empty")]
    Empty,
    /// Columns that may not be left out.
    #[error("must have a header with the columns firstname, lastname and email; missing: {}", .0.join(", "))]
    Missing(Vec<&'static str>),
    /// A column that may come once only.
    #[error("must have the column {0} once only")]
    Twice(&'static str),
    /// Too long.
    #[error(transparent)]
    TooManyRows(#[from] TooManyRows),
}
