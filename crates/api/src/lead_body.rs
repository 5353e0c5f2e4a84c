//! The body of `POST /lead-dedupe-check` (contract `partner-api.md`, "Field
//! rules"). Judged in the order missing, mobile number, PAN; the funnel comes
//! after, in the use case.

use accounts::PartnerSession;
use funnel::{Answer, Answers};
use kernel::{MobileNumber, Pan, PersonName};
use leads::ShareCommand;

use crate::error::{Code, Detail, Refusal};
use crate::json::{Object, Value};

/// The required fields as given. Not a `validator` type: its errors would carry
/// the values, which are personal data.
struct Shape<'a> {
    first_name: Option<&'a Value<'a>>,
    last_name: Option<&'a Value<'a>>,
    mobile_number: Option<&'a Value<'a>>,
    pan_number: Option<&'a Value<'a>>,
}

impl<'a> Shape<'a> {
    fn of(body: &'a Object<'a>) -> Self {
        Self {
            first_name: given(body, "first_name"),
            last_name: given(body, "last_name"),
            mobile_number: given(body, "mobile_number"),
            pan_number: given(body, "pan_number"),
        }
    }

    fn missing(&self) -> Vec<&'static str> {
        let fields = [
            ("first_name", self.first_name),
            ("last_name", self.last_name),
            ("mobile_number", self.mobile_number),
            ("pan_number", self.pan_number),
        ];
        fields
            .into_iter()
            .filter(|(_, value)| value.is_none())
            .map(|(field, _)| field)
            .collect()
    }
}

/// A field's value; absent, null and blank are the same.
fn given<'a>(body: &'a Object<'a>, field: &str) -> Option<&'a Value<'a>> {
    body.get(field).filter(|value| match value {
        Value::Null => false,
        Value::Text(text) => !text.trim().is_empty(),
        Value::Number(_) | Value::Flag(_) | Value::Other => true,
    })
}

/// What `session`'s partner wants to share.
pub(crate) fn share_command(
    session: &PartnerSession,
    body: &Object<'_>,
    accept_lowercase_pan: bool,
) -> Result<ShareCommand, Refusal> {
    let shape = Shape::of(body);
    let (first_name, last_name) = names(&shape)?;
    let mobile = shape
        .mobile_number
        .and_then(mobile)
        .ok_or_else(|| Refusal::field(Code::InvalidMobile, "mobile_number"))?;
    let pan = shape
        .pan_number
        .and_then(|value| pan(value, accept_lowercase_pan))
        .ok_or_else(|| Refusal::field(Code::InvalidPan, "pan_number"))?;
    Ok(ShareCommand {
        partner: session.partner.id,
        partner_uuid: session.partner.uuid,
        first_name,
        last_name,
        mobile,
        pan,
        answers: Answers {
            date_of_birth: answer(body, "date_of_birth"),
            employment_type: answer(body, "employment_type"),
            monthly_salary: answer(body, "monthly_salary"),
            payment_mode: answer(body, "payment_mode"),
        },
        idempotency: None,
        mark: None,
    })
}

/// Both names, if nothing is missing; everything that is wrong goes into one
/// refusal.
fn names(shape: &Shape<'_>) -> Result<(PersonName, PersonName), Refusal> {
    let missing = shape.missing();
    let first = shape.first_name.and_then(name);
    let last = shape.last_name.and_then(name);
    match (first, last) {
        (Some(first), Some(last)) if missing.is_empty() => Ok((first, last)),
        (first, last) => {
            let wrong = [
                ("first_name", first.is_none()),
                ("last_name", last.is_none()),
            ];
            let invalid = wrong
                .into_iter()
                .filter(|(field, wrong)| *wrong && !missing.contains(field))
                .map(|(field, _)| field.to_owned())
                .collect();
            let detail = Detail::Fields { missing, invalid };
            Err(Refusal::with(Code::MissingParameters, detail))
        }
    }
}

fn name(value: &Value<'_>) -> Option<PersonName> {
    match value {
        Value::Text(text) => PersonName::parse(text).ok(),
        Value::Null | Value::Number(_) | Value::Flag(_) | Value::Other => None,
    }
}

/// A string, or a JSON integer: some partners' clients send one.
fn mobile(value: &Value<'_>) -> Option<MobileNumber> {
    match value {
        Value::Text(text) => MobileNumber::parse(text).ok(),
        Value::Number(number) => MobileNumber::parse(number).ok(),
        Value::Null | Value::Flag(_) | Value::Other => None,
    }
}

fn pan(value: &Value<'_>, accept_lowercase: bool) -> Option<Pan> {
    match value {
        Value::Text(text) if accept_lowercase => Pan::parse(&text.to_ascii_uppercase()).ok(),
        Value::Text(text) => Pan::parse(text).ok(),
        Value::Null | Value::Number(_) | Value::Flag(_) | Value::Other => None,
    }
}

fn answer(body: &Object<'_>, field: &str) -> Option<Answer> {
    match body.get(field)? {
        Value::Null => None,
        Value::Text(text) => Some(Answer::Text(text.clone().into_owned())),
        Value::Number(number) => Some(Answer::Number((*number).to_owned())),
        Value::Flag(_) | Value::Other => Some(Answer::Other),
    }
}

/// What a partner sends; for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = Lead_share)]
#[expect(
    dead_code,
    reason = "read field by field from the JSON; this is its description"
)]
pub(crate) struct LeadShare {
    /// 1–100 characters after trimming, no control characters.
    #[schema(example = "John", min_length = 1, max_length = 100)]
    first_name: String,
    /// 1–100 characters after trimming, no control characters.
    #[schema(example = "Doe", min_length = 1, max_length = 100)]
    last_name: String,
    /// Exactly ten ASCII digits; the same as a JSON integer is taken as well.
    #[schema(example = "9876543210", pattern = "^[0-9]{10}$")]
    mobile_number: String,
    /// As printed.
    #[schema(example = "ABCDE1234F", pattern = "^[A-Z]{5}[0-9]{4}[A-Z]$")]
    pan_number: String,
    /// Funnel check: age. `YYYY-MM-DD`.
    #[schema(example = "1990-01-15", nullable = true)]
    date_of_birth: Option<String>,
    /// Funnel check: must be "Salaried", ignoring case.
    #[schema(example = "Salaried", nullable = true)]
    employment_type: Option<String>,
    /// Funnel check: rupees a month; a number or a numeric string.
    #[schema(example = 35000, nullable = true)]
    monthly_salary: Option<f64>,
    /// Funnel check: must contain "bank" or "transfer", ignoring case.
    #[schema(example = "Bank Transfer", nullable = true)]
    payment_mode: Option<String>,
}

#[cfg(test)]
mod tests;
