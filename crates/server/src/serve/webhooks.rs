//! Delivering webhooks, beside requests (contract `onboarding.md`, "Webhooks"; ADR 29).

mod carrying;
mod told;
mod traffic;
mod worker;

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use metrics::{describe_counter, describe_gauge, describe_histogram};

use self::carrying::Carrying;
use self::worker::{Message, Worker};
use super::LISTENING;
use crate::failure::Failure;
use crate::kit::Kit;

/// How long the end of the server waits for what is still under way. What was cut off is
/// delivered again when its lease has run out.
const LAST_WEBHOOKS: Duration = Duration::from_secs(1);

const DELIVERED: &str = "webhooks_delivered_total";
const FAILED: &str = "webhooks_failed_total";
const WAITING: &str = "webhooks_waiting";
const OLDEST: &str = "webhooks_oldest_waiting_age";
const ENDPOINTS: &str = "webhook_endpoints";
const DELAY: &str = "webhooks_delay_seconds";

/// The thread that delivers; ends when dropped.
pub(super) struct Dispatch {
    /// `None` where there is no thread.
    thread: Option<(Sender<Message>, Receiver<()>)>,
}

/// Tells the thread to claim nothing more.
#[derive(Clone)]
pub(super) struct StopClaiming(Option<Sender<Message>>);

impl StopClaiming {
    /// Says so. What is under way goes on.
    pub(super) fn stop(&self) {
        if let Some(sender) = &self.0 {
            // Whoever does not listen has ended.
            let _ = sender.send(Message::Stop);
        }
    }
}

/// Starts the thread. Where TLS cannot be set up nothing is sent, and the log says so:
/// everything else works without.
pub(super) fn start(kit: &Kit) -> Result<Dispatch, Failure> {
    describe_counter!(DELIVERED, "Webhooks that were taken");
    describe_counter!(FAILED, "Attempts at webhooks that failed, by reason");
    describe_gauge!(WAITING, "Webhooks that are due and not sent yet");
    describe_gauge!(OLDEST, "Seconds for which the oldest of them has been due");
    describe_gauge!(
        ENDPOINTS,
        "Webhook endpoints that fail, and that are paused"
    );
    describe_histogram!(
        DELAY,
        "From when a webhook was first due to when it was taken"
    );
    let rules = kit.rules.webhooks;
    let courier = match kit.courier() {
        Ok(courier) => courier,
        Err(error) => {
            tracing::error!(%error, "webhooks are not sent");
            return Ok(Dispatch { thread: None });
        }
    };
    let (messages, inbox) = channel();
    let (end, done) = channel::<()>();
    let carrying = Carrying::start(courier, std::sync::Arc::clone(&kit.clock), messages.clone())?;
    let worker = Worker::new(kit.deliver_webhooks(), carrying, rules);
    let (concurrency, seconds) = (rules.concurrency, rules.timeout.as_secs());
    tracing::info!(target: LISTENING, concurrency, seconds, "webhooks");
    std::thread::Builder::new()
        .name("webhooks".to_owned())
        .spawn(move || {
            worker.run(&inbox);
            drop(end);
        })?;
    Ok(Dispatch {
        thread: Some((messages, done)),
    })
}

impl Dispatch {
    /// Stops it from claiming.
    pub(super) fn stop_claiming(&self) -> StopClaiming {
        StopClaiming(self.thread.as_ref().map(|(messages, _)| messages.clone()))
    }
}

impl Drop for Dispatch {
    fn drop(&mut self) {
        self.stop_claiming().stop();
        if let Some((_, done)) = &self.thread
            && done.recv_timeout(LAST_WEBHOOKS) == Err(RecvTimeoutError::Timeout)
        {
            tracing::warn!("webhooks were still under way; they may go out again later");
        }
    }
}
