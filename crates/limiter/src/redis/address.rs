//! Where Redis is.

use std::fmt;
use std::time::Duration;

use redis::{Client, Commands as _, RedisResult};

/// How long whoever asks at a terminal waits.
const PATIENCE: Duration = Duration::from_secs(2);

/// A Redis; its password does not show.
#[derive(Clone)]
pub struct RedisAddress {
    client: Client,
}

/// The text is no address of a Redis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE]")]
pub struct RedisAddressError;

impl RedisAddress {
    /// Reads an address. Nothing is connected.
    ///
    /// # Errors
    /// [`RedisAddressError`], which tells nothing of the text.
    pub fn parse(url: &str) -> Result<Self, RedisAddressError> {
        // TLS and sockets are other schemes, which are not built in.
        if !url.starts_with("redis://") {
            return Err(RedisAddressError);
        }
        let client = Client::open(url).map_err(|_| RedisAddressError)?;
        Ok(Self { client })
    }

    pub(super) const fn client(&self) -> &Client {
        &self.client
    }

    /// Whether Redis answers and takes what is written; blocks for some seconds at most.
    ///
    /// # Errors
    /// Why not, in Redis' words.
    pub fn probe(&self) -> Result<(), String> {
        let probed = || -> RedisResult<()> {
            let mut connection = self.client.get_connection_with_timeout(PATIENCE)?;
            connection.set_read_timeout(Some(PATIENCE))?;
            connection.set_write_timeout(Some(PATIENCE))?;
            connection.set_ex("partner-api:limits:probe", 1, 1)
        };
        probed().map_err(|error| error.to_string())
    }
}

impl fmt::Debug for RedisAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedisAddress(..)")
    }
}
