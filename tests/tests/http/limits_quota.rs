//! The month's quota (contract onboarding.md, "Rate limits").

use std::thread;
use std::time::Duration;

use chrono::{Datelike as _, FixedOffset, TimeZone as _};
use kernel::{Clock as _, SystemClock};
use reqwest::Method;

use crate::backend::Backend;
use crate::client::Reply;
use crate::envelope_policy::of_dashboard;
use crate::limits::{exhausted, month_is_about_to_end, number, wait_of};
use crate::people::person;
use crate::program::Installation;

both!(
    whoever_has_no_calls_left_may_look_and_leave,
    a_restart_gives_no_month_back,
    a_month_begins_at_midnight_of_the_business,
);

/// Seconds until the next month begins in Kolkata.
pub(crate) fn seconds_to_the_months_end() -> u64 {
    let kolkata = FixedOffset::east_opt(5 * 3600 + 1800).unwrap();
    let now = SystemClock::default().now().with_timezone(&kolkata);
    let (year, month) = match now.month() {
        12 => (now.year() + 1, 1),
        month => (now.year(), month + 1),
    };
    let next = kolkata.with_ymd_and_hms(year, month, 1, 0, 0, 0).unwrap();
    u64::try_from((next - now).num_seconds()).unwrap()
}

fn whoever_has_no_calls_left_may_look_and_leave(backend: Backend) {
    if month_is_about_to_end() {
        return;
    }
    let mut home = Installation::new(backend);
    home.set("rate_limit.monthly_quota", "4");
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let session = running.server.session(&partner);
    for n in 1..=4 {
        let reply = session.share(&person(n).lead());
        reply.is(2005);
        assert_eq!(number(&reply, "ratelimit-limit"), 4);
        assert_eq!(number(&reply, "ratelimit-remaining"), u64::from(4 - n));
    }
    let refused = session.share(&person(5).lead());
    let wait = wait_of(&refused);
    let end = seconds_to_the_months_end();
    assert!((end..end + 5).contains(&wait), "{wait} and not {end}");
    assert_eq!(number(&refused, "ratelimit-reset"), wait);
    wait_of(&session.get("/dashboard/stats"));
    // Another partner has its own.
    let other = running.server.session(&other);
    assert_eq!(number(&other.get("/profile"), "ratelimit-remaining"), 3);
    // Signing in, refreshing and the dashboard go on.
    let session = running.server.session(&partner);
    let origin = format!("http://{}", running.server.address());
    for path in ["/dashboard/stats", "/dashboard/leads", "/profile"] {
        let look = of_dashboard(session.request(Method::GET, path), &origin);
        let reply = Reply::of(look).unwrap();
        reply.is(2000);
        assert!(
            number(&reply, "ratelimit-remaining") > 4,
            "the rate is told"
        );
    }
    // Sharing does not go by the dashboard, whatever is said.
    let body = person(6).lead().to_string();
    let share = of_dashboard(session.share_request(&body), &origin);
    wait_of(&Reply::of(share).unwrap());
    let looked = of_dashboard(session.request(Method::GET, "/dashboard/leads"), &origin);
    let total = &Reply::of(looked).unwrap().is(2000)["data"]["pagination"]["total"];
    assert_eq!(*total, 4);
    session.post("/logout").is(2000);
}

fn a_restart_gives_no_month_back(backend: Backend) {
    if month_is_about_to_end() {
        return;
    }
    let mut home = Installation::new(backend);
    home.set("rate_limit.monthly_quota", "30");
    let partner = home.partner("Lead House");
    for run in 0..2 {
        let mut running = home.start();
        let session = running.server.session(&partner);
        let (granted, refused) = exhausted(&session, 30);
        wait_of(&refused);
        // It asks for what was used as soon as it starts: some milliseconds.
        assert!(run == 0 || granted <= 10, "{granted} more in run {run}");
        running.terminate();
        assert!(running.wait_for_end(Duration::from_secs(30)).is_some());
    }
}

fn a_month_begins_at_midnight_of_the_business(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("rate_limit.monthly_quota", "3");
    // The process lives a few seconds before the end of its month.
    let offset = seconds_to_the_months_end().saturating_sub(20);
    home.set("clock.offset_seconds", offset.to_string());
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let (_, refused) = exhausted(&session, 3);
    let wait = wait_of(&refused);
    // Both round to whole seconds.
    assert!(wait <= 22, "{wait}");
    thread::sleep(Duration::from_secs(wait));
    assert_eq!(number(&session.get("/profile"), "ratelimit-remaining"), 2);
}
