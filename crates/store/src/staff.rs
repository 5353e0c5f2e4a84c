//! The lender's staff.

mod change;

use accounts::{
    ChangeStaffError, CreateStaffError, NewStaffAccount, PasswordHash, StaffAccount,
    StaffAccountChange, StaffAccounts, StaffCredentials, StaffStanding, StaffStatus,
};
use audit::{Entry, Event};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use kernel::{Actor, BlindIndex, PortResult, Sealed, StaffId, StaffUuid, TokenId};

use crate::columns::{instant, micros, uuid, word};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::password_link_rows::{self, Owner};
use crate::portal_rows::{address_taken, generation};
use crate::postgres::turn::{Turn, wait_for};
use crate::schema::{revoked_tokens, staff_accounts};
use crate::{Store, audit_rows};

/// Staff accounts in the database.
#[derive(Clone)]
pub struct DieselStaffAccounts {
    store: Store,
}

impl DieselStaffAccounts {
    /// The staff accounts of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

/// A row without what only the database asks for.
#[derive(Queryable, Selectable)]
#[diesel(table_name = staff_accounts)]
struct Row {
    id: i64,
    uuid: Vec<u8>,
    email_sealed: Vec<u8>,
    role: String,
    status: String,
    password_hash: String,
    generation: i64,
    created_at: i64,
}

impl Row {
    fn account(&self) -> PortResult<StaffAccount> {
        Ok(StaffAccount {
            id: StaffId::new(self.id),
            uuid: StaffUuid::new(uuid(&self.uuid, "staff_accounts.uuid")?),
            role: word(&self.role, "staff_accounts.role")?,
            status: word(&self.status, "staff_accounts.status")?,
            email: Sealed::new(self.email_sealed.clone()),
            created_at: instant(self.created_at, "staff_accounts.created_at")?,
        })
    }

    fn generation(&self) -> PortResult<u32> {
        generation(self.generation, "staff_accounts.generation")
    }

    fn into_credentials(self) -> PortResult<StaffCredentials> {
        Ok(StaffCredentials {
            account: self.account()?,
            generation: self.generation()?,
            password: PasswordHash::new(self.password_hash),
        })
    }
}

impl StaffAccounts for DieselStaffAccounts {
    fn create(
        &self,
        account: NewStaffAccount,
        actor: Actor,
    ) -> Result<StaffAccount, CreateStaffError> {
        self.store.write(move |conn| create(conn, &account, actor))
    }

    fn find_by_email(&self, email: &BlindIndex) -> PortResult<Option<StaffCredentials>> {
        self.store.read(|conn| {
            let row = staff_accounts::table
                .filter(staff_accounts::email_index.eq(email.as_bytes().as_slice()))
                .select(Row::as_select())
                .get_result(conn)
                .optional()?;
            Ok(row.map(Row::into_credentials).transpose()?)
        })
    }

    fn find(&self, uuid: StaffUuid) -> PortResult<Option<StaffAccount>> {
        self.store.read(|conn| {
            let row = staff_accounts::table
                .filter(staff_accounts::uuid.eq(uuid.get().as_bytes().as_slice()))
                .select(Row::as_select())
                .get_result(conn)
                .optional()?;
            Ok(row.as_ref().map(Row::account).transpose()?)
        })
    }

    fn standing(&self, staff: StaffUuid, token: TokenId) -> PortResult<Option<StaffStanding>> {
        self.store.read(|conn| standing(conn, staff, token))
    }

    fn list(&self) -> PortResult<Vec<StaffAccount>> {
        self.store.read(|conn| {
            let rows: Vec<Row> = staff_accounts::table
                .order(staff_accounts::id)
                .select(Row::as_select())
                .load(conn)?;
            let accounts: PortResult<_> = rows.iter().map(Row::account).collect();
            Ok(accounts?)
        })
    }

    fn change(
        &self,
        staff: StaffUuid,
        change: StaffAccountChange,
        by: StaffId,
        now: DateTime<Utc>,
    ) -> Result<StaffAccount, ChangeStaffError> {
        self.store
            .write(move |conn| change::change(conn, staff, change, by, now))
    }
}

/// Account and revocation in one statement.
fn standing(
    conn: &mut Conn,
    staff: StaffUuid,
    token: TokenId,
) -> Result<Option<StaffStanding>, StoreError> {
    let token = token.get().as_bytes().to_vec();
    let row: Option<(Row, Option<i64>)> = staff_accounts::table
        .left_join(revoked_tokens::table.on(revoked_tokens::token_id.eq(token)))
        .filter(staff_accounts::uuid.eq(staff.get().as_bytes().as_slice()))
        .select((Row::as_select(), revoked_tokens::expires_at.nullable()))
        .get_result(conn)
        .optional()?;
    let Some((row, revoked)) = row else {
        return Ok(None);
    };
    Ok(Some(StaffStanding {
        account: row.account()?,
        generation: row.generation()?,
        revoked: revoked.is_some(),
    }))
}

/// Creates `new` with its audit entry. The address is looked for first, because a
/// violation ends a transaction of `PostgreSQL`; the unique index has the last
/// word.
fn create(
    conn: &mut Conn,
    new: &NewStaffAccount,
    actor: Actor,
) -> Result<StaffAccount, Fault<CreateStaffError>> {
    if let Conn::Postgres(postgres) = conn {
        wait_for(postgres, Turn::Addresses)?;
    }
    if address_taken(conn, new.email_index.as_bytes())? {
        return Err(Fault::Refused(CreateStaffError::EmailTaken));
    }
    let id = insert(conn, new).map_err(taken_email)?;
    let account = StaffAccount {
        id: StaffId::new(id),
        uuid: new.uuid,
        role: new.role,
        status: StaffStatus::Active,
        email: new.email.clone(),
        created_at: new.created_at,
    };
    if let Some(link) = &new.link {
        password_link_rows::insert(conn, Owner::Staff(id), link)?;
    }
    let entry = Entry {
        at: new.created_at,
        actor,
        event: Event::StaffCreated {
            staff: account.id,
            role: new.role.as_str(),
        },
    };
    audit_rows::insert(conn, &entry)?;
    Ok(account)
}

fn insert(conn: &mut Conn, new: &NewStaffAccount) -> QueryResult<i64> {
    let row = (
        staff_accounts::uuid.eq(new.uuid.get().as_bytes().to_vec()),
        staff_accounts::email_sealed.eq(new.email.as_bytes()),
        staff_accounts::email_index.eq(new.email_index.as_bytes().as_slice()),
        staff_accounts::role.eq(new.role.as_str()),
        staff_accounts::status.eq(StaffStatus::Active.as_str()),
        staff_accounts::password_hash.eq(new.password.as_str()),
        staff_accounts::created_at.eq(micros(new.created_at)),
        staff_accounts::updated_at.eq(micros(new.created_at)),
    );
    diesel::insert_into(staff_accounts::table)
        .values(row)
        .returning(staff_accounts::id)
        .get_result(conn)
}

/// Whether a violation is about the address: `PostgreSQL` names the constraint,
/// `SQLite` the column, and both contain the column's name.
fn taken_email(error: DieselError) -> Fault<CreateStaffError> {
    if let DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) = &error {
        let about = info.constraint_name().unwrap_or_else(|| info.message());
        if about.contains("email_index") {
            return Fault::Refused(CreateStaffError::EmailTaken);
        }
    }
    error.into()
}
