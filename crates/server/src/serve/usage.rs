//! Writing what partners called, beside requests (contract `onboarding.md`, "Usage").

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use api::UsageBook;
use kernel::PortFailure;
use metrics::{counter, describe_counter, describe_gauge, gauge};
use usage::FlushUsage;

use crate::failure::Failure;
use crate::kit::Kit;

/// How often it writes: what a process that is killed loses.
const TICK: Duration = Duration::from_secs(1);

/// How long the end of the server waits for the last flush. The database may have gone.
const LAST_FLUSH: Duration = Duration::from_millis(2_500);

const WRITTEN: &str = "usage_written_total";
const FAILED: &str = "usage_flush_failed_total";
const UNWRITTEN: &str = "usage_unwritten";

/// The flusher's thread; ends with a last flush when dropped.
pub(super) struct Flusher {
    stop: Option<Sender<()>>,
    done: Receiver<()>,
}

struct Worker {
    flush: FlushUsage,
    /// How the last flush failed, if it did; that was told.
    failing: Option<PortFailure>,
}

/// Starts the thread, which empties `book`.
pub(super) fn start(kit: &Kit, book: Arc<UsageBook>) -> Result<Flusher, Failure> {
    describe_counter!(WRITTEN, "Calls of partners this process counted and wrote");
    describe_counter!(FAILED, "Attempts to write counts of calls that failed");
    describe_gauge!(
        UNWRITTEN,
        "Calls of partners taken to be written that could not be yet"
    );
    let (stop, stopped) = channel::<()>();
    let (end, done) = channel::<()>();
    let mut worker = Worker {
        flush: kit.flush_usage(book)?,
        failing: None,
    };
    std::thread::Builder::new()
        .name("usage".to_owned())
        .spawn(move || {
            worker.recall();
            while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                worker.round();
            }
            worker.round();
            drop(end);
        })?;
    Ok(Flusher {
        stop: Some(stop),
        done,
    })
}

impl Flusher {
    /// Lets it begin its last flush. Nothing may be counted any more.
    pub(super) fn finish(&mut self) {
        self.stop = None;
    }
}

impl Drop for Flusher {
    fn drop(&mut self) {
        self.finish();
        if self.done.recv_timeout(LAST_FLUSH) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("the last calls of partners were perhaps not counted");
        }
    }
}

impl Worker {
    /// Lets the limiter know what was used before; where the database is away, the first
    /// round that succeeds does.
    fn recall(&mut self) {
        if let Err(failure) = self.flush.recall() {
            tracing::warn!(%failure, "what partners have used of the month is not known yet");
        }
    }

    /// Writes what was counted. A failure is told once, until it is over or becomes another.
    fn round(&mut self) {
        let flushed = self.flush.flush();
        let unwritten = u32::try_from(self.flush.unwritten()).unwrap_or(u32::MAX);
        gauge!(UNWRITTEN).set(f64::from(unwritten));
        let failure = match flushed {
            Ok(flushed) => {
                counter!(WRITTEN).increment(flushed.calls);
                if flushed.told > 0 {
                    tracing::info!(alerts = flushed.told, "partners told of their quota");
                }
                None
            }
            Err(failure) => {
                counter!(FAILED).increment(1);
                Some(failure)
            }
        };
        if failure == self.failing {
            return;
        }
        match &failure {
            None => tracing::info!("calls of partners are written again"),
            Some(failure) => {
                tracing::warn!(%failure, "calls of partners cannot be written; trying again");
            }
        }
        self.failing = failure;
    }
}
