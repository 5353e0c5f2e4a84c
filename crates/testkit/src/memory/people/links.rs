//! Links by which somebody sets a password, in memory.

use accounts::{
    CandidateStatus, Holder, LinkOutcome, NewPasswordLink, PartnerStatus, PasswordHash,
    PasswordLinks, PortalStatus, SecretHash, StaffStatus,
};
use audit::{CandidateEvent, Event, PersonEvent};
use chrono::{DateTime, Utc};
use kernel::{Actor, BlindIndex, PortResult};
use notices::Letter;

use super::{InMemoryPeople, State, locked};

impl PasswordLinks for InMemoryPeople {
    fn holder_of_address(&self, email: &BlindIndex) -> PortResult<Option<Holder>> {
        let state = locked(&self.state);
        let staff = state.staff.iter().find(|(kept, _)| kept == email);
        let staff = staff.map(|(_, kept)| Holder::Staff(kept.account.uuid));
        let person = state.portal.iter().find(|row| {
            let partner = self.partner(row.account.partner);
            let active = partner.is_some_and(|partner| partner.status == PartnerStatus::Active);
            active && row.email == *email
        });
        let person = person.map(|row| Holder::Portal(row.account.uuid));
        let candidate = state.candidates.iter().find(|row| row.email == *email);
        let candidate = candidate.map(|row| Holder::Candidate(row.account.uuid));
        let holder = staff.or(person).or(candidate);
        Ok(holder.filter(|holder| self.admits(&state, *holder)))
    }

    fn replace(&self, holder: Holder, link: NewPasswordLink) -> PortResult<LinkOutcome> {
        let mut state = locked(&self.state);
        if !self.admits(&state, holder) {
            return Ok(LinkOutcome::Refused);
        }
        let before = state.links.get(&holder);
        if before.is_some_and(|before| {
            before.expires_at > link.created_at && before.created_at > link.too_soon_after()
        }) {
            return Ok(LinkOutcome::TooSoon);
        }
        self.mail.keep(link.letter.clone());
        state.links.insert(holder, link);
        Ok(LinkOutcome::Kept)
    }

    fn holder(&self, hashes: &[SecretHash], now: DateTime<Utc>) -> PortResult<Option<Holder>> {
        let state = locked(&self.state);
        let holder = state.link_of(hashes, now);
        Ok(holder.filter(|holder| self.admits(&state, *holder)))
    }

    fn redeem(
        &self,
        hashes: &[SecretHash],
        password: PasswordHash,
        letter: Letter,
        now: DateTime<Utc>,
    ) -> PortResult<bool> {
        let mut state = locked(&self.state);
        let holder = state.link_of(hashes, now);
        let Some(holder) = holder.filter(|holder| self.admits(&state, *holder)) else {
            return Ok(false);
        };
        state.links.remove(&holder);
        if let Some((actor, event)) = state.set_password(holder, password) {
            self.audit.record(now, actor, event);
            self.mail.keep(letter);
        }
        Ok(true)
    }
}

impl InMemoryPeople {
    /// Whether `holder` may set a password.
    fn admits(&self, state: &State, holder: Holder) -> bool {
        match holder {
            Holder::Staff(uuid) => state.staff.iter().any(|(_, kept)| {
                kept.account.uuid == uuid && kept.account.status == StaffStatus::Active
            }),
            Holder::Portal(uuid) => state.portal.iter().any(|row| {
                let partner = self.partner(row.account.partner);
                let open = [PartnerStatus::Active, PartnerStatus::Pending];
                row.account.uuid == uuid
                    && row.account.status == PortalStatus::Active
                    && partner.is_some_and(|partner| open.contains(&partner.status))
            }),
            Holder::Candidate(uuid) => state.candidates.iter().any(|row| {
                row.account.uuid == uuid
                    && row.account.status == CandidateStatus::Active
                    && (row.password.is_some() || row.accepted)
            }),
        }
    }
}

impl State {
    fn link_of(&self, hashes: &[SecretHash], now: DateTime<Utc>) -> Option<Holder> {
        let found = self
            .links
            .iter()
            .find(|(_, link)| link.expires_at > now && hashes.contains(&link.hash));
        found.map(|(holder, _)| *holder)
    }

    fn set_password(&mut self, holder: Holder, password: PasswordHash) -> Option<(Actor, Event)> {
        match holder {
            Holder::Staff(uuid) => {
                let mut staff = self.staff.iter_mut().map(|(_, kept)| kept);
                let kept = staff.find(|kept| kept.account.uuid == uuid)?;
                kept.password = password;
                kept.generation += 1;
                let staff = kept.account.id;
                let event = PersonEvent::StaffPasswordSet { staff };
                Some((Actor::Staff(staff), Event::Person(event)))
            }
            Holder::Portal(uuid) => {
                let mut rows = self.portal.iter_mut();
                let row = rows.find(|row| row.account.uuid == uuid)?;
                row.password = Some(password);
                row.account.has_password = true;
                row.generation += 1;
                let person = row.account.id;
                let actor = Actor::Partner(row.account.partner);
                let event = PersonEvent::PortalPasswordSet { person };
                Some((actor, Event::Person(event)))
            }
            Holder::Candidate(uuid) => {
                let row = self.candidate(uuid)?;
                row.set_password(password);
                let candidate = row.account.id;
                let event = CandidateEvent::PasswordSet { candidate };
                Some((Actor::System, Event::Candidate(event)))
            }
        }
    }
}
