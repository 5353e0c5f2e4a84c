//! New secrets for endpoints.

use audit::WebhookChange;
use diesel::prelude::*;
use webhooks::{Endpoint, SecretRotation};

use super::endpoint_rows::find;
use super::endpoints::{Done, record};
use crate::columns::micros;
use crate::conn::Conn;
use crate::outbox;
use crate::partners::hold;
use crate::schema::webhook_endpoints;

/// See [`webhooks::EndpointRepository::rotate`].
pub(super) fn rotate(conn: &mut Conn, rotation: &SecretRotation) -> Done<Option<Endpoint>> {
    use webhook_endpoints::dsl as e;
    let partner = rotation.partner;
    hold(conn, partner)?;
    let uuid = rotation.endpoint.get();
    let same = e::webhook_endpoints
        .filter(e::uuid.eq(uuid.as_bytes().as_slice()))
        .filter(e::partner_id.eq(partner.get()))
        .filter(e::deleted_at.is_null())
        .filter(e::secret_sealed.eq(rotation.expected.as_bytes()));
    let previous = rotation.previous.as_ref();
    let rotated = diesel::update(same)
        .set((
            e::secret_sealed.eq(rotation.secret.as_bytes()),
            e::previous_secret_sealed.eq(previous.map(|(sealed, _)| sealed.as_bytes())),
            e::previous_ends_at.eq(previous.map(|(_, ends_at)| micros(*ends_at))),
            e::updated_at.eq(micros(rotation.at)),
        ))
        .execute(conn)?;
    if rotated == 0 {
        return Ok(None);
    }
    outbox::insert_all(conn, std::slice::from_ref(&rotation.event))?;
    let which = (partner, rotation.endpoint);
    let what = WebhookChange::SecretRotated;
    record(conn, which, rotation.by, rotation.at, what)?;
    Ok(find(conn, Some(partner), rotation.endpoint)?)
}
