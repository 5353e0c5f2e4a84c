//! Sends webhooks over HTTP, to public addresses only (contract `onboarding.md`,
//! "Webhooks"): signed as Standard Webhooks say, within a deadline, without redirects,
//! proxies or cookies, and each attempt judges anew where it goes (ADR 29).

mod answer;
mod courier;
mod names;
mod sign;

pub use courier::{Courier, CourierError, CourierOptions, LARGEST_ANSWER};
pub use names::{Names, SystemNames, check_address};
pub use sign::{headers, sign};
