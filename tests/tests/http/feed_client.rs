//! The lender's side, as its core system speaks.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Reply, Server};
use crate::people::{Person, overlay};

/// The lender's core system.
#[derive(Debug, Clone)]
pub(crate) struct Lender {
    pub(crate) server: Server,
    pub(crate) token: String,
}

impl Lender {
    pub(crate) fn new(server: &Server, token: String) -> Self {
        Self {
            server: server.clone(),
            token,
        }
    }

    pub(crate) fn put_user(&self, id: i64, user: &Value) -> Reply {
        self.put(&format!("users/{id}"), user)
    }

    pub(crate) fn put_loan(&self, id: i64, loan: &Value) -> Reply {
        self.put(&format!("loan-applications/{id}"), loan)
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Reply {
        let path = format!("/api/v1/internal/{path}");
        let request = self.server.request(Method::PUT, &path);
        Reply::of(request.bearer_auth(&self.token).json(body)).expect("a reply")
    }

    /// NDJSON.
    pub(crate) fn events(&self, lines: &str) -> Reply {
        let request = self
            .server
            .request(Method::POST, "/api/v1/internal/events")
            .bearer_auth(&self.token)
            .header("content-type", "application/x-ndjson")
            .body(lines.to_owned());
        Reply::of(request).expect("a reply")
    }

    /// Reports a user and expects it to be taken.
    #[track_caller]
    pub(crate) fn knows(&self, id: i64, user: &Value) {
        assert_result(&self.put_user(id, user), "applied");
    }

    /// Reports a loan and expects it to be taken.
    #[track_caller]
    pub(crate) fn lends(&self, id: i64, loan: &Value) {
        assert_result(&self.put_loan(id, loan), "applied");
    }
}

/// The answer to one message must be `result`: 200, or 422 for a refusal.
#[track_caller]
pub(crate) fn assert_result(reply: &Reply, result: &str) {
    let status = if result == "refused" { 422 } else { 200 };
    assert_eq!(reply.status, status, "{}", reply.text);
    assert_eq!(reply.json()["result"], result, "{}", reply.text);
}

/// The machine's time.
#[expect(clippy::disallowed_methods, reason = "the tests' own clock")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// `seconds` from now (negative: ago), as the feed writes times.
pub(crate) fn time(seconds: i64) -> String {
    (now() + TimeDelta::seconds(seconds)).to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// A user that is this person, registered an hour ago; `over` changes fields.
pub(crate) fn user(person: &Person, over: Value) -> Value {
    let user = json!({
        "mobile_number": person.mobile,
        "pan_number": person.pan,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": email(person),
        "status": "active",
        "registered_at": time(-3600),
        "occurred_at": time(0),
    });
    overlay(user, over)
}

/// The person's e-mail address.
pub(crate) fn email(person: &Person) -> String {
    format!("{}@mail.example", person.mobile)
}

/// A loan of the user `user_id`.
pub(crate) fn loan(user_id: i64, status: &str, over: Value) -> Value {
    let loan = json!({
        "user_id": user_id,
        "application_number": format!("APP{user_id}"),
        "status": status,
        "loan_amount": 50_000,
        "created_at": time(-60),
        "occurred_at": time(0),
    });
    overlay(loan, over)
}
