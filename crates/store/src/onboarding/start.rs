//! Step 1.

use accounts::{CreatePartnerError, NewOnboarding, PartnerRecord};
use diesel::prelude::*;
use kernel::{Actor, FieldVault, PortFailure};

use super::rows::record_of;
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::Fault;
use crate::partner_rows::PartnerRow;
use crate::partners_create::create_by;
use crate::schema::{onboarding_tokens, partner_onboardings, partners};

/// Creates a pending partner with its onboarding and its token.
pub(crate) fn start(
    conn: &mut Conn,
    vault: &dyn FieldVault,
    new: &NewOnboarding,
) -> Result<PartnerRecord, Fault<CreatePartnerError>> {
    let by = new.by;
    let partner = create_by(conn, &new.partner, |partner| {
        by.unwrap_or(Actor::Partner(partner))
    })?;
    if let Some(phone) = &new.phone {
        let key = partner.id.get().to_be_bytes();
        let field = PartnerRecord::onboarding_field("phone_sealed", &key);
        let sealed = vault.seal(field, phone.as_str().as_bytes())?;
        diesel::update(partner_onboardings::table.find(partner.id.get()))
            .set(partner_onboardings::phone_sealed.eq(sealed.as_bytes()))
            .execute(conn)?;
    }
    diesel::insert_into(onboarding_tokens::table)
        .values((
            onboarding_tokens::partner_id.eq(partner.id.get()),
            onboarding_tokens::hash.eq(new.token.hash.as_bytes()),
            onboarding_tokens::expires_at.eq(micros(new.token.expires_at)),
        ))
        .execute(conn)?;
    let row: PartnerRow = partners::table.find(partner.id.get()).get_result(conn)?;
    let record = record_of(conn, row).map_err(PortFailure::from)?;
    Ok(record)
}
