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
    /// A key is none, or does not do its work.
    #[error("key: {0}")]
    Key(String),
    /// The answer's envelope does not open, for this reason: somebody else made it,
    /// it was changed on the way, or the keys of either side are not the ones here.
    /// Whether the request was carried out is not known.
    #[error("the answer does not open: {0}")]
    Unopened(&'static str),
    /// The answer to an encrypted request came in plain text. It is not to be
    /// trusted, whatever it says.
    #[error("a plain answer to an encrypted request")]
    Unsealed,
}

impl Error {
    /// The platform's code, where it refused.
    pub const fn code(&self) -> Option<u16> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            Self::Transport(_)
            | Self::Unexpected(_)
            | Self::Key(_)
            | Self::Unopened(_)
            | Self::Unsealed => None,
        }
    }

    pub(crate) fn key(cause: &dyn std::error::Error) -> Self {
        Self::Key(cause.to_string())
    }
}
