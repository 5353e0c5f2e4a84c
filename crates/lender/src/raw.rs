//! Messages as they came in, before anyone judged them.

/// A field's value. Null and absent are the same; so is an empty CSV cell.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Raw {
    /// Not given.
    #[default]
    Absent,
    /// A text, or a CSV cell.
    Text(String),
    /// A JSON number, in its own spelling.
    Number(String),
    /// A boolean, array or object.
    Other,
}

/// Hides the value, which may be personal data.
impl std::fmt::Debug for Raw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Absent => "Absent",
            Self::Text(_) => "Text(redacted)",
            Self::Number(_) => "Number(redacted)",
            Self::Other => "Other",
        })
    }
}

/// A user message with nothing judged.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are the contract's, by name")]
pub struct RawUser {
    pub id: Raw,
    pub mobile_number: Raw,
    pub pan_number: Raw,
    pub first_name: Raw,
    pub last_name: Raw,
    pub email: Raw,
    pub status: Raw,
    pub hold_until: Raw,
    pub registered_at: Raw,
    pub utm_source: Raw,
    pub utm_campaign: Raw,
    pub occurred_at: Raw,
}

/// A loan message with nothing judged.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are the contract's, by name")]
pub struct RawLoan {
    pub id: Raw,
    pub user_id: Raw,
    pub application_number: Raw,
    pub status: Raw,
    pub loan_amount: Raw,
    pub created_at: Raw,
    pub disbursed_at: Raw,
    pub disbursal_amount: Raw,
    pub occurred_at: Raw,
}

/// Either.
#[derive(Debug, Clone)]
pub enum RawMessage {
    /// A user's whole state.
    User(RawUser),
    /// A loan application's whole state.
    Loan(RawLoan),
}

/// A field that cannot be accepted, and why, without repeating its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name in the contract.
    pub field: &'static str,
    /// What is wrong.
    pub reason: String,
}
