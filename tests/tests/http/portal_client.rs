//! People of partners and of staff, as they call; and their mail.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::admin_client::Desk;
use crate::client::{Reply, Server};
use crate::mail_server::Mail;
use crate::onboarding_client::{data, sent};
use crate::program::Installation;

pub(crate) const PASSWORD: &str = "correct horse battery";

/// A mail leaves within seconds; a busy machine may take longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The letters to `address` so far, oldest first.
pub(crate) fn letters(home: &Installation, address: &str) -> Vec<String> {
    let folder = home.dir.path().join("mail");
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "eml"));
    paths.sort_by_key(|path| fs::metadata(path).unwrap().modified().unwrap());
    let mails = paths.iter().map(|path| fs::read_to_string(path).unwrap());
    mails
        .filter(|mail| mail.to_lowercase().contains(&address.to_lowercase()))
        .map(|mail| Mail(mail).texts())
        .collect()
}

/// The tokens of the links sent to `address`, once there are `count` of them.
#[track_caller]
pub(crate) fn tokens(home: &Installation, address: &str, count: usize) -> Vec<String> {
    let started = Instant::now();
    loop {
        let found: Vec<String> = letters(home, address)
            .iter()
            .filter_map(|letter| token_in(letter))
            .collect();
        if found.len() >= count {
            assert_eq!(found.len(), count, "links to {address}");
            return found;
        }
        assert!(
            started.elapsed() < PATIENCE,
            "{count} links to {address}: {:?}",
            letters(home, address)
        );
        thread::sleep(Duration::from_millis(50));
    }
}

fn token_in(letter: &str) -> Option<String> {
    let (_, rest) = letter.split_once("/partner/set-password#token=")?;
    let token = rest
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_');
    Some(token.collect())
}

pub(crate) fn set_password(server: &Server, token: &str, password: &str) -> Reply {
    let body = json!({"token": token, "password": password});
    let path = "/api/v1/auth/set-password";
    sent(server.request(Method::POST, path).json(&body))
}

pub(crate) fn reset(server: &Server, email: &str) -> Reply {
    let body = json!({ "email": email });
    let path = "/api/v1/auth/password-reset";
    sent(server.request(Method::POST, path).json(&body))
}

pub(crate) fn me(server: &Server, token: &str) -> Reply {
    sent(
        server
            .request(Method::GET, "/api/v1/auth/me")
            .bearer_auth(token),
    )
}

pub(crate) fn logout(server: &Server, token: &str) -> Reply {
    let path = "/api/v1/auth/logout";
    sent(server.request(Method::POST, path).bearer_auth(token))
}

/// The token of a login that is let in.
#[track_caller]
pub(crate) fn enter(server: &Server, email: &str, password: &str) -> String {
    let reply = server.staff_login(email, password);
    assert_eq!(reply.status, 200, "{}", reply.text);
    let token = reply.json()["data"]["token"].as_str().unwrap().to_owned();
    assert_eq!(me(server, &token).status, 200);
    token
}

/// The guide's form of a refusal: status and message, nothing else.
#[track_caller]
pub(crate) fn plainly_refused(reply: &Reply, status: u16, message: &str) {
    assert_eq!(reply.status, status, "{}", reply.text);
    assert_eq!(reply.json(), json!({"status": "error", "message": message}));
}

/// Gives the partner `id` somebody who can sign in; their account.
#[track_caller]
pub(crate) fn person(home: &Installation, desk: &Desk, id: &str, email: &str) -> Value {
    let created = desk.post(&format!("/{id}/accounts"), &json!({ "email": email }));
    let account = data(&created, 201)["account"].clone();
    let token = tokens(home, email, 1).remove(0);
    let set = set_password(&desk.server, &token, PASSWORD);
    assert_eq!(set.status, 200, "{}", set.text);
    account
}
