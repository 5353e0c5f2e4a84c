//! Maintenance in memory.

use std::sync::{Arc, Mutex};

use accounts::{
    AnnounceError, CancelMaintenanceError, Maintenance, MaintenanceRepository, NewMaintenance,
};
use audit::{Event, MaintenanceEvent};
use chrono::{DateTime, Utc};
use kernel::{Actor, MaintenanceId, MaintenanceUuid, PortResult, StaffId};
use notices::Recipient;

use super::{InMemoryAudit, InMemoryFeed, InMemoryMail, InMemoryPartners, locked};
use crate::letters;

/// Fake of [`MaintenanceRepository`].
#[derive(Clone)]
pub struct InMemoryMaintenance {
    kept: Arc<Mutex<Vec<Maintenance>>>,
    partners: InMemoryPartners,
    feed: InMemoryFeed,
    audit: InMemoryAudit,
    mail: InMemoryMail,
}

impl InMemoryMaintenance {
    /// None yet; `partners` are told by the outbox of `feed` and by `mail`.
    pub fn new(
        partners: InMemoryPartners,
        feed: InMemoryFeed,
        audit: InMemoryAudit,
        mail: InMemoryMail,
    ) -> Self {
        Self {
            kept: Arc::default(),
            partners,
            feed,
            audit,
            mail,
        }
    }

    fn tell(&self, place: usize, maintenance: &Maintenance, by: StaffId, at: DateTime<Utc>) {
        let active = self.partners.active();
        for partner in &active {
            let (id, uuid) = *partner;
            self.feed.state().books.tell(id, maintenance.event());
            let to = Recipient::Partner(uuid);
            let letter = letters(Arc::new(crate::SeededEntropy::new(1)));
            let letter = letter.letter(to, &maintenance.notice(), at);
            self.mail.keep(letter.expect("the fake never fails"));
        }
        let key = i64::try_from(place).unwrap_or(i64::MAX);
        let event = MaintenanceEvent {
            maintenance: MaintenanceId::new(key.saturating_add(1)),
            uuid: maintenance.uuid.to_string(),
            from: maintenance.span.from(),
            to: maintenance.span.to(),
            told: active.len(),
            cancelled: maintenance.cancelled_at.is_some(),
        };
        let event = Event::Maintenance(event);
        self.audit.record(at, Actor::Staff(by), event);
    }
}

impl MaintenanceRepository for InMemoryMaintenance {
    fn announce(&self, new: NewMaintenance) -> Result<Maintenance, AnnounceError> {
        let mut kept = locked(&self.kept);
        let same = |one: &Maintenance| {
            one.cancelled_at.is_none() && (one.span, &one.text) == (new.span, &new.text)
        };
        if kept.iter().any(same) {
            return Err(AnnounceError::Announced);
        }
        let (by, at) = (new.by, new.at);
        let maintenance = new.announced();
        kept.push(maintenance.clone());
        self.tell(kept.len() - 1, &maintenance, by, at);
        Ok(maintenance)
    }

    fn cancel(
        &self,
        maintenance: MaintenanceUuid,
        by: StaffId,
        at: DateTime<Utc>,
    ) -> Result<Maintenance, CancelMaintenanceError> {
        let mut kept = locked(&self.kept);
        let mut places = kept.iter_mut().enumerate();
        let found = places.find(|(_, one)| one.uuid == maintenance);
        let (place, found) = found.ok_or(CancelMaintenanceError::Unknown)?;
        if found.cancelled_at.is_some() {
            return Err(CancelMaintenanceError::Cancelled);
        }
        if found.span.to() <= at {
            return Err(CancelMaintenanceError::Over);
        }
        found.cancelled_at = Some(at);
        let cancelled = found.clone();
        self.tell(place, &cancelled, by, at);
        Ok(cancelled)
    }

    fn list(&self, most: u32) -> PortResult<Vec<Maintenance>> {
        let kept = locked(&self.kept);
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Ok(kept.iter().rev().take(most).cloned().collect())
    }

    fn upcoming(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> PortResult<Vec<Maintenance>> {
        let kept = locked(&self.kept);
        let shown = kept.iter().filter(|one| {
            one.cancelled_at.is_none() && one.span.to() > now && one.span.from() <= until
        });
        let mut shown: Vec<Maintenance> = shown.cloned().collect();
        shown.sort_by_key(|one| one.span.from());
        Ok(shown)
    }
}
