//! `doctor`: whether limits on calls are shared, where they are to be.

use crate::settings::LimitRules;

/// Where limits are kept, and whether Redis takes them.
pub(super) fn kept(rules: &LimitRules) -> Result<String, String> {
    match &rules.redis {
        _ if !rules.enabled => Ok("off: nobody is limited".to_owned()),
        None => Ok("in memory, of each process".to_owned()),
        Some(redis) => match redis.probe() {
            Ok(()) => Ok("in Redis, which answers".to_owned()),
            Err(trouble) => Err(format!("Redis: {trouble}")),
        },
    }
}
