//! How webhooks are sent.

use std::time::Duration;

use super::{Problems, Settings};

/// `webhooks.*` in the domain's own types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebhookRules {
    /// Until when a receiver must have answered, from looking its name up on.
    pub timeout: Duration,
    /// Attempts under way at once, in one process.
    pub concurrency: u32,
}

impl WebhookRules {
    /// Beside its attempt a delivery waits for the database to note what came of it.
    const NOTING: Duration = Duration::from_secs(15);

    /// How long a delivery is one process's. Whoever dies leaves it to others for so long.
    pub fn lease(&self) -> Duration {
        self.timeout + Self::NOTING
    }
}

/// What `webhooks.*` means.
pub(super) fn webhooks(settings: &Settings, problems: &mut Problems) -> WebhookRules {
    let webhooks = &settings.webhooks;
    problems.unless(
        (1..=15).contains(&webhooks.timeout_seconds),
        "webhooks.timeout_seconds",
        "must be 1 to 15",
    );
    problems.unless(
        (1..=1_024).contains(&webhooks.concurrency),
        "webhooks.concurrency",
        "must be 1 to 1024",
    );
    WebhookRules {
        timeout: Duration::from_secs(webhooks.timeout_seconds),
        concurrency: webhooks.concurrency,
    }
}
