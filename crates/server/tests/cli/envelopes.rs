//! The platform's RSA pair.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::bench::{Bench, exists, partner};

const HEX: &str = "00112233445566778899aabbccddeeff0102030405060708090a0b0c0d0e0ffb";
const OTHER_HEX: &str = "ff112233445566778899aabbccddeeff0102030405060708090a0b0c0d0e0ffb";
const PUBLIC_KEY: &str = "/api/v1/partner/encryption/public-key";

fn production() -> Bench {
    Bench::new()
        .set("ENVIRONMENT", "production")
        .set("LOG__FORMAT", "pretty")
        .set("AUTH__JWT_SECRET", "a text of thirty-two bytes or more")
        .set("CRYPTO__INDEX_KEY", HEX)
        .set("CRYPTO__DATA_KEY", OTHER_HEX)
}

/// Makes a pair in the directory `name`; its fingerprint.
pub(crate) fn pair(bench: &Bench, name: &str) -> String {
    let made = bench.run(&format!("keys generate --out {name} --json"));
    made.json()["kid"].as_str().expect("a kid").to_owned()
}

pub(crate) fn enrol(name: &str, more: &str) -> String {
    format!(
        "partner enrol-key --client-id bazaar --public-key {name}/envelope-public.pem {more} --json"
    )
}

fn mode(bench: &Bench, name: &str) -> u32 {
    let metadata = std::fs::metadata(bench.path(name)).expect("metadata");
    metadata.permissions().mode() & 0o777
}

#[test]
fn a_generated_pair_is_closed_to_others_and_never_overwritten() {
    // Nothing of the settings is needed.
    let bench = Bench::new().set("SERVER__PROT", "1");
    let made = bench
        .run("keys generate --bits 3072 --out deep/keys --json")
        .json();
    assert_eq!(made["bits"], 3072);
    assert_eq!(made["private_key"], "deep/keys/envelope-private.pem");
    assert_eq!(made["public_key"], "deep/keys/envelope-public.pem");
    assert_eq!(mode(&bench, "deep/keys/envelope-private.pem"), 0o600);
    assert_eq!(mode(&bench, "deep/keys/envelope-public.pem"), 0o644);
    let read = |name: &str| std::fs::read_to_string(bench.path(name)).expect("a file");
    let private = read("deep/keys/envelope-private.pem");
    assert!(private.starts_with("-----BEGIN PRIVATE KEY-----\n"));
    assert!(read("deep/keys/envelope-public.pem").starts_with("-----BEGIN PUBLIC KEY-----\n"));
    let failure = bench.run("keys generate --out deep/keys").failure();
    assert!(
        failure.contains("envelope-private.pem is there already"),
        "{failure}"
    );
    std::fs::remove_file(bench.path("deep/keys/envelope-private.pem")).expect("removed");
    let failure = bench.run("keys generate --out deep/keys").failure();
    assert!(
        failure.contains("envelope-public.pem is there already"),
        "{failure}"
    );
    assert!(
        !exists(&bench.path("deep/keys/envelope-private.pem")),
        "no half pair"
    );
    let files = std::fs::read_dir(bench.path("deep/keys")).expect("a directory");
    assert_eq!(files.count(), 1, "no drafts");
    let plain = bench.run("keys generate --out other").out();
    assert!(plain.starts_with("kid: "), "{plain}");
    assert!(!plain.contains("BEGIN"), "{plain}");
}

#[test]
fn the_server_publishes_the_key_it_was_given() {
    let bench = production();
    let kid = pair(&bench, "new");
    let before = pair(&bench, "old");
    let bench = bench
        .set(
            "CRYPTO__ENVELOPE_PRIVATE_KEY_FILE",
            "new/envelope-private.pem",
        )
        .set(
            "CRYPTO__PREVIOUS_ENVELOPE_PRIVATE_KEY_FILES",
            "old/envelope-private.pem",
        );
    let check = bench.run("config check --json");
    let shown = check.json();
    let expected = [
        (&kid, "crypto.envelope_private_key_file"),
        (&before, "crypto.previous_envelope_private_key_files"),
    ];
    for (at, (kid, setting)) in expected.into_iter().enumerate() {
        let key = &shown["envelope_keys"][at];
        assert_eq!(key["kid"], *kid);
        assert_eq!(key["bits"], 2048);
        assert_eq!(key["setting"], setting);
    }
    assert!(!check.out().contains("BEGIN"));
    bench.run("migrate --json").json();
    let doctor = bench.run("doctor").out();
    assert!(
        doctor.contains(&format!("{kid} (2048 bits, current)")),
        "{doctor}"
    );
    let server = bench.server("serve");
    let reply = server.get(PUBLIC_KEY, &[]);
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.json()["data"]["kid"], *kid);
}

#[test]
fn servers_that_start_together_generate_one_pair() {
    let bench = Bench::new();
    // Nobody who needs no key pays for one.
    partner(&bench, "Bazaar");
    assert!(!exists(&bench.path("data/keys/envelope_private.pem")));
    let servers: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..3)
            .map(|_| scope.spawn(|| bench.server("serve")))
            .collect();
        starts
            .into_iter()
            .map(|start| start.join().expect("a server"))
            .collect()
    });
    let kids: Vec<Value> = servers
        .iter()
        .map(|server| server.get(PUBLIC_KEY, &[]).json()["data"]["kid"].clone())
        .collect();
    assert!(kids[0].is_string());
    assert!(kids.windows(2).all(|pair| pair[0] == pair[1]), "{kids:?}");
    assert_eq!(mode(&bench, "data/keys/envelope_private.pem"), 0o600);
}

#[test]
fn a_key_file_open_to_others_is_told_by_check_doctor_and_serve() {
    let bench = production().set(
        "CRYPTO__ENVELOPE_PRIVATE_KEY_FILE",
        "new/envelope-private.pem",
    );
    pair(&bench, "new");
    let open = std::fs::Permissions::from_mode(0o640);
    std::fs::set_permissions(bench.path("new/envelope-private.pem"), open).expect("allowed");
    let told = "crypto.envelope_private_key_file names new/envelope-private.pem, which is open \
                to others (mode 0640): make it 0600";
    let check = bench.run("config check");
    assert_eq!(check.code(), 1);
    assert!(check.out().contains(told), "{}", check.out());
    assert!(bench.run("doctor").out().contains(told));
    let failure = bench.run("serve").failure();
    assert!(failure.contains(told), "{failure}");
    // Who needs no key of the platform's is not kept from work.
    partner(&bench, "Bazaar");
}

#[test]
fn production_without_a_key_runs_until_a_partner_encrypts() {
    let bench = production();
    let warnings = bench.run("config check --json").json();
    let warnings = warnings["warnings"].to_string();
    assert!(warnings.contains("nothing can be encrypted"), "{warnings}");
    partner(&bench, "Bazaar");
    pair(&bench, "bazaar");
    bench.run(&enrol("bazaar", "--encryption off")).json();
    let well = bench.run("doctor");
    assert_eq!(well.code(), 0, "{}", well.out());
    assert!(well.out().contains("no key, and no partner that encrypts"));
    bench.run(&enrol("bazaar", "--encryption optional")).json();
    let sick = bench.run("doctor");
    assert_eq!(sick.code(), 1);
    let told = "FAIL envelope   no key, though partners may or must encrypt (1)";
    assert!(sick.out().contains(told), "{}", sick.out());
    pair(&bench, "platform");
    let bench = bench.set(
        "CRYPTO__ENVELOPE_PRIVATE_KEY_FILE",
        "platform/envelope-private.pem",
    );
    assert_eq!(bench.run("doctor").code(), 0);
}
