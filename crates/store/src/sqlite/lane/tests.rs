use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use kernel::{PortFailure, PortResult};

use super::{Job, SqliteLane, Wish};
use crate::connect::{Role, connect};
use crate::gather::Executor as _;
use crate::options::Purpose;
use crate::target::Target;

struct Bench {
    lane: SqliteLane,
    target: Target,
    _folder: tempfile::TempDir,
}

fn bench() -> Bench {
    let folder = tempfile::TempDir::new().unwrap();
    let target = Target::Sqlite(folder.path().join("test.db"));
    let mut lane = SqliteLane::new(target.clone(), Purpose::Serving);
    assert_eq!(
        lane.execute(vec![sql("CREATE TABLE t (n INTEGER, filling BLOB)")]),
        [Ok(())]
    );
    Bench {
        lane,
        target,
        _folder: folder,
    }
}

/// A job that does `sql` and wants it kept if it succeeds.
fn sql(sql: &'static str) -> Job {
    Box::new(move |conn, _| match conn.batch_execute(sql) {
        Ok(()) => Wish::Keep,
        Err(_) => Wish::Undo,
    })
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

impl Bench {
    /// What another connection sees.
    fn stored(&self) -> Vec<i64> {
        let mut conn = connect(&self.target, Role::Pooled).unwrap();
        let rows: Vec<Number> = match &mut conn {
            crate::conn::Conn::Sqlite(conn) => {
                diesel::sql_query("SELECT n FROM t ORDER BY n").load(conn)
            }
            crate::conn::Conn::Postgres(_) => unreachable!("the target is a file"),
        }
        .unwrap();
        rows.into_iter().map(|row| row.n).collect()
    }
}

#[test]
fn a_batch_is_committed_when_it_is_answered() {
    let mut bench = bench();
    let batch = vec![
        sql("INSERT INTO t (n) VALUES (1)"),
        sql("INSERT INTO t (n) VALUES (2)"),
    ];
    assert_eq!(bench.lane.execute(batch), [Ok(()), Ok(())]);
    assert_eq!(bench.stored(), [1, 2]);
}

#[test]
fn a_member_that_fails_or_panics_undoes_only_its_own() {
    let mut bench = bench();
    let batch: Vec<Job> = vec![
        sql("INSERT INTO t (n) VALUES (1)"),
        sql("INSERT INTO t (n) VALUES (2); INSERT INTO nowhere VALUES (2)"),
        Box::new(|conn, _| {
            conn.batch_execute("INSERT INTO t (n) VALUES (3)").unwrap();
            panic!("in the middle of it")
        }),
        sql("INSERT INTO t (n) VALUES (4)"),
    ];
    assert_eq!(bench.lane.execute(batch), vec![Ok(()); 4]);
    assert_eq!(bench.stored(), [1, 4]);
}

#[test]
fn a_full_disk_fails_every_member_and_not_the_next_batch() {
    let mut bench = bench();
    // The limit is the connection's own, as a full disk is the machine's.
    let full = "PRAGMA max_page_count = 1; INSERT INTO t VALUES (2, zeroblob(1000000))";
    let batch = vec![
        sql("INSERT INTO t (n) VALUES (1)"),
        sql(full),
        sql("INSERT INTO t (n) VALUES (3)"),
    ];
    let answers = bench.lane.execute(batch);
    let unavailable = |answer: &PortResult<()>| matches!(answer, Err(PortFailure::Unavailable(_)));
    assert_eq!(answers.len(), 3);
    assert!(answers.iter().all(unavailable), "{answers:?}");
    assert_eq!(bench.stored(), []);
    let next = vec![sql("INSERT INTO t (n) VALUES (4)")];
    assert_eq!(bench.lane.execute(next), [Ok(())]);
    assert_eq!(bench.stored(), [4]);
}

#[test]
fn a_commit_that_fails_leaves_nothing_behind() {
    let mut bench = bench();
    let deferred = "CREATE TABLE parent (id INTEGER PRIMARY KEY);
        CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)";
    assert_eq!(bench.lane.execute(vec![sql(deferred)]), [Ok(())]);
    // The violation shows in the COMMIT.
    let batch = vec![
        sql("INSERT INTO t (n) VALUES (1)"),
        sql("INSERT INTO child VALUES (7)"),
    ];
    let answers = bench.lane.execute(batch);
    assert!(
        answers
            .iter()
            .all(|answer| matches!(answer, Err(PortFailure::Unavailable(_)))),
        "{answers:?}"
    );
    assert_eq!(bench.stored(), []);
    let next = vec![sql("INSERT INTO t (n) VALUES (2)")];
    assert_eq!(bench.lane.execute(next), [Ok(())]);
    assert_eq!(bench.stored(), [2]);
}
