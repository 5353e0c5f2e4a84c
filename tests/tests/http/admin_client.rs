//! The lender's staff, looking after partners.

use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Reply, Server};
use crate::onboarding_client::{data, sent};
use crate::program::{Installation, free_port};

/// A member of staff who signed in.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) server: Server,
    pub(crate) token: String,
}

impl Desk {
    /// Signs somebody of `role` in, whom `home` does not know yet.
    #[track_caller]
    pub(crate) fn open(home: &Installation, server: &Server, role: &'static str) -> Self {
        let staff = home.staff(role);
        Self {
            server: server.clone(),
            token: server.staff_token(&staff),
        }
    }

    /// A call about partners; `path` is below `/api/partners`.
    pub(crate) fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Reply {
        let path = format!("/api/partners{path}");
        let request = self.server.request(method, &path).bearer_auth(&self.token);
        sent(match body {
            Some(body) => request.json(body),
            None => request,
        })
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.ask(Method::GET, path, None)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Reply {
        self.ask(Method::POST, path, Some(body))
    }

    pub(crate) fn put(&self, id: &str, body: &Value) -> Reply {
        self.ask(Method::PUT, &format!("/{id}"), Some(body))
    }

    pub(crate) fn delete(&self, id: &str) -> Reply {
        self.ask(Method::DELETE, &format!("/{id}"), None)
    }

    pub(crate) fn restore(&self, id: &str) -> Reply {
        self.ask(Method::POST, &format!("/{id}/restore"), None)
    }

    pub(crate) fn review(&self, id: &str, body: &Value) -> Reply {
        self.post(&format!("/{id}/review"), body)
    }

    pub(crate) fn rotate(&self, id: &str, hours: u32) -> Reply {
        let body = json!({ "overlapHours": hours });
        self.post(&format!("/{id}/credentials/rotate"), &body)
    }

    /// A partner as staff see it.
    #[track_caller]
    pub(crate) fn partner(&self, id: &str) -> Value {
        data(&self.get(&format!("/{id}")), 200)["partner"].clone()
    }

    /// The names of the partners of a list, in its order.
    #[track_caller]
    pub(crate) fn names(&self, query: &str) -> Vec<String> {
        let page = data(&self.get(&format!("?{query}")), 200);
        let rows = page["partners"].as_array().unwrap().iter();
        rows.map(|row| row["name"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// Another server process on the database of an installation.
#[derive(Debug)]
pub(crate) struct Second {
    child: Child,
    pub(crate) server: Server,
}

impl Second {
    #[track_caller]
    pub(crate) fn start(home: &Installation) -> Self {
        let port = free_port();
        let child = home
            .command(&["serve"])
            .env("PARTNER_API__SERVER__PORT", port.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Server::new(port);
        let started = Instant::now();
        while server.try_get("/readyz").is_none_or(|r| r.status != 200) {
            assert!(started.elapsed() < Duration::from_secs(30), "not ready");
            thread::sleep(Duration::from_millis(15));
        }
        Self { child, server }
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What `call` is answered, 32 times at once.
pub(crate) fn at_once(call: impl Fn(usize) -> Reply + Sync) -> Vec<Reply> {
    thread::scope(|scope| {
        let call = &call;
        let calls: Vec<_> = (0..32).map(|n| scope.spawn(move || call(n))).collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    })
}

/// One of `replies` is `won`; all others are refused with `lost`.
#[track_caller]
pub(crate) fn one_wins(replies: &[Reply], won: u16, lost: &str) {
    let winners = replies.iter().filter(|reply| reply.status == won).count();
    let told: Vec<&str> = replies.iter().map(|reply| reply.text.as_str()).collect();
    assert_eq!(winners, 1, "{told:?}");
    for reply in replies.iter().filter(|reply| reply.status != won) {
        assert_eq!(reply.status, 409, "{}", reply.text);
        assert_eq!(reply.json()["code"], lost);
    }
}

/// The audit log about a partner: action and details, oldest first.
pub(crate) fn audited(home: &Installation, id: &str) -> Vec<String> {
    let bytes = if home.database.url.starts_with("sqlite") {
        "lower(hex(uuid))"
    } else {
        "encode(uuid, 'hex')"
    };
    let id = id.replace('-', "");
    home.database.lines(&format!(
        "SELECT actor_kind || ' ' || action || ' ' || details AS line FROM audit_entries \
         WHERE action LIKE 'partner.%' AND subject_id = \
         (SELECT id FROM partners WHERE {bytes} = '{id}') ORDER BY id"
    ))
}

/// What is to be told: the notices, oldest first.
pub(crate) fn notices(home: &Installation) -> Vec<String> {
    home.database
        .lines("SELECT notice AS line FROM mail_outbox ORDER BY id")
}
