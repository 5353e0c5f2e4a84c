//! Files of candidates that go too far, and as far as they may.

use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use reqwest::blocking::Body;

use crate::backend::Backend;
use crate::candidates_upload::{batch_part, count, file_part, numbers, refused};
use crate::client::Reply;
use crate::invites_client::guided;
use crate::onboarding_client::{BOUNDARY, form};
use crate::program::Installation;

both!(
    a_gigabyte_is_refused_before_it_comes,
    a_file_without_end_is_refused_at_the_limit,
    a_hundred_thousand_rows_are_enough,
);

const MIB: usize = 1024 * 1024;

/// A file of so many rows that are right.
fn file(rows: usize) -> String {
    let mut file = "firstname,lastname,email\n".to_owned();
    for row in 0..rows {
        writeln!(file, "Asha,Rao,p{row}@people.example").unwrap();
    }
    file
}

fn a_gigabyte_is_refused_before_it_comes(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    for length in [1 << 30, 33 * MIB, usize::MAX] {
        let begun = Instant::now();
        let mut stream = TcpStream::connect(session.server.address()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        let head = format!(
            "POST /api/v1/candidates/upload-csv HTTP/1.1\r\nhost: x\r\n\
             authorization: Bearer {}\r\ncontent-length: {length}\r\n\
             content-type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n",
            session.access
        );
        // Not one byte of the body is sent.
        stream.write_all(head.as_bytes()).unwrap();
        let mut reply = [0; 12];
        stream.read_exact(&mut reply).unwrap();
        assert_eq!(&reply, b"HTTP/1.1 413", "{length}");
        assert!(
            begun.elapsed() < Duration::from_secs(2),
            "{:?}",
            begun.elapsed()
        );
    }
}

fn a_file_without_end_is_refused_at_the_limit(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let batch = session.batch("Autumn");
    let begun = Instant::now();
    for filler in [b'x', b'\n', b'"', 0] {
        let mut head = form(&[batch_part(&batch), file_part(b"firstname,lastname,email\n")]);
        head.truncate(head.len() - BOUNDARY.len() - 8);
        // Chunked; it stops after 400 MB, if anybody listens that long.
        let endless = io::Cursor::new(head).chain(io::repeat(filler).take(400 * 1024 * 1024));
        match Reply::of(session.upload_request("", Body::new(endless))) {
            Ok(reply) => assert_eq!(reply.status, 413, "{}", reply.text),
            // It was told to stop while it spoke.
            Err(error) => assert!(error.is_request() || error.is_body(), "{error:?}"),
        }
    }
    assert!(
        begun.elapsed() < Duration::from_mins(1),
        "{:?}",
        begun.elapsed()
    );
    // The longest that is allowed: blank lines for the most part.
    let mut whole = file(2).into_bytes();
    whole.resize(32 * MIB, b'\n');
    let data = guided(&session.upload("?dry_run=true", &batch, &whole), 200);
    assert_eq!(numbers(&data), [2, 2, 0]);
    whole.push(b'\n');
    let reply =
        Reply::of(session.upload_request("", form(&[batch_part(&batch), file_part(&whole)])));
    if let Ok(reply) = reply {
        assert_eq!(reply.status, 413, "{}", reply.text);
    }
    // What was taken for the uploads was given back.
    for _ in 0..5 {
        let data = guided(&session.upload("", &batch, file(2).as_bytes()), 200);
        assert_eq!(numbers(&data)[0], 2);
    }
    assert_eq!(count(&home, "partner_candidates"), 2);
}

/// Tried only: enrolling so many takes a program that is not optimised too long here;
/// `bench/upload.sh` does.
fn a_hundred_thousand_rows_are_enough(backend: Backend) {
    const MOST: usize = 100_000;
    const REAL: usize = 10_000;
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let batch = session.batch("Autumn");
    let data = guided(
        &session.upload("?dry_run=true", &batch, file(MOST).as_bytes()),
        200,
    );
    assert_eq!(numbers(&data), [100_000, 100_000, 0]);
    assert_eq!(data["candidates"].as_array().unwrap().len(), MOST);
    assert_eq!(data["candidates"][MOST - 1]["row"], MOST + 1);
    for query in ["?dry_run=true", ""] {
        let reply = session.upload(query, &batch, file(MOST + 1).as_bytes());
        refused(&reply, 400, "file must have at most 100000 rows");
    }
    assert_eq!(count(&home, "candidates"), 0);
    let data = guided(&session.upload("", &batch, file(REAL).as_bytes()), 200);
    assert_eq!(numbers(&data), [10_000, 10_000, 0]);
    assert_eq!(count(&home, "partner_candidates"), REAL);
    let data = guided(&session.upload("", &batch, file(REAL + 5).as_bytes()), 200);
    assert_eq!(numbers(&data), [10_005, 5, 10_000]);
    assert_eq!(data["errors"][REAL - 1]["row"], REAL + 1);
}
