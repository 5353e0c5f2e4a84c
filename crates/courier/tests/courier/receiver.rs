//! Receivers, and names that lead where a test says.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use chrono::{DateTime, Utc};
use courier::{Courier, CourierOptions, Names};
use kernel::{EventId, Reach};
use testkit::SeededEntropy;
use webhooks::{AttemptOutcome, Parcel, WebhookSecret};

/// Longer than any receiver of a test takes that answers.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

/// A server that does with each connection what it was told, and counts them.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    connections: Arc<AtomicUsize>,
    /// What came, each to the end of its body.
    pub(crate) requests: Arc<Mutex<Vec<String>>>,
}

impl Receiver {
    /// One on every address of this machine, of both families.
    pub(crate) fn everywhere(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("[::]:0").or_else(|_| TcpListener::bind("0.0.0.0:0"));
        Self::on(listener.unwrap(), serve)
    }

    /// One on the loopback.
    pub(crate) fn new(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").unwrap(), serve)
    }

    /// One that reads the request, says `answer` and closes.
    pub(crate) fn saying(answer: impl Into<String>) -> Self {
        let answer = answer.into();
        Self::new(move |mut stream| {
            let _ = stream.write_all(answer.as_bytes());
        })
    }

    fn on(listener: TcpListener, serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let address = listener.local_addr().unwrap();
        let (connections, requests) = (Arc::new(AtomicUsize::new(0)), Arc::default());
        let receiver = Self {
            address,
            connections: Arc::clone(&connections),
            requests: Arc::clone(&requests),
        };
        let serve = Arc::new(serve);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                connections.fetch_add(1, Ordering::SeqCst);
                let (serve, requests) = (Arc::clone(&serve), Arc::clone(&requests));
                thread::spawn(move || {
                    let request = read_request(&stream);
                    requests.lock().unwrap().push(request);
                    serve(stream);
                });
            }
        });
        receiver
    }

    /// How often somebody came.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/in?token=t-0-k-e-n", self.address)
    }
}

fn read_request(mut stream: &TcpStream) -> String {
    let _ = stream.set_read_timeout(Some(Duration::from_millis(500)));
    let mut request = Vec::new();
    let mut chunk = [0; 4_096];
    loop {
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                let is_it = name.eq_ignore_ascii_case("content-length");
                is_it.then(|| value.trim().parse::<usize>().ok())?
            });
            if body.len() >= length.unwrap_or(0) {
                break;
            }
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => break,
            Ok(read) => request.extend(&chunk[..read]),
        }
    }
    String::from_utf8_lossy(&request).into_owned()
}

/// Answers look-ups as told: for each name one list after the other, the last for good.
#[derive(Default)]
pub(crate) struct FakeNames {
    answers: BTreeMap<String, Vec<Vec<IpAddr>>>,
    asked: Mutex<BTreeMap<String, usize>>,
}

impl FakeNames {
    pub(crate) fn new(answers: &[(&str, &[&[&str]])]) -> Arc<Self> {
        let parse = |list: &&[&str]| list.iter().map(|ip| ip.parse().unwrap()).collect();
        let answers = answers.iter().map(|(name, lists)| {
            let lists = lists.iter().map(parse).collect();
            ((*name).to_owned(), lists)
        });
        Arc::new(Self {
            answers: answers.collect(),
            asked: Mutex::default(),
        })
    }

    /// How often somebody asked, whatever for.
    pub(crate) fn asked(&self) -> usize {
        self.asked.lock().unwrap().values().sum()
    }
}

impl Names for FakeNames {
    fn look_up(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let mut asked = self.asked.lock().unwrap();
        let nth = asked.entry(name.to_owned()).or_default();
        *nth += 1;
        let lists = self.answers.get(name);
        let list = lists.and_then(|lists| lists.get(*nth - 1).or(lists.last()));
        list.cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

pub(crate) fn courier(reach: Reach, timeout: Duration, names: Arc<dyn Names>) -> Courier {
    let options = CourierOptions {
        reach,
        timeout,
        names,
    };
    Courier::new(options).unwrap()
}

pub(crate) fn parcel(url: &str) -> Parcel {
    Parcel {
        id: EventId::draw(&SeededEntropy::new(3)),
        url: url.to_owned(),
        body: br#"{"type":"webhook.test","timestamp":"2026-11-21T10:00:00.000000Z","data":{}}"#
            .to_vec(),
        secrets: vec![WebhookSecret::draw(&SeededEntropy::new(4))],
    }
}

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-21T10:00:00.5Z".parse().unwrap()
}

/// What comes of sending a parcel to `url`, wherever it leads on this machine.
pub(crate) async fn sent(url: &str) -> AttemptOutcome {
    let names = FakeNames::new(&[]);
    let courier = courier(Reach::Desk, PATIENCE, names);
    courier.carry(&parcel(url), now()).await
}

pub(crate) const fn answered(status: u16) -> AttemptOutcome {
    AttemptOutcome::Answered {
        status,
        retry_after: None,
    }
}
