//! Health, metrics, the reference.

use actix_web::test::TestRequest;

use super::world::{Reply, World, bearer};

async fn get(world: &World, path: &str) -> Reply {
    world.call(TestRequest::get().uri(path)).await
}

#[actix_web::test]
async fn health_and_readiness_are_told_apart() {
    let world = World::new();
    assert_eq!(get(&world, "/healthz").await.text(), r#"{"status":"ok"}"#);
    assert_eq!(get(&world, "/readyz").await.text(), r#"{"status":"ready"}"#);
    *world.fitness.0.lock().expect("no panic") = vec!["database", "draining"];
    assert_eq!(get(&world, "/healthz").await.status, 200);
    let unfit = get(&world, "/readyz").await;
    assert_eq!(unfit.refusal(), (503, 5030));
    assert_eq!(
        unfit.json()["failing"],
        serde_json::json!(["database", "draining"])
    );
    assert_eq!(unfit.header("retry-after"), Some("1"));
}

#[actix_web::test]
async fn metrics_want_their_token_and_without_one_do_not_exist() {
    let world = World::new();
    assert_eq!(get(&world, "/metrics").await.refusal(), (401, 4114));
    assert_eq!(
        world.get(&bearer("wrong"), "/metrics").await.refusal(),
        (401, 4118)
    );
    let partner = world.bearer().await;
    assert_eq!(world.get(&partner, "/metrics").await.refusal(), (401, 4118));
    let shown = world.get(&bearer("metrics-token"), "/metrics").await;
    assert_eq!((shown.status, shown.text().as_str()), (200, "up 1\n"));
    assert_eq!(
        shown.header("content-type"),
        Some("text/plain; version=0.0.4; charset=utf-8")
    );
    let closed = World::new().but(|api| api.metrics.token = None);
    let reply = closed.get(&bearer("metrics-token"), "/metrics").await;
    assert_eq!(reply.refusal(), (404, 4040));
}

#[actix_web::test]
async fn the_reference_loads_only_its_own_files_under_a_strict_policy() {
    let world = World::new();
    let page = get(&world, "/api-docs").await;
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self';"));
    assert!(!policy.contains("unsafe"));
    let text = page.text();
    let mut files = 0;
    for part in text
        .split('"')
        .filter(|part| part.starts_with("/api-docs/"))
    {
        let file = get(&world, part).await;
        assert_eq!(file.status, 200, "{part}");
        assert!(!file.body.is_empty(), "{part}");
        files += 1;
    }
    assert!(files >= 5, "the page asks for its scripts and styles");
    assert!(!text.contains("http"), "nothing from elsewhere");
    assert!(
        !text.contains("<script>") && !text.contains("style="),
        "nothing inline"
    );
    let start = get(&world, "/api-docs/swagger-initializer.js").await.text();
    assert!(start.contains("/api-docs/openapi.json"));
    assert!(!start.contains("petstore") && !start.contains("{{config}}"));
}

#[actix_web::test]
async fn files_the_page_does_not_need_are_not_there() {
    let world = World::new();
    for name in ["index.html", "oauth2-redirect.html", "..%2Fsecret", "x"] {
        let reply = get(&world, &format!("/api-docs/{name}")).await;
        assert_eq!(reply.refusal(), (404, 4040), "{name}");
    }
}

#[actix_web::test]
async fn the_document_is_served_as_it_was_written() {
    let world = World::new();
    let reply = get(&world, "/api-docs/openapi.json").await;
    assert_eq!(reply.text(), "{}");
    assert_eq!(reply.header("content-type"), Some("application/json"));
}
