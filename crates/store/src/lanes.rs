//! Which writes are gathered, and how a unit of work becomes a member of a batch.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kernel::{PortFailure, PortResult};
use leads::{ShareRequest, StoreOutcome, StoreShareError};

use crate::conn::Conn;
use crate::fault::Fault;
use crate::gather::{Gatherer, Limits};
use crate::options::StoreOptions;
use crate::postgres::share::lane::ShareLane;
use crate::sqlite::checkpoint::Checkpointer;
use crate::sqlite::lane::{Job, SqliteLane, Wish};
use crate::target::Target;
use crate::totals::Tally;

/// Where concurrent writes are gathered.
pub(crate) enum Lane {
    /// The single writer of an `SQLite` file: every write.
    Everything {
        writer: Gatherer<Job, PortResult<()>>,
        /// Only has to live.
        _checkpointer: Checkpointer,
    },
    /// Beside the pool of `PostgreSQL`: shares, which come by the thousand.
    Shares(Gatherer<ShareRequest, Result<StoreOutcome, StoreShareError>>),
}

impl Lane {
    /// The lane that `target` wants.
    ///
    /// # Errors
    /// [`PortFailure::Unavailable`] when the system gives no thread.
    pub(crate) fn start(target: &Target, options: &StoreOptions) -> PortResult<Self> {
        let purpose = options.purpose;
        let limits = Limits {
            batch: 64,
            queue: 1024,
            patience: options.patience,
            enough: 16,
            linger: Duration::from_millis(3),
        };
        let underway = options.underway.clone();
        match target {
            Target::Sqlite(_) => {
                let lane = SqliteLane::new(target.clone(), purpose);
                Ok(Self::Everything {
                    writer: Gatherer::start("sqlite-writer", limits, underway, lane)?,
                    _checkpointer: Checkpointer::start(target.clone(), purpose)?,
                })
            }
            Target::Postgres(_) => {
                let lane = ShareLane::new(target.clone());
                Gatherer::start("share-lane", limits, underway, lane).map(Self::Shares)
            }
        }
    }
}

/// Where a job leaves its result for the caller that waits for the commit.
type Slot<T, E> = Arc<Mutex<Option<Result<T, Fault<E>>>>>;

/// Does `work` as a member of a batch, and returns after the batch's commit.
///
/// # Errors
/// What `work` fails with, or the batch.
pub(crate) fn gathered<T, E>(
    writer: &Gatherer<Job, PortResult<()>>,
    work: impl FnMut(&mut Conn, &mut Tally) -> Result<T, Fault<E>> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<PortFailure> + Send + 'static,
{
    gathered_by(work, |job| writer.submit(job))
}

/// As [`gathered`], for work that takes up to `patience`.
///
/// # Errors
/// As there.
pub(crate) fn gathered_within<T, E>(
    writer: &Gatherer<Job, PortResult<()>>,
    patience: Duration,
    work: impl FnMut(&mut Conn, &mut Tally) -> Result<T, Fault<E>> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<PortFailure> + Send + 'static,
{
    gathered_by(work, |job| writer.submit_within(job, patience))
}

fn gathered_by<T, E>(
    mut work: impl FnMut(&mut Conn, &mut Tally) -> Result<T, Fault<E>> + Send + 'static,
    submit: impl FnOnce(Job) -> PortResult<PortResult<()>>,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<PortFailure> + Send + 'static,
{
    let slot: Slot<T, E> = Arc::default();
    let left = Arc::clone(&slot);
    let job: Job = Box::new(move |conn, tally| {
        let result = work(conn, tally);
        let wish = if result.is_ok() {
            Wish::Keep
        } else {
            Wish::Undo
        };
        *left.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        wish
    });
    submit(job)??;
    let result = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
    result
        .ok_or_else(|| PortFailure::Unforeseen("a write broke off".to_owned()))?
        .map_err(Fault::into_port)
}
