//! Receivers whose certificate nobody believes.

use std::fs;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;
use webhooks::AttemptOutcome;

use crate::receiver::{Receiver, sent};

/// `openssl s_server` with a certificate of its own making; killed when dropped.
struct Server {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Server {
    fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
                       -keyout key.pem -out cert.pem -subj /CN=nobody \
                       -addext subjectAltName=IP:127.0.0.1";
        let openssl = |arguments: &str| {
            let mut command = Command::new("openssl");
            command.args(arguments.split_whitespace());
            command.current_dir(folder.path());
            command
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            command
        };
        assert!(openssl(request).status().unwrap().success());
        assert!(fs::metadata(folder.path().join("cert.pem")).is_ok());
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let serve = format!("s_server -accept 127.0.0.1:{port} -cert cert.pem -key key.pem -www");
        let child = openssl(&serve).spawn().unwrap();
        let server = Self {
            child,
            port,
            _folder: folder,
        };
        for _ in 0..100 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return server;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("openssl does not listen");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn a_certificate_of_nobodys_is_refused() {
    let server = Server::start();
    let outcome = sent(&format!("https://127.0.0.1:{}/in", server.port)).await;
    assert_eq!(outcome, AttemptOutcome::Failed("tls"));
}

#[tokio::test]
async fn who_speaks_no_tls_is_refused_and_told_nothing() {
    let receiver = Receiver::saying("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let url = receiver.url().replace("http:", "https:");
    assert_eq!(sent(&url).await, AttemptOutcome::Failed("tls"));
    let requests = receiver.requests.lock().unwrap();
    assert!(requests.iter().all(|request| !request.contains("webhook")));
}
