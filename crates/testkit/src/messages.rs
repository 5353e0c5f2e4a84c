//! Messages of the lender's feed for tests.

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use dedupe::{LoanStatus, UserStatus};
use kernel::{FixedClock, LoanApplicationId, UserId};
use lender::{FeedLimits, FeedRepository, Raw, RawLoan, RawUser, ReceiveFeed};

use crate::{FakeVault, Person, midday, seconds_after};

/// A field with this text.
pub fn text(value: impl Into<String>) -> Raw {
    Raw::Text(value.into())
}

fn time(instant: DateTime<Utc>) -> Raw {
    text(instant.to_rfc3339_opts(SecondsFormat::Micros, true))
}

/// `person` as user `id`, in `status` since `occurred_at`; registered the day
/// before [`midday`], with an e-mail address and without `utm_*`.
pub fn user_message(
    id: UserId,
    person: &Person,
    status: UserStatus,
    occurred_at: DateTime<Utc>,
) -> RawUser {
    RawUser {
        id: Raw::Number(id.to_string()),
        mobile_number: text(person.mobile.as_str()),
        pan_number: text(person.pan.as_str()),
        first_name: text(person.first_name.as_str()),
        last_name: text(person.last_name.as_str()),
        email: text(person.email.as_str()),
        status: text(status.as_str()),
        registered_at: time(seconds_after(-86_400)),
        occurred_at: time(occurred_at),
        ..RawUser::default()
    }
}

/// Loan `id` of `user` over 50 000 rupees, applied for an hour before
/// [`midday`], in `status` since `occurred_at`.
pub fn loan_message(
    id: LoanApplicationId,
    user: UserId,
    status: LoanStatus,
    occurred_at: DateTime<Utc>,
) -> RawLoan {
    RawLoan {
        id: Raw::Number(id.to_string()),
        user_id: Raw::Number(user.to_string()),
        application_number: text(format!("APP-{id}")),
        status: text(status.as_str()),
        loan_amount: Raw::Number("50000.00".to_owned()),
        created_at: time(seconds_after(-3_600)),
        occurred_at: time(occurred_at),
        ..RawLoan::default()
    }
}

/// The use case for receiving messages, over `repository`, with the fakes, an
/// hour after [`midday`].
pub fn receive_feed(repository: Arc<dyn FeedRepository>) -> ReceiveFeed {
    ReceiveFeed {
        repository,
        vault: Arc::new(FakeVault),
        clock: Arc::new(FixedClock::at(midday() + chrono::TimeDelta::hours(1))),
        limits: FeedLimits::default(),
    }
}
