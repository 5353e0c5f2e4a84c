//! The thread that watches for changes while there are streams.

use std::collections::HashMap;
use std::time::Duration;

use kernel::{PartnerId, PortFailure, PortResult};
use leads::{LeadNews, LeadWatch};

use super::Live;
use super::due::{Due, Ear};

/// From one look to the next.
const PAUSE: Duration = Duration::from_millis(300);

/// Watches, and tells the rooms.
pub(super) struct Tail {
    live: Live,
    watch: Box<dyn LeadWatch>,
    due: HashMap<PartnerId, Due>,
    /// Whether the last look failed; that was told.
    failing: bool,
}

impl Tail {
    /// Starts the thread, which ends when there is no room.
    pub(super) fn start(live: Live, watch: Box<dyn LeadWatch>) -> PortResult<()> {
        let mut tail = Self {
            live,
            watch,
            due: HashMap::new(),
            failing: false,
        };
        std::thread::Builder::new()
            .name("lead-changes".to_owned())
            .spawn(move || {
                while tail.live.goes_on() {
                    tail.round();
                    std::thread::sleep(PAUSE);
                }
            })
            .map(drop)
            .map_err(|error| PortFailure::Unavailable(error.to_string()))
    }

    fn round(&mut self) {
        let told = self.watch.news().and_then(|news| self.tell(news));
        match &told {
            Ok(()) if self.failing => tracing::info!("changes are watched again"),
            Err(failure) if !self.failing => {
                tracing::warn!(%failure, "changes cannot be watched; trying again");
            }
            _ => {}
        }
        self.failing = told.is_err();
    }

    /// Whoever takes a place after the rooms are looked at reads what these news are
    /// about by itself.
    fn tell(&mut self, news: LeadNews) -> PortResult<()> {
        let ears = self.live.ears();
        let mut due: HashMap<PartnerId, Due> = ears
            .iter()
            .map(|ear| {
                (
                    ear.partner,
                    self.due.remove(&ear.partner).unwrap_or_default(),
                )
            })
            .collect();
        match news {
            LeadNews::Everything => due.values_mut().for_each(Due::everything),
            LeadNews::Leads(leads) => {
                for (partner, lead) in leads {
                    if let Some(due) = due.get_mut(&partner) {
                        due.lead(lead);
                    }
                }
            }
        }
        self.due = due;
        for ear in &ears {
            if let Some(due) = self.due.get_mut(&ear.partner) {
                due.tell(ear, &self.live.0.read)?;
            }
        }
        Ok(())
    }
}

/// A thread that panics leaves no stream behind that nobody tells anything; whoever
/// comes next starts another.
impl Drop for Tail {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let mut rooms = self.live.rooms();
            rooms.open.clear();
            rooms.tailing = false;
        }
    }
}

impl Live {
    /// Whether there is anybody to watch for. If not, the thread ends.
    fn goes_on(&self) -> bool {
        let mut rooms = self.rooms();
        rooms.tailing = !rooms.open.is_empty();
        rooms.tailing
    }

    fn ears(&self) -> Vec<Ear> {
        let rooms = self.rooms();
        let ears = rooms.open.iter().map(|(partner, room)| Ear {
            partner: *partner,
            uuid: room.uuid,
            news: room.news.clone(),
        });
        ears.collect()
    }
}
