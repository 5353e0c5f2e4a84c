//! The lender's staff.

use accounts::{
    CreateStaffError, NewStaffAccount, PasswordHash, StaffAccount, StaffAccounts, StaffCredentials,
    StaffStatus,
};
use audit::{Entry, Event};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use kernel::{Actor, BlindIndex, PortResult, Sealed, StaffId, StaffUuid};

use crate::columns::{micros, uuid, word};
use crate::conn::Conn;
use crate::fault::Fault;
use crate::schema::staff_accounts;
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
}

impl Row {
    fn into_credentials(self) -> PortResult<StaffCredentials> {
        Ok(StaffCredentials {
            account: StaffAccount {
                id: StaffId::new(self.id),
                uuid: StaffUuid::new(uuid(&self.uuid, "staff_accounts.uuid")?),
                role: word(&self.role, "staff_accounts.role")?,
                status: word(&self.status, "staff_accounts.status")?,
                email: Sealed::new(self.email_sealed),
            },
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
            let found = row.map(Row::into_credentials).transpose()?;
            Ok(found.map(|found| found.account))
        })
    }
}

/// Creates `new` with its audit entry. The address is looked for first, because a
/// violation ends a transaction of `PostgreSQL`; the unique index has the last
/// word.
fn create(
    conn: &mut Conn,
    new: &NewStaffAccount,
    actor: Actor,
) -> Result<StaffAccount, Fault<CreateStaffError>> {
    let same_email = staff_accounts::email_index.eq(new.email_index.as_bytes().as_slice());
    let taken: bool =
        diesel::select(exists(staff_accounts::table.filter(same_email))).get_result(conn)?;
    if taken {
        return Err(Fault::Refused(CreateStaffError::EmailTaken));
    }
    let id = insert(conn, new).map_err(taken_email)?;
    let account = StaffAccount {
        id: StaffId::new(id),
        uuid: new.uuid,
        role: new.role,
        status: StaffStatus::Active,
        email: new.email.clone(),
    };
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
