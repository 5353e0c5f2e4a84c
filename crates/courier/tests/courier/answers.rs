//! Receivers that answer in every way there is.

use std::io::Write as _;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use kernel::Reach;
use webhooks::{AttemptOutcome, Parcel};

use crate::receiver::{FakeNames, PATIENCE, Receiver, answered, courier, now, parcel, sent};

const TIMEOUT: AttemptOutcome = AttemptOutcome::Failed("timeout");
const TOO_LARGE: AttemptOutcome = AttemptOutcome::Failed("answer_too_large");
const BROKEN: AttemptOutcome = AttemptOutcome::Failed("broken");

#[tokio::test]
async fn what_is_sent_is_what_standard_webhooks_say() {
    let receiver = Receiver::saying("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    assert_eq!(sent(&receiver.url()).await, answered(200));
    let request = receiver.requests.lock().unwrap().remove(0);
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let Parcel {
        id, body: sealed, ..
    } = parcel("");
    assert_eq!(body.as_bytes(), sealed);
    assert!(
        head.starts_with("POST /in?token=t-0-k-e-n HTTP/1.1\r\n"),
        "{head}"
    );
    let header = |name: &str| {
        let lines = head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "));
        let mut found = lines.filter(|(named, _)| named.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.to_owned())
    };
    assert_eq!(header("webhook-id"), Some(id.to_string()));
    assert_eq!(
        header("webhook-timestamp"),
        Some(now().timestamp().to_string())
    );
    let key = parcel("").secrets[0].as_bytes().to_vec();
    let signature = courier::sign(&key, &id.to_string(), now().timestamp(), &sealed);
    assert_eq!(header("webhook-signature"), Some(signature));
    assert_eq!(header("content-type").as_deref(), Some("application/json"));
    assert_eq!(header("content-length"), Some(sealed.len().to_string()));
    assert!(
        header("user-agent")
            .unwrap()
            .starts_with("partner-api-webhooks/")
    );
    // Nothing that names a person, asks for compression or for more than one answer.
    for absent in [
        "accept-encoding",
        "cookie",
        "referer",
        "authorization",
        "expect",
    ] {
        assert_eq!(header(absent), None, "{absent}");
    }
}

#[tokio::test]
async fn every_status_is_an_answer() {
    for status in [
        200, 201, 202, 204, 299, 300, 304, 400, 401, 404, 410, 418, 500, 502, 599,
    ] {
        let length = if status == 204 || status == 304 {
            ""
        } else {
            "content-length: 0\r\n"
        };
        let receiver = Receiver::saying(format!("HTTP/1.1 {status} Word\r\n{length}\r\n"));
        let outcome = sent(&receiver.url()).await;
        assert_eq!(outcome, answered(status));
        assert_eq!(outcome.is_success(), (200..300).contains(&status));
    }
}

#[tokio::test]
async fn redirects_are_answers_and_not_followed() {
    let elsewhere = Receiver::saying("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    for status in [301, 302, 303, 307, 308] {
        let location = elsewhere.url();
        let receiver = Receiver::saying(format!(
            "HTTP/1.1 {status} Elsewhere\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n"
        ));
        assert_eq!(sent(&receiver.url()).await, answered(status));
        assert_eq!(receiver.connections(), 1);
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn older_and_stranger_ways_to_answer_are_understood() {
    for answer in [
        "HTTP/1.0 200 OK\r\n\r\nuntil the end",
        "HTTP/1.0 200\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        // Said to be compressed, and is not: nobody looks inside.
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnot!",
        "HTTP/1.1 200 OK\r\nset-cookie: a=b\r\ncontent-length: 0\r\n\r\n",
    ] {
        let receiver = Receiver::saying(answer);
        assert_eq!(sent(&receiver.url()).await, answered(200), "{answer}");
    }
}

#[tokio::test]
async fn cookies_are_not_kept() {
    let receiver =
        Receiver::saying("HTTP/1.1 200 OK\r\nset-cookie: a=b; Path=/\r\ncontent-length: 0\r\n\r\n");
    let courier = courier(Reach::Desk, PATIENCE, FakeNames::new(&[]));
    for _ in 0..2 {
        courier.carry(&parcel(&receiver.url()), now()).await;
    }
    let requests = receiver.requests.lock().unwrap();
    assert_eq!(requests.len(), 2);
    assert!(requests.iter().all(|request| !request.contains("a=b")));
}

#[tokio::test]
async fn an_answer_of_64_kb_is_read_and_one_byte_more_is_too_large() {
    let of = |bytes: usize| {
        let body = "x".repeat(bytes);
        Receiver::saying(format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {bytes}\r\n\r\n{body}"
        ))
    };
    assert_eq!(sent(&of(65_536).url()).await, answered(200));
    assert_eq!(sent(&of(65_537).url()).await, TOO_LARGE);
}

#[tokio::test]
async fn endless_bodies_and_heads_end() {
    let bodies = Receiver::new(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b'x'; 4_096]).is_ok() {}
    });
    let began = Instant::now();
    assert_eq!(sent(&bodies.url()).await, TOO_LARGE);
    assert!(began.elapsed() < Duration::from_secs(1));
    let heads = Receiver::new(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        let mut nth = 0_u64;
        while stream
            .write_all(format!("x-{nth}: y\r\n").as_bytes())
            .is_ok()
        {
            nth += 1;
        }
    });
    assert_eq!(sent(&heads.url()).await, BROKEN);
    let lines = Receiver::new(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nx-long: ");
        while stream.write_all(&[b'x'; 4_096]).is_ok() {}
    });
    assert_eq!(sent(&lines.url()).await, BROKEN);
    let hints = Receiver::new(|mut stream| {
        while stream
            .write_all(b"HTTP/1.1 103 Early Hints\r\n\r\n")
            .is_ok()
        {
            thread::sleep(Duration::from_millis(1));
        }
    });
    assert_eq!(sent(&hints.url()).await, TIMEOUT);
}

/// What drips is alive, but the deadline is for all of it.
#[tokio::test]
async fn what_drips_or_says_nothing_ends_with_the_deadline() {
    let every = Duration::from_millis(100);
    let heads = Receiver::new(move |mut stream| {
        for byte in b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nx-slow: "
            .iter()
            .cycle()
        {
            if stream.write_all(&[*byte]).is_err() {
                return;
            }
            thread::sleep(every);
        }
    });
    let bodies = Receiver::new(move |mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n");
        while stream.write_all(b"x").is_ok() {
            thread::sleep(every);
        }
    });
    let silent = Receiver::new(|_stream| thread::sleep(Duration::from_secs(5)));
    // Nobody takes the connection from the queue of the listener.
    let asleep = TcpListener::bind("127.0.0.1:0").unwrap();
    let asleep = format!("http://{}/", asleep.local_addr().unwrap());
    let courier = courier(Reach::Desk, Duration::from_millis(700), FakeNames::new(&[]));
    for url in [heads.url(), bodies.url(), silent.url(), asleep] {
        let began = Instant::now();
        assert_eq!(courier.carry(&parcel(&url), now()).await, TIMEOUT);
        let took = began.elapsed();
        assert!(took >= Duration::from_millis(690), "{took:?}");
        assert!(took < Duration::from_millis(1_500), "{took:?}");
    }
}

/// A name server that hangs is part of the deadline as well.
#[tokio::test]
async fn a_name_that_nobody_answers_for_ends_with_the_deadline() {
    struct Hanging;
    impl courier::Names for Hanging {
        fn look_up(&self, _: &str) -> std::io::Result<Vec<std::net::IpAddr>> {
            thread::sleep(Duration::from_secs(2));
            Err(std::io::ErrorKind::TimedOut.into())
        }
    }
    let timeout = Duration::from_millis(300);
    let courier = courier(Reach::World, timeout, std::sync::Arc::new(Hanging));
    let began = Instant::now();
    let outcome = courier
        .carry(&parcel("https://hooks.lead-house.in/"), now())
        .await;
    assert_eq!(outcome, TIMEOUT);
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn connections_that_break_are_told_from_those_that_never_were() {
    let closing = Receiver::new(drop);
    assert_eq!(sent(&closing.url()).await, BROKEN);
    let halfway = Receiver::saying("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
    assert_eq!(sent(&halfway.url()).await, BROKEN);
    let nonsense = Receiver::saying("SSH-2.0-OpenSSH_9.2\r\n");
    assert_eq!(sent(&nonsense.url()).await, BROKEN);
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap();
    drop(nobody);
    let outcome = sent(&format!("http://{address}/")).await;
    assert_eq!(outcome, AttemptOutcome::Failed("connect"));
}

#[tokio::test]
async fn retry_after_counts_where_the_receiver_is_busy() {
    for (status, text, seconds) in [
        (429, "120", Some(120)),
        (503, "Sat, 21 Nov 2026 10:10:00 GMT", Some(600)),
        (503, "never", None),
        (500, "120", None),
        (200, "120", None),
    ] {
        let receiver = Receiver::saying(format!(
            "HTTP/1.1 {status} Word\r\nretry-after: {text}\r\ncontent-length: 0\r\n\r\n"
        ));
        let outcome = sent(&receiver.url()).await;
        let asked = outcome.retry_after().map(|asked| asked.num_seconds());
        // The date is half a second nearer than the minute.
        assert!(
            asked == seconds || asked == seconds.map(|s| s - 1),
            "{text}: {asked:?}"
        );
        assert!(outcome.retry_after() < Some(TimeDelta::days(1)));
    }
}
