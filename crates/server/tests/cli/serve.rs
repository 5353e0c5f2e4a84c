//! A server's life: starting against the odds, draining, saying nothing secret.

use std::time::Duration;

use crate::bench::{Bench, partner};

#[test]
fn a_free_port_is_taken_and_told_at_every_log_level() {
    let bench = Bench::new().set("LOG__LEVEL", "error");
    let server = bench.server("serve");
    server.wait_for("/readyz", 200);
    assert_eq!(server.get("/healthz", &[]).status, 200);
}

#[test]
fn a_taken_port_is_a_failure() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let bench = Bench::new().set("SERVER__PORT", &port);
    assert!(
        bench
            .run("serve")
            .failure()
            .contains("cannot listen on 127.0.0.1")
    );
}

#[test]
fn a_terminated_server_is_first_not_ready_and_then_done() {
    let bench = Bench::new().set("SERVER__DRAIN_SECONDS", "1");
    let server = bench.server("serve");
    server.wait_for("/readyz", 200);
    server.signal("TERM");
    server.wait_for("/readyz", 503);
    assert!(server.get("/readyz", &[]).body.contains("draining"));
    assert_eq!(server.get("/healthz", &[]).status, 200, "still serving");
    let (code, took) = server.stop();
    assert_eq!(code, 0);
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[test]
fn a_server_starts_without_its_postgresql_and_answers_5030() {
    let bench = Bench::new().set("DATABASE__URL", "postgres://nobody@127.0.0.1:1/none");
    let server = bench.server("serve");
    let ready = server.get("/readyz", &[]);
    assert_eq!(ready.status, 503);
    assert!(ready.body.contains("database"), "{}", ready.body);
    let reply = server.login("pc_000000000000000000000000", "psk_live_0");
    assert_eq!(
        (reply.status, reply.json()["code"].as_i64()),
        (503, Some(5030))
    );
    assert_eq!(server.get("/healthz", &[]).status, 200);
    assert_eq!(server.stop().0, 0);
    let failure = bench.run("partner list").failure();
    assert!(failure.contains("cannot be reached"), "{failure}");
}

#[test]
fn a_server_starts_on_a_damaged_database_and_answers_5030() {
    let bench = Bench::new();
    bench.write("data/partner.db", &"this is no database ".repeat(500));
    let server = bench.server("serve");
    assert_eq!(server.get("/readyz", &[]).status, 503);
    let reply = server.login("pc_000000000000000000000000", "psk_live_0");
    assert_eq!(
        (reply.status, reply.json()["code"].as_i64()),
        (503, Some(5030))
    );
}

#[test]
fn a_database_that_cannot_be_opened_at_all_is_a_failure() {
    let bench = Bench::new();
    std::fs::create_dir_all(bench.path("data/partner.db")).expect("a directory");
    let failure = bench.run("serve").failure();
    assert!(failure.contains("database.url"), "{failure}");
}

#[test]
fn a_schema_left_behind_is_not_ready_until_it_is_brought_forward() {
    let bench = Bench::new();
    let server = bench.server("serve --no-migrate");
    let ready = server.get("/readyz", &[]);
    assert_eq!(ready.status, 503);
    assert!(ready.body.contains("migrations"), "{}", ready.body);
    bench.run("migrate --json").json();
    server.wait_for("/readyz", 200);
}

#[test]
fn metrics_want_the_token_or_a_port_of_their_own() {
    let bench = Bench::new();
    let server = bench.server("serve");
    assert_eq!(server.get("/metrics", &[]).status, 401);
    let token = std::fs::read_to_string(bench.path("data/keys/metrics_token")).expect("a token");
    let header = format!("Authorization: Bearer {}", token.trim());
    let metrics = server.get("/metrics", &[&header]);
    assert_eq!(metrics.status, 200);
    for name in [
        "process_resident_memory_bytes",
        "process_open_fds",
        "process_start_time_seconds",
    ] {
        assert!(
            metrics.body.contains(name),
            "{name} is missing from {}",
            metrics.body
        );
    }
}

#[test]
fn logs_are_json_where_asked_and_tell_no_secret_and_no_person() {
    let bench = Bench::new()
        .set("LOG__FORMAT", "pretty")
        .set("LOG__LEVEL", "trace");
    let (client, secret) = partner(&bench, "Bazaar");
    let server = bench.server("serve");
    let reply = server.login(&client, &secret).json();
    let token = reply["data"]["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    let bearer = format!("Authorization: Bearer {token}");
    let headers = [bearer.as_str(), "Content-Type: application/json"];
    let lead = r#"{"first_name":"Zenobia","last_name":"Doe","mobile_number":"9000012345","pan_number":"AAAPA9999Z"}"#;
    let shared = server.ask("POST", "/api/v1/partner/lead-dedupe-check", &headers, lead);
    assert_eq!(shared.status, 200, "{}", shared.body);
    server.get(
        "/api/v1/partner/dashboard/leads?search=9000012345",
        &headers,
    );
    let said = server.stop_and_hear();
    assert!(said.contains("stopped"), "it did log: {said}");
    for hidden in [
        secret.as_str(),
        token.as_str(),
        "9000012345",
        "AAAPA9999Z",
        "Zenobia",
    ] {
        assert!(!said.contains(hidden), "{hidden} was logged");
    }
}

#[test]
fn json_logs_are_one_object_a_line() {
    let bench = Bench::new().set("LOG__FORMAT", "json");
    let mut server = bench.spawn("serve");
    let mut first = String::new();
    let out = server.stdout.take().expect("standard output");
    let mut lines = std::io::BufReader::new(out);
    while !first.contains("\"message\":\"listening\"") {
        first.clear();
        std::io::BufRead::read_line(&mut lines, &mut first).expect("a line");
    }
    server.kill().expect("killed");
    server.wait().expect("an end");
    let line: serde_json::Value = serde_json::from_str(&first).expect("JSON");
    assert_eq!(line["message"], "listening");
    assert!(
        line["address"]
            .as_str()
            .is_some_and(|at| at.starts_with("127.0.0.1:"))
    );
}
