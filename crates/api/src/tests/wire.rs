//! What holds for every route: names, methods, media types, sizes, headers.

use actix_web::http::Method;
use actix_web::test::TestRequest;

use super::world::World;

const CHECK: &str = "/api/v1/partner/lead-dedupe-check";

fn request(method: &Method, path: &str) -> TestRequest {
    TestRequest::default().method(method.clone()).uri(path)
}

#[actix_web::test]
async fn a_sane_request_id_is_echoed_and_repeated_in_errors() {
    let world = World::new();
    let named = |path| request(&Method::GET, path).insert_header(("X-Request-Id", "abc.1_2-3"));
    let fine = world.call(named("/healthz")).await;
    assert_eq!(fine.header("x-request-id"), Some("abc.1_2-3"));
    let refused = world.call(named("/nowhere")).await;
    assert_eq!(refused.header("x-request-id"), Some("abc.1_2-3"));
    assert_eq!(
        refused.text(),
        r#"{"status":false,"code":4040,"message":"Not found","request_id":"abc.1_2-3"}"#
    );
    let odd = request(&Method::GET, "/healthz").insert_header(("X-Request-Id", "a b"));
    let fresh = world.call(odd).await;
    let fresh = fresh.header("x-request-id").expect("an id");
    assert!(uuid::Uuid::try_parse(fresh).is_ok());
}

#[actix_web::test]
async fn every_reply_has_the_security_headers() {
    let world = World::new();
    for path in ["/healthz", "/nowhere", CHECK, "/api-docs"] {
        let reply = world.call(request(&Method::GET, path)).await;
        assert_eq!(
            reply.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            reply.header("referrer-policy"),
            Some("no-referrer"),
            "{path}"
        );
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{path}");
    }
}

#[actix_web::test]
async fn an_unknown_path_is_4040() {
    let world = World::new();
    for path in [
        "/",
        "/api/v1/partner",
        "/api/v1/partner/login/",
        "/api/v1/partner/dashboard/lead/",
    ] {
        for method in [Method::GET, Method::POST, Method::OPTIONS] {
            let reply = world.call(request(&method, path)).await;
            assert_eq!(reply.refusal(), (404, 4040), "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn a_wrong_method_is_4050_and_allow_names_the_right_one() {
    let world = World::new();
    let routes = crate::route_table();
    for route in &routes {
        let path = concrete(&route.path);
        let same = routes.iter().filter(|other| other.path == route.path);
        let right: Vec<&str> = same.map(|other| other.method.as_str()).collect();
        for method in [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::DELETE,
            Method::OPTIONS,
        ] {
            if right.contains(&method.as_str()) {
                continue;
            }
            let reply = world.call(request(&method, &path)).await;
            if is_the_guides(&path) {
                // The candidates' guide has errors without a code.
                assert_eq!(reply.status, 405, "{method} {path}");
                assert_eq!(reply.json()["status"], "error", "{method} {path}");
            } else if path.starts_with("/api/partners") {
                assert_eq!(reply.status, 405, "{method} {path}");
                assert_eq!(reply.json()["code"], "METHOD_NOT_ALLOWED", "{path}");
            } else {
                assert_eq!(reply.refusal(), (405, 4050), "{method} {path}");
            }
            let allow = right.join(", ");
            assert_eq!(reply.header("allow"), Some(allow.as_str()), "{path}");
        }
    }
}

/// Whether a path is of the candidates' guide, with people's login.
fn is_the_guides(path: &str) -> bool {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    ["/auth/", "/candidates", "/dashboard", "/me/candidate"]
        .iter()
        .any(|start| path.starts_with(start))
}

/// A path with 1 for every parameter.
fn concrete(path: &str) -> String {
    let parts = path.split('/').map(|part| match part.split_once('}') {
        Some((_, suffix)) => format!("1{suffix}"),
        None => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

#[actix_web::test]
async fn every_route_but_the_public_ones_wants_to_know_who_calls() {
    let world = World::new();
    let public = [
        "/api/v1/auth/login",
        "/api/v1/auth/password-reset",
        "/api/v1/auth/set-password",
        "/api/v1/maintenance",
        "/api/v1/partner/encryption/public-key",
        "/auth/login",
        "/api/v1/candidates/{partner_candidate_id}/accept-invite",
        "/candidates/{partner_candidate_id}/accept-invite",
        "/api/partners/onboarding/start",
        "/api/partners/slug/{slug}",
        "/healthz",
        "/readyz",
        "/api-docs",
        "/api-docs/openapi.json",
        "/api-docs/{file}",
    ];
    for route in crate::route_table() {
        let path = concrete(&route.path);
        let method = Method::from_bytes(route.method.as_bytes()).expect("a method");
        let reply = world.call(request(&method, &path)).await;
        let expected = !public.contains(&route.path.as_str());
        assert_eq!(reply.status == 401, expected, "{} {path}", route.method);
    }
}

#[actix_web::test]
async fn a_body_over_64_kib_is_4130() {
    let world = World::new();
    let bearer = world.bearer().await;
    let padded = |size: usize| format!("{{\"x\":\"{}\"}}", "a".repeat(size - 8));
    let at_the_limit = world.share(&bearer, &padded(64 * 1024)).await;
    assert_eq!(at_the_limit.refusal(), (400, 2003));
    let over = world.share(&bearer, &padded(64 * 1024 + 1)).await;
    assert_eq!(over.refusal(), (413, 4130));
    let login = TestRequest::post()
        .uri("/api/v1/partner/login")
        .insert_header(world.basic())
        .set_payload(padded(70_000));
    assert_eq!(world.call(login).await.refusal(), (413, 4130));
}

#[actix_web::test]
async fn a_large_body_is_refused_by_its_announcement_alone() {
    let world = World::new();
    let check = TestRequest::post()
        .uri(CHECK)
        .insert_header(world.bearer().await)
        .insert_header(("content-type", "application/json"))
        .insert_header(("content-length", "99999999999999999999"));
    // A length that is no 64-bit number is not believed; one that is, is judged.
    let odd = world.call(check).await;
    assert_eq!(odd.refusal(), (400, 2003));
    let check = TestRequest::post()
        .uri(CHECK)
        .insert_header(world.bearer().await)
        .insert_header(("content-type", "application/json"))
        .insert_header(("content-length", "65537"));
    assert_eq!(world.call(check).await.refusal(), (413, 4130));
}

#[actix_web::test]
async fn what_is_not_json_or_compressed_is_4150() {
    let world = World::new();
    let bearer = world.bearer().await;
    let check = |kind: &'static str| {
        TestRequest::post()
            .uri(CHECK)
            .insert_header(bearer.clone())
            .insert_header(("content-type", kind))
            .set_payload("{}")
    };
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "",
    ] {
        assert_eq!(
            world.call(check(kind)).await.refusal(),
            (415, 4150),
            "{kind}"
        );
    }
    for kind in ["application/json", "Application/JSON ; charset=utf-8"] {
        assert_eq!(
            world.call(check(kind)).await.refusal(),
            (400, 2003),
            "{kind}"
        );
    }
    let no_type = TestRequest::post()
        .uri(CHECK)
        .insert_header(bearer.clone())
        .set_payload("{}");
    assert_eq!(world.call(no_type).await.refusal(), (415, 4150));
    let packed = check("application/json").insert_header(("content-encoding", "gzip"));
    assert_eq!(world.call(packed).await.refusal(), (415, 4150));
}

#[actix_web::test]
async fn the_check_is_never_compressed_and_lists_are_on_demand() {
    let world = World::new();
    let bearer = world.bearer().await;
    let check = TestRequest::post()
        .uri(CHECK)
        .insert_header(bearer.clone())
        .insert_header(("content-type", "application/json"))
        .insert_header(("accept-encoding", "gzip"))
        .set_payload(super::world::lead_of(1));
    assert_eq!(world.call(check).await.header("content-encoding"), None);
    for path in [
        "/api/v1/partner/dashboard/leads",
        "/api/v1/partner/dashboard/leads.csv",
    ] {
        let list = request(&Method::GET, path)
            .insert_header(bearer.clone())
            .insert_header(("accept-encoding", "gzip"));
        let reply = world.call(list).await;
        assert_eq!(reply.header("content-encoding"), Some("gzip"), "{path}");
        let refused = request(&Method::GET, path).insert_header(("accept-encoding", "gzip"));
        let refused = world.call(refused).await;
        assert_eq!(refused.header("content-encoding"), None);
        assert_eq!(refused.refusal(), (401, 4114), "{path}");
    }
}
