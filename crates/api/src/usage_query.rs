//! The parameters of usage.

use usage::{Days, DaysError, ReadUsage};

use crate::error::Refusal;
use crate::query::{Parameters, day};

/// The days that `from` and `to` name, both included; by default the last thirty.
///
/// # Errors
/// 4124: no days, backwards, or more than 366.
pub(crate) fn asked_days(parameters: &Parameters, read: &ReadUsage) -> Result<Days, Refusal> {
    let from = parameters.read("from", day)?;
    let to = parameters.read("to", day)?;
    read.days(from, to).map_err(|error| match error {
        DaysError::Backwards => Refusal::parameter("to"),
        DaysError::TooMany => Refusal::parameter("from"),
    })
}
