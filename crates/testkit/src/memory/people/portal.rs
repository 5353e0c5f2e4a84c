//! Accounts of partners' people in memory.

use accounts::{
    CreatePortalError, Holder, NewPortalAccount, PartnerStatus, PortalAccount, PortalAccounts,
    PortalCredentials, PortalStanding, PortalStatus,
};
use audit::{Event, PersonEvent};
use chrono::{DateTime, Utc};
use kernel::{Actor, BlindIndex, PartnerId, PortResult, PortalId, PortalUuid, TokenId};

use super::{InMemoryPeople, PortalRow, locked, next_key};

impl PortalAccounts for InMemoryPeople {
    fn create(
        &self,
        new: NewPortalAccount,
        actor: Actor,
    ) -> Result<PortalAccount, CreatePortalError> {
        let mut state = locked(&self.state);
        if state.address_taken(&new.email_index) {
            return Err(CreatePortalError::EmailTaken);
        }
        if self.partner(new.partner).is_none() {
            return Err(CreatePortalError::UnknownPartner);
        }
        let account = PortalAccount {
            id: PortalId::new(next_key(state.portal.len())),
            uuid: new.uuid,
            partner: new.partner,
            status: PortalStatus::Active,
            email: new.email,
            has_password: false,
            created_at: new.created_at,
        };
        state.portal.push(PortalRow {
            account: account.clone(),
            email: new.email_index,
            password: None,
            generation: 0,
        });
        self.mail.keep(new.link.letter.clone());
        state.links.insert(Holder::Portal(new.uuid), new.link);
        let event = PersonEvent::PortalCreated {
            person: account.id,
            partner: new.partner.to_string(),
        };
        self.audit
            .record(new.created_at, actor, Event::Person(event));
        Ok(account)
    }

    fn list(&self, partner: PartnerId) -> PortResult<Vec<PortalAccount>> {
        let state = locked(&self.state);
        let accounts = state.portal.iter().map(|row| &row.account);
        Ok(accounts
            .filter(|account| account.partner == partner)
            .cloned()
            .collect())
    }

    fn find(&self, partner: PartnerId, person: PortalUuid) -> PortResult<Option<PortalAccount>> {
        let people = self.list(partner)?;
        Ok(people.into_iter().find(|account| account.uuid == person))
    }

    fn find_by_email(&self, email: &BlindIndex) -> PortResult<Option<PortalCredentials>> {
        let state = locked(&self.state);
        let found = state.portal.iter().find(|row| row.email == *email);
        Ok(found.map(|row| PortalCredentials {
            account: row.account.clone(),
            password: row.password.clone(),
            generation: row.generation,
            partner: self
                .partner(row.account.partner)
                .map_or(PartnerStatus::Inactive, |partner| partner.status),
        }))
    }

    fn standing(&self, person: PortalUuid, token: TokenId) -> PortResult<Option<PortalStanding>> {
        let state = locked(&self.state);
        let found = state.portal.iter().find(|row| row.account.uuid == person);
        Ok(found.and_then(|row| {
            Some(PortalStanding {
                account: row.account.clone(),
                partner: self.partner(row.account.partner)?,
                generation: row.generation,
                revoked: state.revoked.contains(&token),
            })
        }))
    }

    fn change_status(
        &self,
        partner: PartnerId,
        person: PortalUuid,
        to: PortalStatus,
        actor: Actor,
        now: DateTime<Utc>,
    ) -> PortResult<Option<PortalAccount>> {
        let mut state = locked(&self.state);
        let mut rows = state.portal.iter_mut();
        let found = rows.find(|row| row.account.uuid == person && row.account.partner == partner);
        let Some(row) = found else {
            return Ok(None);
        };
        let from = row.account.status;
        row.account.status = to;
        let account = row.account.clone();
        if from == to {
            return Ok(Some(account));
        }
        if to == PortalStatus::Disabled {
            row.generation += 1;
            state.links.remove(&Holder::Portal(person));
        }
        let event = PersonEvent::PortalStatusChanged {
            person: account.id,
            from: from.as_str(),
            to: to.as_str(),
        };
        self.audit.record(now, actor, Event::Person(event));
        Ok(Some(account))
    }
}
