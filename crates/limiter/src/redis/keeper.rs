//! Keeps the connection: makes it, looks after it, and makes another when it is lost.

use std::sync::mpsc::Sender;
use std::time::Duration;

use redis::AsyncConnectionConfig;
use redis::aio::MultiplexedConnection;
use tokio::time::timeout;

use super::RedisOptions;
use super::link::{Link, Trouble};
use super::question::Question;

/// How long connecting, and a look at a quiet connection, may take.
const PATIENCE: Duration = Duration::from_millis(500);

/// Runs until nobody asks any more. `tried` is told that the first attempt is over.
pub(super) async fn keep(options: &RedisOptions, link: &Link, tried: &Sender<()>) {
    let mut told = None;
    while !link.has_ended() {
        match connected(options).await {
            Ok(connection) => {
                tell(&mut told, Ok(()));
                let nth = link.set(connection.clone());
                // Whoever started may have gone on.
                let _ = tried.send(());
                watch(options, link, nth, connection).await;
                if !link.has_ended() {
                    tell(&mut told, Err(link.trouble()));
                }
            }
            Err(trouble) => {
                metrics::gauge!(super::link::SHARED).set(0.0);
                tell(&mut told, Err(trouble.to_string()));
                let _ = tried.send(());
            }
        }
        // A change now can only be the end.
        let _ = timeout(options.pause, link.changed()).await;
    }
}

/// Returns when the connection was lost. A quiet one is tried now and then, so that an
/// outage is noticed before somebody calls.
async fn watch(options: &RedisOptions, link: &Link, nth: u64, connection: MultiplexedConnection) {
    let mut connection = connection;
    while timeout(options.pause, link.changed()).await.is_err() {
        let tried = Question::probe(options)
            .put(&mut connection, PATIENCE)
            .await;
        if let Err(trouble) = tried {
            // This patience is long enough to be sure.
            link.unanswered(nth, &Trouble::Gone(trouble.to_string()));
            link.changed().await;
            return;
        }
    }
}

/// A connection over which a question was answered.
async fn connected(options: &RedisOptions) -> Result<MultiplexedConnection, Trouble> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(PATIENCE))
        // Every question has a patience of its own.
        .set_response_timeout(None);
    let client = options.address.client();
    let connecting = client.get_multiplexed_async_connection_with_config(&config);
    let connection = timeout(PATIENCE, connecting).await;
    let mut connection = connection
        .map_err(|_| Trouble::Late)?
        .map_err(|error| Trouble::Gone(error.to_string()))?;
    Question::probe(options)
        .put(&mut connection, PATIENCE)
        .await?;
    Ok(connection)
}

/// Says what changed, once.
fn tell(told: &mut Option<bool>, state: Result<(), String>) {
    if *told == Some(state.is_ok()) {
        return;
    }
    *told = Some(state.is_ok());
    match state {
        Ok(()) => tracing::info!("limits are shared by Redis"),
        Err(cause) => tracing::error!(
            cause,
            "Redis is away: limits are kept in memory, by every process for itself"
        ),
    }
}
