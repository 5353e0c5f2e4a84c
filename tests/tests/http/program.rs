//! The program under test: its command line and the running server.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::backend::{Backend, Database};
use crate::client::{Partner, Server, Staff};
use crate::envelope_keys::PLATFORM;

/// How long a start may take before the test gives up.
const START_PATIENCE: Duration = Duration::from_secs(30);

/// Opens `GET /metrics`.
pub(crate) const METRICS_TOKEN: &str = "a-token-for-metrics-of-more-than-32-bytes";

/// A data directory, a database and settings; the server may be started there any
/// number of times.
#[derive(Debug)]
pub(crate) struct Installation {
    pub(crate) database: Database,
    pub(crate) dir: TempDir,
    settings: BTreeMap<String, String>,
    port: u16,
}

impl Installation {
    /// A new one with an empty, migrated database.
    pub(crate) fn new(backend: Backend) -> Self {
        let new = Self::unmigrated(backend);
        new.run_ok(&["migrate"]);
        new
    }

    /// A new one whose database is empty.
    pub(crate) fn unmigrated(backend: Backend) -> Self {
        let dir = TempDir::new().unwrap();
        let database = Database::create(backend, dir.path());
        let port = free_port();
        let mut new = Self {
            settings: BTreeMap::new(),
            database,
            dir,
            port,
        };
        new.set("environment", "test");
        new.set("data_dir", new.dir.path().to_str().unwrap().to_owned());
        new.set("database.url", new.database.url.clone());
        new.set("server.port", port.to_string());
        new.set("log.level", "info");
        new.set("log.format", "json");
        new.set("metrics.token", METRICS_TOKEN);
        // Generating one for every test would take longer than most tests.
        let key = PLATFORM.private_file(new.dir.path());
        new.set("crypto.envelope_private_key_file", key);
        new
    }

    /// Changes a setting, named as in the configuration files, from the next start
    /// on.
    pub(crate) fn set(&mut self, key: &str, value: impl Into<String>) {
        let variable = format!("PARTNER_API__{}", key.to_uppercase().replace('.', "__"));
        self.settings.insert(variable, value.into());
    }

    /// Sets an environment variable that is no setting, from the next start on.
    pub(crate) fn set_variable(&mut self, name: &str, value: impl Into<String>) {
        self.settings.insert(name.to_owned(), value.into());
    }

    /// Runs a command of the program to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Runs a command that must succeed; what it printed.
    #[track_caller]
    pub(crate) fn run_ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(
            output.status.success(),
            "{arguments:?} failed: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that prints a record.
    #[track_caller]
    pub(crate) fn record(&self, arguments: &[&str]) -> Value {
        let arguments = [arguments, &["--json"]].concat();
        serde_json::from_str(&self.run_ok(&arguments)).expect("one JSON record")
    }

    /// Creates a partner.
    pub(crate) fn partner(&self, name: &str) -> Partner {
        let email = format!("{}@partner.example", name.to_lowercase().replace(' ', "."));
        let made = self.record(&["partner", "create", "--name", name, "--email", &email]);
        Partner::from_record(&made, email)
    }

    /// Creates a member of staff with a one-time password.
    pub(crate) fn staff(&self, role: &'static str) -> Staff {
        let email = format!("{role}@lender.example");
        let made = self.record(&["admin", "create", "--email", &email, "--role", role]);
        assert_eq!(made["email"], email.as_str());
        assert_eq!(made["role"], role);
        Staff {
            id: made["staff_id"].as_i64().unwrap(),
            role,
            email,
            password: made["password"].as_str().unwrap().to_owned(),
        }
    }

    /// Creates a service token.
    pub(crate) fn service_token(&self) -> String {
        let made = self.record(&[
            "service-token",
            "create",
            "--name",
            "core system",
            "--scope",
            "internal",
        ]);
        made["token"].as_str().unwrap().to_owned()
    }

    /// Starts the server and waits until it is ready.
    pub(crate) fn start(&self) -> Running {
        let mut running = self.launch(&["serve"]);
        running.wait_for("/readyz");
        running
    }

    /// Starts the server without waiting for anything.
    pub(crate) fn launch(&self, arguments: &[&str]) -> Running {
        self.spawn(self.command(arguments))
    }

    /// Starts the server so that no file it writes may grow beyond `kilobytes`;
    /// writing on fails then, as it does on a full disk.
    pub(crate) fn launch_limited(&self, kilobytes: u32) -> Running {
        let command = self.command(&[]);
        let shell = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" serve");
        let mut limited = Command::new("bash");
        limited
            .args(["-c", &shell])
            .arg(command.get_program())
            .envs(
                command
                    .get_envs()
                    .filter_map(|(name, value)| Some((name, value?))),
            )
            .current_dir(self.dir.path());
        self.spawn(limited)
    }

    fn spawn(&self, mut command: Command) -> Running {
        let log = self.dir.path().join("server.log");
        let file = File::options()
            .create(true)
            .append(true)
            .open(&log)
            .unwrap();
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap();
        Running {
            child,
            log,
            server: Server::new(self.port),
        }
    }

    /// A command of the program, not started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        for (variable, _) in env::vars_os() {
            if variable.to_string_lossy().starts_with("PARTNER_API__") {
                command.env_remove(variable);
            }
        }
        command
            .args(arguments)
            .envs(&self.settings)
            .current_dir(self.dir.path());
        command
    }
}

/// A running server; killed when dropped.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    log: PathBuf,
    pub(crate) server: Server,
}

impl Running {
    /// Waits until `path` answers 200.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, path: &str) {
        let started = Instant::now();
        while self.server.try_get(path).is_none_or(|r| r.status != 200) {
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("the server ended with {status}: {}", self.log());
            }
            assert!(
                started.elapsed() < START_PATIENCE,
                "{path} is not 200 after {START_PATIENCE:?}: {}",
                self.log()
            );
            thread::sleep(Duration::from_millis(15));
        }
    }

    /// Waits for the process to end by itself, if it does within `patience`.
    pub(crate) fn wait_for_end(&mut self, patience: Duration) -> Option<ExitStatus> {
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status);
            }
            if started.elapsed() > patience {
                return None;
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// What every server of this installation logged so far, in whole lines. A file's
    /// length grows page by page, so a look may come in the middle of a write.
    pub(crate) fn log(&self) -> String {
        let started = Instant::now();
        loop {
            let log = fs::read_to_string(&self.log).unwrap();
            if log.is_empty() || log.ends_with('\n') {
                return log;
            }
            assert!(started.elapsed() < START_PATIENCE, "half a line: {log}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks the process to end (SIGTERM).
    pub(crate) fn terminate(&self) {
        let status = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program, which `make test` builds before the tests.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        // target/debug/deps/http-… is this test, target/debug/partner-api the program.
        let test = env::current_exe().unwrap();
        let path = test.ancestors().nth(2).unwrap().join("partner-api");
        assert!(
            path.is_file(),
            "{} is missing: run `make test`, or `cargo build -p server` first",
            path.display()
        );
        path
    })
}

/// A port nobody listens on, below those the system hands out by itself, so that it
/// is still free after a restart. Tests at the same time begin to look at different
/// places.
pub(crate) fn free_port() -> u16 {
    const FIRST: u32 = 10_000;
    const COUNT: u32 = 9_000;
    static ASKED: AtomicU32 = AtomicU32::new(0);
    let asked = ASKED.fetch_add(1, Ordering::Relaxed);
    let start = std::process::id().wrapping_mul(37).wrapping_add(asked) % COUNT;
    (0..COUNT)
        .map(|step| FIRST + (start + step * 101) % COUNT)
        .filter_map(|port| u16::try_from(port).ok())
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port")
}
