//! Changing the accounts of staff.

use accounts::{ChangeStaffError, StaffAccount, StaffAccountChange, StaffRole, StaffStatus};
use audit::{Entry, Event, PersonEvent};
use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use kernel::{Actor, StaffId, StaffUuid};

use super::Row;
use crate::audit_rows;
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::Fault;
use crate::password_link_rows::{self, Owner};
use crate::schema::staff_accounts;

/// Does `change`, unless nobody would be left who may manage staff. Two admins who
/// disable each other at once both see the other: `SQLite` has one writer, and
/// `PostgreSQL` runs this serialisable and begins one of them anew.
pub(super) fn change(
    conn: &mut Conn,
    staff: StaffUuid,
    change: StaffAccountChange,
    by: StaffId,
    now: DateTime<Utc>,
) -> Result<StaffAccount, Fault<ChangeStaffError>> {
    let row: Option<Row> = staff_accounts::table
        .filter(staff_accounts::uuid.eq(staff.get().as_bytes().as_slice()))
        .select(Row::as_select())
        .get_result(conn)
        .optional()?;
    let Some(row) = row else {
        return Err(Fault::Refused(ChangeStaffError::Unknown));
    };
    let before = row.account()?;
    if before.id == by {
        return Err(Fault::Refused(ChangeStaffError::Myself));
    }
    let after = StaffAccount {
        role: change.role.unwrap_or(before.role),
        status: change.status.unwrap_or(before.status),
        ..before.clone()
    };
    if is_admin(&before) && !is_admin(&after) && !another_admin(conn, before.id)? {
        return Err(Fault::Refused(ChangeStaffError::LastAdmin));
    }
    write(conn, &before, &after, now)?;
    for event in events(&before, &after) {
        let entry = Entry {
            at: now,
            actor: Actor::Staff(by),
            event: Event::Person(event),
        };
        audit_rows::insert(conn, &entry)?;
    }
    Ok(after)
}

fn is_admin(account: &StaffAccount) -> bool {
    account.role == StaffRole::Admin && account.status == StaffStatus::Active
}

fn another_admin(conn: &mut Conn, than: StaffId) -> QueryResult<bool> {
    let others = staff_accounts::table
        .filter(staff_accounts::role.eq(StaffRole::Admin.as_str()))
        .filter(staff_accounts::status.eq(StaffStatus::Active.as_str()))
        .filter(staff_accounts::id.ne(than.get()));
    diesel::select(exists(others)).get_result(conn)
}

fn write(
    conn: &mut Conn,
    before: &StaffAccount,
    after: &StaffAccount,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    if before == after {
        return Ok(());
    }
    let disabled = before.status != after.status && after.status == StaffStatus::Disabled;
    diesel::update(staff_accounts::table.find(after.id.get()))
        .set((
            staff_accounts::role.eq(after.role.as_str()),
            staff_accounts::status.eq(after.status.as_str()),
            staff_accounts::generation.eq(staff_accounts::generation + i64::from(disabled)),
            staff_accounts::updated_at.eq(micros(now)),
        ))
        .execute(conn)?;
    if disabled {
        password_link_rows::forget(conn, Owner::Staff(after.id.get()))?;
    }
    Ok(())
}

fn events(before: &StaffAccount, after: &StaffAccount) -> Vec<PersonEvent> {
    let staff = before.id;
    let role = (before.role != after.role).then(|| PersonEvent::StaffRoleChanged {
        staff,
        from: before.role.as_str(),
        to: after.role.as_str(),
    });
    let status = (before.status != after.status).then(|| PersonEvent::StaffStatusChanged {
        staff,
        from: before.status.as_str(),
        to: after.status.as_str(),
    });
    role.into_iter().chain(status).collect()
}
