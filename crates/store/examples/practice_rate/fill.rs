//! Filling a database: people and sessions by SQL, enrolments through the repository.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use candidates::{
    DraftEnrolments, Enrolling, EnrolmentDraft, EnrolmentRepository as _, EnrolmentWay,
    NewEnrolment, candidate_name,
};
use diesel::connection::SimpleConnection;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use kernel::{Actor, EmailAddress};
use store::{DieselEnrolments, Store};
use testkit::{FakeVault, SeededEntropy};

use crate::{Failure, Whose, end};

/// Sessions of each person.
const EACH: u32 = 10;

/// People written, and enrolled, at a time.
const AT_ONCE: u32 = 5_000;

/// Microseconds in a year.
const YEAR: i64 = 365 * 86_400 * 1_000_000;

/// Makes people with sessions for each of `pair`, which then enrols them.
pub(crate) fn fill(store: &Store, url: &str, pair: &[Whose; 2]) -> Result<(), Failure> {
    let mut database = Database::open(url)?;
    for whose in pair {
        let people = people(*whose)?;
        for some in people.chunks(usize::try_from(AT_ONCE)?) {
            database.write_people(some)?;
        }
        database.write_sessions(*whose)?;
        let begun = Instant::now();
        let enrolments = DieselEnrolments::new(store.clone());
        let to = Enrolling {
            partner: whose.partner,
            batch: None,
            way: EnrolmentWay::Upload,
            actor: Actor::Partner(whose.partner),
            at: end(),
        };
        for some in people.chunks(usize::try_from(AT_ONCE)?) {
            enrolments.enrol(to, some.to_vec())?;
        }
        let took = begun.elapsed();
        let (people, sessions) = (people.len(), whose.sessions);
        writeln!(
            std::io::stdout(),
            "{people} people with {sessions} sessions enrolled in {took:?}"
        )?;
    }
    Ok(())
}

fn people(whose: Whose) -> Result<Vec<NewEnrolment>, Failure> {
    let seed = u64::from(whose.sessions) << 32;
    let drafts = DraftEnrolments {
        vault: Arc::new(FakeVault),
        entropy: Arc::new(SeededEntropy::new(seed)),
    };
    let person = |number: u32| -> Result<NewEnrolment, Failure> {
        let email = format!("person{number}.of{}@example.test", whose.partner);
        let draft = EnrolmentDraft {
            first_name: candidate_name("Anita")?,
            last_name: candidate_name("Iyer")?,
            email: EmailAddress::parse(&email)?,
        };
        Ok(drafts.draft(draft)?)
    };
    (0..whose.sessions / EACH).map(person).collect()
}

enum Database {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Database {
    fn open(url: &str) -> Result<Self, Failure> {
        Ok(match url.strip_prefix("sqlite://") {
            Some(file) => Self::Sqlite(SqliteConnection::establish(file)?),
            None => Self::Postgres(PgConnection::establish(url)?),
        })
    }

    fn run(&mut self, sql: &str) -> Result<(), Failure> {
        match self {
            Self::Sqlite(conn) => conn.batch_execute(sql)?,
            Self::Postgres(conn) => conn.batch_execute(sql)?,
        }
        Ok(())
    }

    fn bytes(&self, bytes: &[u8]) -> Result<String, Failure> {
        let mut hex = String::new();
        for byte in bytes {
            write!(hex, "{byte:02x}")?;
        }
        Ok(match self {
            Self::Sqlite(_) => format!("X'{hex}'"),
            Self::Postgres(_) => format!("'\\x{hex}'::bytea"),
        })
    }

    fn write_people(&mut self, people: &[NewEnrolment]) -> Result<(), Failure> {
        let mut rows = Vec::with_capacity(people.len());
        for person in people {
            let uuid = self.bytes(person.person.get().as_bytes())?;
            let index = self.bytes(person.email_index.as_bytes())?;
            let sealed = self.bytes(person.person_email.as_bytes())?;
            rows.push(format!("({uuid}, {sealed}, {index}, 'active', 0)"));
        }
        self.run(&format!(
            "INSERT INTO candidates (uuid, email_sealed, email_index, status, created_at) VALUES {}",
            rows.join(", ")
        ))
    }

    /// Ten for each person nobody has enrolled yet, over a year; one in ten is not finished.
    fn write_sessions(&mut self, whose: Whose) -> Result<(), Failure> {
        let numbers = match self {
            Self::Sqlite(_) => {
                "(WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 9)
                  SELECT n FROM n)"
            }
            Self::Postgres(_) => "(SELECT generate_series(0, 9) AS n)",
        };
        let (end, partner) = (end().timestamp_micros(), whose.partner);
        let step = YEAR / i64::from(whose.sessions);
        // Sessions of one person lie far from each other.
        let place = format!(
            "((n.n * {people} + c.id - (SELECT MIN(id) FROM candidates c WHERE NOT EXISTS
                (SELECT 1 FROM practice_sessions s WHERE s.candidate_id = c.id))) * {step})",
            people = whose.sessions / EACH
        );
        self.run(&format!(
            "INSERT INTO practice_sessions (external_id, candidate_id, exam_name, exam_type, status,
                score, cost_paise, rating, minutes, completed_at, created_at, updated_at)
            SELECT 'p{partner}-' || c.id || '-' || n.n, c.id, 'Mock ' || n.n,
                'Type ' || ((c.id + n.n) % 50),
                CASE WHEN n.n = 9 THEN 'abandoned' ELSE 'finished' END,
                (c.id * 37 + n.n * 911) % 10001, 49900, (c.id % 11) * 50, 45,
                {end} - {place}, 0, 0
            FROM candidates c CROSS JOIN {numbers} n
            WHERE NOT EXISTS (SELECT 1 FROM practice_sessions s WHERE s.candidate_id = c.id)
            ORDER BY n.n DESC, c.id DESC"
        ))
    }
}
