//! One lead, once: what a share does to the rows (contract `partner-api.md`).
//!
//! The repository loads what [`settle`] wants to know, asks it, and does what it
//! says, all in one transaction.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dedupe::{Judgement, LoanStatuses, Verdict};
use kernel::{BlindIndex, LeadId, LeadReference, PartnerId, PortResult, ReplayMark, Sealed};

use crate::{CampaignForm, NewLead};

/// A share, ready to be judged and stored.
#[derive(Clone)]
pub struct ShareRequest {
    /// Who shares.
    pub partner: PartnerId,
    /// The row to open, if one is opened.
    pub lead: NewLead,
    /// Leads shared before this instant have lapsed.
    pub window_opened: DateTime<Utc>,
    /// Which loans count as active.
    pub active_loans: Arc<LoanStatuses>,
    /// Set when the reply is to be kept under an idempotency key.
    pub keep: Option<KeepReply>,
    /// Set when the share came in an envelope, which is taken once.
    pub mark: Option<ReplayMark>,
}

/// Seals the reply to a share; called inside the transaction.
pub type SealReply = dyn Fn(&Shared) -> PortResult<Sealed> + Send + Sync;

/// How a reply is kept for repetitions of the same request.
#[derive(Clone)]
pub struct KeepReply {
    /// Keys are scoped to partner and route.
    pub route: &'static str,
    /// Index of the caller's key.
    pub key: BlindIndex,
    /// Index of the request body.
    pub body: BlindIndex,
    /// Until when the reply is kept.
    pub until: DateTime<Utc>,
    /// Makes what is kept.
    pub seal: Arc<SealReply>,
}

/// The newest row of this partner, mobile number and PAN: the one that has not
/// been superseded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentLead {
    /// Key.
    pub id: LeadId,
    /// Random name.
    pub reference: LeadReference,
    /// First verdict.
    pub verdict: Verdict,
    /// How its campaign is written.
    pub campaign: CampaignForm,
    /// When it was shared.
    pub shared_at: DateTime<Utc>,
}

/// What became of a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared {
    /// The lead the reply speaks of.
    pub lead: LeadId,
    /// Its random name.
    pub reference: LeadReference,
    /// How its campaign is written.
    pub campaign: CampaignForm,
    /// When it was first shared.
    pub shared_at: DateTime<Utc>,
    /// The verdict now; not always the row's.
    pub verdict: Verdict,
}

/// What the repository is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// Nothing; answer with the existing row.
    Keep(Shared),
    /// Supersede `closes`, if any, and insert the request's row with the
    /// judgement's verdict and user.
    Open {
        /// The row that is current no longer.
        closes: Option<LeadId>,
    },
}

/// Decides what a share does, given the verdict now and the current row.
///
/// A row inside its window is kept as it is, so that sharing again neither
/// restarts the window nor claims a registration that happened elsewhere. A
/// lapsed row, and a 2006 row once the person is free to borrow, give way to a
/// new one.
pub fn settle(
    request: &ShareRequest,
    judgement: &Judgement,
    current: Option<&CurrentLead>,
) -> Settlement {
    let Some(row) = current else {
        return Settlement::Open { closes: None };
    };
    let lapsed = row.shared_at < request.window_opened;
    let freed = !row.verdict.is_open() && judgement.verdict.is_open();
    if lapsed || freed {
        return Settlement::Open {
            closes: Some(row.id),
        };
    }
    Settlement::Keep(Shared {
        lead: row.id,
        reference: row.reference,
        campaign: row.campaign,
        shared_at: row.shared_at,
        verdict: judgement.verdict,
    })
}

impl ShareRequest {
    /// What the share became when its own row was opened under `id`.
    pub const fn opened(&self, id: LeadId, verdict: Verdict) -> Shared {
        Shared {
            lead: id,
            reference: self.lead.reference,
            campaign: self.lead.campaign,
            shared_at: self.lead.shared_at,
            verdict,
        }
    }
}

#[cfg(test)]
mod tests;
