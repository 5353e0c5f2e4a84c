//! Partners and staff that look after webhooks, and somebody who receives them.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Reply, Session};

/// An address that is well formed and leads nowhere.
pub(crate) const NOWHERE: &str = "https://hooks.leadhouse.example/lender";

/// The data of a success with the HTTP status `status`.
#[track_caller]
pub(crate) fn told(reply: &Reply, status: u16) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text);
    let json = reply.json();
    assert_eq!(json["status"], true, "{json}");
    assert_eq!(json["code"], 2000, "{json}");
    json["data"].clone()
}

/// The fields a refusal with code 4220 lists, in their order.
#[track_caller]
pub(crate) fn wrong(reply: &Reply) -> Vec<String> {
    let json = reply.is(4220);
    let errors = json["errors"].as_array().expect("errors").iter();
    errors
        .map(|error| {
            assert!(error["reason"].as_str().is_some_and(|why| !why.is_empty()));
            error["field"].as_str().unwrap().to_owned()
        })
        .collect()
}

/// A conflict for the reason `reason`.
#[track_caller]
pub(crate) fn conflict(reply: &Reply, reason: &str) {
    assert_eq!(reply.is(4092)["reason"], reason);
}

/// What `look` finds, once it finds something.
#[track_caller]
pub(crate) fn retried<T>(look: impl Fn() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(started.elapsed() < Duration::from_secs(20), "never found");
        thread::sleep(Duration::from_millis(30));
    }
}

/// The text at `name`.
#[track_caller]
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name]
        .as_str()
        .unwrap_or_else(|| panic!("{name} is no text in {value}"))
}

impl Session {
    /// A call of the partner API with a body.
    pub(crate) fn send(&self, method: Method, path: &str, body: &Value) -> Reply {
        Reply::of(self.request(method, path).json(body)).expect("a reply")
    }

    /// A call of the partner API without one.
    pub(crate) fn call(&self, method: Method, path: &str) -> Reply {
        Reply::of(self.request(method, path)).expect("a reply")
    }

    /// Creates a webhook endpoint.
    #[track_caller]
    pub(crate) fn endpoint(&self, body: &Value) -> Value {
        told(&self.send(Method::POST, "/webhooks", body), 201)
    }

    /// Creates one for every event at `url`; its id.
    #[track_caller]
    pub(crate) fn endpoint_at(&self, url: &str) -> String {
        text(&self.endpoint(&json!({ "url": url })), "id").to_owned()
    }

    /// Presses the test button; the delivery's id.
    #[track_caller]
    pub(crate) fn test_webhook(&self, endpoint: &str) -> String {
        let reply = self.call(Method::POST, &format!("/webhooks/{endpoint}/test"));
        text(&told(&reply, 202), "delivery_id").to_owned()
    }

    /// The deliveries of one page, and where the next begins.
    #[track_caller]
    pub(crate) fn deliveries(&self, query: &str) -> (Vec<Value>, Option<String>) {
        let page = told(&self.get(&format!("/webhook-deliveries?{query}")), 200);
        let next = page["next_cursor"].as_str().map(str::to_owned);
        (page["deliveries"].as_array().unwrap().clone(), next)
    }

    /// A delivery in detail.
    #[track_caller]
    pub(crate) fn delivery(&self, id: &str) -> Value {
        told(&self.get(&format!("/webhook-deliveries/{id}")), 200)
    }

    /// A delivery in detail, once it is no longer pending.
    #[track_caller]
    pub(crate) fn settled(&self, id: &str) -> Value {
        retried(|| Some(self.delivery(id)).filter(|one| one["state"] != "pending"))
    }
}

/// A webhook that came.
#[derive(Debug, Clone)]
pub(crate) struct Hook {
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Hook {
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        &found.unwrap_or_else(|| panic!("no {name}")).1
    }
}

/// Somebody who receives webhooks on the own machine, for as long as the test runs.
#[derive(Debug, Clone)]
pub(crate) struct Hooks {
    address: SocketAddr,
    came: Arc<Mutex<Vec<Hook>>>,
    /// What is answered.
    pub(crate) status: Arc<AtomicU16>,
}

impl Hooks {
    pub(crate) fn open() -> Self {
        Self::at(0)
    }

    /// At a port that was free a moment ago.
    pub(crate) fn at(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let hooks = Self {
            address: listener.local_addr().unwrap(),
            came: Arc::default(),
            status: Arc::new(AtomicU16::new(204)),
        };
        let receiver = hooks.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let receiver = receiver.clone();
                thread::spawn(move || receiver.receive(&stream));
            }
        });
        hooks
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Everything that came, in its order.
    pub(crate) fn came(&self) -> Vec<Hook> {
        self.came.lock().unwrap().clone()
    }

    /// One answer per connection; whoever breaks off is nobody.
    fn receive(&self, mut stream: &TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let length = headers.iter().find(|(name, _)| name == "content-length")?;
        let mut body = vec![0; length.1.parse().ok()?];
        reader.read_exact(&mut body).ok()?;
        let body = String::from_utf8(body).ok()?;
        self.came.lock().unwrap().push(Hook { headers, body });
        let status = self.status.load(Ordering::Relaxed);
        let answer =
            format!("HTTP/1.1 {status} So\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        stream.write_all(answer.as_bytes()).ok()
    }
}
