//! `kill -9` under load: what was acknowledged is there, once.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use crate::backend::Backend;
use crate::client::{Reply, Session};
use crate::people::person;
use crate::program::Installation;

both!(no_acknowledged_lead_is_lost_or_doubled);

const ROUNDS: u32 = 10;
const CLIENTS: usize = 8;

fn no_acknowledged_lead_is_lost_or_doubled(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let next = AtomicU32::new(1);
    let mut acknowledged = BTreeMap::new();
    for round in 0..ROUNDS {
        let running = home.start();
        let session = running.server.session(&partner);
        let stop = AtomicBool::new(false);
        let before = acknowledged.len();
        let seen = Mutex::new(&mut acknowledged);
        thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| share_until(&session, &next, &stop, &seen));
            }
            // Another moment of the load each time.
            thread::sleep(Duration::from_millis(u64::from(200 + 37 * round)));
            running.kill();
            stop.store(true, Ordering::SeqCst);
        });
        assert!(acknowledged.len() > before, "round {round} had no load");
    }

    let running = home.start();
    let session = running.server.session(&partner);
    let rows = every_lead(&session);
    let mut found: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (mobile, id) in rows {
        found.entry(mobile).or_default().push(id);
    }
    for (mobile, id) in &acknowledged {
        assert_eq!(found.get(mobile), Some(&vec![*id]), "an acknowledged lead");
    }
    for ids in found.values() {
        assert_eq!(ids.len(), 1, "one person, one lead");
    }
    // And it goes on as if nothing had been.
    let (mobile, id) = acknowledged.iter().next().unwrap();
    let row = session.leads(&format!("search={mobile}"))[0].clone();
    let again = serde_json::json!({
        "first_name": "A", "last_name": "B",
        "mobile_number": mobile, "pan_number": row["pan_number"],
    });
    assert_eq!(session.share(&again).is(2005)["lead_id"], *id);
}

fn share_until(
    session: &Session,
    next: &AtomicU32,
    stop: &AtomicBool,
    seen: &Mutex<&mut BTreeMap<String, i64>>,
) {
    while !stop.load(Ordering::SeqCst) {
        let who = person(next.fetch_add(1, Ordering::SeqCst));
        let Ok(reply) = Reply::of(session.share_request(&who.lead().to_string())) else {
            // Killed before the answer: the lead may be there or not.
            continue;
        };
        let id = reply.is(2005)["lead_id"].as_i64().unwrap();
        seen.lock().unwrap().insert(who.mobile, id);
    }
}

fn every_lead(session: &Session) -> Vec<(String, i64)> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let body = session
            .get(&format!("/dashboard/leads?limit=200{cursor}"))
            .is(2000);
        let data = &body["data"];
        all.extend(data["leads"].as_array().unwrap().iter().map(|row| {
            let mobile = row["mobile_number"].as_str().unwrap().to_owned();
            (mobile, row["id"].as_i64().unwrap())
        }));
        match data["pagination"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}
