//! `POST /credentials/rotate`: a partner's own secret.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use envelope::Form;
use reqwest::Method;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::{Partner, Reply, Session};
use crate::envelope_client::{Side, carrying, is_sealed, plain, post};
use crate::envelope_keys::{PARTNER, enrol, within_a_second};
use crate::envelope_policy::of_dashboard;
use crate::feed_client::now;
use crate::program::Installation;

both!(
    the_secret_before_counts_until_its_hour,
    at_most_two_secrets_count,
    bodies_are_judged_as_elsewhere,
    a_rotation_is_audited_and_nothing_shows_the_secret,
    a_partner_that_must_encrypt_gets_its_secret_sealed,
);

fn rotate(session: &Session, body: &str) -> Reply {
    let request = session.request(Method::POST, "/credentials/rotate");
    Reply::of(carrying(request, body.to_owned())).unwrap()
}

/// The new secret and when the one before ends.
#[track_caller]
fn rotated(session: &Session, partner: &Partner, hours: u32) -> (String, DateTime<Utc>) {
    let before = now();
    let body = json!({ "overlap_hours": hours }).to_string();
    let data = rotate(session, &body).is(2000)["data"].clone();
    assert_eq!(data.as_object().unwrap().len(), 3, "{data}");
    assert_eq!(data["client_id"], partner.client_id.as_str());
    let secret = data["client_secret"].as_str().unwrap();
    assert!(secret.starts_with("psk_live_") && secret.len() >= 9 + 64);
    assert_ne!(secret, partner.client_secret);
    let ends = data["previous_expires_at"].as_str().unwrap();
    let ends: DateTime<Utc> = ends.parse().unwrap();
    let expected = before + TimeDelta::hours(i64::from(hours));
    assert!((ends - expected).abs() < TimeDelta::seconds(30), "{ends}");
    (secret.to_owned(), ends)
}

#[track_caller]
fn secrets(session: &Session) -> Vec<Value> {
    let profile = session.get("/profile").is(2000);
    profile["data"]["secrets"].as_array().unwrap().clone()
}

fn the_secret_before_counts_until_its_hour(backend: Backend) {
    let mut home = Installation::new(backend);
    let (partner, other) = (home.partner("Lead House"), home.partner("Other House"));
    let running = home.start();
    let server = running.server.clone();
    let session = server.session(&partner);
    let (new, ends) = rotated(&session, &partner, 1);
    // At once, without waiting for a memory to fade.
    server.login(&partner.client_id, &new).is(2000);
    server.login(&partner.slug, &new).is(2000);
    server
        .login(&partner.client_id, &partner.client_secret)
        .is(2000);
    session.get("/dashboard/stats").is(2000);
    let listed = secrets(&session);
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[0]["expires_at"], Value::Null);
    let printed = listed[1]["expires_at"].as_str().unwrap();
    assert_eq!(printed.parse::<DateTime<Utc>>().unwrap(), ends);
    server.session(&other);
    assert_eq!(secrets(&server.session(&other)).len(), 1);
    server.login(&other.client_id, &new).is(4111);
    drop(running);

    for (offset, code) in [(3_500, 2000), (3_700, 4111)] {
        home.set("clock.offset_seconds", offset.to_string());
        let _running = home.start();
        server
            .login(&partner.client_id, &partner.client_secret)
            .is(code);
        let late = Session::new(&server, &server.login(&partner.client_id, &new));
        assert_eq!(secrets(&late).len(), if code == 2000 { 2 } else { 1 });
        server.session(&other);
    }
}

fn at_most_two_secrets_count(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let session = server.session(&partner);
    let (second, _) = rotated(&session, &partner, 168);
    let (third, _) = rotated(&session, &partner, 168);
    assert_eq!(secrets(&session).len(), 2);
    for (secret, code) in [
        (&partner.client_secret, 4111),
        (&second, 2000),
        (&third, 2000),
    ] {
        server.login(&partner.client_id, secret).is(code);
    }
    let (fourth, _) = rotated(&session, &partner, 0);
    assert_eq!(secrets(&session).len(), 1);
    for (secret, code) in [(&second, 4111), (&third, 4111), (&fourth, 2000)] {
        server.login(&partner.client_id, secret).is(code);
    }
    // The login that asked goes on.
    session.get("/dashboard/stats").is(2000);
}

fn bodies_are_judged_as_elsewhere(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    for (body, field) in [
        ("{}", "overlap_hours"),
        (r#"{"overlap_hours":null}"#, "overlap_hours"),
        (r#"{"overlap_hours":-1}"#, "overlap_hours"),
        (r#"{"overlap_hours":169}"#, "overlap_hours"),
        (r#"{"overlap_hours":99999999999999999999}"#, "overlap_hours"),
        (r#"{"overlap_hours":1.5}"#, "overlap_hours"),
        (r#"{"overlap_hours":"24"}"#, "overlap_hours"),
        (r#"{"overlap_hours":true}"#, "overlap_hours"),
        (r#"{"overlap_hours":[1]}"#, "overlap_hours"),
        (r#"{"overlap_hours":1,"partner_id":2}"#, "partner_id"),
    ] {
        let refused = rotate(&session, body).is(4220);
        assert_eq!(refused["errors"][0]["field"], field, "{body}: {refused}");
        assert_eq!(refused["errors"].as_array().unwrap().len(), 1, "{refused}");
    }
    for body in ["", "[]", "{", r#"{"overlap_hours":1,"overlap_hours":2}"#] {
        rotate(&session, body).is(2003);
    }
    let request = session.request(Method::POST, "/credentials/rotate");
    let untyped = request.body(r#"{"overlap_hours":1}"#);
    Reply::of(untyped).unwrap().is(4150);
    session.get("/credentials/rotate").is(4050);
    assert_eq!(secrets(&session).len(), 1, "nothing was rotated");
    for hours in [0, 168] {
        rotated(&session, &partner, hours);
    }
}

fn a_rotation_is_audited_and_nothing_shows_the_secret(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("log.level", "debug");
    let partner = home.partner("Lead House");
    let running = home.start();
    let (secret, _) = rotated(&running.server.session(&partner), &partner, 24);
    assert_eq!(
        home.database.lines(
            "SELECT actor_kind || ' ' || CAST(actor_id AS TEXT) || ' ' \
             || CAST(subject_id AS TEXT) AS line \
             FROM audit_entries WHERE action = 'partner.secret_rotated'"
        ),
        [format!("partner {0} {0}", partner.id)]
    );
    within_a_second(|| running.log().contains("/api/v1/partner/credentials/rotate"));
    let log = running.log();
    assert!(!log.contains(&secret), "the log shows the secret");
    let hex = secret.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    });
    for (table, rows) in home.database.every_row() {
        for row in rows {
            let row = row.to_lowercase();
            assert!(!row.contains(&secret) && !row.contains(&hex), "in {table}");
        }
    }
}

fn a_partner_that_must_encrypt_gets_its_secret_sealed(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "optional", "");
    let running = home.start();
    let server = &running.server;
    let session = server.session(&partner);
    enrol(&home, &partner, PARTNER, "required", "");
    within_a_second(|| is_sealed(&session.get("/profile")));
    let side = Side::new(&partner, PARTNER, Form::Documented);
    let body = r#"{"overlap_hours":1}"#;
    plain(rotate(&session, body)).is(4125);
    let envelope = side.seal(body);
    let sealed = side.open(&post(&session, "/credentials/rotate", &envelope));
    let second = sealed.is(2000)["data"]["client_secret"].clone();
    // An envelope counts once.
    plain(post(&session, "/credentials/rotate", &envelope)).is(4123);

    let own = format!("http://{}", server.address());
    let request = session.request(Method::POST, "/credentials/rotate");
    let request = of_dashboard(carrying(request, body.to_owned()), &own);
    let shown = plain(Reply::of(request).unwrap()).is(2000);
    for secret in [&second, &shown["data"]["client_secret"]] {
        let login = server.login(&partner.client_id, secret.as_str().unwrap());
        side.open(&login).is(2000);
    }
    plain(server.login(&partner.client_id, &partner.client_secret)).is(4111);
}
