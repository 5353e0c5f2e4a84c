//! The attempts under way, on a runtime of their own.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Instant;

use courier::Courier;
use kernel::Clock;
use tokio::runtime::{Builder, Runtime};
use tokio::task::AbortHandle;
use webhooks::{Attempt, Parcel};

use super::worker::Message;

/// Threads that wait for the system to look names up. One name server that hangs holds one
/// for every attempt at its names, for longer than the attempt.
const LOOKING_UP: usize = 512;

/// Carries any number of parcels at once. Requests have runtimes of their own, which
/// nothing here can hold up.
pub(super) struct Carrying {
    runtime: Option<Runtime>,
    courier: Courier,
    clock: Arc<dyn Clock>,
    done: Sender<Message>,
}

impl Carrying {
    pub(super) fn start(
        courier: Courier,
        clock: Arc<dyn Clock>,
        done: Sender<Message>,
    ) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .max_blocking_threads(LOOKING_UP)
            .thread_name("webhooks-io")
            .enable_all()
            .build()?;
        Ok(Self {
            runtime: Some(runtime),
            courier,
            clock,
            done,
        })
    }

    /// Begins an attempt, whose end is told as number `key`. Aborted, it tells nothing.
    pub(super) fn carry(&self, key: u64, parcel: Parcel) -> Option<AbortHandle> {
        let (courier, done) = (self.courier.clone(), self.done.clone());
        let clock = Arc::clone(&self.clock);
        let attempt = async move {
            let (at, began) = (clock.now(), Instant::now());
            let outcome = courier.carry(&parcel, at).await;
            let attempt = Attempt {
                at,
                took_ms: millis(began),
                outcome,
            };
            // Nobody listens any more when the server has ended.
            let _ = done.send(Message::Done(key, attempt));
        };
        Some(self.runtime.as_ref()?.spawn(attempt).abort_handle())
    }
}

impl Drop for Carrying {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A name that is still looked up must not hold up the end.
            runtime.shutdown_background();
        }
    }
}

/// Whole milliseconds since `began`.
pub(super) fn millis(began: Instant) -> u32 {
    u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX)
}
