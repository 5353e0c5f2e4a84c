//! Everyone around some keys: the leads found by them, the people of those leads,
//! those people's loans, and so on until nobody is new.

use std::collections::{BTreeMap, HashSet};

use kernel::{BlindIndex, LeadId, LoanApplicationId, PortResult, UserId};

use super::lead_rows;
use super::rows::{Lead, LeadKeys, Loan, LoanRow, User, UserKeys, UserRow};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::{postgres, sqlite};

/// Leads, users and loans. Closed: every lead that shares a mobile number or PAN
/// with a user, every user that shares one with a lead, every loan of the users,
/// and of each loan that is held its user and lead.
#[derive(Default)]
pub(super) struct Around {
    pub(super) leads: BTreeMap<LeadId, Lead>,
    pub(super) users: BTreeMap<UserId, User>,
    pub(super) loans: BTreeMap<LoanApplicationId, Loan>,
    leads_asked: Asked,
    users_asked: Asked,
}

/// Keys that were looked up.
#[derive(Default)]
struct Asked {
    mobiles: HashSet<BlindIndex>,
    pans: HashSet<BlindIndex>,
    loans: HashSet<i64>,
}

impl Around {
    /// Everyone around `keys`. Ends after one look-up when there is no lead.
    pub(super) fn load(conn: &mut Conn, mut keys: LeadKeys) -> Result<Self, StoreError> {
        let mut around = Self::default();
        while !keys.is_empty() {
            let mut ids = match conn {
                Conn::Postgres(one) => postgres::credit::find_leads(one, &keys)?,
                Conn::Sqlite(one) => sqlite::credit::find_leads(one, &keys)?,
            };
            ids.retain(|id| !around.leads.contains_key(&LeadId::new(*id)));
            ids.sort_unstable();
            ids.dedup();
            if ids.is_empty() {
                break;
            }
            around.leads_asked.mobiles.extend(&keys.mobiles);
            around.leads_asked.pans.extend(&keys.pans);
            around.leads_asked.loans.extend(&keys.loans);
            let found = lead_rows::leads(conn, &ids)?;
            keys = around.add_leads(conn, found)?;
        }
        Ok(around)
    }

    /// Adds `leads` with their people and those people's loans. What that makes
    /// known leads to more leads.
    fn add_leads(&mut self, conn: &mut Conn, leads: Vec<Lead>) -> Result<LeadKeys, StoreError> {
        let mut wanted = UserKeys::default();
        let mut held = Vec::new();
        for lead in leads {
            let candidate = &lead.candidate;
            if self.users_asked.mobiles.insert(candidate.mobile) {
                wanted.mobiles.push(candidate.mobile);
            }
            if self.users_asked.pans.insert(candidate.pan) {
                wanted.pans.push(candidate.pan);
            }
            wanted.ids.extend(lead.user.map(UserId::get));
            held.extend(lead.credit.as_ref().map(|credit| credit.loan.get()));
            self.leads.insert(candidate.lead, lead);
        }
        let mut keys = LeadKeys::default();
        loop {
            let users = self.add_users(conn, wanted, &mut keys)?;
            held.retain(|loan| !self.loans.contains_key(&LoanApplicationId::new(*loan)));
            let owners = self.add_loans(conn, &users, &held, &mut keys)?;
            held.clear();
            if owners.is_empty() {
                break;
            }
            wanted = UserKeys {
                ids: owners,
                ..UserKeys::default()
            };
        }
        keys.tidy();
        Ok(keys)
    }

    /// Adds the users `wanted` and returns those that are new.
    fn add_users(
        &mut self,
        conn: &mut Conn,
        mut wanted: UserKeys,
        keys: &mut LeadKeys,
    ) -> Result<Vec<i64>, StoreError> {
        wanted.ids.sort_unstable();
        wanted.ids.dedup();
        wanted
            .ids
            .retain(|id| !self.users.contains_key(&UserId::new(*id)));
        let found: Vec<UserRow> = match conn {
            Conn::Postgres(one) => postgres::credit::find_users(one, &wanted)?,
            Conn::Sqlite(one) => sqlite::credit::find_users(one, &wanted)?,
        };
        let found = found.into_iter().map(UserRow::into_user);
        let mut new = Vec::new();
        for user in found.collect::<PortResult<Vec<User>>>()? {
            let applicant = &user.applicant;
            let id = applicant.user;
            if self.users.contains_key(&id) {
                continue;
            }
            if !self.leads_asked.mobiles.contains(&applicant.mobile) {
                keys.mobiles.push(applicant.mobile);
            }
            let pan = applicant.pan;
            keys.pans
                .extend(pan.filter(|pan| !self.leads_asked.pans.contains(pan)));
            new.push(id.get());
            self.users.insert(id, user);
        }
        Ok(new)
    }

    /// Adds the loans of `users` and the loans `held`, and returns whose they are
    /// as far as those are not known.
    fn add_loans(
        &mut self,
        conn: &mut Conn,
        users: &[i64],
        held: &[i64],
        keys: &mut LeadKeys,
    ) -> Result<Vec<i64>, StoreError> {
        let found: Vec<LoanRow> = match conn {
            Conn::Postgres(one) => postgres::credit::find_loans(one, users, held)?,
            Conn::Sqlite(one) => sqlite::credit::find_loans(one, users, held)?,
        };
        let found = found.into_iter().map(LoanRow::into_loan);
        let mut owners = Vec::new();
        for loan in found.collect::<PortResult<Vec<Loan>>>()? {
            let application = &loan.facts.application;
            let id = application.loan;
            if !self.leads_asked.loans.contains(&id.get()) {
                keys.loans.push(id.get());
            }
            if !self.users.contains_key(&application.user) {
                owners.push(application.user.get());
            }
            self.loans.insert(id, loan);
        }
        Ok(owners)
    }
}
