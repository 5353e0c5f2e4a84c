//! People of partners.

use accounts::{
    CreatePortalError, NewPortalAccount, PartnerStatus, PortalAccount, PortalAccounts,
    PortalCredentials, PortalStanding, PortalStatus,
};
use audit::{Entry, Event, PersonEvent};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{Actor, BlindIndex, PartnerId, PortFailure, PortResult, PortalUuid, TokenId};

use crate::columns::{micros, word};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::partner_rows::PartnerRow;
use crate::partners::hold;
use crate::password_link_rows::{self, Owner};
use crate::portal_rows::{self, PortalRow};
use crate::schema::{partners, portal_accounts, revoked_tokens};
use crate::{Store, audit_rows};

/// The accounts of partners' people in the database.
#[derive(Clone)]
pub struct DieselPortalAccounts {
    store: Store,
}

impl DieselPortalAccounts {
    /// The people of the partners of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

impl PortalAccounts for DieselPortalAccounts {
    fn create(
        &self,
        account: NewPortalAccount,
        actor: Actor,
    ) -> Result<PortalAccount, CreatePortalError> {
        self.store.write(move |conn| {
            hold(conn, account.partner)?;
            portal_rows::create(conn, &account, actor)
        })
    }

    fn list(&self, partner: PartnerId) -> PortResult<Vec<PortalAccount>> {
        self.store.read(|conn| {
            let rows: Vec<PortalRow> = portal_accounts::table
                .filter(portal_accounts::partner_id.eq(partner.get()))
                .filter(portal_accounts::freed_at.is_null())
                .order(portal_accounts::id)
                .select(PortalRow::as_select())
                .load(conn)?;
            let accounts: PortResult<_> = rows.iter().map(PortalRow::account).collect();
            Ok(accounts?)
        })
    }

    fn find(&self, partner: PartnerId, person: PortalUuid) -> PortResult<Option<PortalAccount>> {
        self.store.read(|conn| {
            let row = by_uuid(conn, partner, person)?;
            Ok(row.as_ref().map(PortalRow::account).transpose()?)
        })
    }

    fn find_by_email(&self, email: &BlindIndex) -> PortResult<Option<PortalCredentials>> {
        self.store.read(|conn| {
            let row: Option<(PortalRow, String)> = portal_accounts::table
                .inner_join(partners::table.on(partners::id.eq(portal_accounts::partner_id)))
                .filter(portal_accounts::email_index.eq(email.as_bytes().as_slice()))
                .filter(portal_accounts::freed_at.is_null())
                .filter(partners::deleted_at.is_null())
                .select((PortalRow::as_select(), partners::status))
                .get_result(conn)
                .optional()?;
            let Some((row, status)) = row else {
                return Ok(None);
            };
            let partner: PartnerStatus = word(&status, "partners.status")?;
            Ok(Some(row.credentials(partner)?))
        })
    }

    fn standing(&self, person: PortalUuid, token: TokenId) -> PortResult<Option<PortalStanding>> {
        self.store.read(|conn| standing(conn, person, token))
    }

    fn change_status(
        &self,
        partner: PartnerId,
        person: PortalUuid,
        to: PortalStatus,
        actor: Actor,
        now: DateTime<Utc>,
    ) -> PortResult<Option<PortalAccount>> {
        self.store
            .write(move |conn| change_status(conn, (partner, person), to, actor, now))
    }
}

fn by_uuid(
    conn: &mut Conn,
    partner: PartnerId,
    person: PortalUuid,
) -> QueryResult<Option<PortalRow>> {
    portal_accounts::table
        .filter(portal_accounts::uuid.eq(person.get().as_bytes().as_slice()))
        .filter(portal_accounts::partner_id.eq(partner.get()))
        .filter(portal_accounts::freed_at.is_null())
        .select(PortalRow::as_select())
        .get_result(conn)
        .optional()
}

/// Account, partner and revocation in one statement.
fn standing(
    conn: &mut Conn,
    person: PortalUuid,
    token: TokenId,
) -> Result<Option<PortalStanding>, StoreError> {
    let token = token.get().as_bytes().to_vec();
    let row: Option<(PortalRow, PartnerRow, Option<i64>)> = portal_accounts::table
        .inner_join(partners::table.on(partners::id.eq(portal_accounts::partner_id)))
        .left_join(revoked_tokens::table.on(revoked_tokens::token_id.eq(token)))
        .filter(portal_accounts::uuid.eq(person.get().as_bytes().as_slice()))
        .filter(portal_accounts::freed_at.is_null())
        .filter(partners::deleted_at.is_null())
        .select((
            PortalRow::as_select(),
            partners::all_columns,
            revoked_tokens::expires_at.nullable(),
        ))
        .get_result(conn)
        .optional()?;
    let Some((row, partner, revoked)) = row else {
        return Ok(None);
    };
    Ok(Some(PortalStanding {
        account: row.account()?,
        partner: partner.into_partner()?,
        generation: row.generation()?,
        revoked: revoked.is_some(),
    }))
}

fn change_status(
    conn: &mut Conn,
    (partner, person): (PartnerId, PortalUuid),
    to: PortalStatus,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<Option<PortalAccount>, Fault<PortFailure>> {
    let Some(row) = by_uuid(conn, partner, person)? else {
        return Ok(None);
    };
    let before = row.account()?;
    if before.status == to {
        return Ok(Some(before));
    }
    let ended = i64::from(to == PortalStatus::Disabled);
    diesel::update(portal_accounts::table.find(row.id))
        .set((
            portal_accounts::status.eq(to.as_str()),
            portal_accounts::generation.eq(portal_accounts::generation + ended),
            portal_accounts::updated_at.eq(micros(now)),
        ))
        .execute(conn)?;
    if to == PortalStatus::Disabled {
        password_link_rows::forget(conn, Owner::Portal(row.id))?;
    }
    let event = PersonEvent::PortalStatusChanged {
        person: before.id,
        from: before.status.as_str(),
        to: to.as_str(),
    };
    let entry = Entry {
        at: now,
        actor,
        event: Event::Person(event),
    };
    audit_rows::insert(conn, &entry)?;
    Ok(Some(PortalAccount {
        status: to,
        ..before
    }))
}
