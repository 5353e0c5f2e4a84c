//! People who do not exist.

use chrono::{DateTime, SecondsFormat, Utc};
use kernel::{MobileNumber, Pan, PersonName};
use lender::{Raw, RawUser};

use super::invalid;
use crate::failure::Failure;

const FIRST: &[&str] = &[
    "Aarav", "Aditi", "Anika", "Arjun", "Deepa", "Dev", "Farhan", "Gauri", "Harpreet", "Ishaan",
    "Jaya", "Kabir", "Kavya", "Lakshmi", "Manoj", "Meera", "Nikhil", "Pooja", "Rahul", "Riya",
    "Sanjay", "Sneha", "Tara", "Varun", "Vikram", "Yusuf", "Zoya",
];

const LAST: &[&str] = &[
    "Banerjee",
    "Bhatt",
    "Chauhan",
    "Das",
    "Desai",
    "Fernandes",
    "Gill",
    "Iyer",
    "Jain",
    "Kapoor",
    "Khan",
    "Kulkarni",
    "Menon",
    "Mishra",
    "Nair",
    "Patel",
    "Pillai",
    "Rao",
    "Reddy",
    "Sharma",
    "Shetty",
    "Singh",
    "Verma",
];

const LETTERS: &[u8; 26] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// One of 100 000 invented people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Person(pub(super) u32);

impl Person {
    /// A number of the person's own, 0-99 999, that looks like no sequence: the
    /// factor has no divisor in common with 100 000, so no two are equal.
    const fn scattered(self) -> u32 {
        self.0 % 100_000 * 7919 % 100_000
    }

    fn first_name(self) -> &'static str {
        pick(FIRST, self.scattered()).unwrap_or_default()
    }

    fn last_name(self) -> &'static str {
        pick(LAST, self.scattered() / 7).unwrap_or_default()
    }

    /// First and last name.
    pub(super) fn names(self) -> (&'static str, &'static str) {
        (self.first_name(), self.last_name())
    }

    /// The person's own address.
    pub(super) fn email(self) -> String {
        let (first, last) = self.names();
        format!("{first}.{last}.{}@people.example", self.0).to_lowercase()
    }

    fn mobile(self) -> String {
        format!("90000{:05}", self.scattered())
    }

    fn pan(self) -> String {
        let letter = |number| pick(LETTERS, number).map_or('A', char::from);
        let number = self.scattered();
        let (thousands, rest) = (number / 10_000, number % 10_000);
        format!("AAAP{}{rest:04}{}", letter(thousands), letter(number))
    }

    /// The person as a partner shares them.
    pub(super) fn as_lead(self) -> Result<(PersonName, PersonName, MobileNumber, Pan), Failure> {
        Ok((
            PersonName::parse(self.first_name()).map_err(invalid)?,
            PersonName::parse(self.last_name()).map_err(invalid)?,
            MobileNumber::parse(&self.mobile()).map_err(invalid)?,
            Pan::parse(&self.pan()).map_err(invalid)?,
        ))
    }

    /// The person as the lender's user `id`, registered at `at`.
    pub(super) fn as_user(self, id: u32, status: &str, at: DateTime<Utc>) -> RawUser {
        let (first, last) = self.names();
        RawUser {
            id: text(id.to_string()),
            mobile_number: text(self.mobile()),
            pan_number: text(self.pan()),
            first_name: text(first),
            last_name: text(last),
            email: text(self.email()),
            status: text(status),
            registered_at: time(at),
            occurred_at: time(at),
            ..RawUser::default()
        }
    }
}

fn pick<T: Copy>(from: &[T], number: u32) -> Option<T> {
    let at = usize::try_from(number).ok()? % from.len().max(1);
    from.get(at).copied()
}

/// A field of a message.
pub(super) fn text(value: impl Into<String>) -> Raw {
    Raw::Text(value.into())
}

/// A time in a message.
pub(super) fn time(at: DateTime<Utc>) -> Raw {
    text(at.to_rfc3339_opts(SecondsFormat::Micros, true))
}
