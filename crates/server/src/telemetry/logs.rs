//! Logs, to standard output, written by a thread of their own so that a slow
//! reader holds up no request. What cannot be taken in time is dropped.

use std::io::{self, IsTerminal as _};

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

use crate::failure::Failure;
use crate::serve::LISTENING;
use crate::settings::{LogFormat, Settings};

/// Lines that may wait to be written.
const WAITING: usize = 8192;

/// Keeps logs flowing; dropping it writes what still waits.
#[must_use]
pub struct LogGuard(#[expect(dead_code, reason = "held for its drop")] WorkerGuard);

/// Starts logging for the whole process, once.
///
/// # Errors
/// A level that is none, or logging that was started before.
pub fn start_logs(settings: &Settings) -> Result<LogGuard, Failure> {
    let (writer, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(WAITING)
        .lossy(true)
        .finish(io::stdout());
    // The web server tells of its threads at "info"; asked for by name it still may.
    let level = format!("actix_server=warn,{},{LISTENING}=info", settings.log.level);
    let filter =
        EnvFilter::try_new(level).map_err(|_| Failure::told("log.level is not a level"))?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(writer);
    let started = match settings.log.format {
        LogFormat::Pretty => subscriber.with_ansi(io::stdout().is_terminal()).try_init(),
        LogFormat::Json => subscriber
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .try_init(),
    };
    started.map_err(|_| Failure::told("logging was started twice"))?;
    Ok(LogGuard(guard))
}
