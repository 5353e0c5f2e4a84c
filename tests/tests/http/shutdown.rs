//! SIGTERM: what is under way ends well, then the process does.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use crate::backend::Backend;
use crate::client::BASE;
use crate::people::person;
use crate::program::Installation;

both!(a_request_under_way_is_answered_before_the_end);

fn a_request_under_way_is_answered_before_the_end(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let mut running = home.start();
    let session = running.server.session(&partner);

    // A request whose body is still coming when the signal does.
    let body = person(1).lead().to_string();
    let (first, second) = body.split_at(20);
    let mut stream = TcpStream::connect(running.server.address()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    write!(
        stream,
        "POST {BASE}/lead-dedupe-check HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\
         Authorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{first}",
        session.access,
        body.len()
    )
    .unwrap();
    thread::sleep(Duration::from_millis(200));
    running.terminate();
    thread::sleep(Duration::from_millis(300));
    stream.write_all(second.as_bytes()).unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    assert!(reply.contains("\"code\":2005"), "{reply}");

    let status = running
        .wait_for_end(Duration::from_secs(30))
        .expect("the end within 30 s");
    assert_eq!(status.code(), Some(0), "{}", running.log());
    assert!(running.server.try_get("/healthz").is_none());

    let running = home.start();
    let session = running.server.session(&partner);
    assert_eq!(session.total(), 1, "the answered lead is there");
}
