//! Messages that make sense.

use std::fmt;

use chrono::{DateTime, Utc};
use dedupe::{LoanStatus, UserStatus};
use kernel::{EmailAddress, LoanApplicationId, MobileNumber, Money, Pan, PersonName, UserId};

/// A user's whole state at `occurred_at`.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Mobile number.
    pub mobile: MobileNumber,
    /// PAN, if the lender knows it yet.
    pub pan: Option<Pan>,
    /// First name.
    pub first_name: Option<PersonName>,
    /// Last name.
    pub last_name: Option<PersonName>,
    /// E-mail address.
    pub email: Option<EmailAddress>,
    /// The user's state.
    pub status: UserStatus,
    /// End of a hold, exclusive.
    pub hold_until: Option<DateTime<Utc>>,
    /// When the user registered.
    pub registered_at: DateTime<Utc>,
    /// `utm_source` the user came with.
    pub utm_source: Option<String>,
    /// `utm_campaign` the user came with; may contain a mobile number.
    pub utm_campaign: Option<String>,
}

/// Shows the state and hides the person; a campaign may hold a mobile number.
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("status", &self.status)
            .field("hold_until", &self.hold_until)
            .field("registered_at", &self.registered_at)
            .finish_non_exhaustive()
    }
}

/// A loan application's whole state at `occurred_at`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loan {
    /// Who applied.
    pub user: UserId,
    /// The number printed on the application.
    pub application_number: String,
    /// The loan's state.
    pub status: LoanStatus,
    /// What was applied for; above 0, at most the deployment's limit.
    pub amount: Money,
    /// When it was applied for.
    pub created_at: DateTime<Utc>,
    /// When it was paid out.
    pub disbursed_at: Option<DateTime<Utc>>,
    /// What was paid out; bounded like `amount`.
    pub disbursal_amount: Option<Money>,
}

/// A user message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserMessage {
    /// The lender's key.
    pub id: UserId,
    /// When the user came to be in this state.
    pub occurred_at: DateTime<Utc>,
    /// The state.
    pub user: User,
}

/// A loan message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoanMessage {
    /// The lender's key.
    pub id: LoanApplicationId,
    /// When the loan came to be in this state.
    pub occurred_at: DateTime<Utc>,
    /// The state.
    pub loan: Loan,
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntityKind {
    /// A user.
    User,
    /// A loan application.
    Loan,
}

impl EntityKind {
    /// The word on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Loan => "loan",
        }
    }
}

/// Either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// About a user.
    User(UserMessage),
    /// About a loan application.
    Loan(LoanMessage),
}

impl Message {
    /// The content in one canonical spelling: what is hashed to order messages
    /// of the same instant, and what is kept. Fields are separated by U+001F and
    /// absent ones empty; no field can contain that character.
    pub fn canonical(&self) -> String {
        let fields: Vec<String> = match self {
            Self::User(message) => user_fields(message),
            Self::Loan(message) => loan_fields(message),
        };
        fields.join("\u{1f}")
    }
}

fn user_fields(message: &UserMessage) -> Vec<String> {
    let user = &message.user;
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    vec![
        EntityKind::User.as_str().to_owned(),
        message.id.to_string(),
        time(Some(message.occurred_at)),
        user.mobile.as_str().to_owned(),
        text(user.pan.as_ref().map(Pan::as_str)),
        text(user.first_name.as_ref().map(PersonName::as_str)),
        text(user.last_name.as_ref().map(PersonName::as_str)),
        text(user.email.as_ref().map(EmailAddress::as_str)),
        user.status.to_string(),
        time(user.hold_until),
        time(Some(user.registered_at)),
        text(user.utm_source.as_deref()),
        text(user.utm_campaign.as_deref()),
    ]
}

fn loan_fields(message: &LoanMessage) -> Vec<String> {
    let loan = &message.loan;
    vec![
        EntityKind::Loan.as_str().to_owned(),
        message.id.to_string(),
        time(Some(message.occurred_at)),
        loan.user.to_string(),
        loan.application_number.clone(),
        loan.status.to_string(),
        loan.amount.to_string(),
        time(Some(loan.created_at)),
        time(loan.disbursed_at),
        loan.disbursal_amount
            .map(|amount| amount.to_string())
            .unwrap_or_default(),
    ]
}

fn time(instant: Option<DateTime<Utc>>) -> String {
    instant
        .map(|instant| instant.timestamp_micros().to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
