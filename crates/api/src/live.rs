//! What open dashboards are told without asking (ADR 20).
//!
//! A stream ([`crate::routes::stream`]) enters its partner's room here. As long as there
//! is a room, one thread ([`tail`]) watches for changes and writes them to the rooms, once
//! for all streams of a partner. A stream that cannot keep up misses some and is told to
//! read anew: nobody waits for it.

pub(crate) mod body;
mod due;
pub(crate) mod events;
mod tail;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use accounts::Partner;
use actix_web::web::Bytes;
use kernel::{PartnerId, PartnerUuid};
use leads::{LeadChanges, ReadLeads};
use tokio::sync::broadcast;

use self::tail::Tail;
use crate::error::{Code, Refusal};
use crate::meter;

/// The most streams of one partner, in one process: a call centre, and those who left a
/// moment ago and were not noticed yet.
const MOST_OF_ONE: usize = 200;

/// The most streams, in one process.
const MOST_OF_ALL: usize = 4_000;

/// How many events a stream may lie behind before it has missed some: all of a round.
const MOST_BEHIND: usize = 256;

/// The rooms. Cheap to clone; all clones share them.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    changes: Arc<dyn LeadChanges>,
    read: ReadLeads,
    rooms: Mutex<Rooms>,
    /// Held by whoever starts the thread, which takes a look at the database.
    starting: Mutex<()>,
}

#[derive(Default)]
struct Rooms {
    open: HashMap<PartnerId, Room>,
    /// Streams in all of them.
    streams: usize,
    /// Names rooms.
    next: u64,
    /// Whether the thread runs.
    tailing: bool,
    /// Whether the server ends.
    ended: bool,
}

struct Room {
    name: u64,
    uuid: PartnerUuid,
    streams: usize,
    news: broadcast::Sender<Bytes>,
}

/// A stream's place in a room; given up when dropped.
pub(crate) struct Place {
    live: Live,
    partner: PartnerId,
    room: u64,
    /// What the room is told.
    pub(crate) news: broadcast::Receiver<Bytes>,
}

impl Live {
    /// No streams yet; what changes is learnt from `changes` and read with `read`.
    pub fn new(changes: Arc<dyn LeadChanges>, read: ReadLeads) -> Self {
        Self(Arc::new(Inner {
            changes,
            read,
            rooms: Mutex::default(),
            starting: Mutex::default(),
        }))
    }

    /// Ends every stream, and refuses others from now on: the server stops.
    pub fn end(&self) {
        let mut rooms = self.rooms();
        rooms.ended = true;
        rooms.open.clear();
    }

    /// Takes a place in the partner's room. What is committed from now on is told there.
    /// May block.
    ///
    /// # Errors
    /// 5030 when there are too many streams, the server stops or the database is away.
    pub(crate) fn enter(&self, partner: &Partner) -> Result<Place, Refusal> {
        let place = self.take_place(partner)?;
        let starting = self.0.starting.lock();
        let _starting = starting.unwrap_or_else(PoisonError::into_inner);
        // With a place taken a running thread stays; only here one is started.
        if !self.rooms().tailing {
            let watch = self.0.changes.watch()?;
            self.rooms().tailing = true;
            Tail::start(self.clone(), watch).inspect_err(|_| self.rooms().tailing = false)?;
        }
        Ok(place)
    }

    fn take_place(&self, partner: &Partner) -> Result<Place, Refusal> {
        let mut rooms = self.rooms();
        if rooms.ended {
            return Err(too_late());
        }
        let of_partner = rooms.open.get(&partner.id).map_or(0, |room| room.streams);
        if of_partner >= MOST_OF_ONE || rooms.streams >= MOST_OF_ALL {
            return Err(too_many());
        }
        rooms.streams += 1;
        rooms.next += 1;
        let name = rooms.next;
        let room = rooms.open.entry(partner.id).or_insert_with(|| Room {
            name,
            uuid: partner.uuid,
            streams: 0,
            news: broadcast::Sender::new(MOST_BEHIND),
        });
        room.streams += 1;
        meter::stream_opened();
        Ok(Place {
            live: self.clone(),
            partner: partner.id,
            room: room.name,
            news: room.news.subscribe(),
        })
    }

    fn rooms(&self) -> MutexGuard<'_, Rooms> {
        self.0.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        meter::stream_ended();
        let mut rooms = self.live.rooms();
        rooms.streams = rooms.streams.saturating_sub(1);
        // The room may have been closed, and another opened.
        let Some(room) = rooms.open.get_mut(&self.partner) else {
            return;
        };
        if room.name == self.room {
            room.streams = room.streams.saturating_sub(1);
            if room.streams == 0 {
                rooms.open.remove(&self.partner);
            }
        }
    }
}

fn too_many() -> Refusal {
    Refusal::caused(Code::Unavailable, &"too many streams are open")
}

fn too_late() -> Refusal {
    Refusal::caused(Code::Unavailable, &"the server stops")
}

#[cfg(test)]
mod tests;
