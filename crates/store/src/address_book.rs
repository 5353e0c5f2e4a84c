//! Where people are reached.

use diesel::prelude::*;
use kernel::{PortResult, Sealed};
use notices::{AddressBook, Addressee, Recipient};

use crate::Store;
use crate::conn::Conn;
use crate::schema::{candidates, partner_candidates, partners, portal_accounts, staff_accounts};

/// The addresses in the database.
#[derive(Clone)]
pub struct DieselAddressBook {
    store: Store,
}

impl DieselAddressBook {
    /// The addresses of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

impl AddressBook for DieselAddressBook {
    fn find(&self, recipient: Recipient) -> PortResult<Option<Addressee>> {
        let uuid = recipient.uuid();
        self.store.read(|conn| {
            Ok(match recipient {
                Recipient::Partner(_) => partner(conn, uuid.as_bytes()),
                Recipient::Portal(_) => portal(conn, uuid.as_bytes()),
                Recipient::Staff(_) => staff(conn, uuid.as_bytes()),
                Recipient::Candidate(_) => candidate(conn, uuid.as_bytes()),
                Recipient::Enrolment(_) => enrolment(conn, uuid.as_bytes()),
            }?)
        })
    }
}

/// A deleted partner is reached still, to be told so.
fn partner(conn: &mut Conn, uuid: &[u8]) -> QueryResult<Option<Addressee>> {
    let row: Option<(Vec<u8>, String, Option<i64>)> = partners::table
        .filter(partners::uuid.eq(uuid))
        .select((partners::email_sealed, partners::name, partners::deleted_at))
        .get_result(conn)
        .optional()?;
    Ok(row.map(|(email, name, deleted_at)| Addressee {
        email: Sealed::new(email),
        partner: Some(name),
        gone: deleted_at.is_some(),
    }))
}

fn portal(conn: &mut Conn, uuid: &[u8]) -> QueryResult<Option<Addressee>> {
    use portal_accounts::dsl as p;
    let row: Option<(Vec<u8>, i64, String, Option<i64>)> = p::portal_accounts
        .filter(p::uuid.eq(uuid))
        .select((p::email_sealed, p::partner_id, p::status, p::freed_at))
        .get_result(conn)
        .optional()?;
    let Some((email, partner, status, freed_at)) = row else {
        return Ok(None);
    };
    let name: Option<String> = partners::table
        .find(partner)
        .select(partners::name)
        .get_result(conn)
        .optional()?;
    Ok(Some(Addressee {
        email: Sealed::new(email),
        partner: name,
        gone: freed_at.is_some() || status != "active",
    }))
}

fn staff(conn: &mut Conn, uuid: &[u8]) -> QueryResult<Option<Addressee>> {
    let row: Option<(Vec<u8>, String)> = staff_accounts::table
        .filter(staff_accounts::uuid.eq(uuid))
        .select((staff_accounts::email_sealed, staff_accounts::status))
        .get_result(conn)
        .optional()?;
    Ok(row.map(|(email, status)| Addressee {
        email: Sealed::new(email),
        partner: None,
        gone: status != "active",
    }))
}

fn candidate(conn: &mut Conn, uuid: &[u8]) -> QueryResult<Option<Addressee>> {
    let row: Option<(Vec<u8>, String)> = candidates::table
        .filter(candidates::uuid.eq(uuid))
        .select((candidates::email_sealed, candidates::status))
        .get_result(conn)
        .optional()?;
    Ok(row.map(|(email, status)| Addressee {
        email: Sealed::new(email),
        partner: None,
        gone: status != "active",
    }))
}

/// Address, whether the enrolment is in force, the partner's name and when it was deleted,
/// the person's status.
type Invited = (Vec<u8>, bool, String, Option<i64>, String);

/// With the partner that enrolled them, to say who invites.
fn enrolment(conn: &mut Conn, uuid: &[u8]) -> QueryResult<Option<Addressee>> {
    use partner_candidates::dsl as e;
    let row: Option<Invited> = e::partner_candidates
        .inner_join(partners::table.on(partners::id.eq(e::partner_id)))
        .inner_join(candidates::table.on(candidates::id.eq(e::candidate_id)))
        .filter(e::uuid.eq(uuid))
        .select((
            e::email_sealed,
            e::is_active,
            partners::name,
            partners::deleted_at,
            candidates::status,
        ))
        .get_result(conn)
        .optional()?;
    Ok(
        row.map(|(email, active, partner, deleted_at, status)| Addressee {
            email: Sealed::new(email),
            partner: Some(partner),
            gone: !active || deleted_at.is_some() || status != "active",
        }),
    )
}
