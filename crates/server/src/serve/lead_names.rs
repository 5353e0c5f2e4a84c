//! Filling the index that leads are searched by name with, beside requests.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use kernel::PortResult;
use store::LeadNames;

use crate::failure::Failure;
use crate::kit::Kit;

/// How often it looks for leads.
const TICK: Duration = Duration::from_secs(2);

/// The most leads taken in by one transaction, so that nobody waits long for it.
const BATCH: u32 = 2_000;

/// It rests for so many times as long as it worked: a tenth of the time is its, and
/// shares have the rest however far it is behind.
const RESTS: u32 = 9;

/// Ends the thread when dropped; a batch that is under way ends first. What is left
/// out of the index is found all the same.
pub(super) struct NameIndexer(#[expect(dead_code, reason = "held for its drop")] Sender<()>);

/// Starts the thread.
pub(super) fn start(kit: &Kit) -> Result<NameIndexer, Failure> {
    let (stop, stopped) = channel::<()>();
    let names = LeadNames::new(kit.store.clone());
    std::thread::Builder::new()
        .name("lead-names".to_owned())
        .spawn(move || {
            let mut failing = false;
            let mut rest = TICK;
            while stopped.recv_timeout(rest) == Err(RecvTimeoutError::Timeout) {
                let round = index(&names);
                tell(&round, &mut failing);
                rest = round.ok().flatten().unwrap_or(TICK);
            }
        })?;
    Ok(NameIndexer(stop))
}

/// Takes a batch in. Returns how long to rest if there is more.
fn index(names: &LeadNames) -> PortResult<Option<Duration>> {
    let begun = Instant::now();
    let indexed = names.index(BATCH)?;
    Ok(indexed.more.then(|| begun.elapsed() * RESTS))
}

/// A failure is told once, until it is over.
fn tell(round: &PortResult<Option<Duration>>, failing: &mut bool) {
    match round {
        Err(failure) if !*failing => {
            tracing::warn!(%failure, "names are not indexed, searches are slower; trying again");
        }
        Ok(_) if *failing => tracing::info!("names are indexed again"),
        _ => {}
    }
    *failing = round.is_err();
}
