//! The connection that shares go through, and what happens when a batch fails.

use std::time::Duration;

use diesel::connection::TransactionManager as _;
use kernel::PortFailure;
use leads::{ShareRequest, StoreShareError};

use super::batch::{Answer, share_all};
use crate::conn::Conn;
use crate::connect::{Role, WRITER_LOCK_TIMEOUT, connect};
use crate::fault::{StoreError, Trouble};
use crate::gather::Executor;
use crate::postgres::transaction::begin;
use crate::postgres::turn::{Turn, begin_sharing};
use crate::target::Target;
use crate::totals::lane_shard;

/// How often a share by itself is tried when transactions collide.
const TRIES: u32 = 5;

/// Executes batches of shares; opens its connection when it is first needed, and
/// again when it broke.
pub(crate) struct ShareLane {
    target: Target,
    conn: Option<Conn>,
    /// Where its totals go.
    shard: i32,
}

impl ShareLane {
    /// A lane to `target`.
    pub(crate) fn new(target: Target) -> Self {
        Self {
            target,
            conn: None,
            shard: lane_shard(),
        }
    }

    /// One transaction for `requests`.
    fn transact(&mut self, requests: &[ShareRequest]) -> Result<Vec<Answer>, StoreError> {
        let mut conn = self.begun()?;
        let result = share_all(&mut conn, requests, self.shard).and_then(|answers| {
            Conn::commit_transaction(&mut conn)?;
            Ok(answers)
        });
        let usable = match &result {
            Ok(_) => true,
            // A lost connection is dropped; whatever it had begun is rolled back
            // by the server.
            Err(error) if error.trouble() == Trouble::Away => false,
            Err(_) => Conn::rollback_transaction(&mut conn).is_ok(),
        };
        if usable {
            self.conn = Some(conn);
        }
        result
    }

    /// A connection inside a new transaction, which keeps the lender's feed from
    /// looking leads up until it ends. A connection that was idle may have been
    /// lost meanwhile; nothing was asked of it yet, so a new one takes its place.
    fn begun(&mut self) -> Result<Conn, StoreError> {
        let begin_sharing = begin_sharing(Turn::Leads, WRITER_LOCK_TIMEOUT);
        if let Some(mut conn) = self.conn.take() {
            match begin(&mut conn, &begin_sharing).map_err(StoreError::from) {
                Ok(()) => return Ok(conn),
                Err(error) if error.trouble() == Trouble::Locked => return Err(no_turn()),
                Err(_) => {}
            }
        }
        let mut conn = connect(&self.target, Role::Writer).map_err(PortFailure::from)?;
        match begin(&mut conn, &begin_sharing).map_err(StoreError::from) {
            Err(error) if error.trouble() == Trouble::Locked => Err(no_turn()),
            begun => begun.map(|()| conn),
        }
    }

    /// One share in its own transaction.
    fn alone(&mut self, request: &ShareRequest) -> Answer {
        let mut tries = 1;
        loop {
            match self.transact(std::slice::from_ref(request)) {
                Ok(mut answers) => {
                    return answers.pop().unwrap_or_else(|| {
                        let what = "a share got no answer".to_owned();
                        Err(StoreShareError::Port(PortFailure::Unforeseen(what)))
                    });
                }
                Err(error) => match error.trouble() {
                    Trouble::Collision if tries < TRIES => {
                        std::thread::sleep(Duration::from_millis(2) * tries * tries);
                        tries += 1;
                    }
                    Trouble::Locked if request.keep.is_some() => {
                        return Err(StoreShareError::KeyInFlight);
                    }
                    _ => return Err(StoreShareError::Port(error.into())),
                },
            }
        }
    }
}

/// The feed keeps everyone waiting: no member is to blame, and none would fare
/// better by itself.
fn no_turn() -> StoreError {
    let what = "the lender's feed takes too long".to_owned();
    StoreError::Port(PortFailure::Unavailable(what))
}

impl Executor for ShareLane {
    type Job = ShareRequest;
    type Answer = Answer;

    fn execute(&mut self, batch: Vec<ShareRequest>) -> Vec<Answer> {
        if batch.len() > 1 {
            match self.transact(&batch) {
                Ok(answers) => return answers,
                Err(error) if error.trouble() == Trouble::Away => {
                    let failure = PortFailure::from(error);
                    tracing::error!(%failure, members = batch.len(), "a batch of shares failed");
                    let answer = Err(StoreShareError::Port(failure));
                    return vec![answer; batch.len()];
                }
                // One of them is to blame; by themselves the others pass.
                Err(error) => {
                    tracing::debug!(%error, members = batch.len(), "a batch of shares is split");
                }
            }
        }
        batch.iter().map(|request| self.alone(request)).collect()
    }

    fn recover(&mut self) {
        self.conn = None;
    }
}
