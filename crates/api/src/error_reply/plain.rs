//! Refusals in the form of the candidates' guide.

use std::borrow::Cow;

use serde::Serialize;

use crate::error::{Code, Detail, Refusal};

/// A refusal's body in the form of the candidates' guide (contract
/// `candidates.md`).
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PlainError<'a> {
    /// Always `error`.
    #[schema(example = "error")]
    status: &'static str,
    /// What is wrong.
    #[schema(example = "email is required")]
    message: Cow<'a, str>,
}

impl<'a> PlainError<'a> {
    /// What `refusal` says.
    pub(crate) fn of(refusal: &'a Refusal) -> Self {
        let message = match &refusal.detail {
            Detail::Fields { missing, invalid } => {
                let missing = missing.iter().map(|name| format!("{name} is required"));
                let invalid = invalid.iter().map(|name| format!("{name} is invalid"));
                let sentences: Vec<String> = missing.chain(invalid).collect();
                Cow::Owned(sentences.join("; "))
            }
            Detail::Parameter(name) => Cow::Owned(format!("{name} is invalid")),
            Detail::Reasons(fields) => {
                let fields = fields.iter();
                let sentences: Vec<String> = fields
                    .map(|wrong| format!("{} {}", wrong.field, wrong.reason))
                    .collect();
                Cow::Owned(sentences.join("; "))
            }
            Detail::None
            | Detail::Checks(_)
            | Detail::Reason(_)
            | Detail::Allow(_)
            | Detail::Failing(_) => Cow::Borrowed(guides_message(refusal.code)),
        };
        Self {
            status: "error",
            message,
        }
    }
}

/// What the guide calls it.
const fn guides_message(code: Code) -> &'static str {
    match code {
        Code::TokenRequired => "Authentication required",
        Code::InvalidToken | Code::InvalidTokenType => "Invalid token",
        Code::TokenExpired => "Session expired",
        other => other.message(),
    }
}
