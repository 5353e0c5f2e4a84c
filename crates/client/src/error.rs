//! What can go wrong.

/// Why a call has no result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The platform refused, with the code of its documentation.
    #[error("refused with code {code}: {message}")]
    Refused {
        /// The documented code, such as 4119.
        code: u16,
        /// The documented message.
        message: String,
        /// The HTTP status.
        status: u16,
        /// Names the request to the platform's support.
        request_id: Option<String>,
        /// Seconds to wait before trying again, where the platform said so.
        retry_after: Option<u64>,
    },
    /// The request did not get through, or the answer did not arrive whole.
    #[error("transport: {0}")]
    Transport(#[from] reqwest::Error),
    /// The answer is not one the platform documents.
    #[error("unexpected answer: {0}")]
    Unexpected(&'static str),
}

impl Error {
    /// The platform's code, where it refused.
    pub const fn code(&self) -> Option<u16> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            Self::Transport(_) | Self::Unexpected(_) => None,
        }
    }
}
