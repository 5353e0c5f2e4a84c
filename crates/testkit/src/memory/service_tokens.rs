//! Service tokens in memory.

use std::sync::{Arc, Mutex};

use accounts::{NewServiceToken, SecretHash, ServiceToken, ServiceTokens};
use audit::Event;
use kernel::{Actor, PortFailure, PortResult, ServiceTokenId};

use super::{InMemoryAudit, locked};

/// Fake of [`ServiceTokens`].
#[derive(Debug, Clone)]
pub struct InMemoryServiceTokens {
    rows: Arc<Mutex<Vec<(SecretHash, ServiceToken)>>>,
    audit: InMemoryAudit,
}

impl InMemoryServiceTokens {
    /// No token; creations go to `audit`.
    pub fn new(audit: InMemoryAudit) -> Self {
        Self {
            rows: Arc::default(),
            audit,
        }
    }
}

impl ServiceTokens for InMemoryServiceTokens {
    fn create(&self, token: NewServiceToken, actor: Actor) -> PortResult<ServiceToken> {
        let mut rows = locked(&self.rows);
        if rows.iter().any(|(hash, _)| *hash == token.hash) {
            return Err(PortFailure::Unforeseen(
                "a service token with this hash exists".to_owned(),
            ));
        }
        let key = i64::try_from(rows.len())
            .unwrap_or(i64::MAX)
            .saturating_add(1);
        let kept = ServiceToken {
            id: ServiceTokenId::new(key),
            name: token.name,
            scope: token.scope,
        };
        rows.push((token.hash, kept.clone()));
        let event = Event::ServiceTokenCreated { token: kept.id };
        self.audit.record(token.created_at, actor, event);
        Ok(kept)
    }

    fn find(&self, hash: &SecretHash) -> PortResult<Option<ServiceToken>> {
        let rows = locked(&self.rows);
        let found = rows.iter().find(|(kept, _)| kept == hash);
        Ok(found.map(|(_, token)| token.clone()))
    }
}
