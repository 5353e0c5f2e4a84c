//! A TCP proxy that can fail, between the program and PostgreSQL.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;
use std::time::Duration;

/// What the proxy does with connections, old and new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Line {
    /// Passes everything on.
    Works = 0,
    /// Closes connections at once, as a stopped server does.
    Cut = 1,
    /// Keeps connections and passes nothing on, as a lost network does.
    Silent = 2,
}

/// The proxy; it ends with the test's process.
#[derive(Debug)]
pub(crate) struct Proxy {
    pub(crate) port: u16,
    line: Arc<AtomicU8>,
}

impl Proxy {
    pub(crate) fn to(target: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let line = Arc::new(AtomicU8::new(0));
        let shared = Arc::clone(&line);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let line = Arc::clone(&shared);
                let target = target.clone();
                thread::spawn(move || carry(&client, &target, &line));
            }
        });
        Self { port, line }
    }

    pub(crate) fn set(&self, line: Line) {
        let value = match line {
            Line::Works => 0,
            Line::Cut => 1,
            Line::Silent => 2,
        };
        self.line.store(value, Ordering::SeqCst);
    }
}

fn state(line: &AtomicU8) -> Line {
    match line.load(Ordering::SeqCst) {
        0 => Line::Works,
        1 => Line::Cut,
        _ => Line::Silent,
    }
}

fn carry(client: &TcpStream, target: &str, line: &Arc<AtomicU8>) {
    // A connection made in silence is not passed on before the silence ends.
    while state(line) == Line::Silent {
        thread::sleep(Duration::from_millis(20));
    }
    if state(line) == Line::Cut {
        let _ = client.shutdown(Shutdown::Both);
        return;
    }
    let Ok(server) = TcpStream::connect(target) else {
        return;
    };
    let (back_from, back_to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let back_line = Arc::clone(line);
    let back = thread::spawn(move || pump(back_from, back_to, &back_line));
    pump(client.try_clone().unwrap(), server, line);
    let _ = back.join();
}

fn pump(mut from: TcpStream, mut to: TcpStream, line: &AtomicU8) {
    let mut buffer = [0_u8; 16 * 1024];
    from.set_read_timeout(Some(Duration::from_millis(20)))
        .unwrap();
    loop {
        match state(line) {
            Line::Cut => break,
            Line::Silent => {
                thread::sleep(Duration::from_millis(20));
                continue;
            }
            Line::Works => {}
        }
        match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => {
                // What was read as the line fell silent waits with it.
                while state(line) == Line::Silent {
                    thread::sleep(Duration::from_millis(20));
                }
                if to.write_all(&buffer[..read]).is_err() {
                    break;
                }
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => break,
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
