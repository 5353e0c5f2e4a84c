//! Links by which somebody sets a password.

use accounts::{
    Holder, LinkOutcome, NewPasswordLink, PartnerStatus, PasswordHash, PasswordLinks, PortalStatus,
    SecretHash, StaffStatus,
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use kernel::{Actor, BlindIndex, PortFailure, PortResult, PortalUuid, StaffUuid};
use notices::Letter;
use webhooks::{Event as Told, Post, SecurityAlert};

use crate::candidate_accounts::{NOBODY, candidate_with_access};
use crate::columns::{micros, uuid};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::outbox::Outbox;
use crate::password_link_rows::{self, Owner};
use crate::schema::{candidates, partners, portal_accounts, staff_accounts};
use crate::{Store, audit_rows, letter_rows};

/// Links in the database.
#[derive(Clone)]
pub struct DieselPasswordLinks {
    store: Store,
    outbox: Outbox,
}

impl DieselPasswordLinks {
    /// The links of `store`; what partners are to be told is made ready by `post`.
    pub const fn new(store: Store, post: Post) -> Self {
        let outbox = Outbox::of(post);
        Self { store, outbox }
    }
}

/// Why a link is not kept.
enum NotKept {
    TooSoon,
    Port(PortFailure),
}

impl From<PortFailure> for NotKept {
    fn from(failure: PortFailure) -> Self {
        Self::Port(failure)
    }
}

impl PasswordLinks for DieselPasswordLinks {
    fn holder_of_address(&self, email: &BlindIndex) -> PortResult<Option<Holder>> {
        self.store.read(|conn| holder_of_address(conn, email))
    }

    fn replace(&self, holder: Holder, link: NewPasswordLink) -> PortResult<LinkOutcome> {
        let kept = self.store.write(move |conn| replace(conn, holder, &link));
        match kept {
            Ok(outcome) => Ok(outcome),
            Err(NotKept::TooSoon) => Ok(LinkOutcome::TooSoon),
            Err(NotKept::Port(failure)) => Err(failure),
        }
    }

    fn holder(&self, hashes: &[SecretHash], now: DateTime<Utc>) -> PortResult<Option<Holder>> {
        self.store.read(|conn| {
            let Some(owner) = password_link_rows::owner(conn, hashes, now)? else {
                return Ok(None);
            };
            admitted(conn, owner)
        })
    }

    fn redeem(
        &self,
        hashes: &[SecretHash],
        password: PasswordHash,
        letter: Letter,
        now: DateTime<Utc>,
    ) -> PortResult<bool> {
        let hashes = hashes.to_vec();
        let outbox = self.outbox.clone();
        self.store.write(move |conn| {
            let Some(owner) = password_link_rows::owner(conn, &hashes, now)? else {
                return Ok(false);
            };
            if admitted(conn, owner)?.is_none() {
                return Ok(false);
            }
            password_link_rows::forget(conn, owner)?;
            let entry = password_link_rows::set_password(conn, owner, &password, now)?;
            audit_rows::insert(conn, &entry)?;
            letter_rows::insert(conn, &letter)?;
            if let Actor::Partner(partner) = entry.actor {
                // One of its people did.
                let told = Told::security_alert(SecurityAlert::PasswordSet);
                outbox.tell(conn, partner, &told, now)?;
            }
            Ok::<_, Fault<PortFailure>>(true)
        })
    }
}

/// The columns of people whose partner lets them in.
fn holder_of_address(conn: &mut Conn, email: &BlindIndex) -> Result<Option<Holder>, StoreError> {
    let index = email.as_bytes().as_slice();
    let staff: Option<Vec<u8>> = staff_accounts::table
        .filter(staff_accounts::email_index.eq(index))
        .filter(staff_accounts::status.eq(StaffStatus::Active.as_str()))
        .select(staff_accounts::uuid)
        .get_result(conn)
        .optional()?;
    // Asked in any case, so that no answer is quicker than another.
    let person: Option<Vec<u8>> = portal_accounts::table
        .inner_join(partners::table.on(partners::id.eq(portal_accounts::partner_id)))
        .filter(portal_accounts::email_index.eq(index))
        .filter(portal_accounts::freed_at.is_null())
        .filter(portal_accounts::status.eq(PortalStatus::Active.as_str()))
        .filter(partners::deleted_at.is_null())
        .filter(partners::status.eq(PartnerStatus::Active.as_str()))
        .select(portal_accounts::uuid)
        .get_result(conn)
        .optional()?;
    let candidate: Option<i64> = candidates::table
        .filter(candidates::email_index.eq(index))
        .select(candidates::id)
        .get_result(conn)
        .optional()?;
    let candidate = candidate_with_access(conn, candidate.unwrap_or(NOBODY))?;
    Ok(match (staff, person, candidate) {
        (Some(staff), _, _) => Some(Holder::Staff(staff_uuid(&staff)?)),
        (None, Some(person), _) => Some(Holder::Portal(portal_uuid(&person)?)),
        (None, None, candidate) => candidate,
    })
}

fn replace(
    conn: &mut Conn,
    holder: Holder,
    link: &NewPasswordLink,
) -> Result<LinkOutcome, Fault<NotKept>> {
    let owner = owner_of(conn, holder)?;
    let admitted = match owner {
        Some(owner) => admitted(conn, owner)?,
        None => None,
    };
    let (Some(owner), Some(_)) = (owner, admitted) else {
        return Ok(LinkOutcome::Refused);
    };
    let made_at = password_link_rows::made_at(conn, owner, link.created_at)?;
    if made_at.is_some_and(|made_at| made_at > micros(link.too_soon_after())) {
        return Ok(LinkOutcome::TooSoon);
    }
    password_link_rows::forget(conn, owner)?;
    password_link_rows::insert(conn, owner, link).map_err(overtaken)?;
    Ok(LinkOutcome::Kept)
}

/// Whoever puts a second link beside the first came at the same moment as somebody else.
fn overtaken(error: DieselError) -> Fault<NotKept> {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
            Fault::Refused(NotKept::TooSoon)
        }
        other => other.into(),
    }
}

fn owner_of(conn: &mut Conn, holder: Holder) -> QueryResult<Option<Owner>> {
    let id: Option<i64> = match holder {
        Holder::Staff(staff) => staff_accounts::table
            .filter(staff_accounts::uuid.eq(staff.get().as_bytes().as_slice()))
            .select(staff_accounts::id)
            .get_result(conn),
        Holder::Portal(person) => portal_accounts::table
            .filter(portal_accounts::uuid.eq(person.get().as_bytes().as_slice()))
            .select(portal_accounts::id)
            .get_result(conn),
        Holder::Candidate(person) => candidates::table
            .filter(candidates::uuid.eq(person.get().as_bytes().as_slice()))
            .select(candidates::id)
            .get_result(conn),
    }
    .optional()?;
    Ok(id.map(|id| match holder {
        Holder::Staff(_) => Owner::Staff(id),
        Holder::Portal(_) => Owner::Portal(id),
        Holder::Candidate(_) => Owner::Candidate(id),
    }))
}

/// Who owns a link, if they may set a password: an active account, of a partner that is
/// neither deleted nor kept out, or of a candidate who may.
fn admitted(conn: &mut Conn, owner: Owner) -> Result<Option<Holder>, StoreError> {
    match owner {
        Owner::Staff(id) => {
            let found: Option<Vec<u8>> = staff_accounts::table
                .find(id)
                .filter(staff_accounts::status.eq(StaffStatus::Active.as_str()))
                .select(staff_accounts::uuid)
                .get_result(conn)
                .optional()?;
            let found = found.map(|found| staff_uuid(&found)).transpose()?;
            Ok(found.map(Holder::Staff))
        }
        Owner::Portal(id) => {
            let let_in = [PartnerStatus::Active, PartnerStatus::Pending].map(PartnerStatus::as_str);
            let found: Option<Vec<u8>> = portal_accounts::table
                .inner_join(partners::table.on(partners::id.eq(portal_accounts::partner_id)))
                .filter(portal_accounts::id.eq(id))
                .filter(portal_accounts::freed_at.is_null())
                .filter(portal_accounts::status.eq(PortalStatus::Active.as_str()))
                .filter(partners::deleted_at.is_null())
                .filter(partners::status.eq_any(let_in))
                .select(portal_accounts::uuid)
                .get_result(conn)
                .optional()?;
            let found = found.map(|found| portal_uuid(&found)).transpose()?;
            Ok(found.map(Holder::Portal))
        }
        Owner::Candidate(id) => candidate_with_access(conn, id),
    }
}

fn staff_uuid(bytes: &[u8]) -> PortResult<StaffUuid> {
    uuid(bytes, "staff_accounts.uuid").map(StaffUuid::new)
}

fn portal_uuid(bytes: &[u8]) -> PortResult<PortalUuid> {
    uuid(bytes, "portal_accounts.uuid").map(PortalUuid::new)
}
