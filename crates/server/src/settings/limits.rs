//! How much may be called.

use std::num::NonZeroU32;

use api::{CallRates, ForwardedHeader, TrustedProxies};
use limiter::RedisAddress;
use usage::Rate;

use super::{Problems, Settings};

/// Limits in the domain's own types.
#[derive(Debug, Clone)]
pub struct LimitRules {
    /// Whether anybody is limited.
    pub enabled: bool,
    /// The deployment's limits.
    pub rates: CallRates,
    /// Whose forwarded header counts.
    pub proxies: TrustedProxies,
    /// Where processes share what is left; `None`: each has its own.
    pub redis: Option<RedisAddress>,
}

/// The most calls a second.
const MOST_PER_SECOND: u32 = 10_000;

/// The most calls at once.
const MOST_AT_ONCE: u32 = 100_000;

/// Understands `rate_limit.*`, `redis.url` and who may forward; nothing, and problems
/// noted, where one of them is wrong.
pub(super) fn limits(settings: &Settings, problems: &mut Problems) -> Option<LimitRules> {
    let it = &settings.rate_limit;
    let mut rate = |class: &str, per_second, burst| {
        let mut within = |what: &str, value, most| {
            let sane = NonZeroU32::new(value).filter(|value| value.get() <= most);
            let key = format!("rate_limit.{class}_{what}");
            problems.unless(sane.is_some(), &key, &format!("must be 1 to {most}"));
            sane
        };
        let per_second = within("per_second", per_second, MOST_PER_SECOND);
        let burst = within("burst", burst, MOST_AT_ONCE);
        per_second
            .zip(burst)
            .map(|(per_second, burst)| Rate { per_second, burst })
    };
    let partner = rate("partner", it.partner_per_second, it.partner_burst);
    let address = rate("address", it.address_per_second, it.address_burst);
    let sign_in = rate("sign_in", it.sign_in_per_second, it.sign_in_burst);
    let proxies = proxies(settings, problems);
    let redis = match settings.redis.url.expose() {
        "" => Some(None),
        url => problems
            .note("redis.url", RedisAddress::parse(url))
            .map(Some),
    };
    Some(LimitRules {
        enabled: it.enabled,
        rates: CallRates {
            partner: partner?,
            address: address?,
            sign_in: sign_in?,
            monthly_quota: it.monthly_quota,
        },
        proxies: proxies?,
        redis: redis?,
    })
}

fn proxies(settings: &Settings, problems: &mut Problems) -> Option<TrustedProxies> {
    const NETWORKS: &str = "server.trusted_proxies";
    let header = ForwardedHeader::named(&settings.server.forwarded_header)
        .ok_or("must be x-forwarded-for or forwarded");
    let header = problems.note("server.forwarded_header", header);
    let mut proxies = TrustedProxies::writing(header.unwrap_or_default());
    for network in settings.server.trusted_proxies.iter() {
        let trusted = proxies.trust(network);
        problems.note(
            NETWORKS,
            trusted.map_err(|error| format!("`{network}` {error}")),
        );
    }
    header.map(|_| proxies)
}
