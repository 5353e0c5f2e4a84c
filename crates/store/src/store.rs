//! The database as a whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use diesel::connection::{SimpleConnection as _, TransactionManager as _};
use kernel::{PortFailure, PortResult};
use leads::{ShareRequest, StoreOutcome, StoreShareError};

use crate::conn::Conn;
use crate::connect::{Role, connect};
use crate::fault::{Fault, StoreError};
use crate::lanes::{Lane, gathered, gathered_within};
use crate::migrate;
use crate::options::{OpenError, StoreOptions};
use crate::pool::ConnectionPool;
use crate::postgres::transaction::{begin, serialisable};
use crate::target::{Backend, Target};

/// How long the caller of a long write waits.
const LONG: Duration = Duration::from_mins(1);

/// The database. Cheap to clone; all clones share connections and the writer.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    target: Target,
    pool: ConnectionPool,
    lane: Lane,
    /// Counts changes to who may do what, for whoever remembers that.
    access_changes: AtomicU64,
}

impl Store {
    /// Opens the database. Connections are made when they are first needed, so
    /// that a server starts while its database is still away.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(options: &StoreOptions) -> Result<Self, OpenError> {
        let target = Target::parse(&options.url)?;
        let lane = Lane::start(&target, options)?;
        let pool = ConnectionPool::new(target.clone(), options.readers, options.purpose);
        Ok(Self(Arc::new(Inner {
            target,
            pool,
            lane,
            access_changes: AtomicU64::new(0),
        })))
    }

    /// Which database it is.
    pub fn backend(&self) -> Backend {
        self.0.target.backend()
    }

    /// Brings the schema forward; safe to call twice and from two hosts at once.
    /// Returns the names of the migrations applied, oldest first.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn migrate(&self) -> PortResult<Vec<String>> {
        migrate::migrate(&self.0.target)
    }

    /// The names of the migrations not applied yet, oldest first.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn pending_migrations(&self) -> PortResult<Vec<String>> {
        migrate::pending(&self.0.target)
    }

    /// Whether the database answers and would take a write: on `SQLite` one page
    /// is really written (a full disk shows), on `PostgreSQL` a transaction number
    /// is drawn (a standby shows).
    ///
    /// # Errors
    /// [`PortFailure::Unavailable`].
    pub fn ping(&self) -> PortResult<()> {
        self.read(|conn| Ok(conn.batch_execute("SELECT 1")?))?;
        let sql = match self.backend() {
            Backend::Sqlite => "PRAGMA user_version = 1",
            Backend::Postgres => "SELECT pg_current_xact_id()",
        };
        self.write(move |conn| -> Result<(), Fault<PortFailure>> { Ok(conn.batch_execute(sql)?) })
    }

    /// Runs one query. Use [`Store::snapshot`] for more than one.
    ///
    /// # Errors
    /// What `query` fails with; [`PortFailure::Unavailable`] when no connection is
    /// to be had.
    pub(crate) fn read<T>(
        &self,
        query: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> PortResult<T> {
        let mut lent = self.0.pool.get()?;
        let result = query(&mut lent.conn);
        lent.note(result.as_ref().err().map(StoreError::trouble));
        result.map_err(PortFailure::from)
    }

    /// Runs several queries that see the database as of one instant.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub(crate) fn snapshot<T>(
        &self,
        queries: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> PortResult<T> {
        self.read(|conn| {
            begin(conn, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
            match queries(conn) {
                Ok(value) => {
                    Conn::commit_transaction(conn)?;
                    Ok(value)
                }
                Err(error) => {
                    // A connection that cannot roll back is broken; the pool sees it.
                    let _ = Conn::rollback_transaction(conn);
                    Err(error)
                }
            }
        })
    }

    /// Runs queries that see the database as of one instant on a connection of
    /// their own, for as long as they take; for commands at a terminal.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub(crate) fn examine<T>(
        &self,
        queries: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> PortResult<T> {
        let mut conn = connect(&self.0.target, Role::Migrator)?;
        begin(&mut conn, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .map_err(StoreError::from)?;
        let result = queries(&mut conn);
        // Nothing was written; closing the connection ends the transaction.
        Ok(result?)
    }

    /// Does `work` as one transaction and returns after the commit is durable.
    /// On `PostgreSQL` it is serialisable and may run several times; on `SQLite` it
    /// shares its commit with whatever else is waiting.
    ///
    /// # Errors
    /// What `work` fails with. After an error nothing was written, except that
    /// [`PortFailure::Unavailable`] may hide a commit whose answer was lost.
    pub(crate) fn write<T, E>(
        &self,
        mut work: impl FnMut(&mut Conn) -> Result<T, Fault<E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<PortFailure> + Send + 'static,
    {
        match &self.0.lane {
            Lane::Everything { writer, .. } => gathered(writer, move |conn, _| work(conn)),
            Lane::Shares(_) => self.transacted(work),
        }
    }

    /// As [`Store::write`], for work of a size that takes seconds and whose caller
    /// waits for it. On `PostgreSQL` the time limits are the work's own affair.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub(crate) fn write_long<T, E>(
        &self,
        mut work: impl FnMut(&mut Conn) -> Result<T, Fault<E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<PortFailure> + Send + 'static,
    {
        match &self.0.lane {
            Lane::Everything { writer, .. } => {
                gathered_within(writer, LONG, move |conn, _| work(conn))
            }
            Lane::Shares(_) => self.transacted(work),
        }
    }

    /// Does `work`, one statement that is right by itself and that nobody waits for.
    /// On `SQLite` it is a write like any other; on `PostgreSQL` it runs outside a
    /// transaction, read committed, so that it never makes a serialisable one of
    /// somebody else's begin anew unless both change the same row.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub(crate) fn statement<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> PortResult<T> {
        match &self.0.lane {
            Lane::Everything { writer, .. } => gathered(writer, move |conn, _| {
                work(conn).map_err(Fault::<PortFailure>::from)
            }),
            Lane::Shares(_) => self.read(work),
        }
    }

    /// Judges and stores a share; see [`leads::LeadRepository::share`].
    ///
    /// # Errors
    /// As the port says.
    pub(crate) fn share(&self, request: ShareRequest) -> Result<StoreOutcome, StoreShareError> {
        match &self.0.lane {
            Lane::Everything { writer, .. } => gathered(writer, move |conn, tally| {
                crate::sqlite::share::share(conn, &request, tally)
            })?,
            Lane::Shares(lane) => lane.submit(request)?,
        }
    }

    /// Tells whoever remembers partners and sessions that one of them changed.
    /// Called after the commit.
    pub(crate) fn access_changed(&self) {
        self.0.access_changes.fetch_add(1, Ordering::SeqCst);
    }

    /// How often [`Store::access_changed`] was called.
    pub(crate) fn access_changes(&self) -> u64 {
        self.0.access_changes.load(Ordering::SeqCst)
    }

    fn transacted<T, E: From<PortFailure>>(
        &self,
        work: impl FnMut(&mut Conn) -> Result<T, Fault<E>>,
    ) -> Result<T, E> {
        let mut lent = self.0.pool.get()?;
        let result = serialisable(&mut lent.conn, work);
        if let Err(Fault::Store(error)) = &result {
            lent.note(Some(error.trouble()));
        }
        result.map_err(Fault::into_port)
    }
}
