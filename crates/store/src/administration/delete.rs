//! Deleting a partner, whose rows stay.

use accounts::{DeletePartnerError, PartnerAct, freed_email_index, tokens_end};
use audit::PartnerChange;
use diesel::prelude::*;
use kernel::PartnerUuid;

use super::record;
use crate::columns::{micros, uuid};
use crate::conn::Conn;
use crate::fault::Fault;
use crate::partners::hold;
use crate::schema::{onboarding_tokens, partners};
use crate::{letter_rows, portal_rows};

/// See [`accounts::PartnerAdministration::delete`].
pub(super) fn delete(
    conn: &mut Conn,
    deletion: &PartnerAct,
) -> Result<(), Fault<DeletePartnerError>> {
    hold(conn, deletion.partner)?;
    let found: Option<(Vec<u8>, String, Option<i64>)> = partners::table
        .find(deletion.partner.get())
        .select((partners::uuid, partners::slug, partners::deleted_at))
        .get_result(conn)
        .optional()?;
    let Some((identity, slug, deleted_at)) = found else {
        return Err(Fault::Refused(DeletePartnerError::Unknown));
    };
    if deleted_at.is_some() {
        return Err(Fault::Refused(DeletePartnerError::Deleted));
    }
    let identity = PartnerUuid::new(uuid(&identity, "partners.uuid")?);
    free_names(conn, deletion, identity, slug)?;
    portal_rows::free(conn, deletion.partner, deletion.at)?;
    diesel::delete(onboarding_tokens::table.find(deletion.partner.get())).execute(conn)?;
    let (partner, by, at) = (deletion.partner, deletion.by, deletion.at);
    record(conn, partner, by, at, PartnerChange::Deleted)?;
    letter_rows::insert(conn, &deletion.letter)?;
    Ok(())
}

/// Slug and address are free, and no token counts any more.
fn free_names(
    conn: &mut Conn,
    deletion: &PartnerAct,
    identity: PartnerUuid,
    slug: String,
) -> QueryResult<()> {
    let at = micros(deletion.at);
    diesel::update(partners::table.find(deletion.partner.get()))
        .set((
            // A tilde is in no slug.
            partners::slug.eq(format!("~{}", deletion.partner)),
            partners::deleted_slug.eq(Some(slug)),
            partners::email_index.eq(freed_email_index(identity).as_bytes().to_vec()),
            partners::deleted_at.eq(Some(at)),
            partners::tokens_from.eq(Some(micros(tokens_end(deletion.at)))),
            partners::updated_at.eq(at),
        ))
        .execute(conn)
        .map(drop)
}
