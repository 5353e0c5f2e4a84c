//! `demo` as a process: its commands work, and running it again keeps everything.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use serde_json::Value;

use crate::bench::{Bench, Server};

/// Runs the printed commands: login, first lead, list, the admin's login, a candidate's.
fn follow(server: &Server) -> [Value; 5] {
    let commands: Vec<&String> = server
        .heard
        .iter()
        .filter(|line| line.starts_with("curl "))
        .collect();
    let [login, lead, list, admin, candidate] = commands.as_slice() else {
        panic!("five commands were expected: {commands:?}");
    };
    [login, lead, list, admin, candidate].map(|command| {
        let output = Command::new("sh")
            .args(["-c", command])
            .output()
            .expect("a shell");
        serde_json::from_slice(&output.stdout).expect("JSON")
    })
}

#[test]
fn the_demos_commands_work_and_running_it_again_keeps_everything() {
    let bench = Bench::new();
    let file = bench.path("data/demo-credentials");
    let first = bench.server("demo");
    let credentials = std::fs::read_to_string(&file).expect("credentials");
    let mode = std::fs::metadata(&file)
        .expect("metadata")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let [login, lead, list, admin, candidate] = follow(&first);
    assert_eq!(login["code"], 2000);
    assert_eq!(admin["data"]["user"]["account_type"], "admin");
    assert_eq!(candidate["data"]["user"]["account_type"], "candidate");
    assert_eq!(lead["code"], 2005);
    let total = list["data"]["pagination"]["total"]
        .as_i64()
        .expect("a total");
    assert!(total > 300, "{total}");
    assert_eq!(first.stop().0, 0);

    let second = bench.server("demo");
    assert_eq!(
        std::fs::read_to_string(&file).expect("credentials"),
        credentials
    );
    let [login, again, list, admin, candidate] = follow(&second);
    assert_eq!(login["code"], 2000);
    assert_eq!(admin["status"], "success");
    assert_eq!(candidate["status"], "success");
    assert_eq!(again["code"], 2005);
    assert_eq!(again["lead_id"], lead["lead_id"], "one lead, once");
    assert_eq!(list["data"]["pagination"]["total"].as_i64(), Some(total));
}

#[test]
fn the_demo_is_not_for_production() {
    let bench = Bench::new().set("ENVIRONMENT", "production");
    let failure = bench.run("demo").failure();
    assert!(failure.contains("production"), "{failure}");
}
