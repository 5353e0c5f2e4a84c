//! `doctor`: what an operator would look at first. Changes nothing.

mod books;
mod envelope;
mod limits;
mod mail;
mod webhooks;

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use kernel::{Clock as _, SystemClock};
use rustix::fs::{Access, access};
use serde_json::{Value, json};
use store::{Store, StoreOptions};

use crate::console::Console;
use crate::failure::Failure;
use crate::health::{LEAST_FREE_BYTES, free_bytes};
use crate::keys::Keys;
use crate::settings::{Environment, Loaded, Settings};

/// A clock before this release (November 2026), in seconds since the epoch, is
/// wrong.
const RELEASED: i64 = 1_793_491_200;

/// How far the database's clock may be from the machine's. Times are decided by
/// ours; a larger difference means that one of the two is wrong, and with it
/// what instances on several hosts write side by side.
const CLOCKS_APART: TimeDelta = TimeDelta::seconds(2);

const MEBIBYTE: u64 = 1024 * 1024;

/// One thing looked at.
struct Finding {
    what: &'static str,
    result: Result<String, String>,
}

/// Looks at everything and prints what it finds. `reconcile` also counts every
/// lead and sums every ledger line.
///
/// # Errors
/// When something fails, after printing it.
pub fn doctor(loaded: &Loaded, reconcile: bool, console: &mut Console<'_>) -> Result<(), Failure> {
    let findings = examine(loaded, reconcile);
    let fit = findings.iter().all(|finding| finding.result.is_ok());
    let json = json!({
        "ok": fit,
        "checks": findings.iter().map(Finding::to_json).collect::<Vec<_>>(),
    });
    console.record(&json, || findings.iter().map(Finding::to_line).collect())?;
    if fit { Ok(()) } else { Err(Failure::Shown) }
}

impl Finding {
    fn parts(&self) -> (bool, &str) {
        match &self.result {
            Ok(detail) => (true, detail),
            Err(detail) => (false, detail),
        }
    }

    fn to_json(&self) -> Value {
        let (ok, detail) = self.parts();
        json!({ "check": self.what, "ok": ok, "detail": detail })
    }

    fn to_line(&self) -> String {
        let (ok, detail) = self.parts();
        let word = if ok { "OK" } else { "FAIL" };
        format!("{word:<4} {:<10} {detail}", self.what)
    }
}

fn examine(loaded: &Loaded, reconcile: bool) -> Vec<Finding> {
    let settings = &loaded.settings;
    let database = database(settings);
    let of_database = |look: fn(&Store) -> Result<String, String>| match &database {
        Ok((_, store)) => look(store),
        Err(_) => Err("cannot be told without the database".to_owned()),
    };
    let migrations = of_database(migrations);
    let db_clock = of_database(database_clock);
    let looks: [(_, fn(&Store) -> _); 3] = [
        ("totals", books::totals),
        ("ledger", books::ledger),
        ("practice", books::practice),
    ];
    let books: Vec<_> = looks
        .into_iter()
        .filter(|_| reconcile)
        .map(|(what, look)| (what, of_database(look)))
        .collect();
    let opened = database.as_ref().ok().map(|(_, store)| store);
    let envelope = envelope::keys(settings, opened);
    let webhooks = of_database(|_| Ok(String::new())).and_then(|_| webhooks::reachable(loaded));
    let now = SystemClock::shifted(loaded.rules.clock_offset).now();
    let find = |what, result| Finding { what, result };
    let mut findings = vec![
        find("settings", Ok(settings.environment.as_str().to_owned())),
        find("keys", keys(settings)),
        find("envelope", envelope),
        find("database", database.map(|(detail, _)| detail)),
        find("migrations", migrations),
        find("db_clock", db_clock),
        find("clock", clock(now, settings.clock.offset_seconds)),
        find("mail", mail::route(&loaded.rules.mail)),
        find("limits", limits::kept(&loaded.rules.limits)),
        find("webhooks", webhooks),
        find("disk", disk(&settings.data_dir)),
        find("data_dir", data_dir(&settings.data_dir)),
    ];
    findings.extend(books.into_iter().map(|(what, result)| find(what, result)));
    findings
}

fn keys(settings: &Settings) -> Result<String, String> {
    let (states, problems) = Keys::inspect(settings);
    if let Some(problem) = problems.0.first() {
        let more = problems.0.len() - 1;
        return Err(match more {
            0 => problem.to_string(),
            _ => format!("{problem}, and {more} more: see `config check`"),
        });
    }
    let missing: Vec<&str> = states
        .iter()
        .filter(|(_, set)| !set)
        .map(|(which, _)| which.key())
        .collect();
    Ok(match (missing.is_empty(), settings.environment) {
        (true, _) => "all present".to_owned(),
        (false, Environment::Production) => format!("present, without {}", missing.join(", ")),
        (false, _) => format!("to be generated at the first start: {}", missing.join(", ")),
    })
}

fn database(settings: &Settings) -> Result<(String, Store), String> {
    let url = settings.database.url.expose();
    if let Some(path) = url.strip_prefix("sqlite://")
        && !Path::new(path).exists()
    {
        return Err(format!(
            "{path} does not exist yet: run `partner-api migrate`"
        ));
    }
    let store = Store::open(&StoreOptions::new(url)).map_err(|error| error.to_string())?;
    store.ping().map_err(|failure| failure.to_string())?;
    let about = store.about().map_err(|failure| failure.to_string())?;
    let detail = format!(
        "{} {} answers at {}",
        about.backend.as_str(),
        about.version,
        settings.database.url
    );
    Ok((detail, store))
}

fn migrations(store: &Store) -> Result<String, String> {
    let pending = store
        .pending_migrations()
        .map_err(|failure| failure.to_string())?;
    if pending.is_empty() {
        Ok("none pending".to_owned())
    } else {
        Err(format!(
            "{} pending: run `partner-api migrate`",
            pending.len()
        ))
    }
}

/// Compares with the machine's own clock: a configured offset is meant.
fn database_clock(store: &Store) -> Result<String, String> {
    let machine = SystemClock::default();
    let asked = machine.now();
    let about = store.about().map_err(|failure| failure.to_string())?;
    agreement(about.now, asked, machine.now())
}

/// Whether the database, asked and answering at these times of the machine, can
/// have had the same time. A slow answer is no difference.
fn agreement(
    database: DateTime<Utc>,
    asked: DateTime<Utc>,
    answered: DateTime<Utc>,
) -> Result<String, String> {
    let ahead = database - answered;
    let behind = asked - database;
    if ahead.max(behind) <= CLOCKS_APART {
        return Ok("the database's clock agrees with the machine's".to_owned());
    }
    let (apart, direction) = if ahead > behind {
        (ahead, "ahead of")
    } else {
        (behind, "behind")
    };
    let seconds = apart.num_seconds();
    Err(format!(
        "the database's clock is {seconds} s {direction} the machine's"
    ))
}

fn clock(now: DateTime<Utc>, offset: i64) -> Result<String, String> {
    let shown = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    if offset == 0 && now.timestamp() < RELEASED {
        return Err(format!("{shown} is before this program was made"));
    }
    Ok(match offset {
        0 => shown,
        _ => format!("{shown}, {offset} s away from the machine's clock"),
    })
}

fn disk(directory: &Path) -> Result<String, String> {
    let free = free_bytes(directory).ok_or("the operating system does not tell")?;
    let text = format!("{} MiB free", free / MEBIBYTE);
    if free < LEAST_FREE_BYTES {
        Err(format!(
            "{text}; {} MiB are needed",
            LEAST_FREE_BYTES / MEBIBYTE
        ))
    } else {
        Ok(text)
    }
}

fn data_dir(directory: &Path) -> Result<String, String> {
    let shown = directory.display();
    if !directory.exists() {
        return Ok(format!("{shown} will be created at the first start"));
    }
    if access(directory, Access::WRITE_OK | Access::EXEC_OK).is_err() {
        return Err(format!("{shown} cannot be written to"));
    }
    let open_to_others = |path: &Path, bits: u32| {
        std::fs::metadata(path).is_ok_and(|data| data.permissions().mode() & bits != 0)
    };
    if open_to_others(directory, 0o002) {
        return Err(format!("{shown} can be written to by everybody"));
    }
    let keys = directory.join("keys");
    if open_to_others(&keys, 0o077) {
        return Err(format!("{} is open to others: chmod 700", keys.display()));
    }
    Ok(format!("{shown} is writable and closed to others"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_of_the_past_fails_unless_it_was_meant() {
        let past = DateTime::UNIX_EPOCH;
        assert!(clock(past, 0).is_err());
        assert!(clock(past, -5).is_ok());
        assert!(clock(SystemClock::default().now(), 0).is_ok());
    }

    #[test]
    fn a_database_more_than_two_seconds_away_fails() {
        let asked = DateTime::UNIX_EPOCH;
        let answered = asked + TimeDelta::seconds(1);
        let told = |database| agreement(database, asked, answered);
        let tenth = TimeDelta::milliseconds(100);
        assert!(told(asked - CLOCKS_APART).is_ok());
        assert!(told(answered + CLOCKS_APART).is_ok());
        assert_eq!(
            told(asked - CLOCKS_APART - tenth),
            Err("the database's clock is 2 s behind the machine's".to_owned())
        );
        assert_eq!(
            told(answered + TimeDelta::minutes(1)),
            Err("the database's clock is 60 s ahead of the machine's".to_owned())
        );
        assert!(told(answered + CLOCKS_APART + tenth).is_err());
    }

    #[test]
    fn a_data_directory_open_to_everybody_fails() {
        let directory = tempfile::TempDir::new().expect("a directory");
        let keys = directory.path().join("keys");
        std::fs::create_dir(&keys).expect("a directory");
        let set = |path: &Path, mode| {
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(path, permissions).expect("allowed");
        };
        set(&keys, 0o700);
        assert!(data_dir(directory.path()).is_ok());
        set(&keys, 0o750);
        assert!(data_dir(directory.path()).is_err());
        set(&keys, 0o700);
        set(directory.path(), 0o777);
        assert!(data_dir(directory.path()).is_err());
    }
}
