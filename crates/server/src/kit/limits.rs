//! Who decides about calls.

use std::sync::Arc;

use accounts::ClientSecret;
use api::CallLimits;
use limiter::{LocalLimiter, RedisLimiter, RedisOptions};
use usage::Limiter;

use super::Kit;
use crate::failure::Failure;

/// Hashed under the index key it is what addresses are hashed with, so that all processes
/// of a deployment name an address alike and nobody else can.
const ADDRESSES: &str = "partner-api/v1/addresses-in-limits";

/// Decides about calls.
#[derive(Clone)]
pub enum Deciding {
    /// Nobody: `rate_limit.enabled` is false.
    Nobody,
    /// This process alone.
    Alone(Arc<LocalLimiter>),
    /// All processes with one Redis.
    Together(Arc<RedisLimiter>),
}

impl Deciding {
    /// As the port.
    pub fn limiter(&self) -> Option<Arc<dyn Limiter>> {
        match self {
            Self::Nobody => None,
            Self::Alone(local) => Some(Arc::<LocalLimiter>::clone(local)),
            Self::Together(shared) => Some(Arc::<RedisLimiter>::clone(shared)),
        }
    }

    /// A word for it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Nobody => "off",
            Self::Alone(_) => "memory",
            Self::Together(_) => "redis",
        }
    }

    /// Whether what should be shared is.
    pub fn is_fit(&self) -> bool {
        match self {
            Self::Nobody | Self::Alone(_) => true,
            Self::Together(shared) => shared.is_shared(),
        }
    }
}

impl Kit {
    /// Who decides about calls in this process; the same whenever it is asked for.
    ///
    /// # Errors
    /// When the operating system refuses a thread.
    pub fn deciding(&self) -> Result<Deciding, Failure> {
        if let Some(deciding) = self.deciding.get() {
            return Ok(deciding.clone());
        }
        let made = self.make_deciding()?;
        Ok(self.deciding.get_or_init(|| made).clone())
    }

    fn make_deciding(&self) -> Result<Deciding, Failure> {
        let rules = &self.rules.limits;
        if !rules.enabled {
            return Ok(Deciding::Nobody);
        }
        let local = Arc::new(LocalLimiter::in_real_time()?);
        let Some(address) = &rules.redis else {
            return Ok(Deciding::Alone(local));
        };
        let salt = self.hasher.hash(&ClientSecret::presented(ADDRESSES));
        let options = RedisOptions::new(address.clone(), salt.as_bytes().to_vec());
        let shared = RedisLimiter::start(options, local)?;
        Ok(Deciding::Together(Arc::new(shared)))
    }

    /// How much may be called.
    ///
    /// # Errors
    /// As [`Kit::deciding`].
    pub fn call_limits(&self) -> Result<CallLimits, Failure> {
        let rules = &self.rules.limits;
        Ok(CallLimits::new(
            self.deciding()?.limiter(),
            rules.rates,
            rules.proxies.clone(),
            self.rules.share.calendar,
            Arc::clone(&self.clock),
        ))
    }
}
