//! How much partners and addresses may call, and how much partners did (contract
//! `onboarding.md`, "Rate limits" and "Usage").
//!
//! A [`Limiter`] decides about each call; a [`UsageRepository`] keeps what was counted,
//! in batches beside requests.

mod limits;
mod month;
mod record;

pub use limits::{Ask, Decision, Judgement, Limit, Limiter, Quota, Rate};
pub use month::Month;
pub use record::{
    CallLimitsChange, Counted, Crossing, MonthCount, UsageQuery, UsageRepository, UsageRow,
};
