//! The partner's side written with our own SDK (crate `client`).

use std::future::Future;
use std::thread;
use std::time::{Duration, Instant};

use client::{Client, Error, LeadQuery, NewLead, Verdict};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

use crate::backend::Backend;
use crate::client::{Partner, Server};
use crate::feed_client::{Lender, loan, user};
use crate::people::{Person, person};
use crate::program::{Installation, Running};

both!(
    the_sdk_tells_every_verdict,
    the_sdk_tells_what_was_refused,
    the_sdk_lists_leads_and_totals,
    the_sdk_repeats_a_share_without_repeating_it,
    the_sdk_signs_in_anew_after_signing_out,
    the_sdk_renews_what_has_expired_unseen,
);

/// A partner whose program uses the SDK. The harness is not asynchronous, so each
/// call runs by itself.
struct Sdk {
    runtime: Runtime,
    client: Client,
}

impl Sdk {
    fn new(server: &Server, partner: &Partner) -> Self {
        Self::with_secret(server, partner, &partner.client_secret)
    }

    fn with_secret(server: &Server, partner: &Partner, secret: &str) -> Self {
        let origin = format!("http://{}", server.address());
        Self {
            runtime: Builder::new_current_thread().enable_all().build().unwrap(),
            client: Client::new(&origin, &partner.client_id, secret).unwrap(),
        }
    }

    fn wait<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        self.runtime.block_on(call)
    }

    #[track_caller]
    fn share(&self, who: &Person) -> Verdict {
        self.wait(self.client.share(&lead(who))).unwrap()
    }

    #[track_caller]
    fn total(&self) -> u64 {
        self.wait(self.client.stats()).unwrap().total_leads
    }

    /// Lets connections notice that the server at their other end is gone, which
    /// they do only while the runtime runs.
    fn rest(&self) {
        let moment = Duration::from_millis(50);
        self.runtime
            .block_on(async { tokio::time::sleep(moment).await });
    }
}

fn lead(who: &Person) -> NewLead {
    NewLead::new(&who.first_name, &who.last_name, &who.mobile, &who.pan)
}

/// How often `route` was answered with `code`, by the logs of all servers of the
/// installation.
#[track_caller]
fn answers(running: &Running, route: &str, code: u16) -> usize {
    complete_log(running)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .map(|line| line.get("fields").cloned().unwrap_or(line))
        .filter(|fields| {
            let logged = fields["route"].as_str();
            logged.is_some_and(|logged| logged.ends_with(route)) && fields["code"] == code
        })
        .count()
}

/// The log with everything that was answered before: lines are written in order,
/// but after the answer. So one more request is made, and its line waited for.
#[track_caller]
fn complete_log(running: &Running) -> String {
    let reply = running.server.get("/api/v1/partner/dashboard/stats");
    reply.is(4114);
    let started = Instant::now();
    loop {
        let log = running.log();
        if log.contains(reply.header("x-request-id")) {
            return log;
        }
        assert!(started.elapsed() < Duration::from_secs(10), "{log}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn the_sdk_tells_every_verdict(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let lender = Lender::new(&running.server, token);
    let sdk = Sdk::new(&running.server, &partner);
    let who = person(1);

    let Verdict::Fresh { lead_id, link } = sdk.share(&who) else {
        panic!("nobody knows the person yet");
    };
    let source = format!("utm_source={}&", partner.uuid);
    assert!(link.starts_with("https://"), "{link}");
    assert!(link.contains(&source), "{link}");

    lender.knows(11, &user(&who, json!({})));
    assert_eq!(sdk.share(&who), Verdict::Registered { lead_id, link });

    lender.lends(21, &loan(11, "submitted", json!({})));
    let active = sdk.share(&who);
    assert_eq!(active, Verdict::Active { lead_id });
    assert_eq!((active.code(), active.lead_id()), (2006, lead_id));
}

fn the_sdk_tells_what_was_refused(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let sdk = Sdk::new(&running.server, &partner);
    let mut who = person(1);
    "NOT-A-PAN".clone_into(&mut who.pan);
    let refused = sdk.wait(sdk.client.share(&lead(&who))).unwrap_err();
    let Error::Refused {
        code,
        message,
        status,
        request_id,
        ..
    } = &refused
    else {
        panic!("{refused:?}");
    };
    assert_eq!((*code, *status), (4120, 400));
    assert_eq!(message, "Invalid Pan Number or Format");
    assert!(request_id.as_ref().is_some_and(|id| !id.is_empty()));
    assert_eq!(sdk.total(), 0);

    let stranger = Sdk::with_secret(&running.server, &partner, "psk_live_wrong");
    let refused = stranger.wait(stranger.client.stats()).unwrap_err();
    assert_eq!(refused.code(), Some(4111), "{refused:?}");
}

fn the_sdk_lists_leads_and_totals(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let lender = Lender::new(&running.server, token);
    let sdk = Sdk::new(&running.server, &partner);
    lender.knows(3, &user(&person(3), json!({})));
    let ids: Vec<i64> = (1..=3).map(|n| sdk.share(&person(n)).lead_id()).collect();

    let stats = sdk.wait(sdk.client.stats()).unwrap();
    let verdicts = (
        stats.fresh_leads,
        stats.registered_users,
        stats.active_users,
    );
    assert_eq!((stats.total_leads, verdicts), (3, (2, 1, 0)));

    // Page by page by the cursor, newest first.
    let mut query = LeadQuery {
        limit: Some(2),
        ..LeadQuery::default()
    };
    let first = sdk.wait(sdk.client.leads(&query)).unwrap();
    assert_eq!(
        (first.pagination.total, first.pagination.total_pages),
        (3, 2)
    );
    query.cursor.clone_from(&first.pagination.next_cursor);
    assert!(query.cursor.is_some());
    let last = sdk.wait(sdk.client.leads(&query)).unwrap();
    assert_eq!(last.pagination.next_cursor, None);
    let rows = first.leads.iter().chain(&last.leads);
    let listed: Vec<(i64, u16)> = rows.map(|row| (row.id, row.dedupe_code)).collect();
    assert_eq!(listed, [(ids[2], 2004), (ids[1], 2005), (ids[0], 2005)]);

    let registered = LeadQuery {
        status: Some("registered_user".to_owned()),
        ..LeadQuery::default()
    };
    let list = sdk.wait(sdk.client.leads(&registered)).unwrap();
    let listed: Vec<i64> = list.leads.iter().map(|row| row.id).collect();
    assert_eq!(listed, [ids[2]]);

    let row = sdk.wait(sdk.client.lead(ids[0])).unwrap();
    assert_eq!((row.id, row.dedupe_code), (ids[0], 2005));
    assert_eq!(row.other["first_name"], person(1).first_name);
    let missing = sdk.wait(sdk.client.lead(ids[2] + 1_000)).unwrap_err();
    assert_eq!(missing.code(), Some(4040), "{missing:?}");
}

fn the_sdk_repeats_a_share_without_repeating_it(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let lender = Lender::new(&running.server, token);
    let sdk = Sdk::new(&running.server, &partner);
    let who = person(1);
    let once = || sdk.wait(sdk.client.share_once(&lead(&who), "order-1"));
    let first = once().unwrap();
    assert_eq!(first.code(), 2005);
    // The answer is the kept one: a new verdict would be another.
    lender.knows(1, &user(&who, json!({})));
    assert_eq!(once().unwrap(), first);
    assert_eq!(sdk.share(&who).code(), 2004);

    let other = lead(&person(2));
    let reused = sdk.wait(sdk.client.share_once(&other, "order-1"));
    assert_eq!(reused.unwrap_err().code(), Some(4091));
}

fn the_sdk_signs_in_anew_after_signing_out(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let sdk = Sdk::new(&running.server, &partner);
    // Without a session there is nothing to end.
    sdk.wait(sdk.client.sign_out()).unwrap();
    assert_eq!(answers(&running, "/logout", 2000), 0);

    sdk.share(&person(1));
    assert_eq!(sdk.total(), 1);
    assert_eq!(answers(&running, "/login", 2000), 1);
    sdk.wait(sdk.client.sign_out()).unwrap();
    assert_eq!(answers(&running, "/logout", 2000), 1);
    assert_eq!(sdk.total(), 1);
    assert_eq!(answers(&running, "/login", 2000), 2);
}

fn the_sdk_renews_what_has_expired_unseen(backend: Backend) {
    let mut home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let sdk = Sdk::new(&running.server, &partner);
    sdk.share(&person(1));
    assert_eq!(answers(&running, "/login", 2000), 1);
    drop(running);

    // Past the 15 minutes of an access token: refreshed, not signed in again.
    home.set("clock.offset_seconds", "1000");
    let running = home.start();
    sdk.rest();
    sdk.share(&person(2));
    assert_eq!(sdk.total(), 2);
    assert_eq!(answers(&running, "/lead-dedupe-check", 4117), 1);
    assert_eq!(answers(&running, "/refresh-token", 2000), 1);
    assert_eq!(answers(&running, "/login", 2000), 1);
    drop(running);

    // Past the 30 days of a login: the refresh token does not count any more.
    home.set("clock.offset_seconds", (31 * 24 * 3_600).to_string());
    let running = home.start();
    sdk.rest();
    assert_eq!(sdk.total(), 2);
    assert_eq!(answers(&running, "/login", 2000), 2);
}
