//! Staff accounts in memory.

use std::sync::{Arc, Mutex};

use accounts::{
    CreateStaffError, NewStaffAccount, StaffAccount, StaffAccounts, StaffCredentials, StaffStatus,
};
use audit::Event;
use kernel::{Actor, BlindIndex, PortFailure, PortResult, StaffId, StaffUuid};

use super::{InMemoryAudit, locked};

/// Fake of [`StaffAccounts`].
#[derive(Debug, Clone)]
pub struct InMemoryStaff {
    rows: Arc<Mutex<Vec<(BlindIndex, StaffCredentials)>>>,
    audit: InMemoryAudit,
}

impl InMemoryStaff {
    /// Nobody; creations go to `audit`.
    pub fn new(audit: InMemoryAudit) -> Self {
        Self {
            rows: Arc::default(),
            audit,
        }
    }

    /// Changes an account behind the port's back, for tests of what comes of it.
    pub fn change(&self, uuid: StaffUuid, change: impl Fn(&mut StaffAccount)) {
        for (_, kept) in locked(&self.rows).iter_mut() {
            if kept.account.uuid == uuid {
                change(&mut kept.account);
            }
        }
    }
}

impl StaffAccounts for InMemoryStaff {
    fn create(&self, new: NewStaffAccount, actor: Actor) -> Result<StaffAccount, CreateStaffError> {
        let mut rows = locked(&self.rows);
        if rows.iter().any(|(email, _)| *email == new.email_index) {
            return Err(CreateStaffError::EmailTaken);
        }
        if rows.iter().any(|(_, kept)| kept.account.uuid == new.uuid) {
            let failure = PortFailure::Unforeseen("a staff account with this uuid exists".into());
            return Err(failure.into());
        }
        let key = i64::try_from(rows.len())
            .unwrap_or(i64::MAX)
            .saturating_add(1);
        let account = StaffAccount {
            id: StaffId::new(key),
            uuid: new.uuid,
            role: new.role,
            status: StaffStatus::Active,
            email: new.email,
        };
        let kept = StaffCredentials {
            account: account.clone(),
            password: new.password,
        };
        rows.push((new.email_index, kept));
        let event = Event::StaffCreated {
            staff: account.id,
            role: account.role.as_str(),
        };
        self.audit.record(new.created_at, actor, event);
        Ok(account)
    }

    fn find_by_email(&self, email: &BlindIndex) -> PortResult<Option<StaffCredentials>> {
        let rows = locked(&self.rows);
        let found = rows.iter().find(|(kept, _)| kept == email);
        Ok(found.map(|(_, kept)| kept.clone()))
    }

    fn find(&self, uuid: StaffUuid) -> PortResult<Option<StaffAccount>> {
        let rows = locked(&self.rows);
        let found = rows.iter().find(|(_, kept)| kept.account.uuid == uuid);
        Ok(found.map(|(_, kept)| kept.account.clone()))
    }
}
