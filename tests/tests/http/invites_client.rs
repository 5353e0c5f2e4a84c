//! Partners that enrol candidates, and candidates with the letters they got.

use std::thread;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Reply, Server, Session};
use crate::portal_client::letters;
use crate::program::Installation;

pub(crate) const PASSWORD: &str = "correct horse battery";

const PATIENCE: Duration = Duration::from_secs(20);

/// A call with a bearer token, and a body if there is one.
pub(crate) fn call(
    server: &Server,
    token: &str,
    method: Method,
    path: &str,
    body: Option<&Value>,
) -> Reply {
    let request = server.request(method, path).bearer_auth(token);
    let request = match body {
        Some(body) => request.json(body),
        None => request,
    };
    Reply::of(request).expect("a reply")
}

/// The data of a success in the guide's envelope.
#[track_caller]
pub(crate) fn guided(reply: &Reply, status: u16) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text);
    let json = reply.json();
    assert_eq!(json["status"], "success", "{json}");
    json["data"].clone()
}

impl Session {
    /// Adds a candidate, to the batch of this id if there is one.
    #[track_caller]
    pub(crate) fn add_candidate(&self, email: &str, batch: Option<&str>) -> Value {
        let body =
            json!({"firstname": "Asha", "lastname": "Rao", "email": email, "batch_id": batch});
        let path = "/api/v1/candidates";
        guided(
            &call(&self.server, &self.access, Method::POST, path, Some(&body)),
            201,
        )
    }

    /// Adds a candidate without a batch; `partner_candidate_id`.
    #[track_caller]
    pub(crate) fn enrol(&self, email: &str) -> String {
        let added = self.add_candidate(email, None);
        assert_eq!(added["invite_status"], "pending", "{added}");
        added["partner_candidate_id"].as_str().unwrap().to_owned()
    }

    /// The candidates, newest first.
    #[track_caller]
    pub(crate) fn candidates(&self) -> Vec<Value> {
        let path = "/api/v1/candidates";
        let reply = call(&self.server, &self.access, Method::GET, path, None);
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()["candidates"].as_array().unwrap().clone()
    }

    pub(crate) fn resend(&self, enrolment: &str) -> Reply {
        let path = format!("/api/v1/candidates/{enrolment}/resend-invite");
        call(&self.server, &self.access, Method::POST, &path, None)
    }
}

/// Accepts an invite, with a body if there is one.
pub(crate) fn accept(server: &Server, enrolment: &str, body: Option<&Value>) -> Reply {
    let path = format!("/api/v1/candidates/{enrolment}/accept-invite");
    let request = server.request(Method::POST, &path);
    Reply::of(match body {
        Some(body) => request.json(body),
        None => request,
    })
    .expect("a reply")
}

/// What accepting with a password takes.
pub(crate) fn with_token(token: &str) -> Value {
    json!({"token": token, "password": PASSWORD})
}

/// The tokens of the invites sent to `address` for `enrolment`, once there are `count`.
#[track_caller]
pub(crate) fn invites(
    home: &Installation,
    address: &str,
    enrolment: &str,
    count: usize,
) -> Vec<String> {
    let page = format!("/invite/{enrolment}#token=");
    let token = |letter: &String| {
        let (_, rest) = letter.split_once(&page)?;
        let token = rest.chars();
        Some(
            token
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect(),
        )
    };
    let started = Instant::now();
    loop {
        let all = letters(home, address);
        let found: Vec<String> = all.iter().filter_map(token).collect();
        if found.len() >= count {
            assert_eq!(found.len(), count, "invites to {address}");
            return found;
        }
        assert!(
            started.elapsed() < PATIENCE,
            "{count} to {address}: {all:?}"
        );
        thread::sleep(Duration::from_millis(50));
    }
}

/// Enrols `email`, and accepts with a password; the enrolment.
#[track_caller]
pub(crate) fn candidate(home: &Installation, session: &Session, email: &str) -> String {
    let enrolment = session.enrol(email);
    let token = invites(home, email, &enrolment, 1).remove(0);
    let accepted = accept(&session.server, &enrolment, Some(&with_token(&token)));
    assert_eq!(guided(&accepted, 200)["can_sign_in"], true);
    enrolment
}

/// Signs a candidate in; the token.
#[track_caller]
pub(crate) fn candidate_token(server: &Server, email: &str, password: &str) -> String {
    let reply = candidate_login(server, email, password);
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()["token"].as_str().unwrap().to_owned()
}

/// A login as a candidate and nobody else.
pub(crate) fn candidate_login(server: &Server, email: &str, password: &str) -> Reply {
    let body = json!({"email": email, "password": password, "account_type": "candidate"});
    let request = server.request(Method::POST, "/auth/login");
    Reply::of(request.json(&body)).expect("a reply")
}

pub(crate) fn own_practice(server: &Server, token: &str, query: &str) -> Reply {
    let path = format!("/api/v1/me/candidate{query}");
    call(server, token, Method::GET, &path, None)
}
