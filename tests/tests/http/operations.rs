//! Health, metrics, documents, methods, request ids, the command line.

use reqwest::Method;
use serde_json::Value;

use crate::backend::Backend;
use crate::client::Reply;
use crate::people::person;
use crate::program::{Installation, METRICS_TOKEN};

both!(
    health_and_metrics_are_told_to_whom_they_should,
    the_documents_are_served_and_true,
    every_reply_has_a_request_id_and_every_wrong_turn_a_code,
    the_command_line_keeps_its_word,
);

fn health_and_metrics_are_told_to_whom_they_should(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    assert_eq!(server.get("/healthz").status, 200);
    assert_eq!(server.get("/readyz").status, 200);
    server.get("/metrics").is(4114);
    let session = server.session(&partner);
    let who = person(1);
    session.share(&who.lead()).is(2005);

    let request = server.request(Method::GET, "/metrics");
    let metrics = Reply::of(request.bearer_auth(METRICS_TOKEN)).unwrap();
    assert_eq!(metrics.status, 200);
    let text = &metrics.text;
    assert!(text.contains("# TYPE"), "Prometheus text: {text}");
    assert!(text.contains("lead-dedupe-check"), "by route: {text}");
    for secret in [&who.mobile, &who.pan, &who.first_name, &session.access] {
        assert!(!text.contains(secret.as_str()));
    }
}

fn the_documents_are_served_and_true(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let server = &running.server;
    let served = server.get("/api-docs/openapi.json").json();
    assert!(served["openapi"].as_str().unwrap().starts_with("3.1"));
    let printed: Value = serde_json::from_str(&home.run_ok(&["openapi"])).unwrap();
    assert_eq!(
        printed["paths"], served["paths"],
        "openapi on the command line"
    );

    let page = server.get("/api-docs");
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.header("content-type").starts_with("text/html"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src"), "{policy}");
    assert!(!policy.contains("unsafe-"), "{policy}");
    assert!(!page.text.contains("<style") && !page.text.contains(" style="));
    for tag in page.text.split("<script").skip(1) {
        let (open, rest) = tag.split_once('>').unwrap();
        let inside = rest.split("</script").next().unwrap();
        assert!(
            open.contains("src=") && inside.trim().is_empty(),
            "an inline script its policy forbids: {inside}"
        );
        let source = open
            .split("src=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap();
        assert!(!source.contains("//"), "a script from elsewhere: {source}");
        let path = if source.starts_with('/') {
            source.to_owned()
        } else {
            format!("/api-docs/{}", source.trim_start_matches("./"))
        };
        assert_eq!(server.get(&path).status, 200, "{path}");
    }
}

fn every_reply_has_a_request_id_and_every_wrong_turn_a_code(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let session = server.session(&partner);

    let with_id = |id: &str| {
        let request = session.request(Method::GET, "/dashboard/stats");
        Reply::of(request.header("X-Request-Id", id)).unwrap()
    };
    let sane = "order-2025.01_7";
    assert_eq!(with_id(sane).header("x-request-id"), sane);
    for odd in ["", "with blank", "<script>", &"x".repeat(1_000)] {
        let got = with_id(odd);
        assert_ne!(got.header("x-request-id"), odd);
        assert!(!got.header("x-request-id").is_empty());
    }
    let (one, two) = (
        session.get("/dashboard/stats"),
        session.get("/dashboard/stats"),
    );
    assert_ne!(one.header("x-request-id"), two.header("x-request-id"));

    for (method, path, allow) in [
        (Method::GET, "/api/v1/partner/login", "POST"),
        (Method::DELETE, "/api/v1/partner/lead-dedupe-check", "POST"),
        (Method::POST, "/api/v1/partner/dashboard/leads", "GET"),
        (Method::GET, "/api/v1/internal/users/1", "PUT"),
    ] {
        let reply = Reply::of(server.request(method, path)).unwrap();
        reply.is(4050);
        assert!(reply.header("allow").contains(allow), "{path}");
    }
    for path in [
        "/",
        "/api/v1/partner/nothing",
        "/api/v1/partner/dashboard/lead/",
        "/.env",
    ] {
        let reply = session.server.get(path);
        assert_eq!(reply.status, 404, "{path}: {}", reply.text);
        assert!(!reply.header("x-request-id").is_empty(), "{path}");
    }
    // Nothing personal may stay in a cache on the way.
    let cache = session
        .get("/dashboard/leads")
        .header("cache-control")
        .to_owned();
    assert!(cache.contains("no-store"), "{cache:?}");
    assert_eq!(one.header("x-content-type-options"), "nosniff");
}

fn the_command_line_keeps_its_word(backend: Backend) {
    let mut home = Installation::new(backend);
    home.run_ok(&["--help"]);
    home.run_ok(&["config", "check"]);
    home.run_ok(&["doctor"]);
    assert_eq!(
        home.run(&["serve", "--no-such-flag"]).status.code(),
        Some(2)
    );
    assert_eq!(home.run(&[]).status.code(), Some(2));

    home.set("no.such.key", "1");
    let unknown = home.run(&["config", "check"]);
    assert_eq!(unknown.status.code(), Some(1));
    let said = String::from_utf8_lossy(&unknown.stderr).to_lowercase();
    assert!(said.contains("no"), "{said}");

    let mut production = Installation::unmigrated(backend);
    production.set("environment", "production");
    let refused = production.run(&["serve"]);
    assert_eq!(refused.status.code(), Some(1), "no secrets, no production");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned()
        + &String::from_utf8_lossy(&refused.stdout);
    assert!(said.contains("jwt_secret"), "{said}");
}
