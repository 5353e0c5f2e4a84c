//! Rules of payouts for tests.

use chrono_tz::Asia;
use kernel::{BusinessCalendar, RateBps};
use payouts::{GradeTable, PayoutPolicy, Terms, Touch};

/// The contract's rules: 2 %, a window of 20 days in Kolkata, its grades, first
/// touch; rule version `test-1`.
///
/// # Panics
/// Never; the values are valid.
pub fn payout_policy() -> PayoutPolicy {
    PayoutPolicy {
        touch: Touch::First,
        terms: Terms {
            rate: RateBps::new(200).expect("at most 10 000"),
            window_days: 20,
            grades: GradeTable::default(),
            rule_version: "test-1".parse().expect("a name"),
        },
        calendar: BusinessCalendar::new(Asia::Kolkata),
    }
}
