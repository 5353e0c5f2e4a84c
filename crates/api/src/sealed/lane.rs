//! RSA takes a quarter of a millisecond of pure computing: too long for a thread
//! that serves requests, and enough to starve plain traffic when it has no bound.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

use crate::blocking::blocking;
use crate::error::{Code, Refusal};

/// Requests that may wait to be opened; beyond them callers are told to come again.
const MOST_WAITING: usize = 512;

/// Bounds how many threads do RSA at once, first come, first served.
#[derive(Clone)]
pub struct RsaLane {
    permits: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

impl RsaLane {
    /// A lane for as many jobs at once as the machine has processors, or `threads`.
    pub fn new(threads: usize) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(threads.max(1))),
            waiting: Arc::new(AtomicUsize::new(0)),
        }
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
        let place = Place::take(&self.waiting).ok_or_else(|| {
            Refusal::caused(Code::Unavailable, &"too many envelopes wait to be opened")
        })?;
        let done = self.seal(work).await;
        drop(place);
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
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|closed| Refusal::caused(Code::Internal, &closed))?;
        blocking(move || {
            let _permit = permit;
            work()
        })
        .await
    }
}

/// One of the places to wait in, given back when dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(waiting: &Arc<AtomicUsize>) -> Option<Self> {
        let place = Self(Arc::clone(waiting));
        let before = waiting.fetch_add(1, Ordering::Relaxed);
        (before < MOST_WAITING).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::PortFailure;

    #[test]
    fn places_are_bounded_and_given_back() {
        let waiting = Arc::new(AtomicUsize::new(0));
        let taken: Vec<_> = (0..MOST_WAITING)
            .map(|_| Place::take(&waiting).expect("a place"))
            .collect();
        assert!(Place::take(&waiting).is_none());
        assert_eq!(waiting.load(Ordering::Relaxed), MOST_WAITING);
        drop(taken);
        assert_eq!(waiting.load(Ordering::Relaxed), 0);
    }

    #[actix_web::test]
    async fn no_more_jobs_run_at_once_than_there_are_threads() {
        let lane = RsaLane::new(2);
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let jobs = (0..12).map(|_| {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            lane.open(move || {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(std::time::Duration::from_millis(5));
                now.fetch_sub(1, Ordering::SeqCst);
                Ok::<_, PortFailure>(())
            })
        });
        for done in futures_util::future::join_all(jobs).await {
            done.expect("done");
        }
        assert_eq!(most.load(Ordering::SeqCst), 2);
    }
}
