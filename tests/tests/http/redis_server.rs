//! A `redis-server` of a test's own (`scripts/ensure-redis.sh`).

use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::mail_server::wait_until;
use crate::program::{Installation, free_port};

/// The server; killed when dropped.
#[derive(Debug)]
pub(crate) struct RedisServer {
    child: Option<Child>,
    port: u16,
    folder: TempDir,
}

impl RedisServer {
    pub(crate) fn start() -> Self {
        let mut server = Self {
            child: None,
            port: free_port(),
            folder: TempDir::new().unwrap(),
        };
        server.begin();
        server
    }

    /// Starts again after [`RedisServer::end`], at the same port, with an empty memory.
    pub(crate) fn begin(&mut self) {
        let child = Command::new("redis-server")
            .args(["--port", &self.port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no"])
            .args(["--requirepass", PASSWORD])
            .current_dir(self.folder.path())
            .stdout(Stdio::null())
            .spawn();
        self.child = Some(child.expect("redis-server: see scripts/ensure-redis.sh"));
        wait_until("listening", || {
            TcpStream::connect(("127.0.0.1", self.port)).is_ok()
        });
        // It takes connections a moment before it answers.
        thread::sleep(Duration::from_millis(50));
    }

    /// `kill -9`.
    pub(crate) fn end(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Lets `home` share limits here.
    pub(crate) fn serves(&self, home: &mut Installation) {
        let url = format!("redis://:{PASSWORD}@127.0.0.1:{}", self.port);
        home.set("redis.url", url);
    }
}

/// Never to be seen anywhere.
pub(crate) const PASSWORD: &str = "a-password-for-redis-only";

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.end();
    }
}
