//! What goes on beside requests.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use accounts::{AdoptEndpoints, SweepDocuments};
use kernel::Clock;
use store::{Housekeeping, Store};

use crate::failure::Failure;
use crate::kit::Kit;
use crate::telemetry::Metrics;

/// How often there is something to look after.
const TICK: Duration = Duration::from_secs(2);

/// How often expired rows are deleted.
const HOUSEKEEPING_EVERY: Duration = Duration::from_mins(1);

/// The most rows deleted in one transaction.
const BATCH: u32 = 500;

/// Ends the background thread when dropped.
pub(super) struct Background(#[expect(dead_code, reason = "held for its drop")] Sender<()>);

struct Worker {
    store: Store,
    clock: Arc<dyn Clock>,
    documents: SweepDocuments,
    /// Still to be done, once the schema is there.
    adopt: Option<AdoptEndpoints>,
    metrics: Metrics,
    migrate: bool,
    cleaned: Instant,
}

/// Starts the thread. `migrate`: the schema is still to be brought forward.
pub(super) fn start(kit: &Kit, metrics: Metrics, migrate: bool) -> Result<Background, Failure> {
    let (stop, stopped) = channel::<()>();
    let mut worker = Worker {
        store: kit.store.clone(),
        clock: Arc::clone(&kit.clock),
        documents: kit.sweep_documents(),
        adopt: Some(kit.adopt_endpoints()),
        metrics,
        migrate,
        cleaned: Instant::now(),
    };
    std::thread::Builder::new()
        .name("background".to_owned())
        .spawn(move || {
            while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                worker.tick();
            }
        })?;
    Ok(Background(stop))
}

/// Whether the schema was brought forward. What keeps it from that is logged.
pub(super) fn try_migrate(store: &Store) -> bool {
    match store.migrate() {
        Ok(applied) => {
            if !applied.is_empty() {
                tracing::info!(applied = applied.len(), "schema brought forward");
            }
            true
        }
        Err(failure) => {
            tracing::error!(%failure, "the schema cannot be brought forward; trying again");
            false
        }
    }
}

impl Worker {
    fn tick(&mut self) {
        self.metrics.upkeep();
        if self.migrate {
            self.migrate = !try_migrate(&self.store);
        }
        if !self.migrate {
            self.adopt();
        }
        if !self.migrate && self.cleaned.elapsed() >= HOUSEKEEPING_EVERY {
            self.cleaned = Instant::now();
            self.clean();
        }
    }

    /// Gives partners of before there were webhook endpoints theirs, once.
    fn adopt(&mut self) {
        let Some(adopt) = &self.adopt else {
            return;
        };
        match adopt.execute() {
            Ok(adopted) => {
                if adopted > 0 {
                    tracing::info!(adopted, "webhook endpoints of onboardings created");
                }
                self.adopt = None;
            }
            Err(failure) => tracing::warn!(%failure, "webhook endpoints of onboardings"),
        }
    }

    fn clean(&self) {
        let housekeeping = Housekeeping::new(self.store.clone());
        match housekeeping.purge(self.clock.now(), BATCH) {
            Ok(purged) => tracing::debug!(?purged, "housekeeping"),
            Err(failure) => tracing::warn!(%failure, "housekeeping"),
        }
        match self.documents.execute() {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "files of no document removed"),
            Err(failure) => tracing::warn!(%failure, "files of no document"),
        }
    }
}
