//! The current row of a person and partner, as a share sees it.

use dedupe::Verdict;
use diesel::Queryable;
use kernel::{LeadId, LeadReference, PortFailure, PortResult};
use leads::{CampaignForm, CurrentLead};

use crate::columns::{instant, uuid};

/// Id, reference, verdict, campaign and time of sharing, in this order.
#[derive(Queryable)]
pub(crate) struct CurrentRow {
    id: i64,
    reference: Vec<u8>,
    verdict: i16,
    campaign: String,
    shared_at: i64,
}

impl CurrentRow {
    /// Judges the row.
    pub(crate) fn into_current(self) -> PortResult<CurrentLead> {
        Ok(CurrentLead {
            id: LeadId::new(self.id),
            reference: LeadReference::new(uuid(&self.reference, "leads.reference")?),
            verdict: stored_verdict(self.verdict)?,
            campaign: stored_campaign(&self.campaign)?,
            shared_at: instant(self.shared_at, "leads.shared_at")?,
        })
    }
}

/// A verdict as its code.
pub(crate) fn verdict_column(verdict: Verdict) -> PortResult<i16> {
    i16::try_from(verdict.code())
        .map_err(|_| PortFailure::Unforeseen("a verdict's code is out of range".to_owned()))
}

/// The inverse of [`verdict_column`].
pub(crate) fn stored_verdict(code: i16) -> PortResult<Verdict> {
    u16::try_from(code)
        .ok()
        .and_then(Verdict::from_code)
        .ok_or(PortFailure::corrupt("leads.verdict"))
}

/// How a stored lead's campaign is written.
pub(crate) fn stored_campaign(word: &str) -> PortResult<CampaignForm> {
    CampaignForm::from_word(word).ok_or(PortFailure::corrupt("leads.campaign"))
}
