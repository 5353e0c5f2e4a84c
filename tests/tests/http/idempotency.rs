//! `Idempotency-Key` on the dedupe check.

use std::thread;

use serde_json::json;

use crate::backend::Backend;
use crate::client::{Reply, Session};
use crate::feed_client::{Lender, user};
use crate::people::person;
use crate::program::Installation;

both!(
    a_key_gets_the_same_reply_again,
    a_key_with_another_body_is_refused,
    a_key_belongs_to_its_partner_and_ends_after_a_day,
    many_at_once_with_one_key_get_one_reply,
);

fn share(session: &Session, key: &str, body: &str) -> Reply {
    let request = session.share_request(body).header("Idempotency-Key", key);
    Reply::of(request).unwrap()
}

fn a_key_gets_the_same_reply_again(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let token = home.service_token();
    let running = home.start();
    let session = running.server.session(&partner);
    let lender = Lender::new(&running.server, token);
    let who = person(1);
    let body = who.lead().to_string();
    let first = share(&session, "order-1", &body);
    first.is(2005);
    // The world moves on; the kept reply does not.
    lender.knows(1, &user(&who, json!({})));
    session.share(&who.lead()).is(2004);
    let again = share(&session, "order-1", &body);
    assert_eq!((again.status, &again.text), (first.status, &first.text));
    assert_eq!(again.header("content-type"), first.header("content-type"));
    share(&session, "order-2", &body).is(2004);
    assert_eq!(session.total(), 1);

    // It is kept with the lead: a restart changes nothing.
    drop(running);
    let _running = home.start();
    assert_eq!(share(&session, "order-1", &body).text, first.text);
}

fn a_key_with_another_body_is_refused(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let body = person(1).lead().to_string();
    share(&session, "order-1", &body).is(2005);
    share(&session, "order-1", &person(2).lead().to_string()).is(4091);
    assert_eq!(session.total(), 1);

    // Only successes are kept: a mended body may use the key of a refused one.
    let bad = person(3).lead_with(json!({"pan_number": "bad"}));
    share(&session, "order-3", &bad.to_string()).is(4120);
    share(&session, "order-3", &person(3).lead().to_string()).is(2005);

    for key in ["", "with blank", "naïve", &"x".repeat(256)] {
        let request = session
            .share_request(&person(4).lead().to_string())
            .header("Idempotency-Key", key.as_bytes());
        let reply = Reply::of(request).unwrap();
        assert_eq!(reply.status, 400, "{key:?}: {}", reply.text);
    }
    share(&session, &"x".repeat(255), &person(4).lead().to_string()).is(2005);
}

fn a_key_belongs_to_its_partner_and_ends_after_a_day(backend: Backend) {
    let mut home = Installation::new(backend);
    let (one, two) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let first = running.server.session(&one);
    let second = running.server.session(&two);
    share(&first, "order-1", &person(1).lead().to_string()).is(2005);
    share(&second, "order-1", &person(2).lead().to_string()).is(2005);
    drop(running);

    home.set("clock.offset_seconds", (86_400 - 600).to_string());
    let running = home.start();
    let session = running.server.session(&one);
    share(&session, "order-1", &person(3).lead().to_string()).is(4091);
    drop(running);

    home.set("clock.offset_seconds", (86_400 + 60).to_string());
    let running = home.start();
    let session = running.server.session(&one);
    share(&session, "order-1", &person(3).lead().to_string()).is(2005);
}

fn many_at_once_with_one_key_get_one_reply(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let body = person(1).lead().to_string();
    let requests: Vec<_> = (0..32)
        .map(|_| {
            session
                .share_request(&body)
                .header("Idempotency-Key", "order-1")
        })
        .collect();
    let replies: Vec<Reply> = thread::scope(|scope| {
        let threads: Vec<_> = requests
            .into_iter()
            .map(|request| scope.spawn(move || Reply::of(request).unwrap()))
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    let good: Vec<_> = replies.iter().filter(|reply| reply.status == 200).collect();
    assert!(!good.is_empty());
    for reply in &replies {
        // The contract lets a request that finds its key in flight be told so.
        if reply.status == 200 {
            assert_eq!(reply.text, good[0].text);
        } else {
            reply.is(4090);
        }
    }
    assert_eq!(session.total(), 1);
}
