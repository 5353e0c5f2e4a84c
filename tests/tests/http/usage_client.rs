//! What a partner called, as the API shows it.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::Value;

use crate::client::{Reply, Session};

pub(crate) const OWN: &str = "GET /api/v1/partner/usage";
pub(crate) const LOGIN: &str = "POST /api/v1/partner/login";
pub(crate) const SHARE: &str = "POST /api/v1/partner/lead-dedupe-check";
pub(crate) const LEADS: &str = "GET /api/v1/partner/dashboard/leads";
pub(crate) const STATS: &str = "GET /api/v1/partner/dashboard/stats";

/// Counts are written once a second; a busy machine may take longer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);

/// Calls by route and outcome.
pub(crate) type Counts = BTreeMap<(String, u64), u64>;

/// What the API says of the session's partner.
#[track_caller]
pub(crate) fn own(session: &Session) -> Value {
    session.get("/usage").is(2000)["data"].clone()
}

/// Everything in `data` but looking at it.
pub(crate) fn counts(data: &Value) -> Counts {
    let mut counts = Counts::new();
    for row in data["rows"].as_array().unwrap() {
        let route = row["route"].as_str().unwrap();
        if route != OWN {
            let key = (route.to_owned(), row["outcome"].as_u64().unwrap());
            *counts.entry(key).or_default() += row["calls"].as_u64().unwrap();
        }
    }
    counts
}

/// `expected` as [`counts`] has it.
pub(crate) fn expected(rows: &[(&str, u64, u64)]) -> Counts {
    let rows = rows.iter();
    rows.map(|(route, outcome, calls)| (((*route).to_owned(), *outcome), *calls))
        .collect()
}

/// Waits until everything is written and `rows` is what was counted; nothing may be counted
/// on top of it.
#[track_caller]
pub(crate) fn wait_for(session: &Session, rows: &[(&str, u64, u64)]) -> Value {
    let wanted = expected(rows);
    let started = Instant::now();
    loop {
        let data = own(session);
        if counts(&data) == wanted {
            thread::sleep(Duration::from_millis(1_300));
            let later = own(session);
            assert_eq!(counts(&later), wanted, "nothing comes later");
            return later;
        }
        assert!(
            started.elapsed() < PATIENCE,
            "{wanted:#?} was expected: {:#?}",
            counts(&data)
        );
        thread::sleep(Duration::from_millis(100));
    }
}

/// A call as the dashboard's pages make it.
pub(crate) fn by_dashboard(session: &Session, path: &str) -> Reply {
    let request = session
        .request(Method::GET, path)
        .header("X-Dashboard-Request", "true")
        .header("Sec-Fetch-Site", "same-origin");
    Reply::of(request).unwrap()
}
