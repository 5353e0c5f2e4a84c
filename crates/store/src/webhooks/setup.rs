//! The endpoint of a partner's `webhookUrl`.

use accounts::SetupEndpoint;
use audit::WebhookChange;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{
    Actor, EndpointId, EndpointUuid, FieldVault, PartnerId, PortResult, Sealed, WebAddress,
};
use webhooks::{Endpoint, EventFilter, MOST_ENDPOINTS};

use super::endpoint_write::{self, NewRow};
use super::endpoints::record;
use crate::columns::{micros, uuid};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::webhook_endpoints;

/// Whose endpoint it is, who changes it, and when.
#[derive(Clone, Copy)]
pub(crate) struct Setup<'a> {
    pub(crate) partner: PartnerId,
    pub(crate) vault: &'a dyn FieldVault,
    pub(crate) by: Actor,
    pub(crate) at: DateTime<Utc>,
}

/// What came of following a `webhookUrl`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Followed {
    /// The endpoint is as the address says.
    Done,
    /// There is to be one, and the partner has [`MOST_ENDPOINTS`] others.
    TooMany,
}

impl Setup<'_> {
    /// Creates it, for `url` and every event. The partner is held.
    pub(crate) fn create(
        &self,
        conn: &mut Conn,
        url: &WebAddress,
        endpoint: &SetupEndpoint,
    ) -> Result<(), StoreError> {
        let row = NewRow {
            uuid: endpoint.uuid,
            partner: self.partner,
            url: &self.seal(endpoint.uuid, url)?,
            description: None,
            events: &EventFilter::Every,
            from_setup: true,
            secret: &endpoint.secret,
            at: self.at,
        };
        endpoint_write::insert(conn, &row)?;
        Ok(self.record(conn, endpoint.uuid, WebhookChange::Created)?)
    }

    /// Lets the endpoint be where `url` says: changes it, deletes it, or creates it as
    /// `spare`. The partner is held.
    pub(crate) fn follow(
        &self,
        conn: &mut Conn,
        url: Option<&WebAddress>,
        spare: Option<&SetupEndpoint>,
    ) -> Result<Followed, StoreError> {
        match (find(conn, self.partner)?, url, spare) {
            (Some((id, uuid)), Some(url), _) => self.move_to(conn, id, uuid, url)?,
            (Some((id, uuid)), None, _) => {
                endpoint_write::mark_deleted(conn, id, self.at)?;
                self.record(conn, uuid, WebhookChange::Deleted)?;
            }
            (None, Some(url), Some(spare)) => {
                if endpoint_write::count(conn, self.partner)? >= MOST_ENDPOINTS {
                    return Ok(Followed::TooMany);
                }
                self.create(conn, url, spare)?;
            }
            (None, ..) => {}
        }
        Ok(Followed::Done)
    }

    fn move_to(
        &self,
        conn: &mut Conn,
        id: EndpointId,
        uuid: EndpointUuid,
        url: &WebAddress,
    ) -> Result<(), StoreError> {
        use webhook_endpoints::dsl as e;
        let sealed = self.seal(uuid, url)?;
        diesel::update(e::webhook_endpoints.find(id.get()))
            .set((
                e::url_sealed.eq(sealed.as_bytes()),
                // At another address it has not failed yet.
                e::failing_since.eq(None::<i64>),
                e::hold_until.eq(None::<i64>),
                e::updated_at.eq(micros(self.at)),
            ))
            .execute(conn)?;
        let fields = "url".to_owned();
        Ok(self.record(conn, uuid, WebhookChange::Changed { fields })?)
    }

    fn seal(&self, endpoint: EndpointUuid, url: &WebAddress) -> PortResult<Sealed> {
        let row = endpoint.get();
        let field = Endpoint::url_field(row.as_bytes());
        self.vault.seal(field, url.as_str().as_bytes())
    }

    fn record(
        &self,
        conn: &mut Conn,
        endpoint: EndpointUuid,
        what: WebhookChange,
    ) -> QueryResult<()> {
        record(conn, (self.partner, endpoint), self.by, self.at, what)
    }
}

/// The partner's endpoint of the onboarding.
pub(crate) fn find(
    conn: &mut Conn,
    partner: PartnerId,
) -> Result<Option<(EndpointId, EndpointUuid)>, StoreError> {
    use webhook_endpoints::dsl as e;
    let found: Option<(i64, Vec<u8>)> = e::webhook_endpoints
        .filter(e::partner_id.eq(partner.get()))
        .filter(e::from_setup.eq(true))
        .filter(e::deleted_at.is_null())
        .select((e::id, e::uuid))
        .get_result(conn)
        .optional()?;
    let found = found.map(|(id, bytes)| -> PortResult<_> {
        let uuid = uuid(&bytes, "webhook_endpoints.uuid")?;
        Ok((EndpointId::new(id), EndpointUuid::new(uuid)))
    });
    Ok(found.transpose()?)
}
