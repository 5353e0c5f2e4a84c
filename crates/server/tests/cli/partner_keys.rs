//! Partners' public keys.

use serde_json::Value;

use crate::bench::{Bench, partner};
use crate::envelopes::{enrol, pair};

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
fn an_enrolment_tells_everything_kept() {
    let bench = Bench::new();
    let (client, _) = partner(&bench, "Bazaar");
    let one = pair(&bench, "one");
    let first = bench
        .run(&enrol("one", "--encryption optional --form packed"))
        .json();
    assert_eq!(first["client_id"], client);
    assert!(first["partner_id"].is_i64());
    assert_eq!(first["fingerprint"], one);
    assert_eq!(first["encryption"], "optional");
    assert_eq!(first["form"], "packed");
    assert_eq!(keys(&first), (vec![one.as_str()], vec![]));
    let again = bench.run(&enrol("one", "--encryption required")).json();
    assert_eq!(again["encryption"], "required");
    assert_eq!(again["form"], "packed", "it stays");
    assert_eq!(again["keys"], first["keys"]);
    let any = bench
        .run(&enrol("one", "--encryption required --form any"))
        .json();
    assert_eq!(any["form"], Value::Null);
    let shown = bench.run("partner show bazaar --json").json();
    for field in ["encryption", "form", "keys"] {
        assert_eq!(shown[field], any[field]);
    }
}

#[test]
fn a_third_key_retires_the_oldest() {
    let bench = Bench::new();
    partner(&bench, "Bazaar");
    let [one, two, three] = ["one", "two", "three"].map(|name| pair(&bench, name));
    for name in ["one", "two"] {
        bench.run(&enrol(name, "--encryption optional")).json();
    }
    let third = enrol("three", "--encryption required").replace(" --json", "");
    let third = bench.run(&third).out();
    for line in [
        format!("fingerprint: {three}\n"),
        "encryption: required\nform: any\n".to_owned(),
        format!("key: {three} live since 2"),
        format!("key: {two} live since 2"),
        format!("key: {one} retired by this\n"),
    ] {
        assert!(third.contains(&line), "{third}");
    }
    let shown = bench.run("partner show bazaar --json").json();
    let live = vec![three.as_str(), two.as_str()];
    assert_eq!(keys(&shown), (live, vec![one.as_str()]));
    let failure = bench.run(&enrol("one", "--encryption off")).failure();
    assert!(failure.contains("the key was retired"), "{failure}");
}

#[test]
fn a_key_is_retired_for_good() {
    let bench = Bench::new();
    let (client, _) = partner(&bench, "Bazaar");
    let [one, two] = ["one", "two"].map(|name| pair(&bench, name));
    for name in ["one", "two"] {
        bench.run(&enrol(name, "--encryption optional")).json();
    }
    let retire = |key: &str| format!("partner retire-key --client-id {client} --fingerprint {key}");
    let retired = bench.run(&format!("{} --json", retire(&one))).json();
    assert_eq!(retired["fingerprint"], one);
    assert_eq!(keys(&retired), (vec![two.as_str()], vec![one.as_str()]));
    let twice = bench.run(&retire(&one)).failure();
    assert!(twice.contains("no such live key"), "{twice}");
    let failure = bench.run(&enrol("one", "--encryption off")).failure();
    assert!(failure.contains("the key was retired"), "{failure}");
    let last = bench.run(&retire(&two)).out();
    assert!(last.contains("No key is live"), "{last}");
    let plain = bench.run("partner show bazaar").out();
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
            failure.contains(file) && failure.contains(reason),
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
