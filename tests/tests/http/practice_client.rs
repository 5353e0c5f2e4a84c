//! A partner with candidates, and the practice platform.

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Partner, Reply, Server, Session};
use crate::feed_client::{Lender, time};
use crate::program::Installation;

/// A partner that signed in.
pub(crate) struct House {
    pub(crate) partner: Partner,
    session: Session,
}

impl House {
    pub(crate) fn new(server: &Server, partner: Partner) -> Self {
        let session = server.session(&partner);
        Self { partner, session }
    }

    /// A call; `path` is whole.
    pub(crate) fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Reply {
        let request = self.session.server.request(method, path);
        let request = request.bearer_auth(&self.session.access);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        Reply::of(request).expect("a reply")
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Value {
        let reply = self.ask(Method::GET, path, None);
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()
    }

    /// Enrols somebody; their `_id`.
    #[track_caller]
    pub(crate) fn enrols(&self, first: &str, email: &str) -> String {
        let body = json!({"firstname": first, "lastname": "Iyer", "email": email});
        let reply = self.ask(Method::POST, "/candidates", Some(&body));
        assert_eq!(reply.status, 201, "{}", reply.text);
        reply.json()["data"]["_id"]
            .as_str()
            .expect("an id")
            .to_owned()
    }

    /// What the dashboard says.
    #[track_caller]
    pub(crate) fn dashboard(&self) -> Value {
        self.get("/dashboard")
    }

    /// Finished sessions: of all time, this month, this week.
    #[track_caller]
    pub(crate) fn taken(&self) -> [i64; 3] {
        let taken = self.dashboard()["practice_metrics"]["practice_sessions_taken"].clone();
        ["total", "this_month", "this_week"].map(|which| taken[which].as_i64().expect("a number"))
    }

    /// What the candidates did, newest first.
    #[track_caller]
    pub(crate) fn did(&self) -> Vec<String> {
        let body = self.get("/dashboard/activities?limit=100");
        let rows = body["data"].as_array().expect("rows").iter();
        rows.map(|row| row["description"].as_str().expect("a text").to_owned())
            .collect()
    }
}

/// The practice platform.
pub(crate) fn platform(home: &Installation, server: &Server) -> Lender {
    Lender::new(server, home.service_token())
}

/// A session of whoever has the address, finished an hour ago, with `more` instead.
pub(crate) fn session(email: &str, more: Value) -> Value {
    let whole = json!({
        "candidate_email": email, "exam_name": "IELTS Mock 3", "exam_type": "IELTS", "status": "finished",
        "score": 83.5, "cost": 499.00, "rating": 4.5, "minutes": 45, "completed_at": time(-3_600),
    });
    crate::people::overlay(whole, more)
}

/// Reports a session and expects `result`.
#[track_caller]
pub(crate) fn reported(platform: &Lender, id: &str, session: &Value, result: &str) {
    let reply = platform.put(&format!("practice-sessions/{id}"), session);
    crate::feed_client::assert_result(&reply, result);
    assert_eq!(reply.json()["id"], id);
}
