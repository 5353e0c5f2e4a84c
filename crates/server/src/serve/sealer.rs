//! Chaining the audit log, beside requests (contract `onboarding.md`, "Audit
//! log": within a second).

use std::mem::{Discriminant, discriminant};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use audit::{AuditChain, ChainLink, SealError};
use metrics::{counter, describe_counter, describe_gauge, gauge};

use crate::failure::Failure;
use crate::kit::Kit;

/// How often it looks for entries.
const TICK: Duration = Duration::from_millis(500);

/// The most entries chained in one transaction, so that nobody waits long for it.
const BATCH: u32 = 200;

/// How long the end of the server waits for the last round. The database may have
/// gone, and the entries keep.
const LAST_ROUND: Duration = Duration::from_millis(2_500);

const SEALED: &str = "audit_sealed_total";
const UNSEALED: &str = "audit_unsealed";

/// The sealer's thread; ends with a last round when dropped.
pub(super) struct Sealer {
    stop: Option<Sender<()>>,
    done: Receiver<()>,
}

struct Worker {
    chain: Arc<dyn AuditChain>,
    /// The last link there was. A chain without it is not sealed on, for that
    /// would cover the traces.
    known: Option<ChainLink>,
    /// How the last round failed, if it did; that was told.
    failing: Option<Discriminant<SealError>>,
}

/// Starts the thread.
pub(super) fn start(kit: &Kit) -> Result<Sealer, Failure> {
    describe_counter!(SEALED, "Audit entries chained by this process");
    describe_gauge!(UNSEALED, "Audit entries not chained yet");
    let (stop, stopped) = channel::<()>();
    let (end, done) = channel::<()>();
    let mut worker = Worker {
        chain: kit.audit_chain(),
        known: None,
        failing: None,
    };
    std::thread::Builder::new()
        .name("audit-sealer".to_owned())
        .spawn(move || {
            while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                worker.round();
            }
            worker.round();
            worker.say_goodbye();
            drop(end);
        })?;
    Ok(Sealer {
        stop: Some(stop),
        done,
    })
}

impl Drop for Sealer {
    fn drop(&mut self) {
        self.stop = None;
        if self.done.recv_timeout(LAST_ROUND) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("the audit log was not sealed to its end; the next start does it");
        }
    }
}

impl Worker {
    /// Seals what waits. A failure is told once, until it is over or becomes
    /// another.
    fn round(&mut self) {
        let failure = self.seal_all().err();
        let kind = failure.as_ref().map(discriminant);
        if kind == self.failing {
            return;
        }
        self.failing = kind;
        match failure {
            None => tracing::info!("the audit log is sealed again"),
            Some(SealError::Broken(broken)) => {
                tracing::error!(%broken, "the audit log was tampered with and is sealed no more");
            }
            Some(SealError::Port(failure)) => {
                tracing::warn!(%failure, "the audit log cannot be sealed; trying again");
            }
        }
    }

    /// Counts what waits once a round: after a long time without a sealer that is
    /// a lot to count.
    fn seal_all(&mut self) -> Result<(), SealError> {
        let mut waiting = self.chain.waiting()?.entries;
        show(waiting);
        while waiting > 0 {
            let sealed = self.chain.seal(BATCH, self.known)?;
            self.known = sealed.last;
            let entries = u64::from(sealed.entries);
            counter!(SEALED).increment(entries);
            // None when another instance was faster.
            waiting = match entries {
                0 => 0,
                some => waiting.saturating_sub(some),
            };
            show(waiting);
        }
        Ok(())
    }

    /// Leaves the last link outside of the database, for `audit verify --noted`.
    fn say_goodbye(&self) {
        if let Some(link) = self.known {
            tracing::info!(%link, "the audit log is sealed up to this link");
        }
    }
}

fn show(waiting: u64) {
    gauge!(UNSEALED).set(f64::from(u32::try_from(waiting).unwrap_or(u32::MAX)));
}
