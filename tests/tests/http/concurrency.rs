//! Many at once.

use std::collections::BTreeSet;
use std::thread;

use crate::backend::Backend;
use crate::client::{Reply, Session};
use crate::people::person;
use crate::program::Installation;

both!(
    equal_requests_at_once_make_one_lead,
    partners_and_people_at_once_do_not_mix,
);

const AT_ONCE: usize = 64;

fn all_at_once(session: &Session, body: &str) -> Vec<Reply> {
    let requests: Vec<_> = (0..AT_ONCE).map(|_| session.share_request(body)).collect();
    thread::scope(|scope| {
        let threads: Vec<_> = requests
            .into_iter()
            .map(|request| scope.spawn(move || Reply::of(request).unwrap()))
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    })
}

fn equal_requests_at_once_make_one_lead(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    for n in 1..=5 {
        let replies = all_at_once(&session, &person(n).lead().to_string());
        for reply in &replies {
            reply.is(2005);
        }
        let answers: BTreeSet<_> = replies.iter().map(|reply| &reply.text).collect();
        assert_eq!(answers.len(), 1, "{answers:?}");
        assert_eq!(session.total(), u64::from(n));
    }
}

fn partners_and_people_at_once_do_not_mix(backend: Backend) {
    let home = Installation::new(backend);
    let partners: Vec<_> = (0..4)
        .map(|n| home.partner(&format!("House {n}")))
        .collect();
    let running = home.start();
    let sessions: Vec<_> = partners
        .iter()
        .map(|partner| running.server.session(partner))
        .collect();
    // Each of four partners shares the same 40 people from two threads.
    thread::scope(|scope| {
        for session in &sessions {
            for _ in 0..2 {
                let requests: Vec<_> = (1..=40)
                    .map(|n| session.share_request(&person(n).lead().to_string()))
                    .collect();
                scope.spawn(move || {
                    for request in requests {
                        Reply::of(request).unwrap().is(2005);
                    }
                });
            }
        }
    });
    for (session, partner) in sessions.iter().zip(&partners) {
        let rows = session.leads("limit=200");
        assert_eq!(rows.len(), 40);
        let people: BTreeSet<_> = rows
            .iter()
            .map(|row| row["mobile_number"].as_str())
            .collect();
        assert_eq!(people.len(), 40);
        for row in &rows {
            assert!(row["utm_link"].as_str().unwrap().contains(&partner.uuid));
        }
    }
}
