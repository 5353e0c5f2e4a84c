//! The programs of `docs/encryption.md` as processes.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use testkit::Runtime;

use crate::document;
use crate::vectors::Pair;

/// A program, ready to be run.
pub(crate) struct Program {
    command: Vec<String>,
    place: PathBuf,
}

/// How it ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Program {
    /// The program for `runtime`, extracted into a directory of its own for the test
    /// `name`; `None` where there is nothing to run it.
    pub(crate) fn prepare(runtime: Runtime, name: &str) -> Option<Self> {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("interop")
            .join(format!("{runtime:?}-{name}"));
        let command = runtime.prepare(&document::read("docs/encryption.md"), &place)?;
        Some(Self { command, place })
    }

    /// The file `path` of this repository.
    pub(crate) fn of_the_repository(runtime: Runtime, path: &str) -> Option<Self> {
        let mut command = runtime.found()?;
        let file = document::root().join(path);
        command.push(text(&file));
        let place = document::root();
        Some(Self { command, place })
    }

    /// `seal` by the private key of `own` to the public key of `peer`.
    pub(crate) fn seal(&self, args: &[&str], own: &Pair, peer: &Pair, plain: &[u8]) -> Ended {
        let mut all = vec!["seal".to_owned()];
        all.extend(args.iter().map(|arg| (*arg).to_owned()));
        all.extend(self.keys(own, peer));
        self.run(&all, plain)
    }

    /// `open` by the private key of `own`, from `peer`.
    pub(crate) fn open(&self, own: &Pair, peer: &Pair, envelope: &str) -> Ended {
        let mut all = vec!["open".to_owned()];
        all.extend(self.keys(own, peer));
        self.run(&all, envelope.as_bytes())
    }

    fn keys(&self, own: &Pair, peer: &Pair) -> [String; 4] {
        let own = self.file(
            &format!("{}-private.pem", own.fingerprint),
            &own.private_key,
        );
        let peer = self.file(
            &format!("{}-public.pem", peer.fingerprint),
            &peer.public_key,
        );
        ["--own".to_owned(), own, "--peer".to_owned(), peer]
    }

    fn file(&self, name: &str, content: &str) -> String {
        let path = self.place.join(name);
        fs::write(&path, content).expect("written");
        text(&path)
    }

    pub(crate) fn run(&self, args: &[String], input: &[u8]) -> Ended {
        let (program, before) = self.command.split_first().expect("a command");
        let mut child = Command::new(program)
            .args(before)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("started");
        let mut stdin = child.stdin.take().expect("its input");
        // Whoever refuses early may not read it all.
        let _ = stdin.write_all(input);
        drop(stdin);
        let output = child.wait_with_output().expect("ended");
        Ended {
            code: output.status.code(),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        }
    }
}

fn text(path: &Path) -> String {
    path.to_str().expect("a path in UTF-8").to_owned()
}
