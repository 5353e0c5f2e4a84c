//! A mail server of another make (`tests/smtp/server.py`), and mails as it got them.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::program::Installation;

/// A letter leaves within a second of its commit; a busy machine takes longer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Credentials the server knows.
pub(crate) const USER: &str = "mailman";
pub(crate) const PASSWORD: &str = "a-password-for-mail-only";

/// The server; killed when dropped.
#[derive(Debug)]
pub(crate) struct MailServer {
    child: Option<Child>,
    pub(crate) port: u16,
    folder: TempDir,
    options: Vec<String>,
}

/// One attempt to hand the server a mail.
#[derive(Debug, Clone)]
pub(crate) struct Attempt(pub(crate) Value);

impl MailServer {
    /// A server without TLS that takes everything.
    pub(crate) fn plain() -> Self {
        Self::start(&[])
    }

    /// A server started with `options`.
    pub(crate) fn start(options: &[&str]) -> Self {
        let mut server = Self {
            child: None,
            port: 0,
            folder: TempDir::new().unwrap(),
            options: options.iter().map(|option| (*option).to_owned()).collect(),
        };
        server.begin();
        server
    }

    /// Starts again after [`MailServer::end`], at the same port.
    pub(crate) fn begin(&mut self) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("smtp/server.py");
        let mut child = Command::new(python())
            .arg(script)
            .arg(self.folder.path())
            .args(["--port", &self.port.to_string()])
            .args(&self.options)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        self.port = line.trim().parse().expect("a port");
        self.child = Some(child);
    }

    /// Goes away.
    pub(crate) fn end(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// From now on behaves as `word` says; see the script.
    pub(crate) fn behave(&self, word: &str) {
        let draft = self.folder.path().join("draft");
        fs::write(&draft, word).unwrap();
        fs::rename(draft, self.folder.path().join("behaviour")).unwrap();
    }

    /// Every attempt so far.
    pub(crate) fn attempts(&self) -> Vec<Attempt> {
        let file = self.folder.path().join("received");
        let text = fs::read_to_string(file).unwrap_or_default();
        text.lines()
            .map(|line| Attempt(serde_json::from_str(line).unwrap()))
            .collect()
    }

    /// Waits for `count` attempts that ended as `outcome`, and gives them.
    #[track_caller]
    pub(crate) fn wait_for(&self, count: usize, outcome: &str) -> Vec<Attempt> {
        let mut found = Vec::new();
        wait_until(&format!("{count} times {outcome}"), || {
            found = self.attempts();
            found.retain(|attempt| attempt.outcome() == outcome);
            found.len() >= count
        });
        assert_eq!(found.len(), count, "{found:?}");
        found
    }

    /// Lets `home` send mail here in clear, with little patience.
    pub(crate) fn serves(&self, home: &mut Installation) {
        home.set("smtp.host", "127.0.0.1");
        home.set("smtp.port", self.port.to_string());
        home.set("smtp.tls", "none");
        home.set("smtp.timeout_seconds", "1");
        home.set("smtp.from", "no-reply@lender.example");
        home.set("support.email", "help@lender.example");
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.end();
    }
}

impl Attempt {
    pub(crate) fn outcome(&self) -> &str {
        self.0["outcome"].as_str().unwrap()
    }

    /// The recipients.
    pub(crate) fn to(&self) -> Vec<&str> {
        let all = self.0["to"].as_array().unwrap().iter();
        all.map(|to| to.as_str().unwrap()).collect()
    }

    /// The mail.
    #[track_caller]
    pub(crate) fn mail(&self) -> Mail {
        Mail(self.0["mail"].as_str().expect("a mail").to_owned())
    }
}

/// A mail as it is on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mail(pub(crate) String);

impl Mail {
    /// The one header of this name.
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        let (head, _) = self.0.split_once("\r\n\r\n").expect("headers");
        let mut values = head
            .split("\r\n")
            .filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        let value = values.next().unwrap_or_else(|| panic!("no {name}: {head}"));
        assert_eq!(values.next(), None, "one {name}");
        value
    }

    /// The texts of both parts, one after the other, decoded (RFC 2045 section 6.7).
    pub(crate) fn texts(&self) -> String {
        let mut pieces = self.0.split('=');
        let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
        for piece in pieces {
            let (escape, rest) = piece.split_at_checked(2).unwrap_or((piece, ""));
            match u8::from_str_radix(escape, 16) {
                _ if escape == "\r\n" => {}
                Ok(byte) => bytes.push(byte),
                Err(_) => bytes.extend(format!("={escape}").into_bytes()),
            }
            bytes.extend(rest.as_bytes());
        }
        String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
    }
}

#[track_caller]
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < PATIENCE, "not {what} in time");
        thread::sleep(Duration::from_millis(30));
    }
}

/// A Python with aiosmtpd: not every one that is found first has Debian's packages.
fn python() -> &'static str {
    static PYTHON: OnceLock<&str> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let has_it = |python: &&str| {
            let asked = Command::new(python)
                .args(["-c", "import aiosmtpd"])
                .stderr(Stdio::null())
                .status();
            asked.is_ok_and(|status| status.success())
        };
        let found = ["python3", "/usr/bin/python3"].into_iter().find(has_it);
        found.expect("python3-aiosmtpd is missing: scripts/ensure-smtp.sh installs it")
    })
}

/// Certificates for 127.0.0.1, and the authority that made them.
#[derive(Debug)]
pub(crate) struct Certificates {
    folder: TempDir,
}

impl Certificates {
    /// New ones, by openssl.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let authority = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
                         -keyout ca.key -out ca.pem -subj /CN=An_authority_for_tests";
        let request = "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
                       -keyout server.key -out server.csr -subj /CN=mail.example.test";
        let signed = "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial \
                      -days 2 -extfile names -out server.pem";
        fs::write(folder.path().join("names"), "subjectAltName=IP:127.0.0.1\n").unwrap();
        for arguments in [authority, request, signed] {
            let made = Command::new("openssl")
                .args(arguments.split_whitespace())
                .current_dir(folder.path())
                .output()
                .expect("openssl");
            let said = String::from_utf8_lossy(&made.stderr);
            assert!(made.status.success(), "{said}");
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        let path: PathBuf = self.folder.path().join(name);
        path.to_str().unwrap().to_owned()
    }

    /// A server that protects connections as `tls` says (see the script) and wants
    /// [`USER`] and [`PASSWORD`].
    pub(crate) fn server(&self, tls: &str) -> MailServer {
        let login = format!("{USER}:{PASSWORD}");
        let (cert, key) = (self.path("server.pem"), self.path("server.key"));
        MailServer::start(&[
            "--tls", tls, "--cert", &cert, "--key", &key, "--login", &login,
        ])
    }

    /// Lets `home` believe the authority.
    pub(crate) fn are_believed_by(&self, home: &mut Installation) {
        home.set_variable("SSL_CERT_FILE", self.path("ca.pem"));
    }
}
