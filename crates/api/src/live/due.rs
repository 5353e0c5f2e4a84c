//! What a room has still to be told.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use actix_web::web::Bytes;
use kernel::{LeadId, PartnerId, PartnerUuid, PortFailure};
use leads::ReadLeads;
use tokio::sync::broadcast;

use super::events;
use crate::error::{Code, Refusal};

/// The most leads told one by one; beyond them the list is to be read anew.
const MOST_ROWS: usize = 200;

/// How long totals count.
const TOTALS_EVERY: Duration = Duration::from_secs(1);

/// How long a list that was read anew counts, so that a flood of leads does not become
/// a flood of lists.
const RELOAD_EVERY: Duration = Duration::from_secs(2);

/// What is due, and when what was told last.
#[derive(Default)]
pub(super) struct Due {
    leads: BTreeSet<LeadId>,
    reload: bool,
    totals: bool,
    reloaded_at: Option<Instant>,
    totals_at: Option<Instant>,
}

/// A room, as it is told something.
pub(super) struct Ear {
    pub(super) partner: PartnerId,
    pub(super) uuid: PartnerUuid,
    pub(super) news: broadcast::Sender<Bytes>,
}

impl Due {
    /// A lead changed.
    pub(super) fn lead(&mut self, lead: LeadId) {
        self.leads.insert(lead);
        if self.leads.len() > MOST_ROWS {
            self.everything();
        }
    }

    /// Anything may have changed.
    pub(super) fn everything(&mut self) {
        self.leads.clear();
        self.reload = true;
    }

    /// Tells `ear` what may be told now, read anew. What cannot be read stays due while
    /// the database is away.
    ///
    /// # Errors
    /// [`PortFailure::Unavailable`].
    pub(super) fn tell(&mut self, ear: &Ear, read: &ReadLeads) -> Result<(), PortFailure> {
        if self.reload {
            if passed(self.reloaded_at, RELOAD_EVERY) {
                send(ear, events::RELOAD);
                self.leads.clear();
                self.reload = false;
                self.reloaded_at = Some(Instant::now());
                self.totals = true;
            }
        } else if !self.leads.is_empty() {
            let ids: Vec<LeadId> = self.leads.iter().copied().collect();
            rows(ear, read, &ids)?;
            self.leads.clear();
            self.totals = true;
        }
        if self.totals && passed(self.totals_at, TOTALS_EVERY) {
            match read.stats(ear.partner) {
                Ok(stats) => told(ear, events::totals(&stats)),
                Err(PortFailure::Unavailable(why)) => return Err(PortFailure::Unavailable(why)),
                Err(failure) => told(ear, Err(failure.into())),
            }
            self.totals = false;
            self.totals_at = Some(Instant::now());
        }
        Ok(())
    }
}

/// Tells of the leads `ids`. If they cannot be read, be it one of them, a list that
/// is asked for says so.
fn rows(ear: &Ear, read: &ReadLeads, ids: &[LeadId]) -> Result<(), PortFailure> {
    match read.these(ear.partner, ear.uuid, ids) {
        Ok(leads) => leads.iter().for_each(|lead| told(ear, events::row(lead))),
        Err(PortFailure::Unavailable(why)) => return Err(PortFailure::Unavailable(why)),
        Err(failure) => told(ear, Err(failure.into())),
    }
    Ok(())
}

fn passed(since: Option<Instant>, wait: Duration) -> bool {
    since.is_none_or(|since| since.elapsed() >= wait)
}

/// Tells `ear` an event, or to read anew where it could not be written.
fn told(ear: &Ear, event: Result<Bytes, Refusal>) {
    let event = event.unwrap_or_else(|refusal| {
        let code = Code::Internal.number();
        tracing::error!(code, cause = refusal.cause, "a change cannot be shown");
        events::RELOAD
    });
    send(ear, event);
}

/// A room whose last stream has just left hears nothing.
fn send(ear: &Ear, event: Bytes) {
    let _ = ear.news.send(event);
}
