//! RSA takes a quarter of a millisecond of pure computing: too long for a thread
//! that serves requests, and enough to starve plain traffic when it has no bound.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use kernel::{PortFailure, PortResult, Underway};
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::oneshot;

use crate::blocking::DEADLINE;
use crate::error::{Code, Refusal};

/// Requests that may wait to be opened; beyond them callers are told to come again.
const MOST_WAITING: usize = 512;

/// The threads that do RSA: first come, first served, and as long as there is work
/// they go from job to job without anybody having to wake them.
#[derive(Clone)]
pub struct RsaLane {
    threads: Arc<ThreadPool>,
    /// What will come to be stored once it is opened.
    underway: Underway,
}

impl RsaLane {
    /// A lane of so many threads, at least one. In `underway` it counts what is being
    /// opened.
    ///
    /// # Errors
    /// [`PortFailure::Unavailable`] when the system gives no threads.
    pub fn new(threads: usize, underway: Underway) -> PortResult<Self> {
        let threads = ThreadPoolBuilder::new()
            .num_threads(threads.max(1))
            .thread_name(|number| format!("rsa-{number}"))
            .build()
            .map_err(|error| PortFailure::Unavailable(error.to_string()))?;
        Ok(Self {
            threads: Arc::new(threads),
            underway,
        })
    }

    /// Opens something; 5030 when too many wait already.
    pub(crate) async fn open<T, E>(
        &self,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, Refusal>
    where
        T: Send + 'static,
        E: Into<Refusal> + Send + 'static,
    {
        let trip = self.underway.enter(MOST_WAITING).ok_or_else(|| {
            Refusal::caused(Code::Unavailable, &"too many envelopes wait to be opened")
        })?;
        let done = self.seal(work).await;
        drop(trip);
        done
    }

    /// Seals something. Never refused for its number: each answer belongs to a
    /// request that was let in.
    pub(crate) async fn seal<T, E>(
        &self,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, Refusal>
    where
        T: Send + 'static,
        E: Into<Refusal> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let asked = Instant::now();
        self.threads.spawn_fifo(move || {
            // What nobody waits for any more is not begun.
            if asked.elapsed() < DEADLINE {
                // A panic drops the reply, and is told by that.
                let _ = catch_unwind(AssertUnwindSafe(|| reply.send(work())));
            }
        });
        match tokio::time::timeout(DEADLINE, answer).await {
            Ok(Ok(done)) => done.map_err(Into::into),
            Ok(Err(lost)) => Err(Refusal::caused(Code::Internal, &lost)),
            Err(late) => Err(Refusal::caused(Code::Unavailable, &late)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    fn lane(threads: usize) -> RsaLane {
        RsaLane::new(threads, Underway::default()).expect("threads")
    }

    #[actix_web::test]
    async fn no_more_jobs_run_at_once_than_there_are_threads() {
        let lane = lane(2);
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let jobs = (0..12).map(|_| {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            lane.open(move || {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(5));
                now.fetch_sub(1, Ordering::SeqCst);
                Ok::<_, PortFailure>(())
            })
        });
        for done in futures_util::future::join_all(jobs).await {
            done.expect("done");
        }
        assert_eq!(most.load(Ordering::SeqCst), 2);
    }

    #[actix_web::test]
    async fn a_panic_is_an_internal_error_and_the_lane_goes_on() {
        let lane = lane(1);
        let broken = lane.seal(|| -> PortResult<()> { panic!("a bug") }).await;
        assert_eq!(broken.expect_err("panicked").code, Code::Internal);
        assert_eq!(lane.seal(|| PortResult::Ok(7)).await.expect("done"), 7);
    }

    #[actix_web::test]
    async fn too_many_are_told_to_come_again() {
        let lane = lane(1);
        let trips: Vec<_> = (0..MOST_WAITING)
            .map(|_| lane.underway.enter(MOST_WAITING))
            .collect();
        let refused = lane.open(|| PortResult::Ok(())).await;
        assert_eq!(refused.expect_err("full").code, Code::Unavailable);
        assert!(lane.seal(|| PortResult::Ok(())).await.is_ok());
        drop(trips);
        assert!(lane.open(|| PortResult::Ok(())).await.is_ok());
    }
}
