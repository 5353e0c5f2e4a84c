//! `doctor`: whether webhooks reach their receivers. Nobody is called.

use std::collections::BTreeSet;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use courier::{SystemNames, check_address};
use webhooks::{EndpointQuery, EndpointStatus};

use crate::health::is_delivered_in_time;
use crate::keys::{Generated, Keys};
use crate::kit::{Kit, Use};
use crate::settings::Loaded;

/// The most endpoints that are looked at, the newest first.
const MOST: u32 = 100;

/// How long looking up their names may take in all.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether what is due leaves, and whether the names of active endpoints lead where
/// webhooks may go from here. Names of some partners may be broken; that all are is ours.
pub(super) fn reachable(loaded: &Loaded) -> Result<String, String> {
    let (keys, problems) = Keys::inspect(&loaded.settings);
    if !problems.0.is_empty() {
        return Err("cannot be told without the keys".to_owned());
    }
    if keys
        .iter()
        .any(|(which, set)| *which == Generated::Data && !set)
    {
        return Ok("no endpoint yet".to_owned());
    }
    let kit = Kit::open(loaded, Use::Terminal).map_err(|failure| failure.to_string())?;
    kit.courier().map_err(|error| error.to_string())?;
    let now = kit.clock.now();
    let backlog = kit.delivery_queue().backlog(now);
    let backlog = backlog.map_err(|failure| failure.to_string())?;
    let (waiting, paused) = (backlog.waiting, backlog.paused);
    if !is_delivered_in_time(backlog, now) {
        let minutes = backlog
            .oldest
            .map_or(0, |oldest| (now - oldest).num_minutes());
        return Err(format!(
            "webhooks wait ({waiting}), the oldest for {minutes} min: is a server running?"
        ));
    }
    let urls = urls(&kit)?;
    let all = urls.len();
    let good = good(&kit, urls);
    if all > 0 && good == 0 {
        return Err(format!(
            "none of the addresses of active endpoints ({all}) can be reached: are names resolved here?"
        ));
    }
    Ok(format!(
        "{good} of {all} addresses of active endpoints resolve; {waiting} due, {paused} paused"
    ))
}

/// The addresses of active endpoints, each once.
fn urls(kit: &Kit) -> Result<BTreeSet<String>, String> {
    let query = EndpointQuery {
        partner: None,
        status: Some(EndpointStatus::Active),
        before: None,
        limit: MOST,
    };
    let page = kit.webhook_desk().oversee.page(&query);
    let (endpoints, _) = page.map_err(|failure| failure.to_string())?;
    let urls = endpoints.into_iter();
    Ok(urls
        .map(|one| one.endpoint.url.as_str().to_owned())
        .collect())
}

/// How many of `urls` may be dialled; what is not known in time is not.
fn good(kit: &Kit, urls: BTreeSet<String>) -> usize {
    let (reach, until) = (kit.reach(), Instant::now() + PATIENCE);
    let (tell, told) = channel();
    for url in urls {
        let tell = tell.clone();
        std::thread::spawn(move || {
            // Nobody listens when the time is over.
            let _ = tell.send(check_address(&url, reach, &SystemNames).is_ok());
        });
    }
    drop(tell);
    let left = || until.saturating_duration_since(Instant::now());
    std::iter::from_fn(|| told.recv_timeout(left()).ok())
        .filter(|good| *good)
        .count()
}
