//! The one hop from a request to work that may block.

use std::time::{Duration, Instant};

use actix_web::web;

use crate::error::{Code, Refusal};

/// How long a hop may take: with it a 5030 is answered within the contract's 2 s.
pub(crate) const DEADLINE: Duration = Duration::from_millis(1_800);

/// Runs `work` on a thread that may block and waits for it, but not for ever:
/// past the deadline the caller gets 5030. Work that has not begun by then is
/// never begun; work that has goes on, and its effect may stand.
pub(crate) async fn blocking<T, E>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Refusal>
where
    T: Send + 'static,
    E: Into<Refusal> + Send + 'static,
{
    blocking_for(DEADLINE, work).await
}

/// How long a piece of work for one person at a desk may take.
const DESK_DEADLINE: Duration = Duration::from_mins(1);

/// As [`blocking`] for work whose size grows with the books: closing a period,
/// writing a statement with all its lines. A database that is away is told as
/// soon as elsewhere, by the store itself.
pub(crate) async fn blocking_at_length<T, E>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Refusal>
where
    T: Send + 'static,
    E: Into<Refusal> + Send + 'static,
{
    blocking_for(DESK_DEADLINE, work).await
}

async fn blocking_for<T, E>(
    patience: Duration,
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Refusal>
where
    T: Send + 'static,
    E: Into<Refusal> + Send + 'static,
{
    let asked = Instant::now();
    let hop = web::block(move || (asked.elapsed() < patience).then(work));
    match tokio::time::timeout(patience, hop).await {
        Ok(Ok(Some(done))) => done.map_err(Into::into),
        Ok(Ok(None)) | Err(_) => Err(Refusal::caused(
            Code::Unavailable,
            &"no answer before the deadline",
        )),
        Ok(Err(lost)) => Err(Refusal::caused(Code::Internal, &lost)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::PortFailure;

    #[actix_web::test]
    async fn a_hop_that_takes_too_long_is_unavailable() {
        let slow = || {
            std::thread::sleep(Duration::from_millis(200));
            Ok::<_, PortFailure>(())
        };
        let refusal = blocking_for(Duration::from_millis(20), slow).await;
        assert_eq!(refusal.expect_err("too slow").code, Code::Unavailable);
    }

    #[actix_web::test]
    async fn a_panic_in_a_hop_is_an_internal_error() {
        let refusal = blocking(|| -> Result<(), PortFailure> { panic!("a bug") }).await;
        assert_eq!(refusal.expect_err("panicked").code, Code::Internal);
    }
}
