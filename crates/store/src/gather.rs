//! Group commit: one thread gathers concurrent units of work into batches.
//!
//! A commit that waits for the disk costs about the same for one row as for
//! sixty. So callers queue their work; the lane takes the first job, adds
//! whatever else is already waiting, has the batch executed, and answers every
//! member. While a batch is with the disk the next one gathers by itself: the
//! busier, the larger the batches.
//!
//! It waits for more only while a small batch knows of callers on their way: they
//! come one by one from a slower stage (RSA), and a commit for each would take as
//! much of the processor as that stage.
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

use kernel::{PortFailure, PortResult, Underway};

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
    /// A batch of so many jobs waits for no more.
    pub(crate) enough: usize,
    /// How long a smaller one waits for callers on their way.
    pub(crate) linger: Duration,
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
    pub(crate) fn start<E>(
        name: &str,
        limits: Limits,
        underway: Underway,
        executor: E,
    ) -> PortResult<Self>
    where
        E: Executor<Job = J, Answer = A>,
    {
        let (queue, jobs) = sync_channel(limits.queue);
        let inlet = Inlet {
            jobs,
            limits,
            underway,
        };
        let lane = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || run(&inlet, executor))
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

/// The lane's end of the queue.
struct Inlet<J, A> {
    jobs: Receiver<Queued<J, A>>,
    limits: Limits,
    underway: Underway,
}

impl<J, A> Inlet<J, A> {
    /// The next batch, of one job at least; `None` when nobody can submit any more.
    fn batch(&self) -> Option<Vec<Queued<J, A>>> {
        let mut batch = vec![self.jobs.recv().ok()?];
        let rest = self.limits.batch.saturating_sub(1);
        batch.extend(self.jobs.try_iter().take(rest));
        let until = Instant::now() + self.limits.linger;
        while batch.len() < self.limits.enough && self.underway.any() {
            let rest = until.saturating_duration_since(Instant::now());
            match self.jobs.recv_timeout(rest) {
                Ok(another) => batch.push(another),
                Err(_) => break,
            }
        }
        Some(batch)
    }
}

fn run<E: Executor>(inlet: &Inlet<E::Job, E::Answer>, mut executor: E) {
    while let Some(batch) = inlet.batch() {
        let now = Instant::now();
        let (batch, replies): (Vec<_>, Vec<_>) = batch
            .into_iter()
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
