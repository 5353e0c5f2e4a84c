//! Documents on their way in: what is no document, what goes too far, and what is left of
//! them on the disk.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use reqwest::Method;
use reqwest::blocking::Body;
use serde_json::{Value, json};

use crate::backend::Backend;
use crate::client::Reply;
use crate::onboarding_client::{
    Applicant, data, file_part, form, introduction, part, pdf, refused, sent, start, wrong_fields,
};
use crate::program::Installation;

both!(
    files_that_lie_are_refused,
    a_name_is_never_a_path,
    forms_that_go_too_far_are_refused_early,
    twenty_documents_are_enough,
    documents_are_its_partners_alone,
    nothing_confidential_is_readable_at_rest,
);

fn png() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0];
    for (kind, content) in [(b"IHDR", &header[..]), (b"IDAT", b"xyz"), (b"IEND", b"")] {
        bytes.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        bytes.extend(kind);
        bytes.extend(content);
        bytes.extend([0; 4]);
    }
    bytes
}

fn jpeg() -> Vec<u8> {
    b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x05abc\xff\xda\x00\x03ascan\xff\xd9".to_vec()
}

/// How many files lie in the folder of documents.
fn files(home: &Installation) -> usize {
    fs::read_dir(home.dir.path().join("documents")).map_or(0, Iterator::count)
}

fn files_that_lie_are_refused(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let applicant = start(&running.server, &introduction(1));
    let html = b"<html><script>alert(1)</script></html>".to_vec();
    let send = |name: &str, media: Option<&str>, content: &[u8]| {
        applicant.send_form(
            "/upload-documents",
            form(&[file_part(name, media, content)]),
        )
    };
    let cut = |mut bytes: Vec<u8>, by: usize| {
        bytes.truncate(bytes.len() - by);
        bytes
    };
    for (name, media, content) in [
        ("a.pdf", Some("application/pdf"), html.clone()),
        ("a.pdf", None, [html.clone(), pdf("x")].concat()),
        ("a.png", Some("image/png"), [html.clone(), png()].concat()),
        ("a.png", None, cut(png(), 3)),
        ("a.pdf", None, cut(pdf("x"), 7)),
        ("a.jpg", None, cut(jpeg(), 2)),
        (
            "a.svg",
            Some("image/svg+xml"),
            b"<svg onload='alert(1)'/>".to_vec(),
        ),
        ("a.exe", None, b"MZ\x90\x00".to_vec()),
        ("a.gif", Some("image/gif"), b"GIF89a".to_vec()),
        ("a.pdf", None, Vec::new()),
        // Right by its content, and said to be something else.
        ("a.png", None, pdf("x")),
        ("a.html", None, pdf("x")),
        ("a.pdf", Some("text/html"), pdf("x")),
        ("a.pdf", Some("image/png"), pdf("x")),
    ] {
        assert_eq!(
            wrong_fields(&send(name, media, &content)),
            ["document"],
            "{name} {media:?}"
        );
    }
    assert_eq!(files(&home), 0);
    for (name, media, content, kind) in [
        (
            "a.pdf",
            Some("application/pdf"),
            pdf("x"),
            "application/pdf",
        ),
        (
            "a.png",
            Some("application/octet-stream"),
            png(),
            "image/png",
        ),
        ("a.jpeg", Some("image/jpeg"), jpeg(), "image/jpeg"),
        ("scan", None, jpeg(), "image/jpeg"),
    ] {
        let kept = data(&send(name, media, &content), 201);
        assert_eq!(kept["document"]["mediaType"], kind);
        assert_eq!(kept["document"]["type"], "other");
        assert_eq!(kept["document"]["size"], content.len());
    }
    assert_eq!(files(&home), 4);

    let fields = |fields: &[(&str, &str)]| {
        let mut parts = vec![file_part("a.pdf", None, &pdf("x"))];
        let more = fields.iter();
        parts.extend(
            more.map(|(name, value)| part(&format!("name=\"{name}\""), None, value.as_bytes())),
        );
        applicant.send_form("/upload-documents", form(&parts))
    };
    let kept = data(
        &fields(&[("documentType", "contract"), ("name", "Our contract")]),
        201,
    );
    assert_eq!(kept["document"]["type"], "contract");
    assert_eq!(kept["document"]["name"], "Our contract");
    assert_eq!(
        wrong_fields(&fields(&[("documentType", "passport")])),
        ["documentType"]
    );
    assert_eq!(wrong_fields(&fields(&[("name", "")])), ["name"]);
    assert_eq!(
        wrong_fields(&fields(&[("name", &"x".repeat(5_000))])),
        ["name"]
    );
    assert_eq!(
        wrong_fields(&fields(&[
            ("documentType", "tax_id"),
            ("documentType", "other")
        ])),
        ["document"]
    );
    let twice = form(&[
        file_part("a.pdf", None, &pdf("x")),
        file_part("b.pdf", None, &pdf("y")),
    ]);
    assert_eq!(
        wrong_fields(&applicant.send_form("/upload-documents", twice)),
        ["document"]
    );
    assert_eq!(
        wrong_fields(&applicant.send_form("/upload-documents", form(&[]))),
        ["document"]
    );
    assert_eq!(
        wrong_fields(&applicant.send_form("/upload-documents", b"no form".to_vec())),
        ["document"]
    );
    let open = form(&[file_part("a.pdf", None, &pdf("x"))]);
    let open = open[..open.len() - 30].to_vec();
    assert_eq!(
        wrong_fields(&applicant.send_form("/upload-documents", open)),
        ["document"]
    );
    let unknown = applicant.attach("passport", "a.pdf", &pdf("x"));
    assert_eq!(wrong_fields(&unknown), ["documentType"]);
    let field = form(&[
        file_part("a.pdf", None, &pdf("x")),
        part("name=\"name\"", None, b"x"),
    ]);
    assert_eq!(
        wrong_fields(&applicant.send_form("/attach-document/other", field)),
        ["document"]
    );
    let request = applicant
        .request(Method::POST, "/upload-documents")
        .json(&json!({"document": "x"}));
    refused(&sent(request), 415, "UNSUPPORTED_MEDIA_TYPE");
    assert_eq!(files(&home), 5);
}

fn a_name_is_never_a_path(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let applicant = start(&running.server, &introduction(1));
    let long = format!("{}.pdf", "x".repeat(3_000));
    for (sent_as, kept_as) in [
        ("../../etc/passwd", "passwd"),
        ("..\\\\..\\\\windows\\\\system.pdf", "system.pdf"),
        ("/etc/cron.d/job.pdf", "job.pdf"),
        ("..", "document"),
        ("", "document"),
        ("é–家.pdf", "é–家.pdf"),
        (
            "<img src=x onerror=alert(1)>.pdf",
            "<img src=x onerror=alert(1)>.pdf",
        ),
        (&long, &"x".repeat(200)),
    ] {
        let kept = data(&applicant.attach("other", sent_as, &pdf("x")), 201);
        assert_eq!(kept["document"]["name"], kept_as, "{sent_as}");
    }
    // A header cannot hold it.
    let nul = applicant.attach("other", "a\u{0}b.pdf", &pdf("x"));
    assert_eq!(wrong_fields(&nul), ["document"]);
    // As RFC 8187 writes it, it can.
    let body = form(&[part(
        "name=\"document\"; filename*=UTF-8''..%2F..%2Fa%00b%0A.pdf",
        None,
        &pdf("x"),
    )]);
    let kept = data(&applicant.send_form("/upload-documents", body), 201);
    assert_eq!(kept["document"]["name"], "ab.pdf");

    let folder = home.dir.path().join("documents");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    let mut count = 0;
    for file in fs::read_dir(&folder).unwrap() {
        let file = file.unwrap();
        let name = file.file_name().into_string().unwrap();
        assert!(
            name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit()),
            "{name}"
        );
        assert_eq!(mode(&file.path()), 0o600);
        count += 1;
    }
    assert_eq!(count, 9);
    // Neither the folder nor a file is served.
    let name = fs::read_dir(&folder)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .file_name();
    for path in [
        format!("/documents/{}", name.display()),
        format!("/partner/documents/{}", name.display()),
    ] {
        assert_eq!(running.server.get(&path).status, 404, "{path}");
    }
}

/// Says the same for as long as somebody listens.
struct Endless {
    head: Vec<u8>,
    told: u64,
}

impl Endless {
    /// Somewhere even the patient stop.
    const MOST: u64 = 200 * 1024 * 1024;
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.head.is_empty() {
            let length = self.head.len().min(buffer.len());
            buffer[..length].copy_from_slice(&self.head[..length]);
            self.head.drain(..length);
            return Ok(length);
        }
        if self.told >= Self::MOST {
            return Ok(0);
        }
        buffer.fill(b' ');
        self.told += u64::try_from(buffer.len()).unwrap();
        Ok(buffer.len())
    }
}

/// A refusal of a sender that may still be speaking: the reply, or a broken connection.
#[track_caller]
fn cut_short(reply: reqwest::Result<Reply>, status: u16, code: &str) {
    match reply {
        Ok(reply) => {
            refused(&reply, status, code);
        }
        Err(error) => assert!(error.is_request() || error.is_body(), "{error:?}"),
    }
}

fn forms_that_go_too_far_are_refused_early(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let applicant = start(&running.server, &introduction(1));
    let upload = |body: Body| Reply::of(applicant.form_request("/upload-documents", body));
    let begun = Instant::now();

    // Ten thousand parts, each of them harmless.
    let many: Vec<Vec<u8>> = (0..10_000)
        .map(|n| part(&format!("name=\"f{n}\""), None, b"x"))
        .collect();
    assert_eq!(
        wrong_fields(&upload(form(&many).into()).unwrap()),
        ["document"]
    );
    let many = vec![part("name=\"name\"", None, b"x"); 10_000];
    assert_eq!(
        wrong_fields(&upload(form(&many).into()).unwrap()),
        ["document"]
    );
    // A part with a great many headers, or with a very long one.
    let headers: String = (0..5_000).fold(String::new(), |mut all, n| {
        write!(all, "x-{n}: y\r\n").unwrap();
        all
    });
    let mut heavy = part("name=\"document\"", None, b"");
    let at = heavy.windows(2).position(|two| two == b"\r\n").unwrap() + 2;
    heavy.splice(at..at, headers.bytes());
    assert_eq!(upload(form(&[heavy]).into()).unwrap().status, 400);
    let long = part(
        &format!("name=\"document\"; filename=\"{}\"", "x".repeat(200_000)),
        None,
        b"x",
    );
    assert!(upload(form(&[long]).into()).unwrap().status >= 400);

    // One byte too many, announced, and told as it comes.
    let most = 10 * 1024 * 1024;
    let mut content = pdf("x");
    let end = content.split_off(content.len() - 6);
    content.resize(most - end.len(), b' ');
    content.extend(&end);
    assert_eq!(content.len(), most);
    let whole = form(&[file_part("a.pdf", None, &content)]);
    content.insert(20, b' ');
    let longer = form(&[file_part("a.pdf", None, &content)]);
    cut_short(upload(longer.clone().into()), 413, "PAYLOAD_TOO_LARGE");
    cut_short(
        upload(Body::new(io::Cursor::new(longer))),
        413,
        "PAYLOAD_TOO_LARGE",
    );
    // Without end: in the file, before the first part, in a field, after the file.
    for head in [
        file_part("a.pdf", None, b"%PDF-1.7 ")[..].to_vec(),
        b"no part ".to_vec(),
        part("name=\"name\"", None, b"x"),
        form(&[file_part("a.pdf", None, &pdf("x"))]),
    ] {
        let head = head[..head.len() - 2].to_vec();
        let endless = Endless { head, told: 0 };
        let begun = Instant::now();
        let reply = upload(Body::new(endless));
        if let Ok(reply) = &reply {
            assert!(
                reply.status == 413 || reply.status == 400 || reply.status == 201,
                "{}",
                reply.text
            );
        }
        // The rest is read and forgotten, however much it is.
        assert!(begun.elapsed() < Duration::from_mins(1));
    }
    // The longest that is allowed.
    let kept = data(&upload(whole.into()).unwrap(), 201);
    assert_eq!(kept["document"]["size"], most);
    assert!(
        begun.elapsed() < Duration::from_secs(90),
        "{:?}",
        begun.elapsed()
    );
    applicant.state();
}

fn twenty_documents_are_enough(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let applicant = start(&running.server, &introduction(1));
    let mut ids: Vec<String> = Vec::new();
    for n in 0..20 {
        let kept = data(
            &applicant.attach("other", &format!("{n}.pdf"), &pdf("x")),
            201,
        );
        ids.push(kept["document"]["id"].as_str().unwrap().to_owned());
    }
    refused(
        &applicant.attach("other", "21.pdf", &pdf("x")),
        409,
        "CONFLICT",
    );
    assert_eq!(files(&home), 20);
    let listed = applicant.state()["documents"].clone();
    let listed: Vec<&str> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|d| d["id"].as_str().unwrap())
        .collect();
    assert_eq!(listed, ids, "oldest first");
    let path = format!("/delete-attach-document/{}", ids[7]);
    data(&sent(applicant.request(Method::DELETE, &path)), 200);
    assert_eq!(files(&home), 19);
    data(&applicant.attach("other", "21.pdf", &pdf("x")), 201);
    assert_eq!(files(&home), 20);
}

fn documents_are_its_partners_alone(backend: Backend) {
    let home = Installation::new(backend);
    let running = home.start();
    let server = &running.server;
    let (one, other) = (
        start(server, &introduction(1)),
        start(server, &introduction(2)),
    );
    let kept = data(&one.attach("other", "a.pdf", &pdf("x")), 201);
    let id = kept["document"]["id"].as_str().unwrap();
    let delete = |who: &Applicant, id: &str| {
        sent(who.request(Method::DELETE, &format!("/delete-attach-document/{id}")))
    };
    for id in [
        id,
        "7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11",
        "1",
        "..%2F..%2Fpartner.db",
    ] {
        refused(&delete(&other, id), 404, "DOCUMENT_NOT_FOUND");
    }
    assert_eq!(files(&home), 1);
    assert!(other.state()["documents"].as_array().unwrap().is_empty());
    data(&delete(&one, id), 200);
    assert_eq!(files(&home), 0);
}

fn nothing_confidential_is_readable_at_rest(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set("log.level", "debug");
    home.set("onboarding.review", "automatic");
    let running = home.start();
    let applicant = start(&running.server, &introduction(1));
    data(&applicant.business_info(), 200);
    data(&applicant.api_setup(), 200);
    data(
        &applicant.attach(
            "tax_id",
            "confidential-name.pdf",
            &pdf("a confidential card"),
        ),
        201,
    );
    let named = json!({"documents": [{
        "type": "other", "name": "Confidential title", "url": "https://files.lead-house.example/confidential-url",
    }]});
    data(&applicant.put("/verification", &named), 200);
    let active = data(&applicant.activate(), 200)["partner"]["apiCredentials"].clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut confidences = vec![
        applicant.token.clone(),
        text(&active["clientSecret"]),
        text(&active["apiKey"]),
        text(&active["webhookSecret"]),
    ];
    for known in [
        "+919876500001",
        "it1@lead-house.example",
        "7 Confidential Street",
        "ABCDE1234F",
        "confidential-name",
        "Confidential title",
        "confidential-url",
        "a confidential card",
    ] {
        confidences.push(known.to_owned());
    }
    let hex = |text: &str| {
        text.bytes().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        })
    };
    for (table, rows) in home.database.every_row() {
        for row in rows {
            let lower = row.to_lowercase();
            for secret in &confidences {
                assert!(!row.contains(secret.as_str()), "{table} shows {secret:.12}");
                assert!(
                    !lower.contains(&hex(secret)),
                    "{table} shows {secret:.12} in digits"
                );
            }
        }
    }
    let log = running.log();
    assert!(
        log.contains("/api/partners/onboarding/start"),
        "requests are logged"
    );
    for secret in &confidences {
        assert!(!log.contains(secret.as_str()), "the log shows {secret:.12}");
    }
    let mut count = 0;
    for file in fs::read_dir(home.dir.path().join("documents")).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(
            !bytes
                .windows(5)
                .any(|five| five == b"%PDF-" || five == b"%%EOF")
        );
        assert!(!bytes.windows(12).any(|some| some == b"confidential"));
        count += 1;
    }
    assert_eq!(count, 1);
}
