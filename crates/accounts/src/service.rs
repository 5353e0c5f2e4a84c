//! Tokens of the lender's own systems.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Actor, Clock, Entropy, PortFailure, PortResult, ServiceTokenId};

use crate::{ClientSecret, SecretHash, SecretHasher, SecretKind};

/// What a service token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceScope {
    /// `/api/v1/internal`: the lender's feed.
    Internal,
}

/// A word that is no scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a scope")]
pub struct UnknownScope;

impl ServiceScope {
    /// The word on the command line and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
        }
    }
}

impl fmt::Display for ServiceScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ServiceScope {
    type Err = UnknownScope;

    fn from_str(word: &str) -> Result<Self, UnknownScope> {
        match word {
            "internal" => Ok(Self::Internal),
            _ => Err(UnknownScope),
        }
    }
}

/// A service token as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceToken {
    /// Key.
    pub id: ServiceTokenId,
    /// What its holder is called.
    pub name: String,
    /// What it opens.
    pub scope: ServiceScope,
}

/// A service token to be created.
#[derive(Debug, Clone)]
pub struct NewServiceToken {
    /// What its holder is called, 1–100 characters.
    pub name: String,
    /// What it opens.
    pub scope: ServiceScope,
    /// Keyed hash of the token; unique.
    pub hash: SecretHash,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Where service tokens are kept.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait ServiceTokens: Send + Sync {
    /// Keeps a token, with its audit entry.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn create(&self, token: NewServiceToken, actor: Actor) -> PortResult<ServiceToken>;

    /// The token of this hash.
    ///
    /// # Errors
    /// [`PortFailure`].
    fn find(&self, hash: &SecretHash) -> PortResult<Option<ServiceToken>>;
}

/// Why a service token does not open what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServiceTokenError {
    /// No such token (4118).
    #[error("invalid service token")]
    Invalid,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Proves one of the lender's systems by its token.
#[derive(Clone)]
pub struct AuthenticateService {
    /// Where service tokens are kept.
    pub tokens: Arc<dyn ServiceTokens>,
    /// Hashes tokens; the same token always has the same hash.
    pub hasher: Arc<dyn SecretHasher>,
}

impl AuthenticateService {
    /// The token presented, if it opens `scope`.
    ///
    /// # Errors
    /// See [`ServiceTokenError`].
    pub fn execute(
        &self,
        token: &ClientSecret,
        scope: ServiceScope,
    ) -> Result<ServiceToken, ServiceTokenError> {
        if !token.expose().starts_with(SecretKind::Service.prefix()) {
            return Err(ServiceTokenError::Invalid);
        }
        for hash in self.hasher.hashes(token) {
            if let Some(found) = self.tokens.find(&hash)? {
                return Some(found)
                    .filter(|found| found.scope == scope)
                    .ok_or(ServiceTokenError::Invalid);
            }
        }
        Err(ServiceTokenError::Invalid)
    }
}

/// Makes a token for one of the lender's systems.
#[derive(Clone)]
pub struct CreateServiceToken {
    /// Where service tokens are kept.
    pub tokens: Arc<dyn ServiceTokens>,
    /// Hashes tokens.
    pub hasher: Arc<dyn SecretHasher>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws tokens.
    pub entropy: Arc<dyn Entropy>,
}

impl CreateServiceToken {
    /// A new token, shown this once.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn execute(
        &self,
        name: &str,
        scope: ServiceScope,
        actor: Actor,
    ) -> PortResult<(ServiceToken, ClientSecret)> {
        let secret = ClientSecret::draw(SecretKind::Service, self.entropy.as_ref());
        let token = NewServiceToken {
            name: name.to_owned(),
            scope,
            hash: self.hasher.hash(&secret),
            created_at: self.clock.now(),
        };
        Ok((self.tokens.create(token, actor)?, secret))
    }
}
