//! Refusals of `/api/partners`.

use std::borrow::Cow;

use serde::Serialize;

use crate::error::{Detail, Refusal};

/// A refusal's body on `/api/partners` (contract `onboarding.md`).
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WordedError<'a> {
    /// Always false.
    #[schema(example = false)]
    success: bool,
    /// What is wrong.
    #[schema(example = "Partner not found")]
    message: Cow<'a, str>,
    /// The same as a word.
    #[schema(example = "PARTNER_NOT_FOUND")]
    code: &'static str,
    /// The fields that are wrong (code `VALIDATION_ERROR`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<WordedField<'a>>,
    /// The `X-Request-Id` of this reply.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    request_id: &'a str,
}

/// One wrong field on `/api/partners`.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct WordedField<'a> {
    /// The field; a dot leads inside.
    #[schema(example = "businessInfo.website")]
    field: &'a str,
    /// What is wrong with it.
    #[schema(example = "must be an https address")]
    message: &'a str,
}

impl<'a> WordedError<'a> {
    /// What `refusal` says to the request `request_id`.
    pub(crate) fn of(refusal: &'a Refusal, request_id: &'a str) -> Self {
        let wrong = |field, message| WordedField { field, message };
        let errors = match &refusal.detail {
            Detail::Fields { missing, invalid } => {
                let missing = missing.iter().map(|name| wrong(name, "is required"));
                let invalid = invalid.iter().map(|name| wrong(name, "is invalid"));
                missing.chain(invalid).collect()
            }
            Detail::Parameter(name) => vec![wrong(name, "is invalid")],
            Detail::Reasons(fields) => {
                let fields = fields.iter();
                fields.map(|one| wrong(&one.field, &one.reason)).collect()
            }
            Detail::None
            | Detail::Checks(_)
            | Detail::Reason(_)
            | Detail::Allow(_)
            | Detail::Failing(_) => Vec::new(),
        };
        let word = refusal.code.word();
        let message = match &refusal.detail {
            Detail::Reason(reason) => format!("{}: {reason}", refusal.code.message()).into(),
            _ if word == "VALIDATION_ERROR" => Cow::Borrowed("Validation failed"),
            _ => Cow::Borrowed(refusal.code.message()),
        };
        Self {
            success: false,
            message,
            code: word,
            errors,
            request_id,
        }
    }
}
