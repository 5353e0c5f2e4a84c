//! Having a deleted partner back.

use accounts::{PartnerAct, PartnerStatus, Restoration, RestorePartnerError, tokens_end};
use audit::PartnerChange;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use kernel::PortalUuid;
use webhooks::Event as Told;

use super::record;
use crate::columns::{micros, word};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::letter_rows;
use crate::outbox::Outbox;
use crate::partners::hold;
use crate::portal_rows::take_back;
use crate::schema::partners;

/// When it was deleted, its slug, since when its tokens count, its status.
type Found = (Option<i64>, Option<String>, Option<i64>, String);

/// See [`accounts::PartnerAdministration::restore`].
///
/// The names are looked for first, because a violation ends a transaction of
/// `PostgreSQL`; the unique indexes have the last word.
pub(super) fn restore(
    conn: &mut Conn,
    outbox: &Outbox,
    restoration: &Restoration,
) -> Result<Vec<PortalUuid>, Fault<RestorePartnerError>> {
    let act = &restoration.act;
    hold(conn, act.partner)?;
    let found: Option<Found> = partners::table
        .find(act.partner.get())
        .select((
            partners::deleted_at,
            partners::deleted_slug,
            partners::tokens_from,
            partners::status,
        ))
        .get_result(conn)
        .optional()?;
    let Some((deleted_at, slug, tokens_from, status)) = found else {
        return Err(Fault::Refused(RestorePartnerError::Unknown));
    };
    let (Some(_), Some(slug)) = (deleted_at, slug) else {
        return Err(Fault::Refused(RestorePartnerError::NotDeleted));
    };
    let email = restoration.email_index.as_bytes().to_vec();
    if let Some(taken) = taken(conn, &email, &slug)? {
        return Err(Fault::Refused(taken));
    }
    let ended = micros(tokens_end(act.at));
    diesel::update(partners::table.find(act.partner.get()))
        .set((
            partners::slug.eq(slug),
            partners::deleted_slug.eq(None::<String>),
            partners::email_index.eq(email),
            partners::deleted_at.eq(None::<i64>),
            // Again, for an instance whose clock was ahead, or that looked just before.
            partners::tokens_from.eq(Some(tokens_from.unwrap_or(ended).max(ended))),
            partners::updated_at.eq(micros(act.at)),
        ))
        .execute(conn)
        .map_err(taken_name)?;
    let missing = take_back(conn, act.partner, act.at)?;
    record(conn, act.partner, act.by, act.at, PartnerChange::Restored)?;
    tell(conn, outbox, act, &status)?;
    Ok(missing)
}

/// By letter and by event, which says that it was deleted before.
fn tell(
    conn: &mut Conn,
    outbox: &Outbox,
    act: &PartnerAct,
    status: &str,
) -> Result<(), StoreError> {
    letter_rows::insert(conn, &act.letter)?;
    let status: PartnerStatus = word(status, "partners.status")?;
    let event = Told::partner_status_changed("deleted", status.as_str());
    outbox.tell(conn, act.partner, &event, act.at)
}

/// Which of its names somebody else has.
fn taken(conn: &mut Conn, email: &[u8], slug: &str) -> QueryResult<Option<RestorePartnerError>> {
    let same_email = partners::table.filter(partners::email_index.eq(email));
    if diesel::select(exists(same_email)).get_result(conn)? {
        return Ok(Some(RestorePartnerError::EmailTaken));
    }
    let same_slug = partners::table.filter(partners::slug.eq(slug));
    let taken: bool = diesel::select(exists(same_slug)).get_result(conn)?;
    Ok(taken.then_some(RestorePartnerError::SlugTaken))
}

/// Which name a violation is about: `PostgreSQL` names the constraint, `SQLite`
/// the column, and both contain the column's name.
fn taken_name(error: DieselError) -> Fault<RestorePartnerError> {
    let DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) = &error else {
        return error.into();
    };
    let about = info.constraint_name().unwrap_or_else(|| info.message());
    if about.contains("email_index") {
        Fault::Refused(RestorePartnerError::EmailTaken)
    } else if about.contains("slug") {
        Fault::Refused(RestorePartnerError::SlugTaken)
    } else {
        error.into()
    }
}
