//! What streams carry: server-sent events (HTML standard, section 9.2). Data is JSON, which has
//! no line breaks of its own.

use actix_web::web::Bytes;
use leads::{LeadStats, OpenedLead};
use serde::Serialize;

use crate::error::{Code, Refusal};
use crate::views::{LeadRow, StatsView};

/// Keeps proxies from closing a quiet connection; a comment, which nobody reads.
pub(crate) const QUIET: Bytes = Bytes::from_static(b": \n\n");

/// There was more than is told: the list and the totals are to be read anew.
pub(crate) const RELOAD: Bytes = Bytes::from_static(b"event: reload\ndata: {}\n\n");

/// The beginning of a stream: when to come back, in milliseconds, and the totals.
///
/// # Errors
/// 5000 when they cannot be written.
pub(crate) fn opening(stats: &LeadStats) -> Result<Bytes, Refusal> {
    let stats = event("stats", &StatsView::of(stats, None))?;
    Ok([b"retry: 2000\n\n", &stats[..]].concat().into())
}

/// The totals, as `/dashboard/stats` shows them.
///
/// # Errors
/// As [`opening`].
pub(super) fn totals(stats: &LeadStats) -> Result<Bytes, Refusal> {
    event("stats", &StatsView::of(stats, None))
}

/// A lead, as the list shows it.
///
/// # Errors
/// As [`opening`].
pub(super) fn row(lead: &OpenedLead) -> Result<Bytes, Refusal> {
    event("lead", &LeadRow::of(lead))
}

fn event(name: &str, data: &impl Serialize) -> Result<Bytes, Refusal> {
    let data =
        serde_json::to_string(data).map_err(|error| Refusal::caused(Code::Internal, &error))?;
    Ok(format!("event: {name}\ndata: {data}\n\n").into())
}
