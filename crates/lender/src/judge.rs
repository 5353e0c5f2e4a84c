//! Judging a message field by field.

use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use dedupe::{LoanStatus, UserStatus};
use kernel::{EmailAddress, LoanApplicationId, MobileNumber, Money, Pan, PersonName, UserId};

use crate::{
    FieldError, Loan, LoanMessage, Message, Raw, RawLoan, RawMessage, RawUser, User, UserMessage,
};

/// The deployment's limits for the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedLimits {
    /// The largest accepted amount.
    pub max_amount: Money,
    /// How far ahead of our clock a time may lie.
    pub max_ahead: TimeDelta,
}

/// ₹ 10 crore and one minute.
impl Default for FeedLimits {
    fn default() -> Self {
        Self {
            max_amount: Money::from_paise(10_000_000_000),
            max_ahead: TimeDelta::minutes(1),
        }
    }
}

/// Judges one message at `now` and collects everything that is wrong.
#[derive(Debug)]
pub struct Judge {
    limits: FeedLimits,
    now: DateTime<Utc>,
    errors: Vec<FieldError>,
}

impl Judge {
    /// Judges `raw`.
    ///
    /// # Errors
    /// Every field that cannot be accepted.
    pub fn judge(
        raw: &RawMessage,
        limits: FeedLimits,
        now: DateTime<Utc>,
    ) -> Result<Message, Vec<FieldError>> {
        let mut judge = Self {
            limits,
            now,
            errors: Vec::new(),
        };
        let message = match raw {
            RawMessage::User(raw) => judge.user(raw).map(Message::User),
            RawMessage::Loan(raw) => judge.loan(raw).map(Message::Loan),
        };
        match message {
            Some(message) if judge.errors.is_empty() => Ok(message),
            _ => Err(judge.errors),
        }
    }

    fn user(&mut self, raw: &RawUser) -> Option<UserMessage> {
        let id = self.id("id", &raw.id).map(UserId::new);
        let occurred_at = self.required("occurred_at", &raw.occurred_at, Self::past);
        let mobile = self.required(
            "mobile_number",
            &raw.mobile_number,
            Self::parsed(MobileNumber::parse),
        );
        let pan = self.optional("pan_number", &raw.pan_number, Self::parsed(Pan::parse));
        let first_name = self.optional(
            "first_name",
            &raw.first_name,
            Self::parsed(PersonName::parse),
        );
        let last_name = self.optional("last_name", &raw.last_name, Self::parsed(PersonName::parse));
        let email = self.optional("email", &raw.email, Self::parsed(EmailAddress::parse));
        let status = self.required("status", &raw.status, Self::parsed(UserStatus::from_str));
        // A hold may well end in the future.
        let hold_until = self.optional("hold_until", &raw.hold_until, Self::instant);
        let registered_at = self.required("registered_at", &raw.registered_at, Self::past);
        let utm_source = self.optional("utm_source", &raw.utm_source, Self::label);
        let utm_campaign = self.optional("utm_campaign", &raw.utm_campaign, Self::label);
        Some(UserMessage {
            id: id?,
            occurred_at: occurred_at?,
            user: User {
                mobile: mobile?,
                pan,
                first_name,
                last_name,
                email,
                status: status?,
                hold_until,
                registered_at: registered_at?,
                utm_source,
                utm_campaign,
            },
        })
    }

    fn loan(&mut self, raw: &RawLoan) -> Option<LoanMessage> {
        let id = self.id("id", &raw.id).map(LoanApplicationId::new);
        let occurred_at = self.required("occurred_at", &raw.occurred_at, Self::past);
        let user = self.id("user_id", &raw.user_id).map(UserId::new);
        let application_number =
            self.required("application_number", &raw.application_number, Self::label);
        let status = self.required("status", &raw.status, Self::parsed(LoanStatus::from_str));
        let amount = self.required("loan_amount", &raw.loan_amount, Self::amount);
        let created_at = self.required("created_at", &raw.created_at, Self::past);
        let disbursed_at = self.optional("disbursed_at", &raw.disbursed_at, Self::past);
        let disbursal_amount =
            self.optional("disbursal_amount", &raw.disbursal_amount, Self::amount);
        Some(LoanMessage {
            id: id?,
            occurred_at: occurred_at?,
            loan: Loan {
                user: user?,
                application_number: application_number?,
                status: status?,
                amount: amount?,
                created_at: created_at?,
                disbursed_at,
                disbursal_amount,
            },
        })
    }

    fn required<T>(
        &mut self,
        field: &'static str,
        raw: &Raw,
        read: impl Fn(&Self, &str) -> Result<T, String>,
    ) -> Option<T> {
        if matches!(raw, Raw::Absent) {
            self.refuse(field, "is required");
            return None;
        }
        self.optional(field, raw, read)
    }

    fn optional<T>(
        &mut self,
        field: &'static str,
        raw: &Raw,
        read: impl Fn(&Self, &str) -> Result<T, String>,
    ) -> Option<T> {
        let text = match raw {
            Raw::Absent => return None,
            Raw::Text(text) | Raw::Number(text) => text,
            Raw::Other => {
                self.refuse(field, "must be a text or a number");
                return None;
            }
        };
        match read(self, text) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.refuse(field, &reason);
                None
            }
        }
    }

    fn refuse(&mut self, field: &'static str, reason: &str) {
        self.errors.push(FieldError {
            field,
            reason: reason.to_owned(),
        });
    }

    fn id(&mut self, field: &'static str, raw: &Raw) -> Option<i64> {
        self.required(field, raw, |_, text| {
            text.parse()
                .ok()
                .filter(|id| *id > 0)
                .ok_or_else(|| "must be a positive integer".to_owned())
        })
    }

    fn parsed<T, E: std::fmt::Display>(
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> impl Fn(&Self, &str) -> Result<T, String> {
        move |_, text| parse(text).map_err(|error| error.to_string())
    }

    #[expect(clippy::unused_self, reason = "one signature for all readers")]
    fn instant(&self, text: &str) -> Result<DateTime<Utc>, String> {
        let instant = DateTime::parse_from_rfc3339(text)
            .map_err(|_| "must be a time as 2026-01-31T10:30:00Z (RFC 3339)".to_owned())?;
        // Whole microseconds; a leap second becomes the second after it.
        DateTime::from_timestamp_micros(instant.timestamp_micros())
            .ok_or_else(|| "is out of range".to_owned())
    }

    fn past(&self, text: &str) -> Result<DateTime<Utc>, String> {
        let instant = self.instant(text)?;
        if instant > self.now + self.limits.max_ahead {
            return Err("lies in the future".to_owned());
        }
        Ok(instant)
    }

    fn amount(&self, text: &str) -> Result<Money, String> {
        let amount = Money::parse_rupees(text).map_err(|error| error.to_string())?;
        if amount <= Money::ZERO {
            return Err("must be more than 0".to_owned());
        }
        if amount > self.limits.max_amount {
            return Err(format!("must be at most {}", self.limits.max_amount));
        }
        Ok(amount)
    }

    #[expect(clippy::unused_self, reason = "one signature for all readers")]
    fn label(&self, text: &str) -> Result<String, String> {
        let label = text.trim();
        let sane =
            (1..=200).contains(&label.chars().count()) && !label.chars().any(char::is_control);
        if sane {
            Ok(label.to_owned())
        } else {
            Err("must have 1 to 200 characters and no control characters".to_owned())
        }
    }
}

#[cfg(test)]
mod tests;
