//! `POST /refresh-token`: rotation that forgives a lost answer and punishes theft.

use std::thread;

use reqwest::Method;
use reqwest::blocking::RequestBuilder;
use reqwest::header::AUTHORIZATION;
use serde_json::json;

use crate::backend::Backend;
use crate::client::{Partner, Reply, Server, Session, basic};
use crate::program::Installation;

both!(
    a_refresh_gives_the_next_pair,
    a_lost_answer_is_forgiven_and_a_reuse_is_not,
    every_way_of_sending_the_token_counts,
    what_is_not_the_partners_refresh_token_is_refused,
    a_family_ends_30_days_after_its_login,
    of_many_refreshes_at_once_one_successor_stays,
);

fn request(server: &Server, partner: &Partner) -> RequestBuilder {
    server
        .request(Method::POST, "/api/v1/partner/refresh-token")
        .header(
            AUTHORIZATION,
            basic(&partner.client_id, &partner.client_secret),
        )
}

fn refresh(server: &Server, partner: &Partner, token: &str) -> Reply {
    Reply::of(request(server, partner).header("refresh_token", token)).unwrap()
}

fn a_refresh_gives_the_next_pair(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let reply = refresh(&running.server, &partner, &session.refresh);
    let data = reply.is(2000)["data"].clone();
    assert_eq!(data["token_type"], "Bearer");
    assert_eq!(data["expires_in"], 900);
    let next = Session::new(&running.server, &reply);
    assert_ne!(next.refresh, session.refresh);
    assert_ne!(next.access, session.access);
    next.get("/dashboard/stats").is(2000);
    // The access token from before lives until its own end.
    session.get("/dashboard/stats").is(2000);
}

fn a_lost_answer_is_forgiven_and_a_reuse_is_not(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let first = server.session(&partner);
    let bystander = server.session(&partner);

    let lost = Session::new(server, &refresh(server, &partner, &first.refresh));
    // The answer was lost: the client asks again with what it has.
    let second = Session::new(server, &refresh(server, &partner, &first.refresh));
    // The lost successor was replaced; presenting it harms nobody.
    refresh(server, &partner, &lost.refresh).is(4118);
    second.get("/dashboard/stats").is(2000);

    let third = Session::new(server, &refresh(server, &partner, &second.refresh));
    third.get("/dashboard/stats").is(2000);
    // Now the first is spent. Whoever presents it stole it, or was stolen from.
    refresh(server, &partner, &first.refresh).is(4118);
    refresh(server, &partner, &third.refresh).is(4118);
    ends_within_a_second(&third);
    bystander.get("/dashboard/stats").is(2000);
    refresh(server, &partner, &bystander.refresh).is(2000);
}

/// The session's access token must stop counting within a second.
#[track_caller]
pub(crate) fn ends_within_a_second(session: &Session) {
    thread::sleep(std::time::Duration::from_secs(1));
    session.get("/dashboard/stats").is(4118);
}

fn every_way_of_sending_the_token_counts(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let mut token = server.session(&partner).refresh;
    let mut takes = |what: &str, send: &dyn Fn(RequestBuilder, &str) -> RequestBuilder| {
        let reply = Reply::of(send(request(server, &partner), &token)).unwrap();
        assert_eq!(reply.status, 200, "{what}: {}", reply.text);
        token = Session::new(server, &reply).refresh;
    };
    for header in ["refresh_token", "refresh-token", "x-refresh-token"] {
        takes(header, &|request, token| request.header(header, token));
        takes(header, &|request, token| {
            request.header(header, format!("Bearer {token}"))
        });
    }
    for field in ["refresh_token", "refreshToken"] {
        takes(field, &|request, token| {
            request.json(&json!({field: token}))
        });
        takes(field, &|request, token| {
            request.json(&json!({field: format!("Bearer {token}")}))
        });
    }
}

fn what_is_not_the_partners_refresh_token_is_refused(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let other = home.partner("Other House");
    let running = home.start();
    let server = &running.server;
    let session = server.session(&partner);
    let foreign = server.session(&other);

    Reply::of(request(server, &partner)).unwrap().is(4114);
    refresh(server, &partner, "").is(4114);
    refresh(server, &partner, "nonsense").is(4118);
    refresh(server, &partner, &session.access).is(4115);
    refresh(server, &partner, &foreign.refresh).is(4118);
    // The attempt did the other partner no harm.
    refresh(server, &other, &foreign.refresh).is(2000);

    let bare = server
        .request(Method::POST, "/api/v1/partner/refresh-token")
        .header("refresh_token", &session.refresh);
    Reply::of(bare).unwrap().is(4110);
    let wrong = server
        .request(Method::POST, "/api/v1/partner/refresh-token")
        .header(AUTHORIZATION, basic(&partner.client_id, "psk_live_wrong"))
        .header("refresh_token", &session.refresh);
    Reply::of(wrong).unwrap().is(4111);
    refresh(server, &partner, &session.refresh).is(2000);
}

fn a_family_ends_30_days_after_its_login(backend: Backend) {
    let mut home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    drop(running);

    let day = 86_400;
    home.set("clock.offset_seconds", (29 * day).to_string());
    let running = home.start();
    let server = running.server.clone();
    let late = Session::new(&server, &refresh(&server, &partner, &session.refresh));
    drop(running);

    // A refresh does not prolong the family.
    home.set("clock.offset_seconds", (30 * day + 60).to_string());
    let _running = home.start();
    refresh(&server, &partner, &late.refresh).is(4118);
}

fn of_many_refreshes_at_once_one_successor_stays(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let session = server.session(&partner);
    let replies: Vec<Reply> = thread::scope(|scope| {
        let threads: Vec<_> = (0..16)
            .map(|_| scope.spawn(|| refresh(server, &partner, &session.refresh)))
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    });
    let good = replies
        .iter()
        .map(|reply| Session::new(server, reply).refresh)
        .filter(|token| refresh(server, &partner, token).status == 200)
        .count();
    assert_eq!(
        good, 1,
        "the last successor counts, the replaced ones do not"
    );
}
