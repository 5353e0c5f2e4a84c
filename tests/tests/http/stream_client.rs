//! Listens to `GET /dashboard/stream`.

use std::io::{BufRead as _, BufReader};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::client::Session;

/// How long something may take that takes about a second.
pub(crate) const SOON: Duration = Duration::from_secs(4);

/// An event, or a comment, whose name is empty and which says nothing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) data: Value,
}

/// A stream, read as it comes.
pub(crate) struct Listener {
    pub(crate) headers: HeaderMap,
    events: Receiver<Event>,
}

impl Listener {
    /// Opens a stream, which must begin with the totals.
    #[track_caller]
    pub(crate) fn open(session: &Session) -> (Self, Value) {
        let request = session.request(Method::GET, "/dashboard/stream");
        let request = request
            .header("accept-encoding", "gzip, br")
            .timeout(Duration::from_mins(2));
        let response = request.send().unwrap();
        assert_eq!(response.status(), 200);
        let headers = response.headers().clone();
        let (tell, events) = channel();
        thread::spawn(move || {
            let mut name = String::new();
            for line in BufReader::new(response).lines().map_while(Result::ok) {
                let event = match line.split_once(": ") {
                    Some(("event", what)) => {
                        what.clone_into(&mut name);
                        continue;
                    }
                    Some(("data", data)) => Event {
                        name: std::mem::take(&mut name),
                        data: serde_json::from_str(data).expect("JSON"),
                    },
                    Some(("retry", millis)) => {
                        assert_eq!(millis, "2000");
                        continue;
                    }
                    Some(("", _)) => Event {
                        name: String::new(),
                        data: Value::Null,
                    },
                    Some(_) => panic!("{line}"),
                    None => continue,
                };
                if tell.send(event).is_err() {
                    return;
                }
            }
        });
        let listener = Self { headers, events };
        let first = listener.next(SOON).expect("a beginning");
        assert_eq!(first.name, "stats");
        (listener, first.data)
    }

    /// The next event or comment within `patience`.
    pub(crate) fn next(&self, patience: Duration) -> Option<Event> {
        self.events.recv_timeout(patience).ok()
    }

    /// The next event that is called `name` and of which `wanted` says yes.
    #[track_caller]
    pub(crate) fn hears(&self, name: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let until = Instant::now() + SOON;
        let mut others = Vec::new();
        while let Some(left) = until.checked_duration_since(Instant::now()) {
            match self.next(left) {
                Some(event) if event.name == name && wanted(&event.data) => return event.data,
                Some(other) => others.push(other),
                None => break,
            }
        }
        panic!("no such {name}, only {others:?}")
    }

    /// Nothing comes but comments.
    #[track_caller]
    pub(crate) fn hears_nothing(&self, wait: Duration) {
        while let Some(event) = self.next(wait) {
            assert!(event.name.is_empty(), "{event:?}");
        }
    }

    /// The server ends the stream within `patience`; how long that took.
    #[track_caller]
    pub(crate) fn ends(&self, patience: Duration) -> Duration {
        let started = Instant::now();
        loop {
            let left = patience.saturating_sub(started.elapsed());
            match self.events.recv_timeout(left) {
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => return started.elapsed(),
                Err(RecvTimeoutError::Timeout) => panic!("it goes on after {patience:?}"),
            }
        }
    }
}
