//! Users of whom something new is told that nothing is decided by: an address, a date
//! of registration. Their leads are credited as before and show something else.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{LeadId, PartnerId, PortResult};

use super::rows::{LeadKeys, Loan, LoanRow};
use crate::changes;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::feed_chunk::State;
use crate::schema::leads;
use crate::sqlite::one_of::is_one_of;
use crate::{postgres, sqlite};

/// Such users, and what their leads are found by.
pub(super) struct Retold {
    users: BTreeSet<i64>,
    keys: LeadKeys,
}

impl Retold {
    /// Those whom `state` tells of.
    pub(super) fn of(state: &State<'_>) -> Self {
        let mut retold = Self {
            users: BTreeSet::new(),
            keys: LeadKeys::default(),
        };
        for (id, user) in &state.users {
            if let Some(facts) = &user.before
                && user.user.is_some()
                && user.after().as_ref() == Some(facts)
            {
                retold.users.insert(id.get());
                retold.keys.mobiles.push(facts.mobile);
                retold.keys.pans.extend(facts.pan);
            }
        }
        retold
    }

    pub(super) fn is_empty(&self) -> bool {
        self.users.is_empty()
    }

    /// Notes a change of their leads. A lead that holds a loan of theirs may have
    /// been shared under another number.
    ///
    /// # Errors
    /// Those of the database; a corrupt row.
    pub(super) fn note(mut self, conn: &mut Conn, at: DateTime<Utc>) -> Result<(), StoreError> {
        if self.is_empty() {
            return Ok(());
        }
        let users: Vec<i64> = self.users.iter().copied().collect();
        let loans: Vec<LoanRow> = match conn {
            Conn::Postgres(one) => postgres::credit::find_loans(one, &users, &[])?,
            Conn::Sqlite(one) => sqlite::credit::find_loans(one, &users, &[])?,
        };
        let loans = loans.into_iter().map(LoanRow::into_loan);
        let loans = loans.collect::<PortResult<Vec<Loan>>>()?;
        let loans = loans.iter().map(|loan| loan.facts.application.loan.get());
        self.keys.loans.extend(loans);
        self.keys.tidy();
        let ids = match conn {
            Conn::Postgres(one) => postgres::credit::find_leads(one, &self.keys)?,
            Conn::Sqlite(one) => sqlite::credit::find_leads(one, &self.keys)?,
        };
        let touched = self.linked(conn, &ids)?;
        Ok(changes::note(conn, at, &touched)?)
    }

    /// Those of the leads `ids` that are linked to one of the users.
    fn linked(&self, conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<(PartnerId, LeadId)>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows = leads::table
            .select((leads::partner_id, leads::id, leads::user_id))
            .order(leads::id);
        let rows: Vec<(i64, i64, Option<i64>)> = match conn {
            Conn::Postgres(one) => rows.filter(leads::id.eq_any(ids)).load(one)?,
            Conn::Sqlite(one) => rows.filter(is_one_of("leads.id", ids)).load(one)?,
        };
        let linked = rows
            .into_iter()
            .filter(|(.., user)| user.is_some_and(|user| self.users.contains(&user)));
        Ok(linked
            .map(|(partner, lead, _)| (PartnerId::new(partner), LeadId::new(lead)))
            .collect())
    }
}
