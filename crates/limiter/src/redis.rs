//! Limits in Redis, which several processes share; in memory while Redis is away.

mod address;
mod keeper;
mod link;
mod question;

use std::io;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use governor::clock::MonotonicClock;
use metrics::Counter;
use usage::{Ask, Decision, Judgement, Limiter, MonthCount};

use crate::LocalLimiter;
use keeper::keep;
use link::Link;
use question::Question;

pub use address::{RedisAddress, RedisAddressError};

/// What keys begin with.
const PREFIX: &str = "partner-api:limits:";

/// How long a call waits for Redis.
const PATIENCE: Duration = Duration::from_millis(50);

/// How long Redis is left alone once it was away.
const PAUSE: Duration = Duration::from_secs(1);

/// How long a start waits for the first connection.
const START: Duration = Duration::from_secs(2);

const FALLBACKS: &str = "rate_limit_fallbacks_total";

/// How Redis is used.
#[derive(Debug, Clone)]
pub struct RedisOptions {
    /// Where it is.
    pub address: RedisAddress,
    /// Goes into the hashes of addresses, so that keys tell nobody who called; the same
    /// in all processes.
    pub salt: Vec<u8>,
    /// What keys begin with.
    pub prefix: String,
    /// How long a call waits for an answer.
    pub patience: Duration,
    /// How long Redis is left alone once it was away.
    pub pause: Duration,
}

impl RedisOptions {
    /// The usual ones.
    pub fn new(address: RedisAddress, salt: Vec<u8>) -> Self {
        Self {
            address,
            salt,
            prefix: PREFIX.to_owned(),
            patience: PATIENCE,
            pause: PAUSE,
        }
    }
}

/// Decides together with every process that uses the same Redis, one round trip a
/// question. Whoever asks while Redis is away is answered from memory, at once.
///
/// The connection belongs to a thread of its own, whose runtime outlives the workers of
/// the web server; they share it.
#[derive(Debug)]
pub struct RedisLimiter {
    local: Arc<LocalLimiter<MonotonicClock>>,
    link: Arc<Link>,
    options: Arc<RedisOptions>,
    fallbacks: Counter,
}

impl RedisLimiter {
    /// Begins to look for Redis, and waits a moment for it. That it is away is no failure.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub fn start(options: RedisOptions, local: Arc<LocalLimiter>) -> io::Result<Self> {
        metrics::describe_gauge!(
            link::SHARED,
            "1: limits are shared by Redis; 0: it is away, every process limits by itself"
        );
        metrics::describe_counter!(
            FALLBACKS,
            "Questions answered from memory, Redis being away"
        );
        let options = Arc::new(options);
        let link = Arc::new(Link::default());
        let (tried, first) = channel();
        let kept = (Arc::clone(&options), Arc::clone(&link));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        std::thread::Builder::new()
            .name("limits-redis".to_owned())
            .spawn(move || runtime.block_on(keep(&kept.0, &kept.1, &tried)))?;
        // Whether it came or not was logged.
        let _ = first.recv_timeout(START);
        Ok(Self {
            local,
            link,
            options,
            fallbacks: metrics::counter!(FALLBACKS),
        })
    }

    /// Whether Redis decides now.
    pub fn is_shared(&self) -> bool {
        self.link.connection().is_some()
    }
}

impl Limiter for RedisLimiter {
    fn judge(&self, ask: Ask) -> Judgement {
        let Some((nth, mut connection)) = self.link.connection() else {
            self.fallbacks.increment(1);
            return self.local.judge(ask);
        };
        let (local, link) = (Arc::clone(&self.local), Arc::clone(&self.link));
        let (options, fallbacks) = (Arc::clone(&self.options), self.fallbacks.clone());
        Judgement::Soon(Box::pin(async move {
            let question = Question::of(ask, &options, &local);
            let asked = question.put(&mut connection, options.patience).await;
            match asked {
                Ok(decision) => {
                    link.answered();
                    decision
                }
                Err(trouble) => {
                    link.unanswered(nth, &trouble);
                    fallbacks.increment(1);
                    local.decide(ask)
                }
            }
        }))
    }

    fn learn(&self, counts: &[MonthCount]) {
        self.local.learn(counts);
    }
}

impl Drop for RedisLimiter {
    fn drop(&mut self) {
        self.link.end();
    }
}

/// What Redis decided, with what is to be noted of it here.
fn noted(local: &LocalLimiter<MonotonicClock>, ask: Ask, decision: Decision) -> Decision {
    if let Ask::Partner(partner, _, Some(quota)) = ask
        && decision.allowed
    {
        local.note(partner, quota.month);
    }
    decision
}
