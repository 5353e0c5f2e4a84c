//! A bounded pool of connections, opened when they are first needed.

use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::r2d2::R2D2Connection as _;
use kernel::{PortFailure, PortResult};
use r2d2::{ManageConnection, NopErrorHandler, Pool, PooledConnection};

use crate::conn::Conn;
use crate::connect::{ConnectError, Role, connect};
use crate::fault::Trouble;
use crate::options::Purpose;
use crate::target::Target;

/// How long a caller waits for a connection. A crowd of equal requests stands in
/// line here, so it is generous; still, alone it leaves room within the two
/// seconds in which a 5030 must be answered, and whoever then waits for a slow
/// statement as well is answered by the web layer's own deadline.
const WAIT: Duration = Duration::from_millis(1_200);

/// A connection and whether it is still worth keeping.
pub(crate) struct Pooled {
    pub(crate) conn: Conn,
    broken: bool,
}

impl Pooled {
    /// Notes what a unit of work came to: a connection that was lost is not given
    /// out again.
    pub(crate) fn note(&mut self, trouble: Option<Trouble>) {
        self.broken |= trouble == Some(Trouble::Away);
    }
}

/// Opens connections of the pool. It picks the backend by the URL: diesel's own
/// `establish` for several backends would try one after the other, and an outage
/// of `PostgreSQL` would end in a new `SQLite` file.
struct Manager {
    target: Target,
    role: Role,
}

impl ManageConnection for Manager {
    type Connection = Pooled;
    type Error = ConnectError;

    fn connect(&self) -> Result<Pooled, ConnectError> {
        let connection = connect(&self.target, self.role);
        if let Err(error) = &connection {
            tracing::warn!(%error, "cannot open a database connection");
        }
        connection.map(|conn| Pooled {
            conn,
            broken: false,
        })
    }

    /// A server may have gone since the connection was used; a file stays open.
    fn is_valid(&self, pooled: &mut Pooled) -> Result<(), ConnectError> {
        match &mut pooled.conn {
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(conn) => conn
                .batch_execute("SELECT 1")
                .map_err(|_| ConnectError::Broken),
        }
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        pooled.broken || std::thread::panicking() || pooled.conn.is_broken()
    }
}

/// The pool.
#[derive(Clone)]
pub(crate) struct ConnectionPool(Pool<Manager>);

impl ConnectionPool {
    /// A pool of at most `size` connections; opens none yet.
    pub(crate) fn new(target: Target, size: u32, purpose: Purpose) -> Self {
        let role = match (&target, purpose) {
            (Target::Postgres(_), Purpose::Loading) => Role::Loader,
            _ => Role::Pooled,
        };
        let pool = Pool::builder()
            .max_size(size.max(1))
            .min_idle(Some(0))
            .connection_timeout(WAIT)
            .test_on_check_out(true)
            .error_handler(Box::new(NopErrorHandler))
            .build_unchecked(Manager { target, role });
        Self(pool)
    }

    /// A working connection.
    ///
    /// # Errors
    /// [`PortFailure::Unavailable`] when none is free or opens in time.
    pub(crate) fn get(&self) -> PortResult<Lent> {
        self.0.get().map(Lent).map_err(|_| {
            PortFailure::Unavailable("no database connection became free in time".to_owned())
        })
    }
}

/// A connection lent by the pool; goes back when dropped.
pub(crate) struct Lent(PooledConnection<Manager>);

impl std::ops::Deref for Lent {
    type Target = Pooled;

    fn deref(&self) -> &Pooled {
        &self.0
    }
}

impl std::ops::DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut Pooled {
        &mut self.0
    }
}
