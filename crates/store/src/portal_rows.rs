//! Rows of partners' people, for whoever changes them in a transaction of their own.

use accounts::{
    CreatePortalError, NewPortalAccount, PartnerStatus, PortalAccount, PortalCredentials,
    PortalStatus,
};
use audit::{Entry, Event, PersonEvent};
use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use kernel::{Actor, PartnerId, PortResult, PortalId, PortalUuid, Sealed};

use crate::audit_rows;
use crate::columns::{instant, micros, uuid, word};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::password_link_rows::{self, Owner};
use crate::postgres::turn::{Turn, wait_amid};
use crate::schema::{partners, portal_accounts, staff_accounts};

/// A row without what only the database asks for.
#[derive(Queryable, Selectable)]
#[diesel(table_name = portal_accounts)]
pub(crate) struct PortalRow {
    pub(crate) id: i64,
    uuid: Vec<u8>,
    partner_id: i64,
    email_sealed: Vec<u8>,
    pub(crate) status: String,
    password_hash: Option<String>,
    generation: i64,
    created_at: i64,
}

impl PortalRow {
    /// The account the row describes.
    ///
    /// # Errors
    /// [`kernel::PortFailure::Corrupt`] naming the column that does not fit.
    pub(crate) fn account(&self) -> PortResult<PortalAccount> {
        Ok(PortalAccount {
            id: PortalId::new(self.id),
            uuid: PortalUuid::new(uuid(&self.uuid, "portal_accounts.uuid")?),
            partner: PartnerId::new(self.partner_id),
            status: word(&self.status, "portal_accounts.status")?,
            email: Sealed::new(self.email_sealed.clone()),
            has_password: self.password_hash.is_some(),
            created_at: instant(self.created_at, "portal_accounts.created_at")?,
        })
    }

    /// What its tokens must carry.
    pub(crate) fn generation(&self) -> PortResult<u32> {
        generation(self.generation, "portal_accounts.generation")
    }

    /// The account with what it proves itself by.
    pub(crate) fn credentials(self, partner: PartnerStatus) -> PortResult<PortalCredentials> {
        Ok(PortalCredentials {
            account: self.account()?,
            generation: self.generation()?,
            password: self.password_hash.map(accounts::PasswordHash::new),
            partner,
        })
    }
}

/// A generation as it is stored.
pub(crate) fn generation(stored: i64, what: &'static str) -> PortResult<u32> {
    u32::try_from(stored).map_err(|_| kernel::PortFailure::corrupt(what))
}

/// Has the giving of addresses to itself until the transaction ends, which holds a
/// partner already.
fn addresses_alone(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Postgres(postgres) => wait_amid(postgres, Turn::Addresses),
        // There is but one writer.
        Conn::Sqlite(_) => Ok(()),
    }
}

/// Whether somebody among staff or partners' people has the address with this index. The
/// look covers two tables, which no index does, so whoever looks has
/// [`Turn::Addresses`].
pub(crate) fn address_taken(conn: &mut Conn, index: &[u8]) -> QueryResult<bool> {
    let of_staff = staff_accounts::table.filter(staff_accounts::email_index.eq(index));
    let of_partners = portal_accounts::table
        .filter(portal_accounts::email_index.eq(index))
        .filter(portal_accounts::freed_at.is_null());
    let staff: bool = diesel::select(exists(of_staff)).get_result(conn)?;
    Ok(staff || diesel::select(exists(of_partners)).get_result(conn)?)
}

/// Creates `new` with its link, letter and audit entry. The address is looked for first,
/// because a violation ends a transaction of `PostgreSQL`; so a caller who gets
/// [`CreatePortalError::EmailTaken`] from the look may go on without an account. The
/// transaction holds the partner.
pub(crate) fn create(
    conn: &mut Conn,
    new: &NewPortalAccount,
    actor: Actor,
) -> Result<PortalAccount, Fault<CreatePortalError>> {
    addresses_alone(conn)?;
    if address_taken(conn, new.email_index.as_bytes())? {
        return Err(Fault::Refused(CreatePortalError::EmailTaken));
    }
    let existing = partners::table
        .filter(partners::id.eq(new.partner.get()))
        .filter(partners::deleted_at.is_null());
    if !diesel::select(exists(existing)).get_result(conn)? {
        return Err(Fault::Refused(CreatePortalError::UnknownPartner));
    }
    let id = insert(conn, new).map_err(taken_email)?;
    password_link_rows::insert(conn, Owner::Portal(id), &new.link)?;
    let entry = Entry {
        at: new.created_at,
        actor,
        event: Event::Person(PersonEvent::PortalCreated {
            person: PortalId::new(id),
            partner: new.partner.get().to_string(),
        }),
    };
    audit_rows::insert(conn, &entry)?;
    Ok(PortalAccount {
        id: PortalId::new(id),
        uuid: new.uuid,
        partner: new.partner,
        status: PortalStatus::Active,
        email: new.email.clone(),
        has_password: false,
        created_at: new.created_at,
    })
}

fn insert(conn: &mut Conn, new: &NewPortalAccount) -> QueryResult<i64> {
    let row = (
        portal_accounts::uuid.eq(new.uuid.get().as_bytes().to_vec()),
        portal_accounts::partner_id.eq(new.partner.get()),
        portal_accounts::email_sealed.eq(new.email.as_bytes()),
        portal_accounts::email_index.eq(new.email_index.as_bytes().as_slice()),
        portal_accounts::status.eq(PortalStatus::Active.as_str()),
        portal_accounts::created_at.eq(micros(new.created_at)),
        portal_accounts::updated_at.eq(micros(new.created_at)),
    );
    diesel::insert_into(portal_accounts::table)
        .values(row)
        .returning(portal_accounts::id)
        .get_result(conn)
}

/// `PostgreSQL` names the constraint, `SQLite` the column, and both contain the
/// column's name.
fn taken_email(error: DieselError) -> Fault<CreatePortalError> {
    if let DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) = &error {
        let about = info.constraint_name().unwrap_or_else(|| info.message());
        if about.contains("email_index") {
            return Fault::Refused(CreatePortalError::EmailTaken);
        }
    }
    error.into()
}

/// Of a partner that is being deleted: its people's addresses are free, their tokens and
/// links end.
pub(crate) fn free(conn: &mut Conn, partner: PartnerId, now: DateTime<Utc>) -> QueryResult<()> {
    let of_partner = portal_accounts::table.filter(portal_accounts::partner_id.eq(partner.get()));
    let people: Vec<i64> = of_partner.select(portal_accounts::id).load(conn)?;
    for person in people {
        password_link_rows::forget(conn, Owner::Portal(person))?;
    }
    let theirs = portal_accounts::table
        .filter(portal_accounts::partner_id.eq(partner.get()))
        .filter(portal_accounts::freed_at.is_null());
    diesel::update(theirs)
        .set((
            portal_accounts::freed_at.eq(Some(micros(now))),
            portal_accounts::generation.eq(portal_accounts::generation + 1),
            portal_accounts::updated_at.eq(micros(now)),
        ))
        .execute(conn)
        .map(drop)
}

/// Of a partner that is being restored: its people have their addresses back, but for
/// those whose address somebody else has by now. These are told. The transaction holds
/// the partner.
pub(crate) fn take_back(
    conn: &mut Conn,
    partner: PartnerId,
    now: DateTime<Utc>,
) -> Result<Vec<PortalUuid>, StoreError> {
    addresses_alone(conn)?;
    let freed: Vec<(i64, Vec<u8>, Vec<u8>)> = portal_accounts::table
        .filter(portal_accounts::partner_id.eq(partner.get()))
        .filter(portal_accounts::freed_at.is_not_null())
        .order(portal_accounts::id)
        .select((
            portal_accounts::id,
            portal_accounts::uuid,
            portal_accounts::email_index,
        ))
        .load(conn)?;
    let mut missing = Vec::new();
    for (person, identity, address) in freed {
        if address_taken(conn, &address)? {
            let identity = uuid(&identity, "portal_accounts.uuid")?;
            missing.push(PortalUuid::new(identity));
            continue;
        }
        diesel::update(portal_accounts::table.find(person))
            .set((
                portal_accounts::freed_at.eq(None::<i64>),
                portal_accounts::updated_at.eq(micros(now)),
            ))
            .execute(conn)?;
    }
    Ok(missing)
}
