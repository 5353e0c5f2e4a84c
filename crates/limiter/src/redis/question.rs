//! One question to Redis: its keys, its numbers, and what the answer means.

use std::fmt::Write as _;
use std::num::NonZeroU32;
use std::sync::LazyLock;
use std::time::Duration;

use governor::clock::MonotonicClock;
use redis::Script;
use redis::aio::MultiplexedConnection;
use sha2::{Digest as _, Sha256};
use tokio::time::timeout;
use usage::{Ask, Decision, Quota, Rate};

use super::link::Trouble;
use super::{RedisOptions, noted};
use crate::LocalLimiter;
use crate::decide;
use crate::key::Key;

static SCRIPT: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("gcra.lua")));

/// How long a count stays after its month, in case clocks differ.
const STAYS: u64 = 86_400;

/// The answer: whether it is granted; what refused it (0 rate, 1 quota); what the bucket
/// has left; microseconds until it grants a call, and until it is full; calls of the
/// month.
type Answer = (u8, u8, u32, u64, u64, u64);

pub(super) struct Question<'a> {
    ask: Option<(Ask, &'a LocalLimiter<MonotonicClock>)>,
    bucket: String,
    rate: Rate,
    quota: Option<Count>,
}

/// The count of a month.
struct Count {
    key: String,
    quota: Quota,
    /// At least so many are used, whatever Redis says: it may have lost its memory.
    at_least: u64,
}

impl<'a> Question<'a> {
    pub(super) fn of(
        ask: Ask,
        options: &RedisOptions,
        local: &'a LocalLimiter<MonotonicClock>,
    ) -> Self {
        let (key, rate, quota) = match ask {
            Ask::Address(address, rate) => (Key::address(address), rate, None),
            Ask::SignIn(address, rate) => (Key::sign_in(address), rate, None),
            Ask::Partner(partner, rate, quota) => {
                let count = quota.map(|quota| {
                    let month = quota.month.first_day().format("%Y-%m");
                    Count {
                        key: format!("{}calls:{}:{month}", options.prefix, partner.get()),
                        at_least: local.known(partner, quota.month),
                        quota,
                    }
                });
                (Key::Partner(partner), rate, count)
            }
        };
        Self {
            ask: Some((ask, local)),
            bucket: named(key, options),
            rate,
            quota,
        }
    }

    /// A question about nobody, to see whether there are answers.
    pub(super) fn probe(options: &RedisOptions) -> Self {
        Self {
            ask: None,
            bucket: format!("{}probe", options.prefix),
            rate: Rate {
                per_second: NonZeroU32::MIN,
                burst: NonZeroU32::MIN,
            },
            quota: None,
        }
    }

    /// Asks, once, and waits for so long.
    ///
    /// # Errors
    /// Why there is no answer.
    pub(super) async fn put(
        self,
        connection: &mut MultiplexedConnection,
        patience: Duration,
    ) -> Result<Decision, Trouble> {
        let mut asked = SCRIPT.key(self.bucket.as_str());
        if let Some(count) = &self.quota {
            asked.key(count.key.as_str());
        }
        asked
            .arg(self.rate.per_second.get())
            .arg(self.rate.burst.get());
        if let Some(count) = &self.quota {
            let lives = count.quota.resets_in.saturating_add(STAYS);
            asked
                .arg(count.quota.allowed)
                .arg(count.at_least)
                .arg(lives);
        }
        let answer = timeout(patience, asked.invoke_async::<Answer>(connection)).await;
        let answer = answer
            .map_err(|_| Trouble::Late)?
            .map_err(|error| Trouble::Gone(error.to_string()))?;
        let decision = self.understood(answer);
        Ok(match self.ask {
            Some((ask, local)) => noted(local, ask, decision),
            None => decision,
        })
    }

    fn understood(&self, answer: Answer) -> Decision {
        let (granted, by, remaining, wait, full, used) = answer;
        let seconds = full.div_ceil(1_000_000);
        let quota = self.quota.as_ref().map(|count| count.quota);
        if granted == 0 {
            return match quota {
                Some(quota) if by == 1 => decide::used_up(quota),
                _ => Decision {
                    reset: seconds,
                    ..decide::refused(self.rate, Duration::from_micros(wait))
                },
            };
        }
        let of_rate = Decision {
            reset: seconds,
            ..decide::granted(self.rate, remaining)
        };
        match quota {
            Some(quota) => of_rate.or_tighter(decide::counted(quota, used)),
            None => of_rate,
        }
    }
}

/// The name of a bucket. Addresses are personal data, so they are hashed.
fn named(key: Key, options: &RedisOptions) -> String {
    let prefix = &options.prefix;
    match key {
        Key::Address(address) => format!("{prefix}address:{}", hashed(address, options)),
        Key::SignIn(address) => format!("{prefix}sign-in:{}", hashed(address, options)),
        Key::Partner(partner) => format!("{prefix}partner:{}", partner.get()),
    }
}

/// Half of SHA-256 over salt and address. The salt is secret and of one length, so nobody
/// can try addresses out.
fn hashed(address: u128, options: &RedisOptions) -> String {
    let mut hash = Sha256::new();
    hash.update(&options.salt);
    hash.update(address.to_be_bytes());
    let mut text = String::with_capacity(32);
    for byte in hash.finalize().iter().take(16) {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
