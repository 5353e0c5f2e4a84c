//! The thread that claims, hands over and notes.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use kernel::{PortFailure, PortResult};
use tokio::task::AbortHandle;
use webhooks::{Attempt, AttemptOutcome, ClaimedDelivery, DeliverWebhooks, InFlight, Settlement};

use super::carrying::{Carrying, millis};
use super::told;
use super::traffic::{Traffic, WIDEST};
use crate::settings::WebhookRules;

/// How often it looks for events and for what is due.
const TICK: Duration = Duration::from_millis(200);

/// The most events that are fanned out in one transaction.
const EVENTS: u32 = 500;

/// How often it counts what waits: every so many looks.
const COUNT_EVERY: u32 = 10;

/// An attempt that says nothing for so long after its time is lost.
const LOST: Duration = Duration::from_secs(5);

/// What the thread is told.
pub(super) enum Message {
    /// An attempt has ended.
    Done(u64, Attempt),
    /// Nothing more is to be claimed.
    Stop,
}

/// What is needed when an attempt ends.
struct Errand {
    delivery: ClaimedDelivery,
    abort: Option<AbortHandle>,
}

/// The thread's own.
pub(super) struct Worker {
    deliver: DeliverWebhooks,
    carrying: Carrying,
    traffic: Traffic<Errand>,
    longest: Duration,
    /// What is not noted yet, in its order; where the database is away, until the lease has
    /// run out and the delivery is somebody else's.
    unsettled: VecDeque<Settlement>,
    stopping: bool,
    looks: u32,
    /// How the last round failed, if it did; that was told.
    failing: Option<PortFailure>,
}

impl Worker {
    pub(super) fn new(deliver: DeliverWebhooks, carrying: Carrying, rules: WebhookRules) -> Self {
        Self {
            deliver,
            carrying,
            traffic: Traffic::new(rules.concurrency),
            longest: rules.timeout + LOST,
            unsettled: VecDeque::new(),
            stopping: false,
            looks: 0,
            failing: None,
        }
    }

    /// Works until it is told to stop and nothing is under way.
    pub(super) fn run(mut self, inbox: &Receiver<Message>) {
        let mut look = Instant::now();
        while !(self.stopping && self.traffic.is_empty()) {
            let wait = look.saturating_duration_since(Instant::now());
            let heard = match inbox.recv_timeout(wait) {
                Ok(message) => {
                    self.hear(&message);
                    while let Ok(message) = inbox.try_recv() {
                        self.hear(&message);
                    }
                    true
                }
                Err(RecvTimeoutError::Timeout) => false,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if Instant::now() >= look {
                look = Instant::now() + TICK;
                self.round(Self::look);
            } else if heard {
                // Places are free again, and who answered may have more coming.
                self.round(Self::claim_all);
            }
        }
    }

    fn hear(&mut self, message: &Message) {
        match message {
            Message::Stop => self.stopping = true,
            Message::Done(key, attempt) => {
                let taken = attempt.outcome.is_success();
                if let Some(errand) = self.traffic.end(*key, Instant::now(), taken) {
                    self.judge(&errand.delivery, *attempt);
                }
            }
        }
    }

    /// Does something that needs the database. A failure is told once, until it is over or
    /// becomes another.
    fn round(&mut self, work: fn(&mut Self) -> PortResult<()>) {
        let failure = self.settle_all().and_then(|()| work(self)).err();
        if failure == self.failing {
            return;
        }
        match &failure {
            None => tracing::info!("webhooks are delivered again"),
            Some(failure) => tracing::warn!(%failure, "webhooks cannot be delivered; trying again"),
        }
        self.failing = failure;
    }

    /// Everything there is to do now and then.
    fn look(&mut self) -> PortResult<()> {
        self.cut_off();
        self.settle_all()?;
        if self.stopping {
            return Ok(());
        }
        let now = self.deliver.clock.now();
        while self.deliver.queue.fan_out(now, EVENTS)?.events >= EVENTS {}
        self.claim_all()?;
        if self.looks == 0 {
            told::show(&self.deliver.queue.backlog(now)?, now);
        }
        self.looks = (self.looks + 1) % COUNT_EVERY;
        Ok(())
    }

    /// Ends what hangs and holds up others.
    fn cut_off(&mut self) {
        let now = Instant::now();
        for (key, took) in self.traffic.overdue(now, self.longest) {
            let Some(errand) = self.traffic.end(key, now, false) else {
                continue;
            };
            if let Some(abort) = errand.abort {
                abort.abort();
            }
            let attempt = Attempt {
                at: self.deliver.clock.now() - took,
                took_ms: u32::try_from(took.as_millis()).unwrap_or(u32::MAX),
                outcome: AttemptOutcome::Failed("timeout"),
            };
            self.judge(&errand.delivery, attempt);
        }
    }

    /// First one for each endpoint that has nothing under way, so that everybody has a
    /// turn; then more for those that answer at once.
    fn claim_all(&mut self) -> PortResult<()> {
        if self.stopping {
            return Ok(());
        }
        self.claim(&self.traffic.busy(), 1)?;
        match self.traffic.busy_with_room() {
            Some(busy) => self.claim(&busy, WIDEST),
            None => Ok(()),
        }
    }

    fn claim(&mut self, in_flight: &[InFlight], per_endpoint: u32) -> PortResult<()> {
        let free = self.traffic.free();
        if free == 0 {
            return Ok(());
        }
        let claimed = self.deliver.claim(in_flight, per_endpoint, free)?;
        for delivery in claimed {
            self.send(delivery);
        }
        Ok(())
    }

    fn send(&mut self, delivery: ClaimedDelivery) {
        let (at, began) = (self.deliver.clock.now(), Instant::now());
        match self.deliver.prepare(&delivery, at) {
            Ok(parcel) => {
                let endpoint = delivery.endpoint.id;
                let errand = Errand {
                    delivery,
                    abort: None,
                };
                let key = self.traffic.begin(endpoint, began, errand);
                let abort = self.carrying.carry(key, parcel);
                self.traffic.change(key, |errand| errand.abort = abort);
            }
            Err(failure) => {
                let id = delivery.uuid;
                tracing::error!(%id, %failure, "a webhook cannot be read");
                let attempt = Attempt {
                    at,
                    took_ms: millis(began),
                    outcome: AttemptOutcome::UNREADABLE,
                };
                self.judge(&delivery, attempt);
            }
        }
    }

    /// Decides what an attempt means; it is noted with the next round.
    fn judge(&mut self, delivery: &ClaimedDelivery, attempt: Attempt) {
        match self.deliver.judge(delivery, attempt) {
            Ok(settlement) => {
                told::tell(delivery, &settlement, self.deliver.clock.now());
                self.unsettled.push_back(settlement);
            }
            // It is tried again when its lease has run out.
            Err(failure) => {
                tracing::error!(id = %delivery.uuid, %failure, "a webhook is not noted");
            }
        }
    }

    fn settle_all(&mut self) -> PortResult<()> {
        let now = self.deliver.clock.now();
        while let Some(settlement) = self.unsettled.pop_front() {
            if settlement.claimed_until <= now {
                continue;
            }
            let kept = settlement.clone();
            if let Err(failure) = self.deliver.queue.settle(settlement) {
                // What the database cannot take now it may take later; anything else is
                // delivered again when the lease has run out.
                if matches!(failure, PortFailure::Unavailable(_)) {
                    self.unsettled.push_front(kept);
                }
                return Err(failure);
            }
        }
        Ok(())
    }
}
