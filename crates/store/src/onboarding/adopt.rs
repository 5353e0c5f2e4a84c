//! Endpoints of partners that went live before there were any.

use accounts::{Adoption, Unadopted};
use diesel::prelude::*;
use kernel::{Actor, FieldVault, PartnerId, PortFailure, PortResult, Sealed, WebAddress};

use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::partners::hold;
use crate::schema::partner_onboardings::dsl as o;
use crate::webhooks::{Setup, find_setup};

/// See [`accounts::OnboardingRepository::unadopted`].
pub(super) fn unadopted(
    conn: &mut Conn,
    after: Option<PartnerId>,
    most: u32,
) -> Result<Vec<Unadopted>, StoreError> {
    let rows: Vec<(i64, Option<Vec<u8>>)> = o::partner_onboardings
        .filter(o::webhook_secret_sealed.is_not_null())
        .filter(o::partner_id.gt(after.map_or(i64::MIN, PartnerId::get)))
        .order(o::partner_id)
        .limit(i64::from(most))
        .select((o::partner_id, o::webhook_secret_sealed))
        .load(conn)?;
    let found = rows.into_iter().filter_map(|(partner, secret)| {
        let secret = Sealed::new(secret?);
        let partner = PartnerId::new(partner);
        Some(Unadopted { partner, secret })
    });
    Ok(found.collect())
}

/// See [`accounts::OnboardingRepository::adopt`].
pub(super) fn adopt(
    conn: &mut Conn,
    vault: &dyn FieldVault,
    adoption: &Adoption,
) -> Result<bool, Fault<PortFailure>> {
    let partner = adoption.found.partner;
    hold(conn, partner)?;
    let there = o::partner_onboardings
        .find(partner.get())
        .filter(o::webhook_secret_sealed.eq(adoption.found.secret.as_bytes()));
    let url: Option<Option<String>> = there.select(o::webhook_url).get_result(conn).optional()?;
    let Some(url) = url else {
        return Ok(false);
    };
    diesel::update(o::partner_onboardings.find(partner.get()))
        .set(o::webhook_secret_sealed.eq(None::<Vec<u8>>))
        .execute(conn)?;
    if let Some(url) = url
        && find_setup(conn, partner)?.is_none()
    {
        let url = address(&url)?;
        let setup = Setup {
            partner,
            vault,
            by: Actor::System,
            at: adoption.at,
        };
        setup.create(conn, &url, &adoption.endpoint)?;
    }
    Ok(true)
}

fn address(text: &str) -> PortResult<WebAddress> {
    WebAddress::site(text).map_err(|_| PortFailure::corrupt("partner_onboardings.webhook_url"))
}
