//! What is embedded, and how it is answered.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use actix_web::dev::ServiceResponse;
use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, web};

use super::embedded::{ADMIN, ASSETS, CANDIDATE, HASH, INDEX, ONBOARDING};
use super::{Asset, pages};

fn unpacked(asset: &Asset) -> Vec<(&'static str, Vec<u8>)> {
    let mut forms = Vec::new();
    if let Some(mut gzip) = asset.gzip {
        let mut plain = Vec::new();
        let mut decoder = flate2::read::GzDecoder::new(&mut gzip);
        decoder.read_to_end(&mut plain).expect("gzip");
        forms.push(("gzip", plain));
    }
    if let Some(mut packed) = asset.brotli {
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut packed, &mut plain).expect("brotli");
        forms.push(("brotli", plain));
    }
    forms
}

#[test]
fn every_form_of_a_file_holds_the_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    assert!(!ASSETS.is_empty());
    for asset in ASSETS {
        let file = fs::read(folder.join(asset.path)).expect(asset.path);
        assert!(asset.plain == file, "{}", asset.path);
    }
    for asset in ASSETS
        .iter()
        .chain([&INDEX, &ONBOARDING, &CANDIDATE, &ADMIN])
    {
        let forms = unpacked(asset);
        if asset.plain.len() > 1_000 && asset.kind.starts_with("text/") {
            assert_eq!(forms.len(), 2, "{} is not compressed", asset.path);
        }
        for (form, bytes) in forms {
            assert!(bytes == asset.plain, "{form} of {}", asset.path);
        }
    }
}

#[test]
fn what_only_developers_need_is_not_embedded() {
    for asset in ASSETS {
        let path = asset.path;
        let name = path.rsplit('/').next().unwrap_or(path);
        assert!(!name.starts_with('.'), "{path}");
        for end in [".html", ".md", ".ts", ".test.js", "SHA256SUMS"] {
            assert!(!name.ends_with(end), "{path}");
        }
        for begin in ["package", "tsconfig", "LICENSE"] {
            assert!(!name.starts_with(begin), "{path}");
        }
    }
}

#[test]
fn the_pages_name_only_files_there_are() {
    let root = format!("/partner/assets/{HASH}/");
    for page in [&INDEX, &ONBOARDING, &CANDIDATE, &ADMIN] {
        let page = std::str::from_utf8(page.plain).expect("UTF-8");
        let named: Vec<&str> = page
            .split(['"', '\''])
            .filter_map(|text| text.strip_prefix(root.as_str()))
            .collect();
        assert!(!named.is_empty(), "{page}");
        for name in named {
            assert!(ASSETS.iter().any(|asset| asset.path == name), "{name}");
        }
        assert!(!page.contains("{{") && !page.contains("<base"), "{page}");
    }
}

async fn ask(request: TestRequest) -> ServiceResponse {
    let service = init_service(App::new().configure(pages)).await;
    call_service(&service, request.to_request()).await
}

async fn get(path: &str) -> ServiceResponse {
    ask(TestRequest::get().uri(path)).await
}

fn header<'a>(reply: &'a ServiceResponse, name: &str) -> &'a str {
    let value = reply.headers().get(name);
    value.map_or("", |value| value.to_str().expect("ASCII"))
}

fn first_asset() -> (String, &'static Asset) {
    let asset = ASSETS.iter().find(|asset| asset.brotli.is_some());
    let asset = asset.expect("one that shrinks");
    (format!("/partner/assets/{HASH}/{}", asset.path), asset)
}

#[actix_web::test]
async fn the_listed_pages_are_four_documents_and_others_are_none() {
    for (path, page) in [
        ("/partner/login", &INDEX),
        ("/partner/set-password", &ONBOARDING),
        ("/partner/onboarding", &ONBOARDING),
        ("/candidate", &CANDIDATE),
        ("/invite/0193aa11-0000-7000-8000-000000000001", &CANDIDATE),
        ("/invite/nonsense", &CANDIDATE),
        ("/partner/dashboard?days=7", &INDEX),
        ("/partner/lead/17", &INDEX),
        ("/partner/candidates", &INDEX),
        ("/partner/candidates/batches", &INDEX),
        ("/partner/candidates/upload", &INDEX),
        ("/partner/practice", &INDEX),
        ("/partner/statements", &INDEX),
        ("/partner/statements/5", &INDEX),
        ("/partner/webhooks", &INDEX),
        (
            "/partner/webhooks/deliveries/0193aa11-0000-7000-8000-000000000001",
            &INDEX,
        ),
        ("/partner/usage", &INDEX),
        ("/partner/settings", &INDEX),
        ("/admin/login", &ADMIN),
        ("/admin/partners?status=active", &ADMIN),
        (
            "/admin/partners/0193aa11-0000-7000-8000-000000000001",
            &ADMIN,
        ),
        ("/admin/review", &ADMIN),
        ("/admin/audit", &ADMIN),
        ("/admin/payouts", &ADMIN),
        ("/admin/payouts/7", &ADMIN),
        ("/admin/disputes", &ADMIN),
        ("/admin/deliveries?state=failed", &ADMIN),
        (
            "/admin/deliveries/0193aa11-0000-7000-8000-000000000001",
            &ADMIN,
        ),
        ("/admin/usage", &ADMIN),
        ("/admin/staff", &ADMIN),
        ("/admin/maintenance", &ADMIN),
        ("/admin/health", &ADMIN),
    ] {
        let reply = get(path).await;
        assert_eq!(reply.status(), StatusCode::OK, "{path}");
        assert_eq!(header(&reply, "cache-control"), "no-cache");
        assert_eq!(header(&reply, "content-type"), "text/html; charset=utf-8");
        assert_eq!(read_body(reply).await, page.plain, "{path}");
    }
    assert_ne!(INDEX.plain, ADMIN.plain);
    assert_ne!(INDEX.plain, ONBOARDING.plain);
    assert_ne!(ONBOARDING.plain, CANDIDATE.plain);
}

#[actix_web::test]
async fn whoever_asks_for_no_page_is_sent_to_the_first_or_told_there_is_none() {
    for (path, first) in [
        ("/partner", "/partner/dashboard"),
        ("/partner/", "/partner/dashboard"),
        ("/admin", "/admin/partners"),
        ("/admin/", "/admin/partners"),
    ] {
        let reply = get(path).await;
        assert_eq!(reply.status(), StatusCode::FOUND, "{path}");
        assert_eq!(header(&reply, "location"), first);
    }
    for path in [
        "/",
        "/partner/lead",
        "/partner/lead/",
        "/partner/lead/1/2",
        "/partner/nothing",
        "/partner/statements/1/2",
        "/partner/index.html",
        "/partner/admin.html",
        "/admin/admin.html",
        "/admin/dashboard",
        "/admin/partners/1/2",
        "/admin/payouts/",
        "/admin/assets/x.js",
        "/invite",
        "/invite/",
        "/invite/1/2",
        "/candidate/x",
    ] {
        assert_eq!(get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[actix_web::test]
async fn files_are_kept_for_good_and_only_under_their_version() {
    let (path, asset) = first_asset();
    let reply = get(&path).await;
    assert_eq!(reply.status(), StatusCode::OK);
    let keep = "public, max-age=31536000, immutable";
    assert_eq!(header(&reply, "cache-control"), keep);
    assert_eq!(header(&reply, "content-type"), asset.kind);
    assert_eq!(header(&reply, "content-encoding"), "");
    assert_eq!(read_body(reply).await, asset.plain);

    let old = format!("/partner/assets/0000000000000000/{}", asset.path);
    let page = format!("/partner/assets/{HASH}/index.html");
    let staff_page = format!("/partner/assets/{HASH}/admin.html");
    let outside = format!("/partner/assets/{HASH}/../../../Cargo.toml");
    let encoded = format!("/partner/assets/{HASH}/..%2f..%2fCargo.toml");
    for path in [
        old,
        page,
        staff_page,
        outside,
        encoded,
        format!("/partner/assets/{HASH}/"),
    ] {
        let reply = get(&path).await;
        assert_eq!(reply.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(!header(&reply, "cache-control").contains("immutable"));
    }
}

#[actix_web::test]
async fn a_form_is_chosen_named_and_tagged() {
    let (path, asset) = first_asset();
    let mut tags = Vec::new();
    for (accepted, coding, bytes) in [
        ("gzip, br", "br", asset.brotli),
        ("gzip", "gzip", asset.gzip),
        ("deflate", "", Some(asset.plain)),
    ] {
        let request = || {
            let get = TestRequest::get().uri(&path);
            get.insert_header(("Accept-Encoding", accepted))
        };
        let reply = ask(request()).await;
        assert_eq!(header(&reply, "content-encoding"), coding);
        assert_eq!(header(&reply, "vary"), "Accept-Encoding");
        let tag = header(&reply, "etag").to_owned();
        assert_eq!(read_body(reply).await, bytes.expect("this form"));

        for known in [
            tag.clone(),
            format!("W/{tag}"),
            format!("\"x\", {tag}"),
            "*".to_owned(),
        ] {
            let reply = ask(request().insert_header(("If-None-Match", known))).await;
            assert_eq!(reply.status(), StatusCode::NOT_MODIFIED);
            assert_eq!(header(&reply, "etag"), tag);
            assert_eq!(header(&reply, "vary"), "Accept-Encoding");
            assert!(header(&reply, "cache-control").contains("immutable"));
            assert!(read_body(reply).await.is_empty());
        }
        let reply = ask(request().insert_header(("If-None-Match", "\"x\""))).await;
        assert_eq!(reply.status(), StatusCode::OK);
        tags.push(tag);
    }
    tags.dedup();
    assert_eq!(tags.len(), 3, "each form has a tag of its own");
}

/// What the policy of `path` says, with `previews` in the place of what may be shown.
async fn guarded(path: &str, previews: &[&str]) {
    let reply = get(path).await;
    let policy = header(&reply, "content-security-policy");
    let directives: Vec<&str> = policy.split("; ").collect();
    let before = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
    ];
    let after = [
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ];
    assert_eq!(directives, [&before, previews, &after].concat(), "{path}");
    assert_eq!(header(&reply, "x-content-type-options"), "nosniff");
    assert_eq!(header(&reply, "referrer-policy"), "no-referrer");
    if reply.status() == StatusCode::OK {
        assert_eq!(header(&reply, "cross-origin-opener-policy"), "same-origin");
    }
}

#[actix_web::test]
async fn a_file_by_itself_may_do_nothing() {
    let reply = get(&first_asset().0).await;
    assert_eq!(
        header(&reply, "content-security-policy"),
        "default-src 'none'; frame-ancestors 'none'; sandbox"
    );
    assert_eq!(header(&reply, "x-content-type-options"), "nosniff");
    assert_eq!(header(&reply, "referrer-policy"), "no-referrer");
}

#[actix_web::test]
async fn every_answer_is_guarded() {
    for path in [
        "/partner/login",
        "/partner/onboarding",
        "/candidate",
        "/invite/x",
        "/partner/",
        "/admin/",
        "/partner/assets/0/x",
    ] {
        guarded(path, &["img-src 'self'"]).await;
    }
    for path in ["/admin/login", "/admin/review"] {
        guarded(path, &["img-src 'self' blob:", "frame-src blob:"]).await;
    }
}

#[actix_web::test]
async fn pages_are_only_read() {
    let (file, _) = first_asset();
    for path in [
        "/partner/dashboard",
        "/partner",
        "/invite/x",
        "/admin/staff",
        &file,
    ] {
        let head = ask(TestRequest::default().method(Method::HEAD).uri(path)).await;
        assert!(head.status().is_success() || head.status().is_redirection());
        let post = ask(TestRequest::post().uri(path)).await;
        assert_eq!(post.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert_eq!(header(&post, "allow"), "GET, HEAD");
    }
}

#[actix_web::test]
async fn the_routes_have_patterns_for_logs_and_metrics() {
    let seen = web::Data::new(std::sync::Mutex::new(Vec::new()));
    let noted = seen.clone();
    let app = App::new()
        .configure(pages)
        .wrap_fn(move |request, service| {
            use actix_web::dev::Service as _;
            let noted = noted.clone();
            let answer = service.call(request);
            async move {
                let reply: ServiceResponse = answer.await?;
                let pattern = reply.request().match_pattern();
                noted.lock().expect("no panic").push(pattern);
                Ok(reply)
            }
        });
    let service = init_service(app).await;
    for path in [
        "/partner/lead/17",
        "/admin/partners/17",
        "/partner/assets/0/x/y",
        "/partner/x",
    ] {
        call_service(&service, TestRequest::get().uri(path).to_request()).await;
    }
    let seen = seen.lock().expect("no panic");
    assert_eq!(
        *seen,
        [
            Some("/partner/lead/{leadId}".to_owned()),
            Some("/admin/partners/{id}".to_owned()),
            Some("/partner/assets/{version}/{file:.*}".to_owned()),
            None
        ]
    );
}
