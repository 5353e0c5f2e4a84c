//! A `redis-server` of a test's own, and limiters that use it.

use std::net::{IpAddr, TcpListener, TcpStream};
use std::num::NonZeroU32;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use kernel::PartnerId;
use limiter::{LocalLimiter, RedisAddress, RedisLimiter, RedisOptions};
use redis::{Connection, FromRedisValue};
use tempfile::TempDir;
use usage::{Ask, Decision, Limiter, Month, MonthCount, Quota, Rate};

/// Longer than anything here takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) const PARTNER: PartnerId = PartnerId::new(7);

/// The server; killed when dropped.
pub(crate) struct Server {
    child: Option<Child>,
    port: u16,
    folder: TempDir,
    options: Vec<String>,
}

impl Server {
    pub(crate) fn new() -> Self {
        Self::with(&[])
    }

    pub(crate) fn with(options: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let mut server = Self {
            child: None,
            port,
            folder: TempDir::new().unwrap(),
            options: options.iter().map(|option| (*option).to_owned()).collect(),
        };
        server.begin();
        server
    }

    /// Starts, at the same port, with an empty memory.
    pub(crate) fn begin(&mut self) {
        let child = Command::new("redis-server")
            .args(["--port", &self.port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no"])
            .args(&self.options)
            .current_dir(self.folder.path())
            .stdout(Stdio::null())
            .spawn();
        self.child = Some(child.expect("redis-server: see scripts/ensure-redis.sh"));
        wait_until(|| TcpStream::connect(("127.0.0.1", self.port)).is_ok());
    }

    /// `kill -9`.
    pub(crate) fn end(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// `kill -STOP` or `-CONT`: the connection stays, and nothing comes over it.
    pub(crate) fn signal(&self, signal: &str) {
        let process = self.child.as_ref().unwrap().id().to_string();
        let sent = Command::new("kill").args([signal, &process]).status();
        assert!(sent.unwrap().success());
    }

    pub(crate) fn url(&self, credentials: &str) -> String {
        format!("redis://{credentials}127.0.0.1:{}", self.port)
    }

    pub(crate) fn options(&self) -> RedisOptions {
        let address = RedisAddress::parse(&self.url("")).unwrap();
        let mut options = RedisOptions::new(address, b"a salt".to_vec());
        // These tests are about Redis, not about how busy the machine is.
        options.patience = Duration::from_secs(2);
        options
    }

    pub(crate) fn limiter(&self) -> RedisLimiter {
        started(self.options())
    }

    /// A connection to look behind the limiter's back.
    fn eye(&self) -> Connection {
        let client = redis::Client::open(self.url("")).unwrap();
        client.get_connection().unwrap()
    }

    pub(crate) fn command<T: FromRedisValue>(&self, words: &[&str]) -> T {
        let (name, rest) = words.split_first().unwrap();
        let mut command = redis::cmd(name);
        for word in rest {
            command.arg(*word);
        }
        command.query(&mut self.eye()).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

pub(crate) fn started(options: RedisOptions) -> RedisLimiter {
    let local = Arc::new(LocalLimiter::in_real_time().unwrap());
    RedisLimiter::start(options, local).unwrap()
}

#[track_caller]
pub(crate) fn wait_until(mut done: impl FnMut() -> bool) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < PATIENCE, "not within {PATIENCE:?}");
        sleep(Duration::from_millis(5));
    }
}

/// What `limiter` decides, on a runtime like that of a worker of the web server.
pub(crate) fn ask(limiter: &RedisLimiter, ask: Ask) -> Decision {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(limiter.judge(ask).known())
}

pub(crate) fn rate(per_second: u32, burst: u32) -> Rate {
    Rate {
        per_second: NonZeroU32::new(per_second).unwrap(),
        burst: NonZeroU32::new(burst).unwrap(),
    }
}

pub(crate) fn month() -> Month {
    Month::of(NaiveDate::from_ymd_opt(2026, 11, 21).unwrap())
}

pub(crate) fn quota(allowed: u64) -> Quota {
    Quota {
        month: month(),
        allowed,
        resets_in: 1000,
    }
}

pub(crate) fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// A partner's call that counts, and that no rate refuses.
pub(crate) fn counted(allowed: u64) -> Ask {
    Ask::Partner(PARTNER, rate(10_000, 100_000), Some(quota(allowed)))
}

pub(crate) fn learn(limiter: &RedisLimiter, counted: u64, added: u64) {
    limiter.learn(&[MonthCount {
        partner: PARTNER,
        month: month(),
        counted,
        added,
    }]);
}
