//! The platform's RSA pair and partners' public keys.

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
fn pair(bench: &Bench, name: &str) -> String {
    let made = bench.run(&format!("keys generate --out {name} --json"));
    made.json()["kid"].as_str().expect("a kid").to_owned()
}

fn enrol(name: &str, more: &str) -> String {
    format!(
        "partner enrol-key --client-id bazaar --public-key {name}/envelope-public.pem {more} --json"
    )
}

fn mode(bench: &Bench, name: &str) -> u32 {
    let metadata = std::fs::metadata(bench.path(name)).expect("metadata");
    metadata.permissions().mode() & 0o777
}

/// Fingerprints of the keys in `record` that are live, and of those that are not.
fn keys(record: &Value) -> (Vec<&str>, Vec<&str>) {
    let all = record["keys"].as_array().expect("a list").iter();
    let (live, retired): (Vec<_>, Vec<_>) = all.partition(|key| key["retired_at"].is_null());
    let name = |key: &&'_ Value| key["fingerprint"].as_str().map(str::len);
    assert!(live.iter().chain(&retired).all(|key| name(key) == Some(64)));
    let names = |keys: Vec<_>| {
        let texts = keys
            .into_iter()
            .filter_map(|key: &Value| key["fingerprint"].as_str());
        texts.collect()
    };
    (names(live), names(retired))
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

#[test]
fn keys_are_enrolled_two_live_at_most_and_retired_for_good() {
    let bench = Bench::new();
    let (client, _) = partner(&bench, "Bazaar");
    let [one, two, three] = ["one", "two", "three"].map(|name| pair(&bench, name));
    let first = bench
        .run(&enrol("one", "--encryption optional --form packed"))
        .json();
    assert_eq!(first["client_id"], client);
    assert!(first["partner_id"].is_i64());
    assert_eq!(first["fingerprint"], one);
    assert_eq!(
        (&first["encryption"], &first["form"]),
        (&"optional".into(), &"packed".into())
    );
    assert_eq!(keys(&first), (vec![one.as_str()], vec![]));
    bench.run(&enrol("two", "--encryption optional")).json();
    let third = enrol("three", "--encryption required").replace(" --json", "");
    let third = bench.run(&third).out();
    assert!(
        third.contains(&format!("key: {one} retired by this")),
        "{third}"
    );
    assert!(
        third.contains(&format!("key: {three} live since 2")),
        "{third}"
    );
    assert!(
        third.contains("encryption: required\nform: packed\n"),
        "{third}"
    );
    let shown = bench.run("partner show bazaar --json").json();
    assert_eq!(
        keys(&shown),
        (vec![three.as_str(), two.as_str()], vec![one.as_str()])
    );
    let again = bench
        .run(&enrol("two", "--encryption optional --form any"))
        .json();
    assert_eq!(
        keys(&again),
        (vec![three.as_str(), two.as_str()], vec![one.as_str()])
    );
    assert_eq!(
        (&again["encryption"], &again["form"]),
        (&"optional".into(), &Value::Null)
    );
    let retire = format!("partner retire-key --client-id {client} --fingerprint {three}");
    let retired = bench.run(&format!("{retire} --json")).json();
    assert_eq!(keys(&retired).0, [two.as_str()]);
    assert!(bench.run(&retire).failure().contains("no such live key"));
    for name in ["one", "three"] {
        let failure = bench.run(&enrol(name, "--encryption off")).failure();
        assert!(failure.contains("the key was retired"), "{failure}");
    }
    let last = bench.run(&format!(
        "partner retire-key --client-id bazaar --fingerprint {two}"
    ));
    assert!(last.out().contains("No key is live"), "{}", last.out());
    let plain = bench.run("partner show bazaar").out();
    assert!(
        plain.contains("encryption: optional\nform: any\n"),
        "{plain}"
    );
    assert!(plain.contains(&format!("key: {two} retired 2")), "{plain}");
}

#[test]
fn what_is_no_public_key_is_refused() {
    let bench = Bench::new();
    partner(&bench, "Bazaar");
    pair(&bench, "one");
    bench.write("text.pem", "hello");
    std::fs::write(bench.path("bytes.pem"), [0xff, 0xfe]).expect("written");
    for (file, reason) in [
        (
            "one/envelope-private.pem",
            "is a private key; send the public one",
        ),
        ("text.pem", "must be an RSA public key in PEM"),
        ("bytes.pem", "must be an RSA public key in PEM"),
        ("away.pem", "entity not found"),
    ] {
        let failure = bench
            .run(&format!(
                "partner enrol-key --client-id bazaar --public-key {file} --encryption optional"
            ))
            .failure();
        assert!(
            failure.contains(&format!("{file}")) && failure.contains(reason),
            "{failure}"
        );
        assert!(!failure.contains("BEGIN PRIVATE"), "{failure}");
    }
    let shown = bench.run("partner show bazaar --json").json();
    assert_eq!(
        (&shown["encryption"], &shown["keys"]),
        (&"off".into(), &Value::Array(vec![]))
    );
    let nobody = enrol("one", "--encryption off").replace("bazaar", "nobody");
    assert!(bench.run(&nobody).failure().contains("no such partner"));
}

#[test]
fn a_running_server_asks_for_encryption_within_a_second() {
    let bench = Bench::new();
    let server = bench.server("serve");
    let (client, secret) = partner(&bench, "Bazaar");
    let token = server.login(&client, &secret).json();
    let token = token["data"]["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let share = || {
        let header = format!("Authorization: Bearer {token}");
        let headers = [header.as_str(), "Content-Type: application/json"];
        let path = "/api/v1/partner/lead-dedupe-check";
        let body = r#"{"first_name":"A","last_name":"B","mobile_number":"9000000001","pan_number":"ABCDE1234F"}"#;
        server.ask("POST", path, &headers, body)
    };
    assert_eq!(share().json()["code"], 2005);
    pair(&bench, "bazaar");
    bench.run(&enrol("bazaar", "--encryption required")).json();
    std::thread::sleep(std::time::Duration::from_secs(1));
    let refused = share();
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (403, &4125.into()),
        "{}",
        refused.body
    );
    bench.run(&enrol("bazaar", "--encryption off")).json();
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!(share().json()["code"], 2005);
}
