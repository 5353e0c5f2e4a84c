//! Rows of endpoints.

use diesel::prelude::*;
use kernel::{EndpointId, EndpointUuid, PartnerId, PartnerUuid, PortFailure, PortResult, Sealed};
use webhooks::{Endpoint, EndpointDescription, EventFilter};

use crate::columns::{instant, uuid, word};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::{partners, webhook_endpoints};

/// A row without what only claims look at.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = webhook_endpoints)]
pub(super) struct EndpointRow {
    id: i64,
    uuid: Vec<u8>,
    partner_id: i64,
    url_sealed: Vec<u8>,
    description: Option<String>,
    events: String,
    status: String,
    from_setup: bool,
    secret_sealed: Vec<u8>,
    previous_secret_sealed: Option<Vec<u8>>,
    previous_ends_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    paused_at: Option<i64>,
    failing_since: Option<i64>,
    last_success_at: Option<i64>,
}

impl EndpointRow {
    /// The endpoint, of the partner `partner_uuid`.
    pub(super) fn endpoint(self, partner_uuid: &[u8]) -> PortResult<Endpoint> {
        let previous = match (self.previous_secret_sealed, self.previous_ends_at) {
            (Some(sealed), Some(ends_at)) => {
                let ends_at = instant(ends_at, "webhook_endpoints.previous_ends_at")?;
                Some((Sealed::new(sealed), ends_at))
            }
            _ => None,
        };
        let at = |micros: Option<i64>, what| micros.map(|at| instant(at, what)).transpose();
        let since = at(self.failing_since, "webhook_endpoints.failing_since")?;
        let success = at(self.last_success_at, "webhook_endpoints.last_success_at")?;
        Ok(Endpoint {
            id: EndpointId::new(self.id),
            uuid: EndpointUuid::new(uuid(&self.uuid, "webhook_endpoints.uuid")?),
            partner: PartnerId::new(self.partner_id),
            partner_uuid: PartnerUuid::new(uuid(partner_uuid, "partners.uuid")?),
            url: Sealed::new(self.url_sealed),
            description: description(self.description.as_deref())?,
            events: events(&self.events)?,
            status: word(&self.status, "webhook_endpoints.status")?,
            from_setup: self.from_setup,
            secret: Sealed::new(self.secret_sealed),
            previous,
            created_at: instant(self.created_at, "webhook_endpoints.created_at")?,
            updated_at: instant(self.updated_at, "webhook_endpoints.updated_at")?,
            paused_at: at(self.paused_at, "webhook_endpoints.paused_at")?,
            failing_since: since,
            last_success_at: success,
        })
    }
}

fn description(text: Option<&str>) -> PortResult<Option<EndpointDescription>> {
    let parsed = text.map(EndpointDescription::parse).transpose();
    let parsed = parsed.map_err(|_| PortFailure::corrupt("webhook_endpoints.description"))?;
    Ok(parsed.flatten())
}

/// The wish that [`written`] wrote.
fn events(text: &str) -> PortResult<EventFilter> {
    let words: Vec<&str> = text.split(',').collect();
    EventFilter::parse(&words).map_err(|_| PortFailure::corrupt("webhook_endpoints.events"))
}

/// A wish as it is kept.
pub(super) fn written(events: &EventFilter) -> String {
    events.words().join(",")
}

/// The endpoint, unless it is deleted or another partner's.
pub(super) fn find(
    conn: &mut Conn,
    partner: Option<PartnerId>,
    endpoint: EndpointUuid,
) -> Result<Option<Endpoint>, StoreError> {
    use webhook_endpoints::dsl as e;
    let found: Option<(EndpointRow, Vec<u8>)> = e::webhook_endpoints
        .inner_join(partners::table.on(partners::id.eq(e::partner_id)))
        .filter(e::uuid.eq(endpoint.get().as_bytes().as_slice()))
        .filter(e::deleted_at.is_null())
        .select((EndpointRow::as_select(), partners::uuid))
        .get_result(conn)
        .optional()?;
    let found = found.map(|(row, uuid)| row.endpoint(&uuid)).transpose()?;
    Ok(found.filter(|found| partner.is_none_or(|partner| found.partner == partner)))
}
