//! The database is away, silent, spoilt, full or not migrated: honest refusals in
//! time, never a false success, and work again afterwards.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use crate::backend::{Backend, postgres_is_there};
use crate::client::{Reply, Server, Session};
use crate::people::person;
use crate::program::{Installation, Running};
use crate::proxy::{Line, Proxy};

both!(pending_migrations_are_told_and_refused);

/// The contract's bound for 5030, and what a busy machine may add.
const IN_TIME: Duration = Duration::from_millis(2_000 + 500);

/// The reply to a share must be 5030, with `Retry-After`, in time.
#[track_caller]
fn assert_refused_in_time(session: &Session, n: u32) {
    let started = Instant::now();
    let reply = session.share(&person(n).lead());
    let took = started.elapsed();
    reply.is(5030);
    assert!(took <= IN_TIME, "answered after {took:?}");
    let retry: u32 = reply.header("retry-after").parse().expect("seconds");
    assert!(retry >= 1);
}

#[track_caller]
fn assert_not_ready(server: &Server) {
    // A look at the database may count for a moment.
    let started = Instant::now();
    while server.get("/readyz").status != 503 {
        assert!(started.elapsed() <= IN_TIME, "ready without a database");
        thread::sleep(Duration::from_millis(50));
    }
    assert!(started.elapsed() <= IN_TIME, "{:?}", started.elapsed());
    assert_eq!(
        server.get("/healthz").status,
        200,
        "the process itself lives"
    );
}

pub(crate) fn behind_a_proxy() -> (Installation, Proxy) {
    let mut home = Installation::new(Backend::Postgres);
    let url = home.database.url.clone();
    let (credentials, rest) = url.rsplit_once('@').unwrap();
    let (target, database) = rest.split_once('/').unwrap();
    let proxy = Proxy::to(target.to_owned());
    home.set(
        "database.url",
        format!("{credentials}@127.0.0.1:{}/{database}", proxy.port),
    );
    (home, proxy)
}

fn outage_and_recovery(line: Line) {
    if !postgres_is_there() {
        return;
    }
    let (home, proxy) = behind_a_proxy();
    let partner = home.partner("Lead House");
    let mut running = home.start();
    let session = running.server.session(&partner);
    session.share(&person(1).lead()).is(2005);

    proxy.set(line);
    // The first ones meet live connections, the later ones none.
    for n in 2..5 {
        assert_refused_in_time(&session, n);
    }
    assert_not_ready(&running.server);
    all_at_once_are_refused_in_time(&session);

    proxy.set(Line::Works);
    running.wait_for("/readyz");
    session.share(&person(1).lead()).is(2005);
    session.share(&person(300).lead()).is(2005);
    // What was refused as 5030 may be sent again.
    session.share(&person(2).lead()).is(2005);
    let people = session.leads("limit=200");
    let mobile = person(2).mobile;
    let rows = people
        .iter()
        .filter(|row| row["mobile_number"] == mobile.as_str());
    assert_eq!(rows.count(), 1);
}

/// An outage must not let requests queue up behind each other.
fn all_at_once_are_refused_in_time(session: &Session) {
    let requests: Vec<_> = (10..42)
        .map(|n| session.share_request(&person(n).lead().to_string()))
        .collect();
    thread::scope(|scope| {
        for request in requests {
            scope.spawn(move || {
                let started = Instant::now();
                Reply::of(request).unwrap().is(5030);
                assert!(started.elapsed() <= IN_TIME, "{:?}", started.elapsed());
            });
        }
    });
}

#[test]
fn a_postgresql_that_is_gone_is_told_in_time_and_comes_back() {
    outage_and_recovery(Line::Cut);
}

#[test]
fn a_postgresql_that_falls_silent_is_told_in_time_and_comes_back() {
    outage_and_recovery(Line::Silent);
}

#[test]
fn an_outage_makes_no_sqlite_file() {
    if !postgres_is_there() {
        return;
    }
    let (home, proxy) = behind_a_proxy();
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    proxy.set(Line::Cut);
    assert_refused_in_time(&session, 1);
    let names = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let files: Vec<_> = fs::read_dir(home.dir.path())
        .unwrap()
        .map(|entry| names(entry.unwrap()))
        .filter(|name| name.contains("postgres:") || name.contains(".db"))
        .collect();
    assert!(files.is_empty(), "{files:?}");
}

/// Overwrites the database file in place with what is no database.
fn spoil(home: &Installation) {
    let path = home.dir.path().join("partner.db");
    let length = usize::try_from(fs::metadata(&path).unwrap().len()).unwrap();
    fs::write(&path, "garbage ".repeat(length / 8)).unwrap();
}

#[test]
fn an_sqlite_file_spoilt_while_the_server_runs_is_told_in_time() {
    let home = Installation::new(Backend::Sqlite);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    session.share(&person(1).lead()).is(2005);
    spoil(&home);
    // From two seconds on there must be no success, for it would be a false one.
    thread::sleep(Duration::from_secs(2));
    for n in 2..6 {
        assert_refused_in_time(&session, n);
    }
    assert_not_ready(&running.server);
    let reply = session.get("/dashboard/leads");
    assert_ne!(reply.status, 200, "{}", reply.text);
}

#[test]
fn an_sqlite_file_spoilt_while_the_server_was_down_is_told() {
    let home = Installation::new(Backend::Sqlite);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    session.share(&person(1).lead()).is(2005);
    drop(running);
    spoil(&home);
    let mut running = home.launch(&["serve"]);
    if ended_or_listening(&mut running) {
        return;
    }
    assert_not_ready(&running.server);
    assert_refused_in_time(&session, 2);
}

/// Whether the server ended, and said so; else it listens.
fn ended_or_listening(running: &mut Running) -> bool {
    for _ in 0..100 {
        if let Some(status) = running.wait_for_end(Duration::from_millis(50)) {
            assert_eq!(status.code(), Some(1), "{}", running.log());
            assert!(!running.log().trim().is_empty(), "it must say why");
            return true;
        }
        if running.server.try_get("/healthz").is_some() {
            return false;
        }
    }
    panic!("neither ended nor listening: {}", running.log());
}

/// A disk that is full, as far as one process can be made to see one: no file may
/// grow beyond 2 MB.
#[test]
fn an_sqlite_file_that_cannot_grow_is_told_and_loses_nothing() {
    let mut home = Installation::new(Backend::Sqlite);
    home.set("log.level", "off");
    let partner = home.partner("Lead House");
    let mut running = home.launch_limited(2_000);
    running.wait_for("/readyz");
    let session = running.server.session(&partner);
    let mut acknowledged = Vec::new();
    let refused = (1..2_000).find(|n| {
        let reply = session.share(&person(*n).lead());
        if reply.status == 200 {
            acknowledged.push((*n, reply.is(2005)["lead_id"].clone()));
        }
        reply.status != 200
    });
    assert_refused_in_time(&session, refused.expect("the limit is reached"));
    assert_eq!(session.total(), count(&acknowledged));
    drop(running);

    let running = home.start();
    let session = running.server.session(&partner);
    assert_eq!(session.total(), count(&acknowledged));
    for (n, id) in acknowledged {
        assert_eq!(session.share(&person(n).lead()).is(2005)["lead_id"], id);
    }
}

fn count<T>(items: &[T]) -> u64 {
    u64::try_from(items.len()).unwrap()
}

fn pending_migrations_are_told_and_refused(backend: Backend) {
    let home = Installation::unmigrated(backend);
    let mut running = home.launch(&match backend {
        // On SQLite migrating is what a start does.
        Backend::Sqlite => vec!["serve", "--no-migrate"],
        Backend::Postgres => vec!["serve"],
    });
    running.wait_for("/healthz");
    assert_not_ready(&running.server);
    let login = running
        .server
        .login("pc_0123456789abcdef01234567", "psk_live_x");
    login.is(5030);

    let before = home.run(&["migrate", "--status"]);
    home.run_ok(&["migrate"]);
    let after = home.run(&["migrate", "--status"]);
    assert_ne!(before.stdout, after.stdout);
    // Safe to run twice, and from two hosts at once.
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| home.run_ok(&["migrate"]));
        }
    });
    running.wait_for("/readyz");
    let partner = home.partner("Lead House");
    let session = running.server.session(&partner);
    session.share(&person(1).lead()).is(2005);
}
