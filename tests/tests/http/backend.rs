//! The two databases.

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{
    Connection, PgConnection, QueryResult, QueryableByName, RunQueryDsl, SqliteConnection,
    sql_query,
};

/// Which database a scenario runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

const SERVER: &str = "TEST_DATABASE_URL";

/// Whether there is a PostgreSQL to test with. In CI there must be.
pub(crate) fn postgres_is_there() -> bool {
    if env::var_os(SERVER).is_some() {
        return true;
    }
    assert!(
        env::var("CI").as_deref() != Ok("true"),
        "{SERVER} is not set, and in CI the tests on PostgreSQL must run"
    );
    eprintln!("SKIPPED on PostgreSQL: {SERVER} is not set (run `make test`)");
    false
}

/// An empty database of a test's own, gone when dropped.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) url: String,
    name: Option<String>,
}

/// Gives the column `line` of a query.
type Ask = Box<dyn FnMut(&str) -> Vec<String>>;

static NEXT: AtomicU32 = AtomicU32::new(0);

impl Database {
    pub(crate) fn create(backend: Backend, dir: &Path) -> Self {
        match backend {
            Backend::Sqlite => Self {
                url: format!("sqlite://{}", dir.join("partner.db").display()),
                name: None,
            },
            Backend::Postgres => {
                let nth = NEXT.fetch_add(1, Ordering::Relaxed);
                let name = format!("partner_api_test_{}_{nth}", process::id());
                run(&format!("DROP DATABASE IF EXISTS {name}"));
                run(&format!("CREATE DATABASE {name}"));
                Self {
                    url: replace_database(&server_url(), &name),
                    name: Some(name),
                }
            }
        }
    }

    /// The column `line` of a query that both databases understand.
    pub(crate) fn lines(&self, sql: &str) -> Vec<String> {
        self.asking()(sql)
    }

    /// Answers queries for a column `line` on one connection.
    fn asking(&self) -> Ask {
        if let Some(path) = self.url.strip_prefix("sqlite://") {
            let mut one = SqliteConnection::establish(path).unwrap();
            return Box::new(move |sql| texts(sql_query(sql).load(&mut one)));
        }
        let mut one = PgConnection::establish(&self.url).unwrap();
        Box::new(move |sql| texts(sql_query(sql).load(&mut one)))
    }

    /// Every row of every table by table, as text, in one order.
    pub(crate) fn every_row(&self) -> BTreeMap<String, Vec<String>> {
        let sqlite = self.name.is_none();
        let mut ask = self.asking();
        let tables = ask(if sqlite {
            "SELECT name AS line FROM sqlite_master WHERE type = 'table'"
        } else {
            "SELECT quote_ident(table_name) AS line FROM information_schema.tables \
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        });
        assert!(!tables.is_empty(), "the database has no tables");
        let mut rows = |table: &String| {
            let row = if sqlite {
                let columns = format!(
                    "SELECT group_concat('quote(\"' || name || '\")', ' || '','' || ') AS line \
                     FROM pragma_table_info('{table}')"
                );
                ask(&columns).remove(0)
            } else {
                "t::text".to_owned()
            };
            let mut rows = ask(&format!("SELECT {row} AS line FROM {table} t"));
            rows.sort();
            rows
        };
        tables
            .iter()
            .map(|table| (table.clone(), rows(table)))
            .collect()
    }

    /// Every row of every table as text; bytes as hexadecimal digits. PostgreSQL
    /// only.
    pub(crate) fn dump_postgres(&self) -> String {
        let mut connection = PgConnection::establish(&self.url).unwrap();
        let tables: Vec<Line> = sql_query(
            "SELECT quote_ident(table_name) AS line FROM information_schema.tables \
             WHERE table_schema = 'public'",
        )
        .load(&mut connection)
        .unwrap();
        assert!(!tables.is_empty(), "the database has no tables");
        let mut dump = String::new();
        for Line { line: table } in tables {
            let rows: Vec<Line> = sql_query(format!("SELECT t::text AS line FROM {table} t"))
                .load(&mut connection)
                .unwrap();
            for Line { line } in rows {
                dump.push_str(&line);
                dump.push('\n');
            }
        }
        dump
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            run(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn texts(rows: QueryResult<Vec<Line>>) -> Vec<String> {
    rows.unwrap()
        .into_iter()
        .map(|Line { line }| line)
        .collect()
}

fn server_url() -> String {
    env::var(SERVER).expect("checked by postgres_is_there")
}

fn run(statement: &str) {
    PgConnection::establish(&server_url())
        .unwrap()
        .batch_execute(statement)
        .unwrap();
}

fn replace_database(url: &str, name: &str) -> String {
    let (server, _) = url.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}
