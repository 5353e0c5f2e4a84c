//! Creating endpoints and changing them. Whoever does holds the partner, so that of
//! simultaneous changes each sees what the one before left.

use audit::WebhookChange;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{Actor, EndpointId, EndpointUuid, PartnerId, PortFailure, Sealed};
use webhooks::{
    CreateEndpointError, Endpoint, EndpointChange, EndpointStatus, EndpointSwitch, EventFilter,
    MOST_ENDPOINTS, NewEndpoint,
};

use super::endpoint_rows::{find, written};
use super::endpoints::{Done, record};
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::Fault;
use crate::partners::hold;
use crate::schema::{partner_onboardings, partners, webhook_endpoints};

/// A row to be written; active, and never told anything yet.
pub(super) struct NewRow<'a> {
    pub(super) uuid: EndpointUuid,
    pub(super) partner: PartnerId,
    pub(super) url: &'a Sealed,
    pub(super) description: Option<&'a str>,
    pub(super) events: &'a EventFilter,
    pub(super) from_setup: bool,
    pub(super) secret: &'a Sealed,
    pub(super) at: DateTime<Utc>,
}

/// See [`webhooks::EndpointRepository::create`].
pub(super) fn create(
    conn: &mut Conn,
    new: &NewEndpoint,
) -> Result<Endpoint, Fault<CreateEndpointError>> {
    hold(conn, new.partner)?;
    if count(conn, new.partner)? >= MOST_ENDPOINTS {
        return Err(Fault::Refused(CreateEndpointError::TooMany));
    }
    let description = new.description.as_ref();
    insert(
        conn,
        &NewRow {
            uuid: new.uuid,
            partner: new.partner,
            url: &new.url,
            description: description.map(webhooks::EndpointDescription::as_str),
            events: &new.events,
            from_setup: false,
            secret: &new.secret,
            at: new.at,
        },
    )?;
    let which = (new.partner, new.uuid);
    record(conn, which, new.by, new.at, WebhookChange::Created)?;
    let kept = find(conn, Some(new.partner), new.uuid)?;
    Ok(kept.ok_or(PortFailure::corrupt("webhook_endpoints.uuid"))?)
}

/// How many endpoints a partner has.
pub(super) fn count(conn: &mut Conn, partner: PartnerId) -> QueryResult<usize> {
    use webhook_endpoints::dsl as e;
    let count: i64 = e::webhook_endpoints
        .filter(e::partner_id.eq(partner.get()))
        .filter(e::deleted_at.is_null())
        .count()
        .get_result(conn)?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Writes the row.
pub(super) fn insert(conn: &mut Conn, row: &NewRow<'_>) -> QueryResult<()> {
    use webhook_endpoints::dsl as e;
    let values = (
        e::uuid.eq(row.uuid.get().as_bytes().to_vec()),
        e::partner_id.eq(row.partner.get()),
        e::url_sealed.eq(row.url.as_bytes()),
        e::description.eq(row.description),
        e::events.eq(written(row.events)),
        e::status.eq(EndpointStatus::Active.as_str()),
        e::from_setup.eq(row.from_setup),
        e::secret_sealed.eq(row.secret.as_bytes()),
        e::created_at.eq(micros(row.at)),
        e::updated_at.eq(micros(row.at)),
    );
    diesel::insert_into(e::webhook_endpoints)
        .values(values)
        .execute(conn)
        .map(drop)
}

/// See [`webhooks::EndpointRepository::change`].
pub(super) fn change(
    conn: &mut Conn,
    partner: PartnerId,
    change: &EndpointChange,
) -> Done<Option<Endpoint>> {
    hold(conn, partner)?;
    let Some(before) = find(conn, Some(partner), change.endpoint)? else {
        return Ok(None);
    };
    let fields = changed(&before, change);
    if fields.is_empty() {
        return Ok(Some(before));
    }
    write(conn, &before, change)?;
    if let Some(url) = &change.url
        && before.from_setup
    {
        follow(conn, partner, Some(url.clear.as_str()), change.at)?;
    }
    let what = WebhookChange::Changed {
        fields: fields.join(", "),
    };
    record(conn, (partner, change.endpoint), change.by, change.at, what)?;
    Ok(find(conn, Some(partner), change.endpoint)?)
}

/// The names of the fields that change; an address counts as changed whenever it is given.
fn changed(before: &Endpoint, change: &EndpointChange) -> Vec<&'static str> {
    let description = change.description.as_ref();
    let events = change.events.as_ref();
    let status = change.status.map(status_of);
    [
        ("url", change.url.is_some()),
        (
            "description",
            description.is_some_and(|after| *after != before.description),
        ),
        (
            "events",
            events.is_some_and(|after| *after != before.events),
        ),
        ("status", status.is_some_and(|after| after != before.status)),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
    .collect()
}

const fn status_of(switch: EndpointSwitch) -> EndpointStatus {
    match switch {
        EndpointSwitch::Active => EndpointStatus::Active,
        EndpointSwitch::Disabled => EndpointStatus::Disabled,
    }
}

/// Writes what changes. At another address, and from the moment it is switched on, an
/// endpoint has not failed yet.
fn write(conn: &mut Conn, before: &Endpoint, change: &EndpointChange) -> QueryResult<()> {
    use webhook_endpoints::dsl as e;
    let status = change.status.map(status_of);
    let status = status.filter(|after| *after != before.status);
    let anew = change.url.is_some() || status == Some(EndpointStatus::Active);
    let url = change.url.as_ref();
    let description = change.description.as_ref();
    // A column without an assignment stays.
    diesel::update(e::webhook_endpoints.find(before.id.get()))
        .set((
            url.map(|url| e::url_sealed.eq(url.sealed.as_bytes())),
            description.map(|d| e::description.eq(d.as_ref().map(|d| d.as_str().to_owned()))),
            change
                .events
                .as_ref()
                .map(|wish| e::events.eq(written(wish))),
            status.map(|status| e::status.eq(status.as_str())),
            status.map(|_| e::paused_at.eq(None::<i64>)),
            anew.then(|| e::failing_since.eq(None::<i64>)),
            anew.then(|| e::hold_until.eq(None::<i64>)),
            e::updated_at.eq(micros(change.at)),
        ))
        .execute(conn)
        .map(drop)
}

/// The partner's `webhookUrl` follows its endpoint.
fn follow(
    conn: &mut Conn,
    partner: PartnerId,
    url: Option<&str>,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    use partner_onboardings::dsl as o;
    diesel::update(o::partner_onboardings.find(partner.get()))
        .set(o::webhook_url.eq(url))
        .execute(conn)?;
    // Whoever looked at the record before sees that it changed.
    diesel::update(partners::table.find(partner.get()))
        .set(partners::updated_at.eq(micros(at)))
        .execute(conn)
        .map(drop)
}

/// The key of the endpoint that was deleted. Of its secrets the one before goes at once.
pub(super) fn delete(
    conn: &mut Conn,
    partner: PartnerId,
    endpoint: EndpointUuid,
    by: Actor,
    at: DateTime<Utc>,
) -> Done<Option<EndpointId>> {
    hold(conn, partner)?;
    let Some(found) = find(conn, Some(partner), endpoint)? else {
        return Ok(None);
    };
    mark_deleted(conn, found.id, at)?;
    if found.from_setup {
        follow(conn, partner, None, at)?;
    }
    record(conn, (partner, endpoint), by, at, WebhookChange::Deleted)?;
    Ok(Some(found.id))
}

/// Marks the row as deleted.
pub(super) fn mark_deleted(
    conn: &mut Conn,
    endpoint: EndpointId,
    at: DateTime<Utc>,
) -> QueryResult<()> {
    use webhook_endpoints::dsl as e;
    diesel::update(e::webhook_endpoints.find(endpoint.get()))
        .set((
            e::deleted_at.eq(micros(at)),
            e::updated_at.eq(micros(at)),
            e::previous_secret_sealed.eq(None::<Vec<u8>>),
            e::previous_ends_at.eq(None::<i64>),
        ))
        .execute(conn)
        .map(drop)
}
