//! Creating a partner under names nobody else has.

use accounts::{
    CreatePartnerError, NewPartner, Partner, PartnerStatus, PartnerType, ReviewVerdict, Slug,
};
use audit::{Entry, Event};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use kernel::{Actor, PartnerId};

use crate::audit_rows;
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::Fault;
use crate::partner_rows::PartnerRow;
use crate::partners::insert_secret;
use crate::postgres::turn::{Turn, wait_for};
use crate::schema::{partner_onboardings, partners};

/// How many alternatives of a slug are looked up at once.
const SLUGS_AT_ONCE: u32 = 32;

/// Creates `new` with its first secret and its audit entry, by `actor`.
pub(crate) fn create(
    conn: &mut Conn,
    new: &NewPartner,
    actor: Actor,
) -> Result<Partner, Fault<CreatePartnerError>> {
    create_by(conn, new, |_| actor)
}

/// As [`create`], by whoever `actor` says when the key is known.
///
/// The names are looked for first, because a violation ends a transaction of
/// `PostgreSQL`; the unique indexes have the last word. A crowd that begins at once waits
/// for each other, so this must come first in the transaction.
pub(crate) fn create_by(
    conn: &mut Conn,
    new: &NewPartner,
    actor: impl FnOnce(PartnerId) -> Actor,
) -> Result<Partner, Fault<CreatePartnerError>> {
    if let Conn::Postgres(postgres) = conn {
        wait_for(postgres, Turn::PartnerNames)?;
    }
    let same_email = partners::email_index.eq(new.email_index.as_bytes().as_slice());
    let taken: bool =
        diesel::select(exists(partners::table.filter(same_email))).get_result(conn)?;
    if taken {
        return Err(Fault::Refused(CreatePartnerError::EmailTaken));
    }
    let slug = free_slug(conn, new)?;
    let partner = insert(conn, new, &slug)
        .map_err(taken_name)?
        .into_partner()?;
    insert_onboarding(conn, partner.id, new)?;
    if let Some(secret) = &new.secret {
        insert_secret(conn, partner.id, secret, new.created_at)?;
    }
    let event = Event::PartnerCreated {
        partner: partner.id,
    };
    let entry = Entry {
        at: new.created_at,
        actor: actor(partner.id),
        event,
    };
    audit_rows::insert(conn, &entry)?;
    Ok(partner)
}

fn insert(conn: &mut Conn, new: &NewPartner, slug: &Slug) -> QueryResult<PartnerRow> {
    let row = (
        partners::uuid.eq(new.uuid.get().as_bytes().to_vec()),
        partners::slug.eq(slug.as_str()),
        partners::client_id.eq(new.client_id.as_str()),
        partners::name.eq(new.name.as_str()),
        partners::email_sealed.eq(new.email.as_bytes()),
        partners::email_index.eq(new.email_index.as_bytes().as_slice()),
        partners::status.eq(new.status.as_str()),
        partners::sandbox.eq(new.sandbox),
        partners::rate_bps.eq(new.rate.map(|rate| i32::from(rate.get()))),
        partners::partner_type.eq(new.kind.map(PartnerType::as_str)),
        partners::created_at.eq(micros(new.created_at)),
        partners::updated_at.eq(micros(new.created_at)),
    );
    diesel::insert_into(partners::table)
        .values(row)
        .returning(partners::all_columns)
        .get_result(conn)
}

/// Whoever is active from the start has nothing left to do.
fn insert_onboarding(conn: &mut Conn, partner: PartnerId, new: &NewPartner) -> QueryResult<()> {
    use partner_onboardings::dsl as o;
    let at = micros(new.created_at);
    let done = (new.status == PartnerStatus::Active).then_some(at);
    let row = (
        o::partner_id.eq(partner.get()),
        o::started_at.eq(at),
        o::business_info_at.eq(done),
        o::api_setup_at.eq(done),
        o::verification_at.eq(done),
        o::activated_at.eq(done),
        o::review.eq(done.map(|_| ReviewVerdict::Approved.as_str())),
        o::reviewed_at.eq(done),
    );
    diesel::insert_into(partner_onboardings::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

fn free_slug(conn: &mut Conn, new: &NewPartner) -> Result<Slug, Fault<CreatePartnerError>> {
    if let Some(free) = first_free(conn, vec![new.slug.clone()])? {
        return Ok(free);
    }
    let mut first = 1;
    while new.slug_may_vary && first < u32::MAX - SLUGS_AT_ONCE {
        let next = first + SLUGS_AT_ONCE;
        let alternatives = (first..next).map(|number| new.slug.numbered(number));
        if let Some(free) = first_free(conn, alternatives.collect())? {
            return Ok(free);
        }
        first = next;
    }
    Err(Fault::Refused(CreatePartnerError::SlugTaken))
}

fn first_free(conn: &mut Conn, wanted: Vec<Slug>) -> QueryResult<Option<Slug>> {
    let texts: Vec<&str> = wanted.iter().map(Slug::as_str).collect();
    let taken: Vec<String> = partners::table
        .filter(partners::slug.eq_any(texts))
        .select(partners::slug)
        .load(conn)?;
    Ok(wanted
        .into_iter()
        .find(|slug| !taken.iter().any(|taken| taken == slug.as_str())))
}

/// Which name a violation is about: `PostgreSQL` names the constraint, `SQLite`
/// the column, and both contain the column's name.
fn taken_name(error: DieselError) -> Fault<CreatePartnerError> {
    let DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) = &error else {
        return error.into();
    };
    let about = info.constraint_name().unwrap_or_else(|| info.message());
    if about.contains("email_index") {
        Fault::Refused(CreatePartnerError::EmailTaken)
    } else if about.contains("slug") {
        Fault::Refused(CreatePartnerError::SlugTaken)
    } else {
        error.into()
    }
}
