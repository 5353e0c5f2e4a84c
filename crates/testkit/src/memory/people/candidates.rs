//! Accounts of candidates in memory.

use accounts::{
    CandidateAccount, CandidateAccounts, CandidateCredentials, CandidateStanding, CandidateStatus,
    Holder, PasswordHash,
};
use candidates::NewEnrolment;
use chrono::{DateTime, Utc};
use kernel::{BlindIndex, CandidateId, CandidateUuid, PortResult, TokenId};

use super::{CandidateRow, InMemoryPeople, State, locked, next_key};

impl InMemoryPeople {
    /// The person `new` is about: whoever has this address, or somebody new.
    pub(crate) fn person(&self, new: &NewEnrolment, at: DateTime<Utc>) -> CandidateAccount {
        let mut state = locked(&self.state);
        let known = state.candidates.iter();
        let known = known.map(|row| (&row.email, &row.account));
        if let Some((_, account)) = known.clone().find(|(email, _)| **email == new.email_index) {
            return account.clone();
        }
        let account = CandidateAccount {
            id: CandidateId::new(next_key(state.candidates.len())),
            uuid: new.person,
            status: CandidateStatus::Active,
            email: new.person_email.clone(),
            has_password: false,
            created_at: at,
        };
        state.candidates.push(CandidateRow {
            account: account.clone(),
            email: new.email_index,
            password: None,
            generation: 0,
            accepted: false,
        });
        account
    }

    /// `candidate` accepted an invite, and perhaps set a password with it.
    pub(crate) fn accepted(
        &self,
        candidate: CandidateUuid,
        password: Option<PasswordHash>,
    ) -> Option<CandidateAccount> {
        let mut state = locked(&self.state);
        if password.is_some() {
            state.links.remove(&Holder::Candidate(candidate));
        }
        let row = state.candidate(candidate)?;
        row.accepted = true;
        if let Some(password) = password {
            row.set_password(password);
        }
        Some(row.account.clone())
    }
}

impl State {
    pub(super) fn candidate(&mut self, uuid: CandidateUuid) -> Option<&mut CandidateRow> {
        let mut rows = self.candidates.iter_mut();
        rows.find(|row| row.account.uuid == uuid)
    }
}

impl CandidateRow {
    pub(super) fn set_password(&mut self, password: PasswordHash) {
        self.password = Some(password);
        self.account.has_password = true;
        self.generation += 1;
    }
}

impl CandidateAccounts for InMemoryPeople {
    fn find_by_email(&self, email: &BlindIndex) -> PortResult<Option<CandidateCredentials>> {
        let state = locked(&self.state);
        let found = state.candidates.iter().find(|row| row.email == *email);
        Ok(found.map(|row| CandidateCredentials {
            account: row.account.clone(),
            password: row.password.clone(),
            generation: row.generation,
        }))
    }

    fn standing(
        &self,
        candidate: CandidateUuid,
        token: TokenId,
    ) -> PortResult<Option<CandidateStanding>> {
        let state = locked(&self.state);
        let mut rows = state.candidates.iter();
        let found = rows.find(|row| row.account.uuid == candidate);
        Ok(found.map(|row| CandidateStanding {
            account: row.account.clone(),
            generation: row.generation,
            revoked: state.revoked.contains(&token),
        }))
    }
}
