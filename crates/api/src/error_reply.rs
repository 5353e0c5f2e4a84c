//! How a refusal is written. The body carries the request id, which only the
//! outermost layer knows; so a refusal travels as an error and is written there.

mod plain;
mod worded;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use serde::Serialize;

pub(crate) use plain::PlainError;
pub(crate) use worded::{WordedError, WordedField};

use crate::error::{Code, Detail, FieldReason, Refusal};

/// Seconds after which a 5030 may be tried again.
const RETRY_AFTER: &str = "1";

/// One failed funnel check on the wire.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = FunnelFailure)]
pub(crate) struct CheckView<'a> {
    /// `age`, `employment_type`, `monthly_salary` or `payment_mode`.
    #[schema(example = "age")]
    check: &'static str,
    /// What would have been accepted.
    #[schema(example = "age must be between 18 and 45 years")]
    reason: &'a str,
}

/// One wrong field on the wire.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = FieldRefusal)]
pub(crate) struct FieldReasonView<'a> {
    /// The field.
    #[schema(example = "to")]
    field: &'a str,
    /// What is wrong with it.
    #[schema(example = "must be a day as YYYY-MM-DD")]
    reason: &'a str,
}

/// One of `errors`.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = ErrorItem)]
pub(crate) enum ErrorItem<'a> {
    /// Code 4121.
    Check(CheckView<'a>),
    /// Code 4220.
    Field(FieldReasonView<'a>),
}

/// Every refusal's body, in this order.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Error)]
pub(crate) struct ErrorBody<'a> {
    /// Always false.
    #[schema(example = false)]
    status: bool,
    /// See the error table.
    #[schema(example = 2003)]
    code: u16,
    /// The code in words.
    #[schema(example = "Missing Parameters!")]
    message: &'static str,
    /// Required fields that are absent, null or blank (code 2003).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    missing: Option<&'a [&'static str]>,
    /// Fields that are wrong (codes 2003, 4119, 4120).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    invalid: Option<&'a [String]>,
    /// Failed funnel checks (code 4121) or wrong fields (code 4220).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    errors: Option<Vec<ErrorItem<'a>>>,
    /// Why it is not possible, in a word (code 4092): `decided`, `rested_upon`,
    /// `nothing_to_settle`, `not_payable`, `reference_taken`, `disputed`, `answered`,
    /// `key_retired`, `email_taken`, `self`, `last_admin`, `announced`, `cancelled`, `over`,
    /// `not_active`, `overtaken`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    reason: Option<&'static str>,
    /// The parameter that is wrong (code 4124).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    parameter: Option<&'static str>,
    /// The parts that are not ready (code 5030 of /readyz).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    failing: Option<&'a [&'static str]>,
    /// The `X-Request-Id` of this reply.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    request_id: &'a str,
}

impl<'a> ErrorBody<'a> {
    /// What `refusal` says to the request `request_id`.
    pub(crate) fn of(refusal: &'a Refusal, request_id: &'a str) -> Self {
        let mut body = Self {
            status: false,
            code: refusal.code.number(),
            message: refusal.code.message(),
            missing: None,
            invalid: None,
            errors: None,
            reason: None,
            parameter: None,
            failing: None,
            request_id,
        };
        match &refusal.detail {
            Detail::None | Detail::Allow(_) => {}
            Detail::Fields { missing, invalid } => {
                body.missing = (!missing.is_empty()).then_some(missing);
                body.invalid = (!invalid.is_empty()).then_some(invalid);
            }
            Detail::Parameter(name) => body.parameter = Some(name),
            Detail::Checks(failures) => body.errors = Some(failures.iter().map(check).collect()),
            Detail::Reasons(fields) => body.errors = Some(fields.iter().map(field).collect()),
            Detail::Reason(word) => body.reason = Some(word),
            Detail::Failing(parts) => body.failing = Some(parts),
        }
        body
    }
}

/// How a route writes its refusals; attached to it as application data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ErrorForm {
    /// [`ErrorBody`], the partner API's.
    #[default]
    Coded,
    /// [`PlainError`], that of the candidates' guide and of people's login.
    Plain,
    /// [`WordedError`], that of `/api/partners`.
    Worded,
}

fn check(failure: &funnel::Failure) -> ErrorItem<'_> {
    ErrorItem::Check(CheckView {
        check: failure.check.as_str(),
        reason: &failure.reason,
    })
}

fn field(wrong: &FieldReason) -> ErrorItem<'_> {
    ErrorItem::Field(FieldReasonView {
        field: &wrong.field,
        reason: &wrong.reason,
    })
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        self.code.status()
    }

    /// Only the status; the outermost layer writes the rest.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.code.status())
    }
}

/// The whole reply to the request `request_id`.
pub(crate) fn error_reply(refusal: &Refusal, request_id: &str, form: ErrorForm) -> HttpResponse {
    let status = match form {
        ErrorForm::Coded => refusal.code.status(),
        ErrorForm::Plain | ErrorForm::Worded => refusal.code.worded_status(),
    };
    let mut reply = HttpResponseBuilder::new(status);
    if let Some(challenge) = challenge(refusal.code) {
        reply.insert_header((header::WWW_AUTHENTICATE, challenge));
    }
    if refusal.code == Code::Unavailable {
        reply.insert_header((header::RETRY_AFTER, RETRY_AFTER));
    }
    if let Detail::Allow(methods) = &refusal.detail {
        reply.insert_header((header::ALLOW, methods.as_str()));
    }
    match form {
        ErrorForm::Coded => reply.json(ErrorBody::of(refusal, request_id)),
        ErrorForm::Plain => reply.json(PlainError::of(refusal)),
        ErrorForm::Worded => reply.json(WordedError::of(refusal, request_id)),
    }
}

/// The challenge of whatever takes tokens.
pub(crate) const BEARER: &str = "Bearer realm=\"partner-api\"";

/// Every 401 names the scheme that would do (RFC 9110, section 11.6.1).
fn challenge(code: Code) -> Option<&'static str> {
    match code {
        Code::AuthenticationFailed | Code::InvalidCredentials => {
            Some("Basic realm=\"partner-api\", charset=\"UTF-8\"")
        }
        _ if code.status() == StatusCode::UNAUTHORIZED => Some(BEARER),
        _ => None,
    }
}
