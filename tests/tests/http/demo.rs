//! `partner-api demo`, which is what `make run` starts.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::backend::Backend;
use crate::client::Session;
use crate::program::{Installation, Running};

#[test]
fn the_demo_has_lifelike_leads_and_prints_commands_that_work() {
    let home = Installation::unmigrated(Backend::Sqlite);
    let (running, session) = start(&home);
    let file = home.dir.path().join("demo-credentials");
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let stats = session.get("/dashboard/stats?days=30").is(2000)["data"].clone();
    for field in [
        "total_leads",
        "fresh_leads",
        "registered_users",
        "active_users",
    ] {
        assert!(stats[field].as_u64().unwrap() > 0, "{field} in {stats}");
    }
    let days = stats["by_day"].as_array().unwrap();
    let busy = days.iter().filter(|day| day["leads"].as_u64() > Some(0));
    assert!(busy.count() >= 14, "some weeks of leads: {stats}");

    let said = running.log();
    let commands: Vec<_> = said.lines().filter(|l| l.starts_with("curl ")).collect();
    assert!(commands.len() >= 2, "login and first lead: {said}");
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("SKIPPED: curl is not installed, its commands were not tried");
        return;
    }
    let expected = [
        "code\":2000",
        "code\":2005",
        "code\":2000",
        "status\":\"success",
        "status\":\"success",
    ];
    assert_eq!(commands.len(), expected.len(), "{said}");
    for (command, part) in commands.iter().zip(expected) {
        let output = Command::new("sh").args(["-c", command]).output().unwrap();
        let reply = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(reply.contains(&format!("\"{part}")), "{command}: {reply}");
    }
}

#[test]
fn starting_the_demo_again_keeps_everything() {
    let home = Installation::unmigrated(Backend::Sqlite);
    let (running, session) = start(&home);
    let total = session.total();
    let file = home.dir.path().join("demo-credentials");
    let before = fs::read_to_string(&file).unwrap();
    drop(running);
    let (_running, again) = start(&home);
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    assert_eq!(again.total(), total);
    assert_eq!(session.total(), total, "tokens outlive a restart");
}

fn start(home: &Installation) -> (Running, Session) {
    let mut running = home.launch(&["demo"]);
    running.wait_for("/readyz");
    let file = fs::read_to_string(home.dir.path().join("demo-credentials")).unwrap();
    let value = |key: &str| {
        let mut pairs = file.lines().filter_map(|line| line.split_once('='));
        pairs
            .find(|(name, _)| *name == key)
            .expect(key)
            .1
            .to_owned()
    };
    let reply = running
        .server
        .login(&value("CLIENT_ID"), &value("CLIENT_SECRET"));
    reply.is(2000);
    let session = Session::new(&running.server, &reply);
    (running, session)
}
