//! A directory to run the binary in, and what to ask it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// Longer than anything here takes, even on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Bench {
    directory: TempDir,
    variables: Vec<(String, String)>,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let bench = Self {
            directory: TempDir::new().expect("a directory"),
            variables: Vec::new(),
        };
        bench.set("SERVER__PORT", "0")
    }

    /// Sets `PARTNER_API__{key}`.
    pub(crate) fn set(mut self, key: &str, value: &str) -> Self {
        self.variables
            .push((format!("PARTNER_API__{key}"), value.to_owned()));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        std::fs::write(&path, text).expect("written");
        path
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_partner-api"));
        command
            .args(arguments.split_whitespace())
            .current_dir(self.directory.path())
            .env_clear()
            .envs(self.variables.iter().cloned())
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &str) -> Answer {
        Answer(self.command(arguments).output().expect("a process"))
    }

    /// Starts a command without waiting for it.
    pub(crate) fn spawn(&self, arguments: &str) -> Child {
        self.command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a process")
    }

    /// Starts a server and waits until it listens.
    pub(crate) fn server(&self, arguments: &str) -> Server {
        let mut child = self.spawn(arguments);
        let lines = follow(child.stdout.take().expect("standard output"));
        let mut heard = Vec::new();
        let address = loop {
            let line = lines.recv_timeout(PATIENCE).unwrap_or_else(|_| {
                panic!("the server said only {heard:?}");
            });
            let address = line
                .contains("listening address=")
                .then(|| line.split("address=").nth(1))
                .flatten()
                .and_then(|rest| rest.split_whitespace().next())
                .map(str::to_owned);
            heard.push(line);
            if let Some(address) = address {
                break address;
            }
        };
        Server {
            child,
            address,
            heard,
            lines,
        }
    }
}

fn follow(out: ChildStdout) -> Receiver<String> {
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

pub(crate) struct Answer(Output);

impl Answer {
    pub(crate) fn code(&self) -> i32 {
        self.0.status.code().expect("an exit code")
    }

    pub(crate) fn out(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    pub(crate) fn errors(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    /// Standard output as JSON, after success.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.code(), 0, "{}", self.errors());
        serde_json::from_slice(&self.0.stdout).expect("JSON")
    }

    /// The one line of a failure.
    pub(crate) fn failure(&self) -> String {
        assert_eq!(self.code(), 1, "{}", self.out());
        let errors = self.errors();
        assert_eq!(errors.lines().count(), 1, "{errors}");
        errors
    }
}

pub(crate) struct Server {
    child: Child,
    address: String,
    /// What it said before it listened.
    pub(crate) heard: Vec<String>,
    lines: Receiver<String>,
}

impl Server {
    pub(crate) fn get(&self, path: &str, headers: &[&str]) -> Reply {
        self.ask("GET", path, headers, "")
    }

    /// One request on a connection of its own.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[&str], body: &str) -> Reply {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: {}\r\n",
            body.len()
        );
        for header in headers {
            request.push_str(header);
            request.push_str("\r\n");
        }
        request.push_str("\r\n");
        request.push_str(body);
        stream.write_all(request.as_bytes()).expect("sent");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("a reply");
        Reply::read(&text)
    }

    pub(crate) fn login(&self, user: &str, secret: &str) -> Reply {
        let header = format!(
            "Authorization: Basic {}",
            base64(&format!("{user}:{secret}"))
        );
        self.ask("POST", "/api/v1/partner/login", &[&header], "")
    }

    /// Waits until `path` is answered with `status`.
    pub(crate) fn wait_for(&self, path: &str, status: u16) {
        let begun = Instant::now();
        while self.get(path, &[]).status != status {
            assert!(begun.elapsed() < PATIENCE, "{path} never answers {status}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        let killed = Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status();
        assert!(killed.expect("kill").success());
    }

    /// SIGTERM; the exit code and how long it took.
    pub(crate) fn stop(mut self) -> (i32, Duration) {
        let begun = Instant::now();
        self.signal("TERM");
        let status = self.child.wait().expect("an end");
        (status.code().expect("an exit code"), begun.elapsed())
    }

    /// Everything it said since it listened, after it ended.
    pub(crate) fn stop_and_hear(mut self) -> String {
        self.signal("TERM");
        self.child.wait().expect("an end");
        let mut said = self.heard.join("\n");
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(1)) {
            said.push('\n');
            said.push_str(&line);
        }
        said
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone, where the test stopped it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Reply {
    fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        let chunked = head.to_lowercase().contains("transfer-encoding: chunked");
        Self {
            status: status.expect("a status"),
            body: if chunked {
                joined(body)
            } else {
                body.to_owned()
            },
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }
}

fn joined(chunks: &str) -> String {
    let mut rest = chunks;
    let mut body = String::new();
    while let Some((size, more)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).expect("a size");
        body.push_str(&more[..size]);
        rest = more[size..].trim_start_matches("\r\n");
    }
    body
}

/// RFC 4648, section 4.
fn base64(text: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in text.as_bytes().chunks(3) {
        let byte = |at: usize| usize::from(group.get(at).copied().unwrap_or(0));
        let bits = (byte(0) << 16) | (byte(1) << 8) | byte(2);
        for at in 0..4 {
            let sextet = (bits >> (18 - 6 * at)) & 0x3f;
            let letter = char::from(ALPHABET[sextet]);
            out.push(if at <= group.len() { letter } else { '=' });
        }
    }
    out
}

/// A partner made at the command line.
pub(crate) fn partner(bench: &Bench, name: &str) -> (String, String) {
    let email = format!("{}@partners.example", name.to_lowercase());
    let made = bench
        .run(&format!(
            "partner create --name {name} --email {email} --json"
        ))
        .json();
    let text = |field: &str| made[field].as_str().expect("a text").to_owned();
    (text("client_id"), text("client_secret"))
}

pub(crate) fn exists(path: &Path) -> bool {
    path.exists()
}
