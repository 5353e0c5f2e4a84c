//! The one way a port may fail for reasons its caller cannot mend.

/// Why an adapter could not do what its port promises.
///
/// No variant carries personal data, a secret or SQL parameters: the text may
/// be logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PortFailure {
    /// The resource is away, exhausted, full, or did not answer in time. Trying
    /// again later may help. The HTTP answer is 5030.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Stored data does not fit the domain. `what` names the table and field,
    /// never the value. The HTTP answer is 5000.
    #[error("corrupt data: {what}")]
    Corrupt {
        /// Table and column, such as `leads.verdict`.
        what: &'static str,
    },
    /// Anything else; a bug until shown otherwise. The HTTP answer is 5000.
    #[error("unforeseen: {0}")]
    Unforeseen(String),
}

impl PortFailure {
    /// A [`PortFailure::Corrupt`] for `what` (table and column).
    pub const fn corrupt(what: &'static str) -> Self {
        Self::Corrupt { what }
    }
}

/// What a port method returns.
pub type PortResult<T> = Result<T, PortFailure>;
