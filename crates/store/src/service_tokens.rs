//! Tokens of the lender's own systems.

use accounts::{NewServiceToken, SecretHash, ServiceToken, ServiceTokens};
use audit::{Entry, Event};
use diesel::prelude::*;
use kernel::{Actor, PortResult, ServiceTokenId};

use crate::columns::{micros, word};
use crate::fault::Fault;
use crate::schema::service_tokens;
use crate::{Store, audit_rows};

/// Service tokens in the database.
#[derive(Clone)]
pub struct DieselServiceTokens {
    store: Store,
}

impl DieselServiceTokens {
    /// The service tokens of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

impl ServiceTokens for DieselServiceTokens {
    fn create(&self, token: NewServiceToken, actor: Actor) -> PortResult<ServiceToken> {
        self.store.write(move |conn| {
            let row = (
                service_tokens::name.eq(&token.name),
                service_tokens::scope.eq(token.scope.as_str()),
                service_tokens::hash.eq(token.hash.as_bytes()),
                service_tokens::created_at.eq(micros(token.created_at)),
            );
            let id: i64 = diesel::insert_into(service_tokens::table)
                .values(row)
                .returning(service_tokens::id)
                .get_result(conn)?;
            let id = ServiceTokenId::new(id);
            let entry = Entry {
                at: token.created_at,
                actor,
                event: Event::ServiceTokenCreated { token: id },
            };
            audit_rows::insert(conn, &entry)?;
            Ok::<_, Fault<_>>(ServiceToken {
                id,
                name: token.name.clone(),
                scope: token.scope,
            })
        })
    }

    fn find(&self, hash: &SecretHash) -> PortResult<Option<ServiceToken>> {
        self.store.read(|conn| {
            let row: Option<(i64, String, String)> = service_tokens::table
                .filter(service_tokens::hash.eq(hash.as_bytes()))
                .select((
                    service_tokens::id,
                    service_tokens::name,
                    service_tokens::scope,
                ))
                .first(conn)
                .optional()?;
            row.map(|(id, name, scope)| {
                Ok(ServiceToken {
                    id: ServiceTokenId::new(id),
                    name,
                    scope: word(&scope, "service_tokens.scope")?,
                })
            })
            .transpose()
        })
    }
}
