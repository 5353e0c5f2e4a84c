//! How much partners and addresses may call, and how much partners did (contract
//! `onboarding.md`, "Rate limits" and "Usage").
//!
//! A [`Limiter`] decides about each call; a [`UsageRepository`] keeps what was counted,
//! in batches beside requests ([`FlushUsage`]).

mod allowance;
mod flush;
mod limits;
mod month;
mod read;
mod record;
mod set_limits;

pub use allowance::{Allowance, OwnLimits};
pub use flush::{CallCounts, FlushUsage, Flushed, THRESHOLDS, Telling};
pub use limits::{Ask, Decision, Judgement, Limit, Limiter, Quota, Rate};
pub use month::Month;
pub use read::{Calls, DaysError, PartnerLimits, QuotaUse, REFUSED_FROM, ReadUsage, UsageReport};
pub use record::{
    Alert, Batch, CallLimitsChange, Counted, Crossing, Days, MonthCount, OverviewQuery,
    PartnerMonth, PartnerUse, Standing, UsageRepository, UsageRow, WriterId,
};
pub use set_limits::SetCallLimits;
