//! The lender's messages and their answers.

use lender::{FeedAnswer, FeedResult, FieldError};
use serde::Serialize;

use super::{FeedResultWord, LoanStatusWord, UserStatusWord};

/// What became of a message.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = FeedAnswer)]
pub(crate) struct AnswerView<'a> {
    /// The id it gave; null if it gave none.
    #[schema(required = true, example = 1)]
    id: Option<i64>,
    /// What became of it.
    #[schema(value_type = FeedResultWord, inline, example = "applied")]
    result: &'static str,
    /// Why it was refused; else empty.
    errors: Vec<FieldErrorView<'a>>,
}

/// A field that cannot be accepted.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = FieldError)]
pub(crate) struct FieldErrorView<'a> {
    /// The field.
    #[schema(example = "status")]
    field: &'static str,
    /// What is wrong.
    #[schema(example = "is not a known status")]
    reason: &'a str,
}

impl<'a> AnswerView<'a> {
    pub(crate) fn of(answer: &'a FeedAnswer) -> Self {
        Self {
            id: answer.id,
            result: answer.result.as_str(),
            errors: match &answer.result {
                FeedResult::Refused(errors) => errors.iter().map(error).collect(),
                FeedResult::Applied | FeedResult::Unchanged | FeedResult::Stale => Vec::new(),
            },
        }
    }
}

fn error(error: &FieldError) -> FieldErrorView<'_> {
    FieldErrorView {
        field: error.field,
        reason: &error.reason,
    }
}

/// A user's whole state; for the document only.
#[derive(utoipa::ToSchema)]
#[expect(
    dead_code,
    reason = "read field by field from the JSON; this is its description"
)]
pub(crate) struct UserMessage {
    /// Ten digits.
    #[schema(example = "9876543210")]
    mobile_number: String,
    /// As printed, once known.
    #[schema(example = "ABCDE1234F")]
    pan_number: Option<String>,
    /// 1–100 characters.
    first_name: Option<String>,
    /// 1–100 characters.
    last_name: Option<String>,
    /// An e-mail address.
    email: Option<String>,
    /// The user's state.
    #[schema(value_type = UserStatusWord, inline, example = "active")]
    status: String,
    /// End of a hold, exclusive.
    #[schema(value_type = Option<String>, format = DateTime)]
    hold_until: Option<String>,
    /// When the user registered.
    #[schema(value_type = String, format = DateTime)]
    registered_at: String,
    /// The partner the user came from.
    utm_source: Option<String>,
    /// The lead the user came from.
    utm_campaign: Option<String>,
    /// When the user came to be in this state.
    #[schema(value_type = String, format = DateTime)]
    occurred_at: String,
}

/// A loan application's whole state; for the document only.
#[derive(utoipa::ToSchema)]
#[expect(
    dead_code,
    reason = "read field by field from the JSON; this is its description"
)]
pub(crate) struct LoanMessage {
    /// The lender's id of the applicant.
    #[schema(example = 1)]
    user_id: i64,
    /// The number printed on the application.
    #[schema(example = "APP123456")]
    application_number: String,
    /// The loan's state.
    #[schema(value_type = LoanStatusWord, inline, example = "disbursed")]
    status: String,
    /// Rupees, at most two decimals.
    #[schema(example = 50000)]
    loan_amount: f64,
    /// When it was applied for.
    #[schema(value_type = String, format = DateTime)]
    created_at: String,
    /// When it was paid out.
    #[schema(value_type = Option<String>, format = DateTime)]
    disbursed_at: Option<String>,
    /// Rupees, at most two decimals.
    #[schema(example = 50000)]
    disbursal_amount: Option<f64>,
    /// When the loan came to be in this state.
    #[schema(value_type = String, format = DateTime)]
    occurred_at: String,
}
