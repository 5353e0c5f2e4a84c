//! Sending mail, beside requests (contract `onboarding.md`, "Notifications"), and writing
//! the letters of invites before (contract `candidates.md`).

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::time::Duration;

use candidates::{InvitesRound, WriteInvites};
use kernel::{PortFailure, PortResult};
use metrics::{counter, describe_counter, describe_gauge, gauge};
use notices::{DeliverMail, Delivery, Outcome};

use super::LISTENING;
use crate::failure::Failure;
use crate::kit::Kit;

/// How often it looks for letters.
const TICK: Duration = Duration::from_millis(500);

/// How often it counts those that wait: every so many looks.
const COUNT_EVERY: u32 = 10;

/// How long the end of the server waits for the mail that is on its way. One that was cut
/// off goes out again when its claim has run out.
const LAST_MAIL: Duration = Duration::from_millis(1_500);

const SENT: &str = "mail_sent_total";
const FAILED: &str = "mail_failed_total";
const WAITING: &str = "mail_waiting";
const INVITES: &str = "invites_written_total";
const INVITES_FAILED: &str = "invites_failed_total";

/// The postman's thread; ends when dropped, after the mail it has in hand.
pub(super) struct Postman {
    stop: Option<Sender<()>>,
    done: Receiver<()>,
}

struct Worker {
    invites: WriteInvites,
    deliver: DeliverMail,
    looks: u32,
    /// How the last round failed, if it did; that was told.
    failing: Option<PortFailure>,
    /// How the last round of invites failed, as well.
    failing_invites: Option<PortFailure>,
}

/// Starts the thread. Links in mails lead to `url`.
pub(super) fn start(kit: &Kit, url: String) -> Result<Postman, Failure> {
    describe_counter!(SENT, "Mails this process sent or wrote");
    describe_counter!(
        FAILED,
        "Attempts at mails that failed, by whether another follows"
    );
    describe_gauge!(WAITING, "Letters not sent yet");
    describe_counter!(INVITES, "Letters of invites this process wrote");
    describe_counter!(INVITES_FAILED, "Letters of invites that were put off");
    let route = &kit.rules.mail.route;
    tracing::info!(target: LISTENING, %route, "mail");
    let (stop, stopped) = channel::<()>();
    let (end, done) = channel::<()>();
    let mut worker = Worker {
        invites: kit.write_invites(),
        deliver: kit.deliver_mail(url),
        looks: 0,
        failing: None,
        failing_invites: None,
    };
    std::thread::Builder::new()
        .name("mail".to_owned())
        .spawn(move || {
            while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                // A batch of invites between mails, so that no other letter waits for all.
                while worker.round(&stopped) {}
            }
            drop(end);
        })?;
    Ok(Postman {
        stop: Some(stop),
        done,
    })
}

impl Drop for Postman {
    fn drop(&mut self) {
        self.stop = None;
        if self.done.recv_timeout(LAST_MAIL) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("a mail was still on its way; it may go out again later");
        }
    }
}

impl Worker {
    /// Writes some letters of invites and sends what is due, until there is no more or
    /// `stopped` says so. A failure of the database is told once, until it is over or
    /// becomes another. Whether more invites may be due.
    fn round(&mut self, stopped: &Receiver<()>) -> bool {
        let more = self.write_invites();
        let failure = self.deliver_all(stopped).err();
        if failure != self.failing {
            match &failure {
                None => tracing::info!("mail is sent again"),
                Some(failure) => tracing::warn!(%failure, "mail cannot be sent; trying again"),
            }
            self.failing = failure;
        }
        more && stopped.try_recv() != Err(TryRecvError::Disconnected)
    }

    /// Whether more may be due.
    fn write_invites(&mut self) -> bool {
        let (round, failure) = match self.invites.round() {
            Ok(round) => (round, None),
            Err(failure) => (InvitesRound::default(), Some(failure)),
        };
        counter!(INVITES).increment(u64::try_from(round.written).unwrap_or(u64::MAX));
        counter!(INVITES_FAILED).increment(u64::try_from(round.failed).unwrap_or(u64::MAX));
        if round.failed > 0 {
            let failed = round.failed;
            tracing::error!(failed, "letters of invites could not be written; put off");
        }
        if failure != self.failing_invites {
            match &failure {
                None => tracing::info!("letters of invites are written again"),
                Some(failure) => {
                    tracing::warn!(%failure, "no letters of invites can be written; trying again");
                }
            }
            self.failing_invites = failure;
        }
        round.more
    }

    fn deliver_all(&mut self, stopped: &Receiver<()>) -> PortResult<()> {
        let delivered = self.until_none_is_due(stopped);
        self.deliver.mailer.rest();
        let any = delivered?;
        if any || self.looks == 0 {
            let now = self.deliver.clock.now();
            let waiting = self.deliver.outbox.backlog(now)?.waiting;
            gauge!(WAITING).set(f64::from(u32::try_from(waiting).unwrap_or(u32::MAX)));
        }
        self.looks = (self.looks + 1) % COUNT_EVERY;
        Ok(())
    }

    /// Whether there was any.
    fn until_none_is_due(&self, stopped: &Receiver<()>) -> PortResult<bool> {
        let mut any = false;
        while stopped.try_recv() != Err(TryRecvError::Disconnected) {
            let Some(delivery) = self.deliver.next()? else {
                break;
            };
            tell(&delivery);
            any = true;
        }
        Ok(any)
    }
}

/// Counts it, and says what became of it: which letter, never to whom.
fn tell(delivery: &Delivery) {
    let Delivery {
        reference,
        notice,
        attempts,
        outcome,
    } = delivery;
    match outcome {
        Outcome::Sent(place) => {
            counter!(SENT).increment(1);
            if let Some(path) = place {
                // For whoever waits for a link and has no mailbox.
                tracing::info!(target: LISTENING, notice, path, "mail written");
            } else {
                tracing::info!(%reference, notice, attempts, "mail sent");
            }
        }
        Outcome::PutOff { next, reason } => {
            counter!(FAILED, "final" => "false").increment(1);
            tracing::warn!(%reference, notice, attempts, reason, %next, "mail put off");
        }
        Outcome::GivenUp(reason) => {
            counter!(FAILED, "final" => "true").increment(1);
            tracing::error!(%reference, notice, attempts, reason, "mail given up");
        }
    }
}
