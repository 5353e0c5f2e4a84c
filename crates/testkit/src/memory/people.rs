//! People who sign in, in memory.

mod candidates;
mod links;
mod portal;
mod staff;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use accounts::{
    CandidateAccount, Holder, NewPasswordLink, PartnerRepository as _, PasswordHash, PortalAccount,
    RevokedTokens, StaffAccount, StaffCredentials,
};
use chrono::{DateTime, Utc};
use kernel::{BlindIndex, PartnerId, PortResult, StaffUuid, TokenId};

use super::{InMemoryAudit, InMemoryFamilies, InMemoryMail, InMemoryPartners, locked};

/// Fake of [`accounts::StaffAccounts`], [`accounts::PortalAccounts`],
/// [`accounts::CandidateAccounts`], [`accounts::PasswordLinks`] and [`RevokedTokens`], over
/// one state.
#[derive(Debug, Clone)]
pub struct InMemoryPeople {
    state: Arc<Mutex<State>>,
    audit: InMemoryAudit,
    mail: InMemoryMail,
    partners: InMemoryPartners,
}

#[derive(Debug, Default)]
struct State {
    staff: Vec<(BlindIndex, StaffCredentials)>,
    portal: Vec<PortalRow>,
    candidates: Vec<CandidateRow>,
    links: HashMap<Holder, NewPasswordLink>,
    revoked: HashSet<TokenId>,
}

#[derive(Debug)]
struct PortalRow {
    account: PortalAccount,
    email: BlindIndex,
    password: Option<PasswordHash>,
    generation: u32,
}

#[derive(Debug)]
struct CandidateRow {
    account: CandidateAccount,
    email: BlindIndex,
    password: Option<PasswordHash>,
    generation: u32,
    /// Whether they accepted an invite.
    accepted: bool,
}

impl InMemoryPeople {
    /// Nobody, and no partner; changes go to `audit`.
    pub fn new(audit: InMemoryAudit) -> Self {
        let families = InMemoryFamilies::new(audit.clone(), InMemoryMail::default());
        let mail = InMemoryMail::default();
        let partners = InMemoryPartners::new(audit.clone(), mail.clone(), families);
        Self::of(audit, mail, partners)
    }

    /// Nobody; changes go to `audit`, letters to `mail`, partners are those of `partners`.
    pub fn of(audit: InMemoryAudit, mail: InMemoryMail, partners: InMemoryPartners) -> Self {
        Self {
            state: Arc::default(),
            audit,
            mail,
            partners,
        }
    }

    /// Changes an account behind the port's back, for tests of what comes of it.
    pub fn change(&self, uuid: StaffUuid, change: impl Fn(&mut StaffAccount)) {
        for (_, kept) in &mut locked(&self.state).staff {
            if kept.account.uuid == uuid {
                change(&mut kept.account);
            }
        }
    }

    fn partner(&self, id: PartnerId) -> Option<accounts::Partner> {
        let partners = self.partners.list().ok()?;
        partners.into_iter().find(|partner| partner.id == id)
    }
}

impl State {
    fn address_taken(&self, email: &BlindIndex) -> bool {
        let of_staff = self.staff.iter().any(|(kept, _)| kept == email);
        of_staff || self.portal.iter().any(|row| row.email == *email)
    }
}

fn next_key(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX).saturating_add(1)
}

impl RevokedTokens for InMemoryPeople {
    fn revoke(&self, token: TokenId, _keep_until: DateTime<Utc>) -> PortResult<()> {
        locked(&self.state).revoked.insert(token);
        Ok(())
    }
}
