//! Which column is which field.

use csv::{ByteRecord, StringRecord};
use lender::{Raw, RawLoan, RawMessage, RawUser};
use serde::{Deserialize, Serialize};

/// What a file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The lender's users.
    Users,
    /// Their loan applications.
    Loans,
}

/// Why a header does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ColumnError {
    /// A column that means nothing here.
    #[error("unknown column `{0}`")]
    Unknown(String),
    /// A column twice.
    #[error("column `{0}` comes twice")]
    Twice(String),
    /// A column that may not be left out.
    #[error("column `{0}` is missing")]
    Missing(&'static str),
}

/// The field each column holds, left to right.
#[derive(Debug)]
pub(super) struct Columns {
    kind: Kind,
    fields: Vec<&'static str>,
}

impl Kind {
    const fn required(self) -> &'static [&'static str] {
        match self {
            Self::Users => &[
                "id",
                "mobile_number",
                "status",
                "registered_at",
                "occurred_at",
            ],
            Self::Loans => &[
                "id",
                "user_id",
                "application_number",
                "status",
                "loan_amount",
                "created_at",
                "occurred_at",
            ],
        }
    }

    const fn optional(self) -> &'static [&'static str] {
        match self {
            Self::Users => &[
                "pan_number",
                "first_name",
                "last_name",
                "email",
                "hold_until",
                "utm_source",
                "utm_campaign",
            ],
            Self::Loans => &["disbursed_at", "disbursal_amount"],
        }
    }
}

impl Columns {
    /// Understands `header`; the order of columns does not matter.
    pub(super) fn find(kind: Kind, header: &ByteRecord) -> Result<Self, ColumnError> {
        let mut fields: Vec<&'static str> = Vec::new();
        for name in header {
            let name = String::from_utf8_lossy(name);
            let name = name.trim();
            let field = kind
                .required()
                .iter()
                .chain(kind.optional())
                .find(|field| **field == name)
                .ok_or_else(|| ColumnError::Unknown(shortened(name)))?;
            if fields.contains(field) {
                return Err(ColumnError::Twice(name.to_owned()));
            }
            fields.push(field);
        }
        match kind.required().iter().find(|field| !fields.contains(field)) {
            Some(missing) => Err(ColumnError::Missing(missing)),
            None => Ok(Self { kind, fields }),
        }
    }

    /// The message a row is. Blanks around a cell do not count.
    pub(super) fn message(&self, cells: &StringRecord) -> RawMessage {
        let cell = |field: &str| {
            let at = self.fields.iter().position(|found| *found == field);
            match at.and_then(|at| cells.get(at)).map(str::trim) {
                Some(text) if !text.is_empty() => Raw::Text(text.to_owned()),
                _ => Raw::Absent,
            }
        };
        match self.kind {
            Kind::Users => RawMessage::User(user(cell)),
            Kind::Loans => RawMessage::Loan(loan(cell)),
        }
    }
}

fn user(cell: impl Fn(&str) -> Raw) -> RawUser {
    RawUser {
        id: cell("id"),
        mobile_number: cell("mobile_number"),
        pan_number: cell("pan_number"),
        first_name: cell("first_name"),
        last_name: cell("last_name"),
        email: cell("email"),
        status: cell("status"),
        hold_until: cell("hold_until"),
        registered_at: cell("registered_at"),
        utm_source: cell("utm_source"),
        utm_campaign: cell("utm_campaign"),
        occurred_at: cell("occurred_at"),
    }
}

fn loan(cell: impl Fn(&str) -> Raw) -> RawLoan {
    RawLoan {
        id: cell("id"),
        user_id: cell("user_id"),
        application_number: cell("application_number"),
        status: cell("status"),
        loan_amount: cell("loan_amount"),
        created_at: cell("created_at"),
        disbursed_at: cell("disbursed_at"),
        disbursal_amount: cell("disbursal_amount"),
        occurred_at: cell("occurred_at"),
    }
}

/// A file without a header has personal data where names belong; a short word
/// of it is enough to see the mistake, and too little to matter.
fn shortened(name: &str) -> String {
    const WORD: usize = 24;
    let plain = name.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
    if plain && name.chars().count() <= WORD {
        name.to_owned()
    } else {
        "(not a name; is the header line missing?)".to_owned()
    }
}
