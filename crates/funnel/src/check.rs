//! The checks, one function each.

use std::str::FromStr;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::{FunnelLimits, age_on};

/// A fact as the partner sent it. The checks decide what it is worth.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// A JSON string.
    Text(String),
    /// A JSON number, in its own spelling.
    Number(String),
    /// A boolean, array or object.
    Other,
}

/// Hides the value: a date of birth and a salary are personal data.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answer(redacted)")
    }
}

/// The optional facts; `None` (absent or null) is not judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// `YYYY-MM-DD`.
    pub date_of_birth: Option<Answer>,
    /// Compared with the accepted type, ignoring case.
    pub employment_type: Option<Answer>,
    /// Rupees a month, a number or a numeric string.
    pub monthly_salary: Option<Answer>,
    /// Must contain one of the accepted words, ignoring case.
    pub payment_mode: Option<Answer>,
}

/// Which check failed; the `check` of the reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Check {
    /// Age from the date of birth.
    Age,
    /// Kind of employment.
    EmploymentType,
    /// Income.
    MonthlySalary,
    /// How the salary is paid.
    PaymentMode,
}

impl Check {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::EmploymentType => "employment_type",
            Self::MonthlySalary => "monthly_salary",
            Self::PaymentMode => "payment_mode",
        }
    }
}

/// A failed check and why, in words that repeat nothing the person said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Which check.
    pub check: Check,
    /// What would have been accepted.
    pub reason: String,
}

/// Judges every given fact on `today` (a day in the business time zone). Empty
/// means passed.
pub fn check(limits: &FunnelLimits, answers: &Answers, today: NaiveDate) -> Vec<Failure> {
    let age = answers.date_of_birth.as_ref();
    let employment = answers.employment_type.as_ref();
    let salary = answers.monthly_salary.as_ref();
    let payment = answers.payment_mode.as_ref();
    [
        (
            Check::Age,
            age.and_then(|answer| judge_age(limits, today, answer)),
        ),
        (
            Check::EmploymentType,
            employment.and_then(|answer| judge_employment(limits, answer)),
        ),
        (
            Check::MonthlySalary,
            salary.and_then(|answer| judge_salary(limits, answer)),
        ),
        (
            Check::PaymentMode,
            payment.and_then(|answer| judge_payment(limits, answer)),
        ),
    ]
    .into_iter()
    .filter_map(|(check, reason)| {
        Some(Failure {
            check,
            reason: reason?,
        })
    })
    .collect()
}

// Each returns why the answer is not accepted, or `None`.

fn judge_age(limits: &FunnelLimits, today: NaiveDate, answer: &Answer) -> Option<String> {
    let Some(born) = date_of(answer) else {
        return Some("date_of_birth must be a date as YYYY-MM-DD".to_owned());
    };
    let Some(age) = age_on(born, today) else {
        return Some("date_of_birth lies in the future".to_owned());
    };
    let (min, max) = limits.ages();
    let accepted = (min..=max).contains(&age);
    (!accepted).then(|| format!("age must be between {min} and {max} years"))
}

fn judge_employment(limits: &FunnelLimits, answer: &Answer) -> Option<String> {
    let wanted = limits.employment_type();
    let accepted = matches!(answer, Answer::Text(text) if text.to_lowercase() == wanted);
    (!accepted).then(|| format!("employment_type must be {wanted}"))
}

fn judge_salary(limits: &FunnelLimits, answer: &Answer) -> Option<String> {
    let Some(salary) = decimal_of(answer) else {
        return Some("monthly_salary must be a number".to_owned());
    };
    let least = Decimal::new(limits.min_salary().paise(), 2);
    (salary < least).then(|| format!("monthly_salary must be at least {}", least.normalize()))
}

fn judge_payment(limits: &FunnelLimits, answer: &Answer) -> Option<String> {
    let words = limits.payment_words();
    let accepted = matches!(answer, Answer::Text(text) if {
        let text = text.to_lowercase();
        words.iter().any(|word| text.contains(word.as_str()))
    });
    (!accepted).then(|| format!("payment_mode must contain one of: {}", words.join(", ")))
}

fn date_of(answer: &Answer) -> Option<NaiveDate> {
    let Answer::Text(text) = answer else {
        return None;
    };
    // chrono alone would take one-digit months and signs.
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shape {
        return None;
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

fn decimal_of(answer: &Answer) -> Option<Decimal> {
    let text = match answer {
        Answer::Text(text) => text.trim(),
        Answer::Number(text) => text.as_str(),
        Answer::Other => return None,
    };
    // The library alone would take underscores and a leading plus sign.
    if !kernel::is_decimal(text) {
        return None;
    }
    Decimal::from_str(text).ok()
}

#[cfg(test)]
mod tests;
