//! Why a command failed: exit code 1 and one line on standard error.

use accounts::{CreatePartnerError, CreateStaffError, RotateError, StatusChangeError};
use kernel::PortFailure;

use crate::settings::Problems;

/// Why a command failed. No text holds a secret or personal data.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The settings.
    #[error(transparent)]
    Settings(#[from] Problems),
    /// The database cannot be opened.
    #[error("database: {0}")]
    Open(#[from] store::OpenError),
    /// The database, or a key.
    #[error("database: {0}")]
    Port(#[from] PortFailure),
    /// A partner that cannot be created.
    #[error(transparent)]
    Create(#[from] CreatePartnerError),
    /// A staff account that cannot be created.
    #[error(transparent)]
    CreateStaff(#[from] CreateStaffError),
    /// A partner that cannot change.
    #[error(transparent)]
    Status(#[from] StatusChangeError),
    /// A secret that cannot be rotated.
    #[error(transparent)]
    Rotate(#[from] RotateError),
    /// A file, or standard output.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// Anything a command has its own words for.
    #[error("{0}")]
    Told(String),
    /// The command's own output says it all.
    #[error("see above")]
    Shown,
}

impl Failure {
    /// A failure in the command's own words.
    pub fn told(text: impl Into<String>) -> Self {
        Self::Told(text.into())
    }
}
