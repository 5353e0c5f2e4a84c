//! Usage, settings, schema, doctor.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::bench::{Bench, exists, partner};

const HEX: &str = "00112233445566778899aabbccddeeff0102030405060708090a0b0c0d0e0ffb";
const OTHER_HEX: &str = "ff112233445566778899aabbccddeeff0102030405060708090a0b0c0d0e0ffb";

#[test]
fn help_is_no_failure_and_wrong_usage_is_two() {
    let bench = Bench::new();
    for asked in ["--help", "partner create --help", "--version"] {
        let answer = bench.run(asked);
        assert_eq!(
            (answer.code(), answer.errors().as_str()),
            (0, ""),
            "{asked:?}"
        );
    }
    assert!(bench.run("import users --help").out().contains("Example"));
    for wrong in [
        "",
        "launch",
        "partner create --name Bazaar --email nobody",
        "partner show No_Handle",
    ] {
        let answer = bench.run(wrong);
        assert_eq!((answer.code(), answer.out().as_str()), (2, ""), "{wrong:?}");
    }
    assert!(!exists(&bench.path("data")), "usage touches nothing");
}

#[test]
fn an_unknown_setting_is_told_in_one_line() {
    let bench = Bench::new().set("SERVER__PROT", "1");
    let failure = bench.run("serve").failure();
    assert!(failure.contains("PARTNER_API__SERVER__PROT"), "{failure}");
    let bench = Bench::new();
    bench.write("my.toml", "[server]\nprot = 1");
    let failure = bench.run("doctor --config my.toml").failure();
    assert!(
        failure.contains("my.toml has an unknown key `server.prot`"),
        "{failure}"
    );
}

#[test]
fn config_check_tells_everything_but_secrets_and_changes_nothing() {
    let bench = Bench::new()
        .set("AUTH__JWT_SECRET", "a text of thirty-two bytes or more")
        .set("REDIS__URL", "redis://:a-password-of-redis@127.0.0.1")
        .set("SERVER__TRUSTED_PROXIES", "10.0.0.0/8");
    let answer = bench.run("config check --json");
    let json = answer.json();
    assert_eq!(json["settings"]["auth.jwt_secret"], "set");
    assert_eq!(json["settings"]["crypto.data_key"], "missing");
    assert_eq!(json["settings"]["server.port"], 0);
    assert_eq!(json["settings"]["redis.url"], "set");
    assert_eq!(json["settings"]["rate_limit.partner_burst"], 500);
    assert_eq!(json["settings"]["server.trusted_proxies"][0], "10.0.0.0/8");
    assert_eq!(json["warnings"].as_array().map(Vec::len), Some(0));
    assert!(!answer.out().contains("thirty-two"));
    assert!(!answer.out().contains("a-password"));
    assert!(!exists(&bench.path("data")));
    let plain = bench.run("config check");
    assert!(plain.out().contains("auth.jwt_secret = set\n"));
}

#[test]
fn production_does_not_start_with_missing_or_generated_secrets() {
    let bench = Bench::new().set("ENVIRONMENT", "production");
    let failure = bench.run("serve").failure();
    for key in ["auth.jwt_secret", "crypto.index_key", "crypto.data_key"] {
        assert!(failure.contains(key), "{failure}");
    }
    let check = bench.run("config check");
    assert_eq!(check.code(), 1);
    assert!(check.out().contains("problem: auth.jwt_secret is missing"));
    let development = Bench::new();
    partner(&development, "Bazaar");
    let bench = development
        .set("ENVIRONMENT", "production")
        .set("AUTH__JWT_SECRET__FILE", "data/keys/jwt_secret")
        .set("CRYPTO__INDEX_KEY", HEX)
        .set("CRYPTO__DATA_KEY", OTHER_HEX);
    let failure = bench.run("serve").failure();
    assert!(
        failure.contains("auth.jwt_secret is one that development generated"),
        "{failure}"
    );
}

#[test]
fn the_schema_goes_forward_once_even_from_two_processes() {
    let bench = Bench::new();
    let before = bench.run("migrate --status --json").json();
    let pending = before["pending"].as_array().expect("a list").len();
    assert!(pending > 0);
    let both = [bench.spawn("migrate --json"), bench.spawn("migrate --json")];
    let applied: usize = both
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().expect("an end");
            assert!(output.status.success());
            let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
            json["applied"].as_array().expect("a list").len()
        })
        .sum();
    assert_eq!(applied, pending);
    let after = bench.run("migrate --status");
    assert_eq!(after.out(), "nothing is pending\n");
}

#[test]
fn processes_that_start_together_share_their_keys() {
    let bench = Bench::new();
    let names = ["One", "Two", "Three", "Four"];
    let children: Vec<_> = names
        .iter()
        .map(|name| {
            let email = format!("{name}@partners.example");
            bench.spawn(&format!("partner create --name {name} --email {email}"))
        })
        .collect();
    for child in children {
        assert!(child.wait_with_output().expect("an end").status.success());
    }
    let shown = bench.run("partner list --json").json();
    assert_eq!(shown["partners"].as_array().map(Vec::len), Some(4));
    for name in names {
        let shown = bench
            .run(&format!("partner show {} --json", name.to_lowercase()))
            .json();
        assert_eq!(
            shown["email"],
            format!("{name}@partners.example"),
            "sealed with one key"
        );
    }
}

#[test]
fn the_doctor_fails_before_there_is_a_database_and_is_content_after() {
    let bench = Bench::new();
    let sick = bench.run("doctor");
    assert_eq!(sick.code(), 1);
    assert!(sick.out().contains("FAIL database"), "{}", sick.out());
    assert!(!exists(&bench.path("data")), "it changes nothing");
    partner(&bench, "Bazaar");
    let well = bench.run("doctor --json").json();
    assert_eq!(well["ok"], true, "{well}");
    let check = |of: &Value, name: &str| {
        let checks = of["checks"].as_array().into_iter().flatten();
        let mut found = checks.filter(|check| check["check"] == name);
        found.next().cloned().unwrap_or_default()
    };
    let database = check(&well, "database");
    let detail = database["detail"].as_str().unwrap_or_default();
    assert!(detail.starts_with("sqlite 3."), "{database}");
    assert_eq!(check(&well, "db_clock")["ok"], true, "{well}");
    let shifted = bench.set("CLOCK__OFFSET_SECONDS", "1000");
    let meant = shifted.run("doctor --json").json();
    assert_eq!(check(&meant, "db_clock")["ok"], true, "{meant}");
    assert_eq!(meant["ok"], true, "{meant}");
    let bench = shifted;
    let keys = bench.path("data/keys");
    std::fs::set_permissions(&keys, std::fs::Permissions::from_mode(0o755)).expect("allowed");
    let sick = bench.run("doctor");
    assert_eq!(sick.code(), 1);
    assert!(sick.out().contains("FAIL data_dir"), "{}", sick.out());
}

#[test]
fn completions_and_the_api_document_are_printed() {
    let bench = Bench::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(
            bench
                .run(&format!("completions {shell}"))
                .out()
                .contains("rotate-secret")
        );
    }
    let document = bench.run("openapi").json();
    assert!(
        document["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.1"))
    );
    assert!(document["paths"]["/api/v1/partner/login"]["post"].is_object());
}
