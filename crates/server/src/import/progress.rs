//! A bar on a terminal, plain lines elsewhere; both on standard error.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};

/// How often a plain line is written.
const PLAIN_EVERY: Duration = Duration::from_secs(5);

const TEMPLATE: &str = "[{elapsed_precise}] {wide_bar} {percent:>3}% {msg} ETA {eta}";

/// How far a long job has come: an import by bytes of its file, another by rows.
pub(crate) struct Progress {
    /// On a terminal.
    bar: Option<ProgressBar>,
    /// Bytes in all.
    size: u64,
    /// Bytes and rows that were done before.
    before: (u64, u64),
    started: Instant,
    /// When a plain line was last written.
    told: Instant,
}

impl Progress {
    /// Begins, for a file of `size` bytes.
    pub(crate) fn start(size: u64) -> Self {
        Self::start_at(size, 0, 0)
    }

    /// Begins where `rows` are done and `bytes` of the file with them.
    pub(crate) fn start_at(size: u64, bytes: u64, rows: u64) -> Self {
        let now = Instant::now();
        let bar = stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template(TEMPLATE);
            let bar = ProgressBar::new(size).with_position(bytes);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.reset_eta();
            bar
        });
        Self {
            bar,
            size,
            before: (bytes, rows),
            started: now,
            told: now,
        }
    }

    /// `rows` are done and `bytes` of the file with them.
    pub(crate) fn at(&mut self, bytes: u64, rows: u64) {
        let elapsed = self.started.elapsed();
        let rate = rate(rows.saturating_sub(self.before.1), elapsed);
        if let Some(bar) = &self.bar {
            bar.set_position(bytes);
            bar.set_message(format!("{rows} rows, {rate}/s"));
        } else if self.told.elapsed() >= PLAIN_EVERY {
            self.told = Instant::now();
            let begin = self.before.0;
            let left = remaining(
                bytes.saturating_sub(begin),
                self.size.saturating_sub(begin),
                elapsed,
            );
            say(&format!(
                "{rows} rows, {rate}/s, about {} left",
                HumanDuration(left)
            ));
        }
    }

    /// All `rows` are done.
    pub(crate) fn finish(&self, rows: u64) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        } else {
            let elapsed = self.started.elapsed();
            let done = rows.saturating_sub(self.before.1);
            say(&format!(
                "{done} rows in {:.1} s, {}/s",
                elapsed.as_secs_f64(),
                rate(done, elapsed)
            ));
        }
    }

    /// Stops where it is.
    pub(crate) fn abandon(&self) {
        if let Some(bar) = &self.bar {
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
pub(super) fn say(line: &str) {
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
