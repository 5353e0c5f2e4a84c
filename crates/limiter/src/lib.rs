//! Limits on calls (port [`usage::Limiter`]): in memory, or in Redis, so that several
//! processes share one budget. ADR 27 says why.

mod decide;
mod key;
mod local;
mod quotas;
mod redis;

pub use crate::redis::{RedisAddress, RedisAddressError, RedisLimiter, RedisOptions};
pub use local::LocalLimiter;
