//! Servers that die between a commit and a delivery (contract onboarding.md, "Around it":
//! "Webhooks", outbox).

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use crate::backend::Backend;
use crate::feed_client::Lender;
use crate::program::free_port;
use crate::webhook_client::{Hooks, retried, text};
use crate::webhook_delivery::{desk, disburse};

both!(
    what_was_committed_is_delivered_after_a_crash_under_the_same_id,
    what_was_under_way_is_delivered_after_a_crash,
    the_end_waits_for_no_receiver,
);

const EVENTS: &str = "SELECT event AS line FROM outbox ORDER BY id";

/// Nobody listens there yet, and nobody waits for the worker: the process dies as soon as
/// the commit is answered.
fn what_was_committed_is_delivered_after_a_crash_under_the_same_id(backend: Backend) {
    let home = desk(backend);
    let (partner, token) = (home.partner("Lead House"), home.service_token());
    let running = home.start();
    let session = running.server.session(&partner);
    let port = free_port();
    session.endpoint_at(&format!("http://127.0.0.1:{port}/in"));
    disburse(&session, &Lender::new(&running.server, token), 1);
    running.kill();
    let events = home.database.lines(EVENTS);
    assert!(events.len() >= 3, "{events:?}");

    let hooks = Hooks::at(port);
    let running = home.start();
    let session = running.server.session(&partner);
    // Whatever had been claimed is so until its lease ends.
    let patience = Instant::now() + Duration::from_mins(1);
    let ids = loop {
        let came = hooks.came();
        let ids: BTreeSet<String> = came
            .iter()
            .map(|hook| hook.header("webhook-id").to_owned())
            .collect();
        if ids.len() >= events.len() {
            break ids;
        }
        assert!(Instant::now() < patience, "{ids:?} of {events:?}");
        thread::sleep(Duration::from_millis(50));
    };
    retried(|| {
        session
            .deliveries("state=pending")
            .0
            .is_empty()
            .then_some(())
    });
    let (deliveries, _) = session.deliveries("limit=100");
    let known: BTreeSet<String> = deliveries
        .iter()
        .map(|one| text(one, "event_id").to_owned())
        .collect();
    assert_eq!(ids, known);
    assert!(deliveries.iter().all(|one| one["state"] == "delivered"));
}

/// The receiver has it, and the server died before it heard so: it comes again.
fn what_was_under_way_is_delivered_after_a_crash(backend: Backend) {
    let home = desk(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let endpoint = session.endpoint_at(&format!("http://127.0.0.1:{port}/in"));
    let delivery = session.test_webhook(&endpoint);
    let (connection, _) = silent.accept().unwrap();
    running.kill();
    drop((silent, connection));

    let hooks = Hooks::at(port);
    let running = home.start();
    let session = running.server.session(&partner);
    let patience = Instant::now() + Duration::from_secs(40);
    while session.delivery(&delivery)["state"] == "pending" {
        assert!(Instant::now() < patience, "not delivered again");
        thread::sleep(Duration::from_millis(100));
    }
    let settled = session.delivery(&delivery);
    assert_eq!(settled["state"], "delivered", "{settled}");
    assert_eq!(hooks.came().len(), 1);
    assert_eq!(
        hooks.came()[0].header("webhook-id"),
        text(&settled, "event_id")
    );
}

fn the_end_waits_for_no_receiver(backend: Backend) {
    let mut home = desk(backend);
    home.set("webhooks.timeout_seconds", "15");
    let partner = home.partner("Lead House");
    let mut running = home.start();
    let session = running.server.session(&partner);
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    let endpoint = session.endpoint_at(&format!("http://{address}/in"));
    session.test_webhook(&endpoint);
    let (_connection, _) = silent.accept().unwrap();
    let started = Instant::now();
    running.terminate();
    let status = running
        .wait_for_end(Duration::from_secs(20))
        .expect("an end");
    assert!(status.success());
    assert!(
        started.elapsed() < Duration::from_secs(8),
        "{:?}",
        started.elapsed()
    );
}
