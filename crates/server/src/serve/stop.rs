//! Ending well (contract `cli-and-config.md`, "Operations").

use std::io;
use std::time::Duration;

use actix_web::dev::Server;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// From the signal to the end of the last request; 30 s to the end of the process
/// is the promise, and the sealer takes its part of them.
const ALL_IN: Duration = Duration::from_secs(27);

/// The signals that end the server.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Begins to listen.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn any(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

/// Serves until a signal; then says so by `draining`, which ends what would never end
/// by itself, and is not ready for as long as `drain` says, then
/// stops listening and lets requests under way end. A second signal cuts the
/// waiting short.
pub(super) async fn run_until_stopped(
    server: Server,
    mut signals: Signals,
    draining: impl FnOnce(),
    drain: Duration,
) -> io::Result<()> {
    let handle = server.handle();
    let mut serving = actix_web::rt::spawn(server);
    let signal = tokio::select! {
        signal = signals.any() => signal,
        ended = &mut serving => return ended.map_err(io::Error::other)?,
    };
    tracing::info!(signal, "draining");
    draining();
    tokio::select! {
        () = tokio::time::sleep(drain) => {}
        _ = signals.any() => {}
    }
    let rest = ALL_IN.saturating_sub(drain);
    tokio::select! {
        () = handle.stop(true) => {}
        () = tokio::time::sleep(rest) => tracing::warn!("requests under way were cut off"),
        _ = signals.any() => tracing::warn!("requests under way were cut off"),
    }
    Ok(())
}
