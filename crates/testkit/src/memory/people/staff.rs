//! Staff accounts in memory.

use accounts::{
    ChangeStaffError, CreateStaffError, Holder, NewStaffAccount, StaffAccount, StaffAccountChange,
    StaffAccounts, StaffCredentials, StaffRole, StaffStanding, StaffStatus,
};
use audit::{Event, PersonEvent};
use chrono::{DateTime, Utc};
use kernel::{Actor, BlindIndex, PortFailure, PortResult, StaffId, StaffUuid, TokenId};

use super::{InMemoryPeople, State, locked, next_key};

impl StaffAccounts for InMemoryPeople {
    fn create(&self, new: NewStaffAccount, actor: Actor) -> Result<StaffAccount, CreateStaffError> {
        let mut state = locked(&self.state);
        if state.address_taken(&new.email_index) {
            return Err(CreateStaffError::EmailTaken);
        }
        if state
            .staff
            .iter()
            .any(|(_, kept)| kept.account.uuid == new.uuid)
        {
            let failure = PortFailure::Unforeseen("a staff account with this uuid exists".into());
            return Err(failure.into());
        }
        let account = StaffAccount {
            id: StaffId::new(next_key(state.staff.len())),
            uuid: new.uuid,
            role: new.role,
            status: StaffStatus::Active,
            email: new.email,
            created_at: new.created_at,
        };
        let kept = StaffCredentials {
            account: account.clone(),
            generation: 0,
            password: new.password,
        };
        state.staff.push((new.email_index, kept));
        if let Some(link) = new.link {
            self.mail.keep(link.letter.clone());
            state.links.insert(Holder::Staff(new.uuid), link);
        }
        let event = Event::StaffCreated {
            staff: account.id,
            role: account.role.as_str(),
        };
        self.audit.record(new.created_at, actor, event);
        Ok(account)
    }

    fn find_by_email(&self, email: &BlindIndex) -> PortResult<Option<StaffCredentials>> {
        let state = locked(&self.state);
        let found = state.staff.iter().find(|(kept, _)| kept == email);
        Ok(found.map(|(_, kept)| kept.clone()))
    }

    fn find(&self, uuid: StaffUuid) -> PortResult<Option<StaffAccount>> {
        Ok(locked(&self.state)
            .credentials(uuid)
            .map(|kept| kept.account.clone()))
    }

    fn standing(&self, staff: StaffUuid, token: TokenId) -> PortResult<Option<StaffStanding>> {
        let state = locked(&self.state);
        let found = state.credentials(staff);
        Ok(found.map(|kept| StaffStanding {
            account: kept.account.clone(),
            generation: kept.generation,
            revoked: state.revoked.contains(&token),
        }))
    }

    fn list(&self) -> PortResult<Vec<StaffAccount>> {
        let state = locked(&self.state);
        Ok(state
            .staff
            .iter()
            .map(|(_, kept)| kept.account.clone())
            .collect())
    }

    fn change(
        &self,
        staff: StaffUuid,
        change: StaffAccountChange,
        by: StaffId,
        now: DateTime<Utc>,
    ) -> Result<StaffAccount, ChangeStaffError> {
        let mut state = locked(&self.state);
        let found = state.credentials(staff).ok_or(ChangeStaffError::Unknown)?;
        let before = found.account.clone();
        if before.id == by {
            return Err(ChangeStaffError::Myself);
        }
        let after = StaffAccount {
            role: change.role.unwrap_or(before.role),
            status: change.status.unwrap_or(before.status),
            ..before.clone()
        };
        let admins = state
            .staff
            .iter()
            .filter(|(_, kept)| is_admin(&kept.account));
        if is_admin(&before) && !is_admin(&after) && admins.count() < 2 {
            return Err(ChangeStaffError::LastAdmin);
        }
        self.write(&mut state, &before, &after, by, now);
        Ok(after)
    }
}

impl InMemoryPeople {
    fn write(
        &self,
        state: &mut State,
        before: &StaffAccount,
        after: &StaffAccount,
        by: StaffId,
        now: DateTime<Utc>,
    ) {
        let staff = before.id;
        if before.role != after.role {
            let event = PersonEvent::StaffRoleChanged {
                staff,
                from: before.role.as_str(),
                to: after.role.as_str(),
            };
            self.audit
                .record(now, Actor::Staff(by), Event::Person(event));
        }
        let disabled = before.status != after.status && after.status == StaffStatus::Disabled;
        if before.status != after.status {
            let event = PersonEvent::StaffStatusChanged {
                staff,
                from: before.status.as_str(),
                to: after.status.as_str(),
            };
            self.audit
                .record(now, Actor::Staff(by), Event::Person(event));
        }
        if disabled {
            state.links.remove(&Holder::Staff(before.uuid));
        }
        for (_, kept) in &mut state.staff {
            if kept.account.id == staff {
                kept.account = after.clone();
                kept.generation += u32::from(disabled);
            }
        }
    }
}

impl State {
    fn credentials(&self, uuid: StaffUuid) -> Option<&StaffCredentials> {
        let found = self
            .staff
            .iter()
            .find(|(_, kept)| kept.account.uuid == uuid);
        found.map(|(_, kept)| kept)
    }
}

fn is_admin(account: &StaffAccount) -> bool {
    account.role == StaffRole::Admin && account.status == StaffStatus::Active
}
