//! A maintenance as it is kept, and what is told of it.

use chrono::{DateTime, Utc};
use kernel::{MaintenanceUuid, StaffId};
use notices::Notice;
use webhooks::{Event, EventKind, Fact};

use super::{MaintenanceSpan, MaintenanceText};

/// A maintenance that was announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Maintenance {
    /// Public identity.
    pub uuid: MaintenanceUuid,
    /// From when to when.
    pub span: MaintenanceSpan,
    /// What staff say about it.
    pub text: MaintenanceText,
    /// When it was announced.
    pub announced_at: DateTime<Utc>,
    /// When it was called off, if it was.
    pub cancelled_at: Option<DateTime<Utc>>,
}

/// A maintenance to be announced.
#[derive(Debug, Clone)]
pub struct NewMaintenance {
    /// Public identity.
    pub uuid: MaintenanceUuid,
    /// From when to when.
    pub span: MaintenanceSpan,
    /// What staff say about it.
    pub text: MaintenanceText,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

impl NewMaintenance {
    /// As it is kept.
    pub fn announced(self) -> Maintenance {
        Maintenance {
            uuid: self.uuid,
            span: self.span,
            text: self.text,
            announced_at: self.at,
            cancelled_at: None,
        }
    }
}

impl Maintenance {
    /// What a partner's systems are told as it stands: `maintenance.scheduled` with `status`
    /// `scheduled` or `cancelled`.
    pub fn event(&self) -> Event {
        let status = if self.cancelled_at.is_some() {
            "cancelled"
        } else {
            "scheduled"
        };
        Event {
            kind: EventKind::MaintenanceScheduled,
            facts: vec![
                ("id", Fact::Text(self.uuid.to_string())),
                ("from", Fact::Instant(self.span.from())),
                ("to", Fact::Instant(self.span.to())),
                ("text", Fact::Text(self.text.as_str().to_owned())),
                ("status", Fact::Word(status)),
            ],
        }
    }

    /// What a partner is told by e-mail as it stands.
    pub fn notice(&self) -> Notice {
        Notice::Maintenance {
            from: self.span.from(),
            to: self.span.to(),
            text: self.text.as_str().to_owned(),
            cancelled: self.cancelled_at.is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::{midday, seconds_after};
    use uuid::Uuid;

    #[test]
    fn partners_are_told_how_it_stands() {
        let span = MaintenanceSpan::judge(seconds_after(60), seconds_after(120), midday());
        let mut maintenance = Maintenance {
            uuid: MaintenanceUuid::new(Uuid::from_u128(5)),
            span: span.expect("a span"),
            text: MaintenanceText::parse("New disks").expect("a text"),
            announced_at: midday(),
            cancelled_at: None,
        };
        let status = |event: &Event| event.facts.last().cloned();
        let scheduled = Some(("status", Fact::Word("scheduled")));
        assert_eq!(status(&maintenance.event()), scheduled);
        maintenance.cancelled_at = Some(seconds_after(1));
        let cancelled = Some(("status", Fact::Word("cancelled")));
        assert_eq!(status(&maintenance.event()), cancelled);
        let names: Vec<_> = maintenance.event().facts.iter().map(|(n, _)| *n).collect();
        assert_eq!(names, ["id", "from", "to", "text", "status"]);
        let Notice::Maintenance { cancelled, .. } = maintenance.notice() else {
            panic!("another notice");
        };
        assert!(cancelled);
    }
}
