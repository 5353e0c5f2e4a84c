//! Changes of leads in memory: what is shown is compared with what was shown.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{LeadId, PartnerId, PortResult};
use leads::{LeadChanges, LeadNews, LeadRecord, LeadWatch};

use super::InMemoryFeed;

/// Fake of [`LeadChanges`].
#[derive(Debug, Clone)]
pub struct InMemoryChanges {
    /// Keeps the leads.
    feed: InMemoryFeed,
}

impl InMemoryChanges {
    /// The changes of the leads in `feed`.
    pub const fn new(feed: InMemoryFeed) -> Self {
        Self { feed }
    }

    fn shown(&self) -> Shown {
        let state = self.feed.state();
        let rows = state.books.rows().iter();
        rows.map(|row| ((row.partner, row.id), row.record(&state)))
            .collect()
    }
}

type Shown = BTreeMap<(PartnerId, LeadId), LeadRecord>;

impl LeadChanges for InMemoryChanges {
    fn watch(&self) -> PortResult<Box<dyn LeadWatch>> {
        Ok(Box::new(Watch {
            shown: self.shown(),
            changes: self.clone(),
        }))
    }
}

struct Watch {
    changes: InMemoryChanges,
    shown: Shown,
}

impl LeadWatch for Watch {
    fn news(&mut self) -> PortResult<LeadNews> {
        let before = std::mem::replace(&mut self.shown, self.changes.shown());
        let changed = self.shown.iter();
        let changed = changed.filter(|(lead, record)| before.get(lead) != Some(record));
        let leads: BTreeSet<_> = changed.map(|(lead, _)| *lead).collect();
        Ok(LeadNews::Leads(leads))
    }
}
