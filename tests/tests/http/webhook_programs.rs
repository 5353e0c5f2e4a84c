//! The programs of `docs/webhooks.md` believe what Standard Webhooks sign, and nothing else.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use standardwebhooks::Webhook;
use tempfile::TempDir;
use testkit::{Runtime, documented_program};

use crate::feed_client::now;

const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const OTHER: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID: &str = "8d0f6f1e-52c1-4a6b-9c55-3f8a0d6f2f11";
const BODY: &str = r#"{"type":"maintenance.scheduled","data":{"text":"₹ \u000a é"}}"#;

fn signed(secret: &str, timestamp: i64, body: &str) -> String {
    let judge = Webhook::new(secret).unwrap();
    judge.sign(ID, timestamp, body.as_bytes()).unwrap()
}

fn judges(runtime: Runtime, file: &str) {
    let document = include_str!("../../../docs/webhooks.md");
    let Some(command) = runtime.found() else {
        return;
    };
    let place = TempDir::new().unwrap();
    let path = place.path().join(file);
    fs::write(
        &path,
        documented_program(document, file).expect("the program"),
    )
    .unwrap();
    let believes = |timestamp: i64, signature: &str, body: &str| {
        let mut child = Command::new(&command[0])
            .args(&command[1..])
            .arg(&path)
            .args([SECRET, ID, &timestamp.to_string(), signature])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // One that refuses by the time alone may not read it.
        let _ = child.stdin.take().unwrap().write_all(body.as_bytes());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.success(), said.trim() == ID, "{said}");
        output.status.success()
    };
    let at = now().timestamp();
    let good = signed(SECRET, at, BODY);
    assert!(believes(at, &good, BODY), "{runtime:?}");
    let other = signed(OTHER, at, BODY);
    assert!(
        believes(at, &format!("{other} {good}"), BODY),
        "{runtime:?}"
    );
    assert!(!believes(at, &other, BODY), "{runtime:?}");
    assert!(!believes(at, &good, "{}"), "{runtime:?}");
    assert!(!believes(at + 1, &good, BODY), "{runtime:?}");
    assert!(
        !believes(at, &good.replace("v1,", "v2,"), BODY),
        "{runtime:?}"
    );
    for old in [at - 400, at + 400] {
        assert!(
            !believes(old, &signed(SECRET, old, BODY), BODY),
            "{runtime:?}"
        );
    }
}

#[test]
fn the_node_program_judges() {
    judges(Runtime::Node, "verify.mjs");
}

#[test]
fn the_python_program_judges() {
    judges(Runtime::Python, "verify.py");
}

#[test]
fn the_java_program_judges() {
    judges(Runtime::Java, "Verify.java");
}
