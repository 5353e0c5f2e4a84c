//! The body of a stream's reply.

use std::convert::Infallible;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::Bytes;
use futures_util::stream::{self, Stream};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep_until};

use super::{Place, events};
use crate::auth::{Authorized, LeadsRead};
use crate::error::Code;

/// How long a stream is let go on before its token is looked at again. Whoever is
/// suspended, deleted or signed out hears nothing after a second: the rest is for the
/// look.
const TRUSTED_FOR: Duration = Duration::from_millis(800);

/// How long a stream may say nothing.
const QUIET_FOR: Duration = Duration::from_secs(15);

/// A stream under way.
struct Speaking {
    place: Place,
    /// Carries the token.
    request: HttpRequest,
    /// What is said next before anything else.
    first: Option<Bytes>,
    trusted_until: Instant,
    quiet_until: Instant,
}

/// Says `first`, then what `place` is told, as long as whoever made `request` may hear
/// it.
pub(crate) fn body(
    place: Place,
    request: HttpRequest,
    first: Bytes,
) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let now = Instant::now();
    let speaking = Speaking {
        place,
        request,
        first: Some(first),
        trusted_until: now + TRUSTED_FOR,
        quiet_until: now + QUIET_FOR,
    };
    stream::unfold(speaking, async |mut speaking| {
        let piece = speaking.next().await?;
        speaking.quiet_until = Instant::now() + QUIET_FOR;
        Some((Ok(piece), speaking))
    })
}

impl Speaking {
    /// What is said next; `None` when the stream ends.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            // Before anything is said: a caller that reads slowly comes back late.
            if Instant::now() >= self.trusted_until {
                if !self.is_still_trusted().await {
                    return None;
                }
                self.trusted_until = Instant::now() + TRUSTED_FOR;
            }
            if let Some(first) = self.first.take() {
                return Some(first);
            }
            if Instant::now() >= self.quiet_until {
                return Some(events::QUIET);
            }
            tokio::select! {
                news = self.place.news.recv() => match news {
                    Ok(event) => self.first = Some(event),
                    Err(RecvError::Lagged(_)) => {
                        // What it would hear next is old: it reads all of it anew.
                        self.place.news = self.place.news.resubscribe();
                        self.first = Some(events::RELOAD);
                    }
                    Err(RecvError::Closed) => return None,
                },
                () = sleep_until(self.trusted_until.min(self.quiet_until)) => {}
            }
        }
    }

    /// Whether the request would be let in now: its token has not run out, its session
    /// was not revoked, its partner is active and need not encrypt what it is told here.
    /// What is remembered of it does not count, as it may be half a second old. Who cannot be asked about is asked about again.
    async fn is_still_trusted(&self) -> bool {
        match Authorized::<LeadsRead>::anew(&self.request).await {
            Ok(caller) => !caller.sender.must_encrypt(),
            Err(refusal) => refusal.code == Code::Unavailable,
        }
    }
}
