//! `kill -9` during an import: the same command goes on, and it ends as if nothing
//! had been.

use std::fmt::Write as _;
use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::backend::Backend;
use crate::feed_client::time;
use crate::people::person;
use crate::program::Installation;

both!(a_killed_import_goes_on_and_ends_as_if_nothing_had_been);

const USERS: u32 = 26_000;
const LOANS: u32 = 24_000;
const KILLS: u32 = 4;

/// What stays, but for what is random or tells the time of arrival.
const STATE: [&str; 3] = [
    "SELECT id || '|' || status || '|' || registered_at || '|' || first_name || '|' || \
     state_occurred_at || '|' || length(mobile_index) AS line FROM users ORDER BY id",
    "SELECT id || '|' || user_id || '|' || application_number || '|' || status || '|' || \
     loan_amount_paise || '|' || created_at || '|' || state_occurred_at AS line \
     FROM loan_applications ORDER BY id",
    "SELECT kind || '|' || entity_id || '|' || occurred_at || '|' || length(content) || '|' || \
     length(content_sealed) AS line FROM feed_messages ORDER BY kind, entity_id, occurred_at",
];

fn a_killed_import_goes_on_and_ends_as_if_nothing_had_been(backend: Backend) {
    let calm = Installation::new(backend);
    let shaken = Installation::new(backend);
    for (kind, rows) in [("users", users()), ("loans", loans())] {
        let files = [&calm, &shaken].map(|home| {
            let file = home.dir.path().join(format!("{kind}.csv"));
            fs::write(&file, &rows).unwrap();
            file
        });
        let started = Instant::now();
        let whole = calm.record(&["import", kind, path(&files[0])]);
        let took = started.elapsed();

        let kills = kill_at_random(&shaken, kind, &files[1], took);
        let rest = shaken.record(&["import", kind, path(&files[1])]);
        assert_eq!(rest["rows"], whole["rows"], "{kind}, {kills}");
        assert_eq!(rest["refused"], whole["refused"], "{kind}, {kills}");
        assert!(whole["refused"].as_u64() > Some(100), "{whole}");
        let [calmly, shakenly] = files
            .each_ref()
            .map(|file| fs::read_to_string(beside(file, "rejects")).unwrap());
        assert_eq!(calmly, shakenly, "the lists of rejects, {kind}, {kills}");
        assert!(!beside(&files[1], "progress").exists());
    }
    for sql in STATE {
        let (calmly, shakenly) = (calm.database.lines(sql), shaken.database.lines(sql));
        assert!(calmly.len() > 20_000, "{}", calmly.len());
        assert!(calmly == shakenly, "the same rows, once: {sql}");
    }
}

/// Starts the import and kills it, several times; tells when, for a failure to be
/// understood.
fn kill_at_random(home: &Installation, kind: &str, file: &Path, took: Duration) -> String {
    let mut told = format!("{took:?}, killed after");
    for nth in 0..KILLS {
        let share = RandomState::new().hash_one(nth) % 1000;
        let wait = took * u32::try_from(share).unwrap() / 1200;
        let mut running = home
            .command(&["import", kind, path(file)])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        if nth == 0 {
            // Once where it is certain that there is something to go on from.
            wait_until(|| beside(file, "progress").exists(), took * 4);
        } else {
            thread::sleep(wait);
        }
        running.kill().unwrap();
        running.wait().unwrap();
        write!(told, " {wait:?}").unwrap();
    }
    told
}

#[track_caller]
fn wait_until(done: impl Fn() -> bool, patience: Duration) {
    let started = Instant::now();
    while !done() {
        assert!(started.elapsed() < patience, "not within {patience:?}");
        thread::sleep(Duration::from_millis(2));
    }
}

fn users() -> String {
    let mut rows =
        "id,mobile_number,pan_number,first_name,status,registered_at,occurred_at\n".to_owned();
    let (registered, occurred) = (time(-90_000), time(-80_000));
    for n in 1..=USERS {
        let who = person(n);
        let status = if n % 97 == 0 { "vip" } else { "active" };
        writeln!(
            rows,
            "{n},{},{},{},{status},{registered},{occurred}",
            who.mobile, who.pan, who.first_name
        )
        .unwrap();
    }
    rows
}

/// Some are of users that were refused.
fn loans() -> String {
    let mut rows =
        "id,user_id,application_number,status,loan_amount,created_at,occurred_at\n".to_owned();
    let (created, occurred) = (time(-85_000), time(-80_000));
    for n in 1..=LOANS {
        writeln!(rows, "{n},{n},APP{n},approved,2500.50,{created},{occurred}").unwrap();
    }
    rows
}

fn path(file: &Path) -> &str {
    file.to_str().unwrap()
}

fn beside(file: &Path, what: &str) -> PathBuf {
    let end = if what == "rejects" {
        ".rejects.csv"
    } else {
        ".progress"
    };
    PathBuf::from(format!("{}{end}", path(file)))
}
