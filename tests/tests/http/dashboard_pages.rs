//! The dashboard's pages and files, as the real program serves them.

use std::io::Read as _;

use reqwest::Method;
use reqwest::blocking::{RequestBuilder, Response};
use reqwest::header::{ACCEPT_ENCODING, IF_NONE_MATCH};

use crate::backend::Backend;
use crate::client::{Reply, Server};
use crate::envelope_keys::within_a_second;
use crate::program::{Installation, METRICS_TOKEN};

both!(
    pages_are_one_document_under_strict_headers,
    files_are_compressed_and_kept_for_good,
    what_is_not_there_is_not_found,
    paths_of_leads_are_not_counted_one_by_one,
);

const PAGES: [&str; 13] = [
    "/partner/login",
    "/partner/dashboard",
    "/partner/lead/17",
    "/partner/candidates",
    "/partner/candidates/batches",
    "/partner/candidates/upload",
    "/partner/practice",
    "/partner/statements",
    "/partner/statements/5",
    "/partner/webhooks",
    "/partner/webhooks/deliveries/0193aa11-0000-7000-8000-000000000001",
    "/partner/usage",
    "/partner/settings",
];

fn header<'a>(reply: &'a Response, name: &str) -> &'a str {
    let value = reply.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

/// Every answer's headers, as the contract of the dashboard lists them.
#[track_caller]
fn is_guarded(reply: &Response) {
    let (policy, opener) = if reply.url().path().starts_with("/partner/assets/") {
        ("default-src 'none'; frame-ancestors 'none'; sandbox", "")
    } else {
        (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
             img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; \
             frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
            "same-origin",
        )
    };
    assert_eq!(header(reply, "content-security-policy"), policy);
    assert_eq!(header(reply, "cross-origin-opener-policy"), opener);
    assert_eq!(header(reply, "x-content-type-options"), "nosniff");
    assert_eq!(header(reply, "referrer-policy"), "no-referrer");
    assert!(!header(reply, "x-request-id").is_empty());
    assert_eq!(header(reply, "set-cookie"), "");
}

fn get(server: &Server, path: &str) -> RequestBuilder {
    server.request(Method::GET, path)
}

fn sent(request: RequestBuilder) -> Response {
    request.send().unwrap()
}

/// Where the page says its files are.
fn files_of(page: &str) -> Vec<String> {
    let mut files: Vec<String> = page
        .split('"')
        .filter(|text| text.starts_with("/partner/assets/"))
        .map(str::to_owned)
        .collect();
    files.sort();
    files.dedup();
    assert!(!files.is_empty(), "{page}");
    files
}

fn pages_are_one_document_under_strict_headers(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let server = &running.server;
    let first = sent(get(server, "/partner/login")).text().unwrap();
    assert!(!first.contains("{{") && !first.contains("<style") && !first.contains(" style="));
    assert!(!first.contains("://"), "something from elsewhere: {first}");
    for tag in first.split("<script").skip(1) {
        let (open, rest) = tag.split_once('>').unwrap();
        let inside = rest.split("</script").next().unwrap();
        assert!(
            open.contains("src=") && inside.trim().is_empty(),
            "inline: {inside}"
        );
    }
    for path in PAGES {
        let reply = sent(get(server, path));
        assert_eq!(reply.status(), 200, "{path}");
        is_guarded(&reply);
        assert_eq!(header(&reply, "content-type"), "text/html; charset=utf-8");
        assert_eq!(header(&reply, "cache-control"), "no-cache");
        let tag = header(&reply, "etag").to_owned();
        let length = header(&reply, "content-length").to_owned();
        assert_eq!(reply.text().unwrap(), first, "{path}");
        let again = sent(get(server, path).header(IF_NONE_MATCH, &tag));
        assert_eq!(again.status(), 304, "{path}");
        assert_eq!(header(&again, "etag"), tag);
        assert_eq!(header(&again, "cache-control"), "no-cache");
        let head = sent(server.request(Method::HEAD, path));
        assert_eq!(head.status(), 200);
        is_guarded(&head);
        assert_eq!(header(&head, "content-length"), length);
        assert_eq!(header(&head, "etag"), tag);
        let post = sent(server.request(Method::POST, path));
        assert_eq!(
            (post.status().as_u16(), header(&post, "allow")),
            (405, "GET, HEAD")
        );
    }
    for path in ["/partner", "/partner/"] {
        let reply = sent(get(server, path));
        assert_eq!(reply.status(), 302, "{path}");
        assert_eq!(header(&reply, "location"), "/partner/dashboard");
    }
}

fn unpacked(coding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match coding {
        "gzip" => {
            let mut gzip = flate2::read::GzDecoder::new(bytes);
            gzip.read_to_end(&mut plain).unwrap();
        }
        "br" => brotli::BrotliDecompress(&mut { bytes }, &mut plain).unwrap(),
        _ => plain.extend_from_slice(bytes),
    }
    plain
}

fn files_are_compressed_and_kept_for_good(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let server = &running.server;
    let page = sent(get(server, "/partner/dashboard")).text().unwrap();
    let mut compressed = 0;
    for path in files_of(&page)
        .into_iter()
        .chain(["/partner/login".to_owned()])
    {
        let plain = sent(get(server, &path));
        assert_eq!(plain.status(), 200, "{path}");
        is_guarded(&plain);
        assert_eq!(header(&plain, "content-encoding"), "");
        let kind = header(&plain, "content-type").to_owned();
        let plain = plain.bytes().unwrap();
        for (accepted, expected) in [
            ("gzip, deflate, br, zstd", "br"),
            ("gzip, deflate", "gzip"),
            ("br;q=0.1, gzip;q=0.9", "gzip"),
        ] {
            let reply = sent(get(server, &path).header(ACCEPT_ENCODING, accepted));
            is_guarded(&reply);
            assert_eq!(header(&reply, "vary"), "Accept-Encoding");
            if path.starts_with("/partner/assets/") {
                let keep = "public, max-age=31536000, immutable";
                assert_eq!(header(&reply, "cache-control"), keep);
            }
            let (coding, tag) = (
                header(&reply, "content-encoding").to_owned(),
                header(&reply, "etag").to_owned(),
            );
            let length: usize = header(&reply, "content-length").parse().unwrap();
            let bytes = reply.bytes().unwrap();
            assert_eq!(bytes.len(), length);
            assert!(unpacked(&coding, &bytes) == plain, "{path} as {coding}");
            if plain.len() > 1_000 && kind.starts_with("text/") {
                assert_eq!(coding, expected, "{path}");
                assert!(length < plain.len());
                compressed += 1;
            }
            let again = get(server, &path).header(ACCEPT_ENCODING, accepted);
            let again = sent(again.header(IF_NONE_MATCH, tag));
            assert_eq!(again.status(), 304, "{path}");
            assert!(again.bytes().unwrap().is_empty());
        }
    }
    assert!(compressed > 0, "nothing was large enough");
}

fn what_is_not_there_is_not_found(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let server = &running.server;
    let page = sent(get(server, "/partner/dashboard")).text().unwrap();
    let file = files_of(&page).remove(0);
    let root: String = file.split('/').take(4).collect::<Vec<_>>().join("/");
    for path in [
        "/partner/nothing",
        "/partner/lead",
        "/partner/lead/1/2",
        "/partner/assets",
        "/partner/assets/",
        "/partner/assets/0000000000000000/vendor/preact.js",
        &format!("{root}/"),
        &format!("{root}/index.html"),
        &format!("{root}/TESTIDS.md"),
        &format!("{root}/..%2f..%2fCargo.toml"),
    ] {
        let reply = sent(get(server, path));
        assert_eq!(reply.status(), 404, "{path}");
        assert_eq!(header(&reply, "cache-control"), "no-store", "{path}");
        assert!(!header(&reply, "x-request-id").is_empty());
    }
    // Pages are no part of the API's document.
    let document = server.get("/api-docs/openapi.json").json();
    let paths = document["paths"].as_object().unwrap();
    assert!(!paths.keys().any(|path| path.starts_with("/partner")));
}

fn paths_of_leads_are_not_counted_one_by_one(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let server = &running.server;
    for lead in [1_234_501, 1_234_502] {
        assert_eq!(
            sent(get(server, &format!("/partner/lead/{lead}"))).status(),
            200
        );
    }
    let request = get(server, "/metrics").bearer_auth(METRICS_TOKEN);
    let metrics = Reply::of(request).unwrap().text;
    assert!(metrics.contains("/partner/lead/{leadId}"), "{metrics}");
    within_a_second(|| running.log().matches("/partner/lead/{leadId}").count() == 2);
    for text in [metrics, running.log()] {
        assert!(!text.contains("12345"), "{text}");
    }
}
