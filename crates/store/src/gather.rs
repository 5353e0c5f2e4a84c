//! Group commit: one thread gathers concurrent units of work into batches.
//!
//! A commit that waits for the disk costs about the same for one row as for
//! sixty. So callers queue their work; the lane takes the first job, adds
//! whatever else is already waiting (it never waits for more), has the batch
//! executed, and answers every member. While a batch is with the disk the next
//! one gathers by itself: the busier, the larger the batches.
//!
//! Promises to the caller:
//! - an answer means that the executor is done with the job, and the executor
//!   answers only after its commit;
//! - the queue is bounded; when it is full the caller is refused at once;
//! - a job that waited longer than the caller's patience is not begun;
//! - neither a panic nor a failed batch ends the lane.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use kernel::{PortFailure, PortResult};

/// What is done with a batch; the only part that knows a database.
pub(crate) trait Executor: Send + 'static {
    /// A unit of work.
    type Job: Send + 'static;
    /// What becomes of it.
    type Answer: Send + 'static;

    /// Does the jobs, in order, and returns one answer for each, in order. Must
    /// not return before what it answers is durable.
    fn execute(&mut self, batch: Vec<Self::Job>) -> Vec<Self::Answer>;

    /// Called after [`Executor::execute`] panicked: whatever was half done must be
    /// thrown away.
    fn recover(&mut self);
}

/// Limits of a lane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// The most jobs in a batch.
    pub(crate) batch: usize,
    /// The most jobs waiting.
    pub(crate) queue: usize,
    /// How long a caller waits for its answer.
    pub(crate) patience: Duration,
}

struct Queued<J, A> {
    job: J,
    deadline: Instant,
    reply: SyncSender<A>,
}

/// The callers' end of a lane. Dropping it lets the lane finish what is queued
/// and waits for that.
pub(crate) struct Gatherer<J, A> {
    queue: Option<SyncSender<Queued<J, A>>>,
    lane: Option<JoinHandle<()>>,
    patience: Duration,
}

impl<J: Send + 'static, A: Send + 'static> Gatherer<J, A> {
    /// Starts a lane called `name` (at most 15 characters are shown by the system).
    ///
    /// # Errors
    /// [`PortFailure::Unavailable`] when the system gives no thread.
    pub(crate) fn start<E>(name: &str, limits: Limits, executor: E) -> PortResult<Self>
    where
        E: Executor<Job = J, Answer = A>,
    {
        let (queue, jobs) = sync_channel(limits.queue);
        let lane = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || run(&jobs, limits.batch, executor))
            .map_err(|_| unavailable("no thread for the write lane"))?;
        Ok(Self {
            queue: Some(queue),
            lane: Some(lane),
            patience: limits.patience,
        })
    }

    /// Has `job` done and returns its answer.
    ///
    /// # Errors
    /// [`PortFailure::Unavailable`] when the queue is full, the batch failed as a
    /// whole, or no answer came in time; in the last case the job may still be done.
    pub(crate) fn submit(&self, job: J) -> PortResult<A> {
        self.submit_within(job, self.patience)
    }

    /// As [`Gatherer::submit`], with another patience.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn submit_within(&self, job: J, patience: Duration) -> PortResult<A> {
        let (reply, answer) = sync_channel(1);
        let deadline = Instant::now() + patience;
        let queued = Queued {
            job,
            deadline,
            reply,
        };
        let queue = self
            .queue
            .as_ref()
            .ok_or_else(|| unavailable("the write lane has ended"))?;
        queue.try_send(queued).map_err(|error| match error {
            TrySendError::Full(_) => unavailable("too many writes are waiting"),
            TrySendError::Disconnected(_) => unavailable("the write lane has ended"),
        })?;
        answer
            .recv_timeout(patience)
            .map_err(|_| unavailable("a write was not answered in time"))
    }
}

impl<J, A> Drop for Gatherer<J, A> {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(lane) = self.lane.take() {
            // A lane that panicked has nothing left to say.
            let _ = lane.join();
        }
    }
}

fn unavailable(what: &str) -> PortFailure {
    PortFailure::Unavailable(what.to_owned())
}

fn run<E: Executor>(jobs: &Receiver<Queued<E::Job, E::Answer>>, most: usize, mut executor: E) {
    while let Ok(first) = jobs.recv() {
        let rest = jobs.try_iter().take(most.saturating_sub(1));
        let now = Instant::now();
        let (batch, replies): (Vec<_>, Vec<_>) = std::iter::once(first)
            .chain(rest)
            // Its caller has given up; dropping the reply tells nobody any more.
            .filter(|queued| now < queued.deadline)
            .map(|queued| (queued.job, queued.reply))
            .unzip();
        if batch.is_empty() {
            continue;
        }
        let answers = catch_unwind(AssertUnwindSafe(|| executor.execute(batch)));
        let Ok(answers) = answers else {
            tracing::error!("a batch of writes panicked");
            // The members' replies are dropped, which answers them "unavailable".
            if catch_unwind(AssertUnwindSafe(|| executor.recover())).is_err() {
                tracing::error!("throwing a panicked batch away panicked as well");
            }
            continue;
        };
        for (reply, answer) in replies.into_iter().zip(answers) {
            // The caller may have lost patience meanwhile.
            let _ = reply.try_send(answer);
        }
    }
}

#[cfg(test)]
mod tests;
