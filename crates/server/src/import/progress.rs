//! A bar on a terminal, plain lines elsewhere; both on standard error.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};

/// How often a plain line is written.
const PLAIN_EVERY: Duration = Duration::from_secs(10);

const TEMPLATE: &str = "[{elapsed_precise}] {wide_bar} {percent:>3}% {msg} ETA {eta}";

/// How far the import has come, by bytes of the file.
pub(super) enum Progress {
    /// On a terminal.
    Bar(ProgressBar, Instant),
    /// Elsewhere.
    Plain {
        size: u64,
        started: Instant,
        told: Instant,
    },
}

impl Progress {
    /// Begins, for a file of `size` bytes.
    pub(super) fn start(size: u64) -> Self {
        let now = Instant::now();
        if stderr().is_terminal() {
            let style = ProgressStyle::with_template(TEMPLATE);
            let bar = ProgressBar::new(size);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            return Self::Bar(bar, now);
        }
        Self::Plain {
            size,
            started: now,
            told: now,
        }
    }

    /// `rows` are done and `bytes` of the file with them.
    pub(super) fn at(&mut self, bytes: u64, rows: u64) {
        match self {
            Self::Bar(bar, started) => {
                bar.set_position(bytes);
                bar.set_message(format!("{rows} rows, {}/s", rate(rows, started.elapsed())));
            }
            Self::Plain {
                size,
                started,
                told,
            } => {
                if told.elapsed() >= PLAIN_EVERY {
                    *told = Instant::now();
                    let elapsed = started.elapsed();
                    let left = remaining(bytes, *size, elapsed);
                    say(&format!(
                        "{rows} rows, {}/s, about {} left",
                        rate(rows, elapsed),
                        HumanDuration(left)
                    ));
                }
            }
        }
    }

    /// All `rows` are done.
    pub(super) fn finish(&self, rows: u64) {
        match self {
            Self::Bar(bar, _) => bar.finish_and_clear(),
            Self::Plain { started, .. } => {
                let elapsed = started.elapsed();
                say(&format!(
                    "{rows} rows in {:.1} s, {}/s",
                    elapsed.as_secs_f64(),
                    rate(rows, elapsed)
                ));
            }
        }
    }

    /// Stops where it is.
    pub(super) fn abandon(&self) {
        if let Self::Bar(bar, _) = self {
            bar.abandon();
        }
    }
}

fn rate(rows: u64, elapsed: Duration) -> u128 {
    u128::from(rows) * 1000 / elapsed.as_millis().max(1)
}

fn remaining(bytes: u64, size: u64, elapsed: Duration) -> Duration {
    let left = u128::from(size.saturating_sub(bytes));
    let millis = elapsed.as_millis() * left / u128::from(bytes.max(1));
    Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX))
}

/// Progress that nobody reads is no reason to stop.
fn say(line: &str) {
    let _ = writeln!(stderr(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_goes_by_what_is_done() {
        let elapsed = Duration::from_secs(10);
        assert_eq!(remaining(25, 100, elapsed), Duration::from_secs(30));
        assert_eq!(remaining(100, 100, elapsed), Duration::ZERO);
        assert_eq!(remaining(0, 0, elapsed), Duration::ZERO);
    }

    #[test]
    fn rates_are_rows_a_second() {
        assert_eq!(rate(5000, Duration::from_millis(500)), 10_000);
        assert_eq!(rate(5, Duration::ZERO), 5000);
    }
}
